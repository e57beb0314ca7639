package controlplane

import (
	"context"
	"net"
	"strconv"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// Much connects before the API server is ready, and each connection is given a free port.
func TestThePortIsTakenFromTheBeginning(t *testing.T) {
	options := Options{Dir: t.TempDir()}
	listener, err := complete(&options)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	other, err := net.Listen("tcp", net.JoinHostPort(options.Address, strconv.Itoa(options.Port)))
	if err == nil {
		other.Close()
		t.Fatalf("somebody else gets port %d", options.Port)
	}
}

// The controllers and the scheduler work on what the API server is given.
func TestAllPartsRun(t *testing.T) {
	plane, err := Start(context.Background(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer plane.Stop()
	client := kubernetes.NewForConfigOrDie(plane.Config)
	space := &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "space"}}
	if _, err := client.CoreV1().Namespaces().Create(t.Context(), space, meta.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	pod := &core.Pod{ObjectMeta: meta.ObjectMeta{Name: "pod"}, Spec: core.PodSpec{Containers: []core.Container{{Name: "main", Image: "image"}}}}
	seen := func() bool {
		pod, err := client.CoreV1().Pods("space").Get(t.Context(), "pod", meta.GetOptions{})
		return err == nil && len(pod.Status.Conditions) > 0 && pod.Status.Conditions[0].Reason == core.PodReasonUnschedulable
	}
	for end := time.Now().Add(time.Minute); !seen(); time.Sleep(100 * time.Millisecond) {
		// Refused until the account of the new Namespace is there.
		_, _ = client.CoreV1().Pods("space").Create(t.Context(), pod, meta.CreateOptions{})
		if time.Now().After(end) {
			t.Fatal("no scheduler looked at the Pod")
		}
	}
}
