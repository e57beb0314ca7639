package deploy

import (
	"context"
	"strings"
	"time"

	core "k8s.io/api/core/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	typed "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/record"
)

const (
	namespace = "kube-system"
	// kindsAnnotation holds the kinds of what was applied last, by which what goes is found.
	kindsAnnotation = "addon.k3s.cattle.io/gvks"
)

var resource = schema.GroupVersionResource{Group: "k3s.cattle.io", Version: "v1", Resource: "addons"}

// addOn is what K3s remembers of a file.
type addOn struct{ *unstructured.Unstructured }

func (a addOn) checksum() string {
	sum, _, _ := unstructured.NestedString(a.Object, "spec", "checksum")
	return sum
}

func (a addOn) set(field, value string) {
	// The path ends in maps that we made.
	_ = unstructured.SetNestedField(a.Object, value, "spec", field)
}

func (a addOn) kinds() []schema.GroupVersionKind {
	var out []schema.GroupVersionKind
	for _, text := range strings.Split(a.GetAnnotations()[kindsAnnotation], ";") {
		version, kind, found := strings.Cut(text, ", Kind=")
		if parsed, err := schema.ParseGroupVersion(strings.TrimPrefix(version, "/")); found && err == nil {
			out = append(out, parsed.WithKind(kind))
		}
	}
	return out
}

func (a addOn) setKinds(kinds []schema.GroupVersionKind) {
	var words []string
	for _, kind := range kinds {
		words = append(words, kind.String())
	}
	annotations := a.GetAnnotations()
	if annotations == nil {
		annotations = map[string]string{}
	}
	annotations[kindsAnnotation] = strings.Join(words, ";")
	a.SetAnnotations(annotations)
}

// addOns are those of the cluster.
type addOns struct{ client dynamic.ResourceInterface }

// newAddOns makes the kind where it is not there yet.
func newAddOns(ctx context.Context, config *rest.Config) (addOns, error) {
	var out addOns
	definitions, err := clientset.NewForConfig(config)
	if err != nil {
		return out, err
	}
	_, err = definitions.ApiextensionsV1().CustomResourceDefinitions().Create(ctx, definition(), meta.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return out, err
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return out, err
	}
	out.client = client.Resource(resource).Namespace(namespace)
	for {
		_, err := out.client.List(ctx, meta.ListOptions{})
		if err == nil || !apierrors.IsNotFound(err) {
			return out, err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func definition() *apiextensions.CustomResourceDefinition {
	text := apiextensions.JSONSchemaProps{Type: "string"}
	spec := apiextensions.JSONSchemaProps{
		Type:       "object",
		Properties: map[string]apiextensions.JSONSchemaProps{"source": text, "checksum": text},
	}
	return &apiextensions.CustomResourceDefinition{
		ObjectMeta: meta.ObjectMeta{Name: "addons.k3s.cattle.io"},
		Spec: apiextensions.CustomResourceDefinitionSpec{
			Group: resource.Group,
			Scope: apiextensions.NamespaceScoped,
			Names: apiextensions.CustomResourceDefinitionNames{Plural: resource.Resource, Singular: "addon", Kind: "Addon", ListKind: "AddonList"},
			Versions: []apiextensions.CustomResourceDefinitionVersion{{
				Name: resource.Version, Served: true, Storage: true,
				Schema: &apiextensions.CustomResourceValidation{OpenAPIV3Schema: &apiextensions.JSONSchemaProps{
					Type: "object", Properties: map[string]apiextensions.JSONSchemaProps{"spec": spec},
				}},
			}},
		},
	}
}

// get returns a new one where there is none.
func (a addOns) get(ctx context.Context, name string) (addOn, error) {
	found, err := a.client.Get(ctx, name, meta.GetOptions{})
	if apierrors.IsNotFound(err) {
		found = &unstructured.Unstructured{Object: map[string]any{}}
		found.SetGroupVersionKind(resource.GroupVersion().WithKind("Addon"))
		found.SetNamespace(namespace)
		found.SetName(name)
		err = nil
	}
	return addOn{found}, err
}

func (a addOns) create(ctx context.Context, one addOn) (addOn, error) {
	made, err := a.client.Create(ctx, one.Unstructured, meta.CreateOptions{})
	return addOn{made}, err
}

func (a addOns) update(ctx context.Context, one addOn) error {
	_, err := a.client.Update(ctx, one.Unstructured, meta.UpdateOptions{})
	return err
}

func (a addOns) remove(ctx context.Context, one addOn) error {
	err := a.client.Delete(ctx, one.GetName(), meta.DeleteOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

// newRecorder makes what reports on AddOns, as the component `deploy`.
func newRecorder(ctx context.Context, config *rest.Config) (record.EventRecorder, error) {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	events := record.NewBroadcaster(record.WithContext(ctx))
	events.StartRecordingToSink(&typed.EventSinkImpl{Interface: client.CoreV1().Events(namespace)})
	return events.NewRecorder(runtime.NewScheme(), core.EventSource{Component: "deploy"}), nil
}

func (c *Controller) say(about addOn, reason, verb, path string) {
	c.events.Eventf(about.Unstructured, core.EventTypeNormal, reason, "%s manifest at %q", verb, path)
}

func (c *Controller) warn(about addOn, reason, verb, path string, err error) {
	c.events.Eventf(about.Unstructured, core.EventTypeWarning, reason, "%s manifest at %q failed: %v", verb, path, err)
}
