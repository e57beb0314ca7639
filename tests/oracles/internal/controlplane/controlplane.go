// Package controlplane runs a real Kubernetes control plane in one process: etcd, API server, controller
// manager and scheduler.
//
// There is no kubelet. Either somebody brings one, or package pods stands in for it.
package controlplane

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// Options says where and how a control plane runs.
type Options struct {
	// Dir holds its files: data, keys, kubeconfig. It must be empty or absent.
	Dir string
	// Address is where the API server listens; 127.0.0.1 when empty.
	Address string
	// Port of the API server; a free one when 0.
	Port int
	// ServiceCIDR and PodCIDR are K3s' own when empty.
	ServiceCIDR, PodCIDR string
	// Kubelet says that a real kubelet will come: the controllers that watch it run, too.
	Kubelet bool
	// Gates are features to turn on, `Name=true`.
	Gates []string
}

// Plane is a running control plane.
type Plane struct {
	// Config is an administrator's.
	Config *rest.Config
	// Kubeconfig is the path of the same as a file.
	Kubeconfig string

	stop   context.CancelFunc
	failed chan error
	etcd   interface{ Close() }
}

// ready is how long a start may take on a slow machine.
const ready = 2 * time.Minute

// Start starts everything and waits until the API server answers and its defaults are there.
func Start(ctx context.Context, options Options) (*Plane, error) {
	listener, err := complete(&options)
	if err != nil {
		return nil, err
	}
	files, err := write(options)
	if err != nil {
		listener.Close()
		return nil, err
	}
	etcd, endpoint, err := startEtcd(filepath.Join(options.Dir, "etcd"))
	if err != nil {
		listener.Close()
		return nil, fmt.Errorf("etcd: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	plane := &Plane{Kubeconfig: files.kubeconfig, stop: stop, failed: make(chan error, 3), etcd: etcd}
	if err := plane.start(ctx, options, files, endpoint, listener); err != nil {
		listener.Close()
		plane.Stop()
		return nil, err
	}
	return plane, nil
}

func (p *Plane) start(ctx context.Context, options Options, files files, endpoint string, listener net.Listener) error {
	parts, err := parse(options, files, endpoint, listener)
	if err != nil {
		return err
	}
	p.run("API server", func() error { return parts.apiServer(ctx) })
	if p.Config, err = clientcmd.BuildConfigFromFlags("", files.kubeconfig); err != nil {
		return err
	}
	p.Config.QPS, p.Config.Burst = 500, 1000
	client, err := kubernetes.NewForConfig(p.Config)
	if err != nil {
		return err
	}
	if err := p.wait(ctx, "the API server", answers(client)); err != nil {
		return err
	}
	p.run("controller manager", func() error { return parts.controllers(ctx) })
	p.run("scheduler", func() error { return parts.scheduler(ctx) })
	return p.wait(ctx, "the service account of the default namespace", hasAccount(client))
}

// run reports the end of a part, which must not end.
func (p *Plane) run(name string, part func() error) {
	go func() {
		err := part()
		if err == nil {
			err = errors.New("it ended")
		}
		p.failed <- fmt.Errorf("%s: %w", name, err)
	}()
}

func (p *Plane) wait(ctx context.Context, what string, there func(context.Context) bool) error {
	limit := time.After(ready)
	for !there(ctx) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-p.failed:
			return err
		case <-limit:
			return fmt.Errorf("%s is not there after %s", what, ready)
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}

// Failed is sent why a part of the control plane ended.
func (p *Plane) Failed() <-chan error { return p.failed }

// Stop ends everything. The files stay.
func (p *Plane) Stop() {
	p.stop()
	p.etcd.Close()
}

// complete fills in defaults, and listens where the API server will. It listens from the beginning:
// everything that connects until the server is ready may be given a port that is only known to be free.
func complete(options *Options) (net.Listener, error) {
	if options.Address == "" {
		options.Address = "127.0.0.1"
	}
	if options.ServiceCIDR == "" {
		options.ServiceCIDR = "10.43.0.0/16"
	}
	if options.PodCIDR == "" {
		options.PodCIDR = "10.42.0.0/16"
	}
	if err := os.MkdirAll(options.Dir, 0o700); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(options.Address, strconv.Itoa(options.Port)))
	if err != nil {
		return nil, err
	}
	options.Port = listener.Addr().(*net.TCPAddr).Port
	return listener, nil
}

func freePort(address string) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
