// Command node is a Kubernetes node and its control plane in one program, one part a process: the first argument names
// the part, the others are that part's own flags.
//
//	node control-plane DIR ADDRESS PORT [GATE=true...]
//	                                      etcd, API server, controller manager, scheduler
//	node kubelet FLAG...
//	node kube-proxy FLAG...
//	node dns FLAG...                      CoreDNS with the plugins that a cluster's names need
//	node kubectl ARGUMENT...
//
// One program, since the parts share most of their code: linked apart they would be three times as large.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"
	// The plugins of our configuration register themselves.
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/forward"
	_ "github.com/coredns/coredns/plugin/hosts"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/template"
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"

	"k3s-migrate/oracles/internal/controlplane"
)

// parts by name; each gets os.Args as if it were the program.
var parts = map[string]func() int{
	"control-plane": controlPlane,
	"dns":           dns,
	"kube-proxy":    func() int { return cli.Run(proxy.NewProxyCommand()) },
	"kubectl":       func() int { return cli.Run(cmd.NewDefaultKubectlCommand()) },
	"kubelet":       func() int { return cli.Run(kubelet.NewKubeletCommand(context.Background())) },
}

func main() {
	if len(os.Args) > 1 {
		if part, ok := parts[os.Args[1]]; ok {
			os.Args = os.Args[1:]
			os.Exit(part())
		}
	}
	fmt.Fprintln(os.Stderr, "node: name a part: control-plane, dns, kube-proxy, kubectl, kubelet")
	os.Exit(2)
}

// controlPlane runs until it is told to end, or until one of its parts ends.
func controlPlane() int {
	if err := runControlPlane(); err != nil {
		fmt.Fprintln(os.Stderr, "control-plane:", err)
		return 1
	}
	return 0
}

func runControlPlane() error {
	if len(os.Args) < 4 {
		return fmt.Errorf("needs a folder, an address and a port")
	}
	port, err := strconv.Atoi(os.Args[3])
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	plane, err := controlplane.Start(ctx, controlplane.Options{Dir: os.Args[1], Address: os.Args[2], Port: port, Kubelet: true, Gates: os.Args[4:]})
	if err != nil {
		return err
	}
	defer plane.Stop()
	select {
	case <-ctx.Done():
		return nil
	case err := <-plane.Failed():
		return err
	}
}

func dns() int {
	// The order in which a question passes the plugins.
	dnsserver.Directives = []string{"errors", "cache", "hosts", "template", "kubernetes", "forward"}
	coremain.Run()
	return 0
}
