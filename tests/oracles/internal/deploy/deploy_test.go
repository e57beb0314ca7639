package deploy

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestAFileThatIsRemovedLeavesItsObjects(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", configMap("a", "1"))
	s.pass()
	s.remove("NS.yaml")
	s.pass()
	s.has("a")
	if s.addOn("NS").checksum() == "" {
		t.Fatal("the AddOn is gone")
	}
	s.write("NS.yaml", empty)
	s.pass()
	s.has()
}

func TestAnEmptyFileDeletes(t *testing.T) {
	for name, text := range map[string]string{"list": empty, "comments": "# nothing\n---\n", "nothing": ""} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.write("NS.yaml", configMap("a", "1")+configMap("b", "1"))
			s.pass()
			s.has("a", "b")
			s.write("NS.yaml", text)
			s.pass()
			s.has()
		})
	}
}

const lasting = `---
apiVersion: v1
kind: Namespace
metadata: {name: NS-inner, labels: LABELS}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: NS-volume, labels: LABELS}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: none, hostPath: {path: /srv}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: claim, namespace: NS, labels: LABELS}
spec: {accessModes: [ReadWriteOnce], storageClassName: none, volumeName: NS-volume, resources: {requests: {storage: 1Gi}}}
`

func (s *site) lasting(want bool) {
	s.Helper()
	gone := func(err error, deleted bool) bool { return apierrors.IsNotFound(err) || err == nil && deleted }
	check := func() [3]bool {
		space, one := s.client.CoreV1().Namespaces().Get(s.Context(), s.ns+"-inner", meta.GetOptions{})
		volume, two := s.client.CoreV1().PersistentVolumes().Get(s.Context(), s.ns+"-volume", meta.GetOptions{})
		claim, three := s.client.CoreV1().PersistentVolumeClaims(s.ns).Get(s.Context(), "claim", meta.GetOptions{})
		return [3]bool{
			gone(one, one == nil && space.DeletionTimestamp != nil),
			gone(two, two == nil && volume.DeletionTimestamp != nil),
			gone(three, three == nil && claim.DeletionTimestamp != nil),
		}
	}
	if found := check(); found != [3]bool{!want, !want, !want} {
		s.Fatalf("gone are Namespace, volume, claim: %v", found)
	}
}

func TestAnEmptyFileDeletesDataToo(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", replace(lasting, "{}"))
	s.pass()
	s.lasting(true)
	s.write("NS.yaml", empty)
	s.pass()
	s.lasting(false)
}

func TestALabelKeepsDataFromBeingDeleted(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", replace(lasting, `{objectset.rio.cattle.io/prune: "false"}`))
	s.pass()
	s.write("NS.yaml", empty)
	s.pass()
	s.lasting(true)
}

func TestAFileThatCannotBeReadSpoilsNoOther(t *testing.T) {
	s := newSite(t)
	s.write("NS-a.yaml", configMap("a", "1")+"---\nkind: [\n")
	s.write("NS-b.yaml", configMap("b", "1"))
	s.fails("NS-a.yaml"[2:])
	s.has("b")
	s.event("NS-a", "ParseManifestFailed")
	s.fails("-a.yaml")
	s.write("NS-a.yaml", configMap("a", "1"))
	s.pass()
	s.has("a", "b")
	s.event("NS-a", "AppliedManifest")
}

func TestAnObjectThatIsRefusedSpoilsNoOtherOfItsFile(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", configMap("a", "1")+configMap("Not_A_Name", "1")+configMap("b", "1"))
	s.fails("Not_A_Name")
	s.has("a", "b")
	s.event("NS", "ApplyManifestFailed")
}

func TestAnUnknownFieldIsTaken(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", configMap("a", "1")+"dota: {x: y}\n")
	s.pass()
	s.has("a")
}

func TestAnObjectMovesToAnEarlierFile(t *testing.T) {
	s := newSite(t)
	s.write("NS-b.yaml", configMap("x", "1"))
	s.pass()
	before := s.configMap("x").UID
	s.write("NS-a.yaml", configMap("x", "1"))
	s.write("NS-b.yaml", empty)
	s.pass()
	if after := s.configMap("x"); after == nil || after.UID != before {
		t.Fatalf("it was %s and is %v", before, after)
	}
}

func TestAnObjectMovesToALaterFileAndIsMadeAnew(t *testing.T) {
	s := newSite(t)
	s.write("NS-a.yaml", configMap("x", "1"))
	s.pass()
	before := s.configMap("x").UID
	s.write("NS-a.yaml", empty)
	s.write("NS-b.yaml", configMap("x", "1"))
	s.pass()
	if after := s.configMap("x"); after == nil || after.UID == before {
		t.Fatalf("it was %s and is %v", before, after)
	}
}

const claimed = `---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: NS}
spec: {accessModes: [ReadWriteOnce], storageClassName: local-path, resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: NS}
spec:
  strategy: {type: Recreate}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 3
      containers: [{name: main, image: image, volumeMounts: [{name: data, mountPath: /data}]}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
`

// A claim that is in use is deleted only when its Pod has ended; by then the later file has taken it
// over, and nobody makes it again.
func TestAClaimMovesToALaterFileAndIsLost(t *testing.T) {
	s := newSite(t)
	s.write("NS-a.yaml", claimed)
	s.pass()
	s.until("the Deployment is ready", func() bool { return s.ready("web") })
	s.write("NS-a.yaml", empty)
	s.write("NS-b.yaml", claimed)
	s.pass()
	s.until("the claim is gone", func() bool {
		_, err := s.client.CoreV1().PersistentVolumeClaims(s.ns).Get(t.Context(), "data", meta.GetOptions{})
		return apierrors.IsNotFound(err)
	})
	s.pass()
	if _, err := s.client.CoreV1().PersistentVolumeClaims(s.ns).Get(t.Context(), "data", meta.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Fatalf("it came back: %v", err)
	}
	if s.ready("web") {
		t.Fatal("the Deployment is ready without its claim")
	}
}

func (s *site) ready(name string) bool {
	s.Helper()
	found, err := s.client.AppsV1().Deployments(s.ns).Get(s.Context(), name, meta.GetOptions{})
	return err == nil && found.Status.ReadyReplicas == 1 && found.Status.UpdatedReplicas == 1
}

func TestADanglingLinkStopsEverything(t *testing.T) {
	s := newSite(t)
	if err := os.Symlink("/nowhere", filepath.Join(s.dir, "link.txt")); err != nil {
		t.Fatal(err)
	}
	s.write("NS.yaml", configMap("a", "1"))
	s.fails("link.txt")
	s.has()
	s.remove("link.txt")
	s.pass()
	s.has("a")
}

func TestAChangeBehindALinkIsNotNoticed(t *testing.T) {
	s := newSite(t)
	store := filepath.Join(t.TempDir(), "content")
	write := func(text string) {
		if err := os.WriteFile(store, []byte(s.in(text)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(configMap("a", "1"))
	if err := os.Symlink(store, filepath.Join(s.dir, s.in("NS.yaml"))); err != nil {
		t.Fatal(err)
	}
	s.pass()
	write(configMap("a", "2"))
	s.pass()
	s.value("a", "1")
	s.restart()
	s.pass()
	s.value("a", "2")
}

func (s *site) value(name, want string) {
	s.Helper()
	if found := s.configMap(name); found == nil || found.Data["key"] != want {
		s.Fatalf("want %q, found %v", want, found)
	}
}

func TestAnOldTimeHidesAChange(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", configMap("a", "1"))
	s.pass()
	path := filepath.Join(s.dir, s.in("NS.yaml"))
	before, err := os.Stat(path)
	s.must(nil, err)
	s.write("NS.yaml", configMap("a", "2"))
	s.must(nil, os.Chtimes(path, time.Now(), before.ModTime()))
	s.pass()
	s.value("a", "1")
	s.restart()
	s.pass()
	s.value("a", "2")
}

func TestSkip(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", configMap("a", "1"))
	s.write("other/NS.yaml.skip", "")
	s.pass()
	s.has()
	s.remove("other/NS.yaml.skip")
	s.write("NS.skip", "")
	s.pass()
	s.has("a")
	s.write("NS.yaml.skip", "")
	s.write("NS.yaml", empty)
	s.pass()
	s.has("a")
}

func TestNamesThatNoAddOnCanHave(t *testing.T) {
	for _, name := range []string{"Bad_NS.yaml", "UP-NS.YAML"} {
		s := newSite(t)
		s.write(name, configMap("a", "1"))
		s.fails("Invalid value")
		s.has()
		s.must(nil, s.client.CoreV1().Namespaces().Delete(t.Context(), s.ns, meta.DeleteOptions{}))
		s.until("the Namespace is gone", func() bool {
			_, err := s.client.CoreV1().Namespaces().Get(t.Context(), s.ns, meta.GetOptions{})
			return apierrors.IsNotFound(err)
		})
	}
}

func TestTwoFilesOfOneNameFight(t *testing.T) {
	s := newSite(t)
	s.write("NS.a.yaml", configMap("a", "1"))
	s.write("NS.b.yaml", configMap("b", "1"))
	s.pass()
	s.has("b")
	s.write("NS.a.yaml", configMap("a", "2"))
	s.pass()
	s.has("a")
}

func TestAnObjectInTwoFilesIsLostWithTheLast(t *testing.T) {
	s := newSite(t)
	s.write("NS-a.yaml", configMap("x", "1"))
	s.write("NS-b.yaml", configMap("x", "1"))
	s.pass()
	s.write("NS-b.yaml", empty)
	s.pass()
	s.has()
	s.pass()
	s.has()
	s.restart()
	s.pass()
	s.has("x")
}

func TestANamespaceAfterItsObjectsWorksAtTheSecondLook(t *testing.T) {
	s := newSite(t)
	late := "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: NS-late}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: NS-late}\n"
	s.write("NS.yaml", late)
	s.fails("not found")
	s.pass()
}

func TestWhatWasEditedByHandStays(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", configMap("a", "1"))
	s.pass()
	edited := s.configMap("a")
	edited.Data["key"] = "by hand"
	s.must(s.client.CoreV1().ConfigMaps(s.ns).Update(t.Context(), edited, meta.UpdateOptions{}))
	s.pass()
	s.value("a", "by hand")
	s.restart()
	s.pass()
	s.value("a", "1")
}

func TestFilesThatAreNoManifests(t *testing.T) {
	s := newSite(t)
	for _, name := range []string{".NS.yaml", "NS.yaml.tmp", "NS.yaml~", "NS", "NS.txt"} {
		s.write(name, configMap("a", "1"))
	}
	s.pass()
	s.has()
	// A folder may have a period in front.
	s.write(".hidden/NS.yml", configMap("a", "1"))
	s.pass()
	s.has("a")
}

func TestWhatIsDisabledIsDeleted(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", configMap("a", "1"))
	s.write("NS-folder/NS-b.yaml", configMap("b", "1"))
	s.pass()
	s.has("a", "b")
	for _, name := range []string{"NS", "NS-folder"} {
		controller, err := New(t.Context(), plane.Config, s.dir, s.in(name))
		s.must(nil, err)
		s.controller = controller
		s.pass()
	}
	s.has()
	for _, name := range []string{"NS.yaml", "NS-folder/NS-b.yaml"} {
		if _, err := os.Stat(filepath.Join(s.dir, s.in(name))); !os.IsNotExist(err) {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

func service(ports string) string {
	return "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: NS}\nspec: {selector: {app: web}, ports: " + ports + "}\n"
}

func (s *site) ports() []core.ServicePort {
	s.Helper()
	found, err := s.client.CoreV1().Services(s.ns).Get(s.Context(), "web", meta.GetOptions{})
	s.must(nil, err)
	return found.Spec.Ports
}

// Ports are merged by their number alone.
func TestTwoProtocolsOnOneNumber(t *testing.T) {
	const tcp, udp = `{name: tcp, port: 53, protocol: TCP, targetPort: 1}`, `{name: udp, port: 53, protocol: UDP, targetPort: 1}`
	t.Run("udp added", func(t *testing.T) {
		s := newSite(t)
		s.write("NS.yaml", service("["+tcp+"]"))
		s.pass()
		s.write("NS.yaml", service("["+tcp+","+udp+"]"))
		s.pass()
		if ports := s.ports(); len(ports) != 1 {
			t.Fatalf("UDP was not dropped: %v", ports)
		}
	})
	t.Run("udp removed", func(t *testing.T) {
		s := newSite(t)
		s.write("NS.yaml", service("["+tcp+","+udp+"]"))
		s.pass()
		s.write("NS.yaml", service("["+tcp+"]"))
		s.fails("spec.ports: Required value")
		s.fails("spec.ports: Required value")
	})
	t.Run("udp changed", func(t *testing.T) {
		s := newSite(t)
		s.write("NS.yaml", service("["+tcp+","+udp+"]"))
		s.pass()
		s.write("NS.yaml", service("["+tcp+`,{name: udp, port: 53, protocol: UDP, targetPort: 2}]`))
		s.pass()
		if ports := s.ports(); ports[0].TargetPort.IntVal != 2 || ports[1].TargetPort.IntVal != 1 {
			t.Fatalf("not TCP's was changed: %v", ports)
		}
	})
}

const job = `
apiVersion: batch/v1
kind: Job
metadata: {name: once, namespace: NS}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: IMAGE}]}}}
`

func TestAJobWhoseTemplateChangesIsReplaced(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", replace(job, "image:1"))
	s.pass()
	s.write("NS.yaml", replace(job, "image:2"))
	s.fails("Replace Wait")
	s.until("the new one is there", func() bool {
		_ = s.controller.Pass(t.Context())
		found, err := s.client.BatchV1().Jobs(s.ns).Get(t.Context(), "once", meta.GetOptions{})
		return err == nil && found.Spec.Template.Spec.Containers[0].Image == "image:2"
	})
}

const stateful = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: NS}
spec: {serviceName: IMAGE, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: main, image: image}]}}}
`

func TestTheServiceOfAStatefulSetCannotChange(t *testing.T) {
	s := newSite(t)
	s.write("NS.yaml", replace(stateful, "one"))
	s.pass()
	s.write("NS.yaml", replace(stateful, "two"))
	for range 2 {
		s.fails("Forbidden")
	}
}
