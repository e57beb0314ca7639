package deploy

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"

	"k3s-migrate/oracles/internal/controlplane"
	"k3s-migrate/oracles/internal/pods"
)

var (
	plane *controlplane.Plane
	node  *pods.Node
)

// One control plane serves all tests; each has a Namespace and a directory of its own.
func TestMain(m *testing.M) {
	klog.LogToStderr(false)
	klog.SetOutput(new(strings.Builder))
	dir, err := os.MkdirTemp("", "deploy")
	if err == nil {
		plane, err = controlplane.Start(context.Background(), controlplane.Options{Dir: dir})
	}
	if err == nil {
		node, err = pods.Start(context.Background(), plane.Config, "node")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	plane.Stop()
	os.RemoveAll(dir)
	os.Exit(code)
}

// site is a manifests directory with its controller. In a manifest NS stands for the test's Namespace;
// in the names of files it is a part that no other test has.
type site struct {
	*testing.T
	dir, ns    string
	controller *Controller
	client     kubernetes.Interface
}

var plain = regexp.MustCompile("[^a-z0-9]+")

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{
		T: t, dir: t.TempDir(), client: kubernetes.NewForConfigOrDie(plane.Config),
		ns: strings.Trim(plain.ReplaceAllString(strings.ToLower(t.Name()), "-"), "-"),
	}
	s.restart()
	space := &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: s.ns}}
	s.must(s.client.CoreV1().Namespaces().Create(t.Context(), space, meta.CreateOptions{}))
	return s
}

// restart is a restart of K3s; the next pass is its first.
func (s *site) restart() {
	s.Helper()
	controller, err := New(s.Context(), plane.Config, s.dir)
	if err != nil {
		s.Fatal(err)
	}
	s.controller = controller
}

func (s *site) must(_ any, err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *site) in(text string) string { return strings.ReplaceAll(text, "NS", s.ns) }

// write replaces a file at once, and gives it a time of its own.
func (s *site) write(name, text string) {
	s.Helper()
	path := filepath.Join(s.dir, s.in(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(path+".tmp", []byte(s.in(text)), 0o600); err != nil {
		s.Fatal(err)
	}
	time.Sleep(2 * time.Millisecond)
	if err := os.Rename(path+".tmp", path); err != nil {
		s.Fatal(err)
	}
}

func (s *site) remove(name string) {
	s.Helper()
	if err := os.Remove(filepath.Join(s.dir, s.in(name))); err != nil {
		s.Fatal(err)
	}
}

// pass must be without errors.
func (s *site) pass() {
	s.Helper()
	if err := s.controller.Pass(s.Context()); err != nil {
		s.Fatal(err)
	}
}

// fails must say this.
func (s *site) fails(what string) {
	s.Helper()
	err := s.controller.Pass(s.Context())
	if err == nil || !strings.Contains(err.Error(), what) {
		s.Fatalf("want an error with %q, got %v", what, err)
	}
}

func (s *site) configMap(name string) *core.ConfigMap {
	s.Helper()
	found, err := s.client.CoreV1().ConfigMaps(s.ns).Get(s.Context(), name, meta.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	s.must(nil, err)
	return found
}

// has says which of these are there, and that the others are not.
func (s *site) has(names ...string) {
	s.Helper()
	list, err := s.client.CoreV1().ConfigMaps(s.ns).List(s.Context(), meta.ListOptions{})
	s.must(nil, err)
	var found []string
	for _, one := range list.Items {
		if one.Name != "kube-root-ca.crt" {
			found = append(found, one.Name)
		}
	}
	if strings.Join(found, " ") != strings.Join(names, " ") {
		s.Fatalf("want %v, found %v", names, found)
	}
}

// until waits for something that controllers do.
func (s *site) until(what string, there func() bool) {
	s.Helper()
	for end := time.Now().Add(20 * time.Second); !there(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatal("never: " + what)
		}
	}
}

// event waits for an event about an AddOn.
func (s *site) event(addOn, reason string) {
	s.Helper()
	s.until(reason, func() bool {
		list, err := s.client.CoreV1().Events(namespace).List(s.Context(), meta.ListOptions{FieldSelector: "involvedObject.name=" + s.in(addOn)})
		s.must(nil, err)
		for _, event := range list.Items {
			if event.Reason == reason {
				return true
			}
		}
		return false
	})
}

func (s *site) addOn(name string) addOn {
	s.Helper()
	found, err := s.controller.addOns.get(s.Context(), s.in(name))
	s.must(nil, err)
	return found
}

// configMap is a manifest.
func configMap(name, value string) string {
	return fmt.Sprintf("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: NS}\ndata: {key: %q}\n", name, value)
}

const empty = `{"apiVersion":"v1","kind":"List","items":[]}` + "\n"

// replace puts a value where the text has a blank for it.
func replace(text, value string) string {
	return strings.NewReplacer("LABELS", value, "IMAGE", value).Replace(text)
}
