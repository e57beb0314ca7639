// Command device-plugin stands in for squat/generic-device-plugin, whose image no test can have: told what a bundle tells
// that one, it tells the kubelet the same. What "the same" is was recorded from the real program and lies in
// tests/fidelity/device-plugin.jsonl, to which the test holds this one.
//
//	device-plugin [--domain=NAME] [--listen=ADDRESS] [--plugin-directory=DIR] --device=SPEC...
//
// It knows no more words than a bundle has; any other one ends it, since a word that is passed over is one misspelled.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"sync"
	"syscall"

	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
	"sigs.k8s.io/yaml"
)

// spec is a resource: any device of a group stands for any other, the paths of one device come together.
type spec struct {
	Name   string  `json:"name"`
	Groups []group `json:"groups"`
}

type group struct {
	Count uint   `json:"count"`
	Paths []path `json:"paths"`
}

type path struct {
	Path        string `json:"path"`
	MountPath   string `json:"mountPath"`
	Permissions string `json:"permissions"`
}

var name = regexp.MustCompile("^[a-z0-9][-a-z0-9]*[a-z0-9]$")

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "device-plugin:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("device-plugin", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	domain := flags.String("domain", "squat.ai", "")
	listen := flags.String("listen", ":8080", "")
	folder := flags.String("plugin-directory", v1beta1.DevicePluginPath, "")
	resources := map[string][]group{}
	flags.Func("device", "", func(text string) error {
		var one spec
		if err := yaml.UnmarshalStrict([]byte(text), &one); err != nil {
			return err
		}
		one.Name = strings.TrimSpace(one.Name)
		if _, twice := resources[one.Name]; twice || !name.MatchString(one.Name) {
			return fmt.Errorf("%q is no name of a device, or one of two", one.Name)
		}
		resources[one.Name] = one.Groups
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return err
	}
	if errs := validation.IsDNS1123Subdomain(*domain); len(errs) > 0 || len(resources) == 0 {
		return fmt.Errorf("no devices, or a domain that is none: %s", strings.Join(errs, ", "))
	}

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	http.HandleFunc("/health", func(http.ResponseWriter, *http.Request) {})
	failed := make(chan error, 1)
	go func() { failed <- http.ListenAndServe(*listen, nil) }()
	var all sync.WaitGroup
	for of, groups := range resources {
		all.Add(1)
		go func() {
			defer all.Done()
			(&server{resource: *domain + "/" + of, folder: *folder, groups: groups}).run(ctx)
		}()
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		all.Wait()
		return nil
	}
}
