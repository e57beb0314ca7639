package deploy

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
)

const custom = `---
apiVersion: NS.example.com/v1
kind: Thing
metadata: {name: one, namespace: NS}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.NS.example.com}
spec:
  group: NS.example.com
  scope: Namespaced
  names: {plural: things, singular: thing, kind: Thing, listKind: ThingList}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`

func TestADefinitionAfterItsObjectWorksLater(t *testing.T) {
	s := newSite(t)
	things := dynamic.NewForConfigOrDie(plane.Config).
		Resource(schema.GroupVersionResource{Group: s.ns + ".example.com", Version: "v1", Resource: "things"}).Namespace(s.ns)
	s.write("NS.yaml", custom)
	s.fails("could not find the requested resource")
	if _, err := things.Get(t.Context(), "one", meta.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Fatalf("it was there at once: %v", err)
	}
	// Established takes the server a moment.
	s.until("a look without errors", func() bool { return s.controller.Pass(t.Context()) == nil })
	s.must(things.Get(t.Context(), "one", meta.GetOptions{}))
}

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: NS}
spec:
  selector: {matchLabels: LABELS}
  template:
    metadata: {labels: LABELS}
    spec: {containers: [{name: main, image: image}]}
`

func (s *site) deployment() *apps.Deployment {
	s.Helper()
	found, err := s.client.AppsV1().Deployments(s.ns).Get(s.Context(), "web", meta.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	s.must(nil, err)
	return found
}

func TestADeploymentWhoseSelectorChangesIsReplaced(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", replace(deployment, "{app: one}"))
	s.pass()
	before := s.deployment().UID
	s.write("NS.yaml", replace(deployment, "{app: two}"))
	s.fails("Replace Wait")
	s.until("a look without errors", func() bool { return s.controller.Pass(t.Context()) == nil })
	after := s.deployment()
	if after == nil || after.UID == before || after.Spec.Selector.MatchLabels["app"] != "two" {
		t.Fatalf("it was %s and is %v", before, after)
	}
}

func ported(ports string) string {
	return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: NS}\nspec:\n" +
		"  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n" +
		"    spec: {containers: [{name: main, image: image, ports: " + ports + "}]}\n"
}

func (s *site) containerPorts() []core.ContainerPort {
	s.Helper()
	return s.deployment().Spec.Template.Spec.Containers[0].Ports
}

// Those of a container are merged by their number alone, too; a list that ends up empty is taken.
func TestTwoProtocolsOnOneNumberOfAContainer(t *testing.T) {
	const tcp, udp = `{name: tcp, containerPort: 53, protocol: TCP}`, `{name: udp, containerPort: 53, protocol: UDP}`
	t.Run("udp renamed", func(t *testing.T) {
		s := newSite(t)
		s.write("NS.yaml", ported("["+tcp+","+udp+"]"))
		s.pass()
		s.write("NS.yaml", ported("["+tcp+`,{name: other, containerPort: 53, protocol: UDP}]`))
		s.pass()
		if ports := s.containerPorts(); len(ports) != 2 || ports[0].Name != "other" || ports[0].Protocol != core.ProtocolTCP || ports[1].Name != "udp" {
			t.Fatalf("not TCP's was renamed: %v", ports)
		}
	})
	t.Run("udp added", func(t *testing.T) {
		s := newSite(t)
		s.write("NS.yaml", ported("["+tcp+"]"))
		s.pass()
		s.write("NS.yaml", ported("["+tcp+","+udp+"]"))
		s.pass()
		if ports := s.containerPorts(); len(ports) != 1 {
			t.Fatalf("UDP was not dropped: %v", ports)
		}
	})
	t.Run("udp removed", func(t *testing.T) {
		s := newSite(t)
		s.write("NS.yaml", ported("["+tcp+","+udp+"]"))
		s.pass()
		s.write("NS.yaml", ported("["+tcp+"]"))
		s.pass()
		if ports := s.containerPorts(); len(ports) != 0 {
			t.Fatalf("something is left: %v", ports)
		}
	})
}

func TestTwoServicesForTwoProtocols(t *testing.T) {
	s := newSite(t)
	one := func(name, protocol, target string) string {
		return "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + name + ", namespace: NS}\nspec: {selector: {app: web}, " +
			"ports: [{port: 53, protocol: " + protocol + ", targetPort: " + target + "}]}\n"
	}
	target := func(name string) int32 {
		found, err := s.client.CoreV1().Services(s.ns).Get(t.Context(), name, meta.GetOptions{})
		s.must(nil, err)
		return found.Spec.Ports[0].TargetPort.IntVal
	}
	s.write("NS.yaml", one("tcp", "TCP", "1"))
	s.pass()
	s.write("NS.yaml", one("tcp", "TCP", "1")+one("udp", "UDP", "1"))
	s.pass()
	s.write("NS.yaml", one("tcp", "TCP", "1")+one("udp", "UDP", "2"))
	s.pass()
	if target("tcp") != 1 || target("udp") != 2 {
		t.Fatalf("TCP leads to %d, UDP to %d", target("tcp"), target("udp"))
	}
	s.write("NS.yaml", one("tcp", "TCP", "1"))
	s.pass()
	if _, err := s.client.CoreV1().Services(s.ns).Get(t.Context(), "udp", meta.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Fatalf("UDP's is still there: %v", err)
	}
}

// What K3s tells others of a file, by which an installation knows that it was applied.
func TestWhatAnAddOnSays(t *testing.T) {
	s := newSite(t)
	is := func(text, kinds string) {
		t.Helper()
		found := s.addOn("NS")
		spec, _ := found.Object["spec"].(map[string]any)
		if want := filepath.Join(s.dir, s.in("NS.v1.yaml")); spec["source"] != want {
			t.Fatalf("want the source %s, found %v", want, spec["source"])
		}
		if want := fmt.Sprintf("%x", sha256.Sum256([]byte(s.in(text)))); spec["checksum"] != want {
			t.Fatalf("want the checksum %s, found %v", want, spec["checksum"])
		}
		if found, there := found.GetAnnotations()["addon.k3s.cattle.io/gvks"]; !there || found != kinds {
			t.Fatalf("want the kinds %q, found %q", kinds, found)
		}
	}
	good := configMap("a", "1") + "---\n" + service("[{port: 1}]")
	const kinds = "/v1, Kind=ConfigMap;/v1, Kind=Service"
	s.write("NS.v1.yaml", good)
	s.pass()
	is(good, kinds)
	s.event("NS", "ApplyingManifest")
	s.event("NS", "AppliedManifest")
	// One that fails leaves what was said of the last that did not.
	s.write("NS.v1.yaml", configMap("Not_A_Name", "1"))
	s.fails("Not_A_Name")
	is(good, kinds)
	s.write("NS.v1.yaml", empty)
	s.pass()
	is(empty, "")
}

// Stores pin the time of their files. K3s reads those of the time 0 always, those of Nix (1) once.
func TestFilesOfAStore(t *testing.T) {
	for _, each := range []struct {
		seconds int64
		want    string
	}{{0, "2"}, {1, "1"}} {
		t.Run(fmt.Sprint(each.seconds), func(t *testing.T) {
			s := newSite(t)
			store, link := t.TempDir(), filepath.Join(s.dir, "folder")
			generation := func(value string) {
				t.Helper()
				file := filepath.Join(store, value, s.in("NS.yaml"))
				s.must(nil, os.MkdirAll(filepath.Dir(file), 0o700))
				s.must(nil, os.WriteFile(file, []byte(s.in(configMap("a", value))), 0o600))
				s.must(nil, os.Chtimes(file, time.Now(), time.Unix(each.seconds, 0)))
				s.must(nil, os.Symlink(filepath.Join(store, value), link+".new"))
				s.must(nil, os.Rename(link+".new", link))
			}
			generation("1")
			s.pass()
			s.value("a", "1")
			generation("2")
			s.pass()
			s.value("a", each.want)
			s.restart()
			s.pass()
			s.value("a", "2")
		})
	}
}
