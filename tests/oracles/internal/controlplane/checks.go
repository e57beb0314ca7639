package controlplane

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// answers says whether the API server is ready for requests.
func answers(client kubernetes.Interface) func(context.Context) bool {
	return func(ctx context.Context) bool {
		said, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err == nil && string(said) == "ok"
	}
}

// hasAccount says whether the controllers have made what every Pod needs.
func hasAccount(client kubernetes.Interface) func(context.Context) bool {
	return func(ctx context.Context) bool {
		_, err := client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{})
		return err == nil
	}
}
