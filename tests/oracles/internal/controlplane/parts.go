package controlplane

import (
	"context"
	"fmt"
	"net"
	"path/filepath"

	"github.com/spf13/pflag"
	"k8s.io/component-base/cli/flag"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	apiserveroptions "k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	controlleroptions "k8s.io/kubernetes/cmd/kube-controller-manager/app/options"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	scheduleroptions "k8s.io/kubernetes/cmd/kube-scheduler/app/options"
)

// parts are the programs, told their flags. Each runs until its context ends.
type parts struct {
	apiServer, controllers, scheduler func(context.Context) error
}

// parse tells every program its flags. They share a registry of feature gates, to which the
// controller manager has to add its flags before the API server does.
func parse(options Options, files files, endpoint string, listener net.Listener) (parts, error) {
	var out parts
	manager, err := controlleroptions.NewKubeControllerManagerOptions()
	if err != nil {
		return out, err
	}
	known, disabled, aliases := controllers.KnownControllers(), controllers.ControllersDisabledByDefault(), controllers.ControllerAliases()
	managerFlags := manager.Flags(known, disabled, aliases)
	manager.ParsedFlags = &managerFlags
	server := apiserveroptions.NewServerRunOptions()
	server.SecureServing.Listener = listener
	serverFlags := server.Flags()
	schedule := scheduleroptions.NewOptions()

	for _, each := range []struct {
		sets flag.NamedFlagSets
		args []string
	}{
		{managerFlags, managerArgs(options, files)},
		{serverFlags, serverArgs(options, files, endpoint)},
		{*schedule.Flags, []string{"--kubeconfig=" + files.kubeconfig, "--leader-elect=false", "--secure-port=0"}},
	} {
		if err := tell(each.sets, each.args); err != nil {
			return out, err
		}
	}
	if err := server.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return out, err
	}

	out.apiServer = func(ctx context.Context) error {
		completed, err := server.Complete(ctx)
		if err != nil {
			return err
		}
		if errs := completed.Validate(); len(errs) > 0 {
			return fmt.Errorf("%v", errs)
		}
		return apiserver.Run(ctx, completed)
	}
	out.controllers = func(ctx context.Context) error {
		config, err := manager.Config(ctx, known, disabled, aliases)
		if err != nil {
			return err
		}
		return controllers.Run(ctx, config.Complete())
	}
	out.scheduler = func(ctx context.Context) error {
		config, instance, err := scheduler.Setup(ctx, schedule)
		if err != nil {
			return err
		}
		return scheduler.Run(ctx, config, instance)
	}
	return out, nil
}

func tell(sets flag.NamedFlagSets, args []string) error {
	all := pflag.NewFlagSet("", pflag.ContinueOnError)
	for _, set := range sets.FlagSets {
		all.AddFlagSet(set)
	}
	return all.Parse(args)
}

func serverArgs(options Options, files files, endpoint string) []string {
	args := []string{
		"--etcd-servers=" + endpoint,
		"--bind-address=" + options.Address,
		fmt.Sprintf("--secure-port=%d", options.Port),
		"--cert-dir=" + files.certificates,
		"--token-auth-file=" + files.tokens,
		"--authorization-mode=Node,RBAC",
		"--allow-privileged=true",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + files.accountKey,
		"--service-account-signing-key-file=" + files.accountKey,
		"--service-cluster-ip-range=" + options.ServiceCIDR,
	}
	for _, gate := range options.Gates {
		args = append(args, "--feature-gates="+gate)
	}
	if address := net.ParseIP(options.Address); address != nil && address.IsLoopback() {
		// A Service cannot lead to a loopback address.
		args = append(args, "--endpoint-reconciler-type=none")
	}
	if !options.Kubelet {
		// Nobody would take the taint away again.
		args = append(args, "--disable-admission-plugins=TaintNodesByCondition")
	}
	return args
}

func managerArgs(options Options, files files) []string {
	args := []string{
		"--kubeconfig=" + files.kubeconfig,
		"--leader-elect=false",
		"--secure-port=0",
		"--service-account-private-key-file=" + files.accountKey,
		"--root-ca-file=" + filepath.Join(files.certificates, "apiserver.crt"),
		"--cluster-cidr=" + options.PodCIDR,
		"--service-cluster-ip-range=" + options.ServiceCIDR,
		"--allocate-node-cidrs=true",
	}
	if !options.Kubelet {
		args = append(args, "--controllers=*,-node-lifecycle-controller,-taint-eviction-controller,-persistentvolume-attach-detach-controller")
	}
	return args
}
