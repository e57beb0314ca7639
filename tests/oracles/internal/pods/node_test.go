package pods

import (
	"testing"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
)

// The controller that gives nodes their addresses changes a new one at the same time.
func TestANodeThatSomebodyChangesMeanwhileIsRegistered(t *testing.T) {
	client := fake.NewClientset()
	refused := 0
	client.PrependReactor("update", "nodes", func(action clienttesting.Action) (bool, runtime.Object, error) {
		if action.GetSubresource() != "status" || refused > 1 {
			return false, nil, nil
		}
		refused++
		return true, nil, apierrors.NewConflict(core.Resource("nodes"), "node", nil)
	})
	node := &Node{client: client, name: "node"}
	if err := node.register(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, err := client.CoreV1().Nodes().Get(t.Context(), "node", meta.GetOptions{})
	if err != nil || refused != 2 || len(found.Status.Conditions) != 1 || found.Status.Conditions[0].Status != core.ConditionTrue {
		t.Fatalf("refused %d times, then %v, %v", refused, found, err)
	}
}
