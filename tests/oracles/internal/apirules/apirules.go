// Package apirules asks the API server's own code whether it would take an object:
// strict decoding, defaulting and the store's strategies, without a server.
//
// Not covered: admission, custom resources, and what a patch makes of an object on the way.
package apirules

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/capabilities"
	podregistry "k8s.io/kubernetes/pkg/registry/core/pod"

	// Each group registers its types and defaults.
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/coordination/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/node/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
)

// Finding is one thing the server would say about an object.
type Finding struct {
	// Pointer is a JSON Pointer into the object, "" where the server names no field.
	Pointer string
	Message string
	// Warning: the server would take the object and complain.
	Warning bool
}

func init() {
	// K3s starts its API server with --allow-privileged.
	capabilities.Setup(true, 0)
}

// ServerOnly leaves out what the server says only later, of the Pods made from a template.
var ServerOnly bool

// strict is the server's decoder under fieldValidation=Strict.
var strict = serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict).UniversalDecoder()

// isCustom: the kind is of a CustomResourceDefinition, whose schema schema.py judges it by.
func isCustom(raw []byte) bool {
	var head metav1.TypeMeta
	return json.Unmarshal(raw, &head) == nil && head.GroupVersionKind().Group == "traefik.io"
}

// Create tells what the server would say to the creation of this object.
func Create(raw []byte) (findings []Finding) {
	defer recovered(&findings)
	if isCustom(raw) {
		return nil
	}
	object, kind, findings := decode(raw)
	if object == nil {
		return findings
	}
	findings = append(findings, create(object, kind)...)
	if !slices.ContainsFunc(findings, func(f Finding) bool { return !f.Warning }) {
		findings = append(findings, dropped(raw, object, kind.gvk)...)
	}
	return findings
}

// Update tells what the server would say when an object that it holds is replaced by another version.
// What old itself does wrong is not repeated.
func Update(oldRaw, newRaw []byte) (findings []Finding) {
	defer recovered(&findings)
	if isCustom(newRaw) {
		return nil
	}
	oldObject, oldKind, _ := decode(oldRaw)
	if oldObject == nil {
		return []Finding{{Message: "the old object cannot be decoded"}}
	}
	newObject, kind, findings := decode(newRaw)
	if newObject == nil {
		return findings
	}
	if kind.resource != oldKind.resource {
		return append(findings, Finding{Pointer: "/kind", Message: "the two versions are of different kinds"})
	}
	create(oldObject, oldKind)
	oldMeta, err := meta.Accessor(oldObject)
	if err != nil {
		return append(findings, Finding{Message: err.Error()})
	}
	newMeta, err := meta.Accessor(newObject)
	if err != nil {
		return append(findings, Finding{Message: err.Error()})
	}
	oldMeta.SetResourceVersion("1")
	newMeta.SetResourceVersion("1")
	if newMeta.GetUID() == "" {
		newMeta.SetUID(oldMeta.GetUID())
	}
	carryOver(newObject, oldObject)

	ctx, warnings := requestContext(kind, newMeta.GetNamespace())
	if newMeta.GetNamespace() == "" {
		newMeta.SetNamespace(oldMeta.GetNamespace())
	}
	err = rest.BeforeUpdate(kind.strategy, ctx, newObject, oldObject)
	return append(append(findings, errorFindings(err)...), warnings.findings...)
}

func recovered(findings *[]Finding) {
	if reason := recover(); reason != nil {
		*findings = append(*findings, Finding{Message: fmt.Sprintf("the server's code panics: %v", reason)})
	}
}

func decode(raw []byte) (runtime.Object, served, []Finding) {
	object, gvk, err := strict.Decode(raw, nil, nil)
	var findings []Finding
	if err != nil {
		findings = decodingFindings(err)
		// A strict error comes with the object; the rest of its mistakes are worth hearing too.
		if !runtime.IsStrictDecodingError(err) || object == nil {
			return nil, served{}, findings
		}
	}
	kind, found := kinds[*gvk]
	if !found {
		return nil, served{}, append(findings, Finding{Pointer: "/kind", Message: "no strategy for " + gvk.String() + ": not judged"})
	}
	kind.gvk = *gvk
	return object, kind, findings
}

func create(object runtime.Object, kind served) []Finding {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return []Finding{{Message: err.Error()}}
	}
	var findings []Finding
	namespace := accessor.GetNamespace()
	if namespace == "" && kind.strategy.NamespaceScoped() {
		findings = append(findings, Finding{"/metadata/namespace", "no namespace: the object lands in `default`", true})
		namespace = "default"
	}
	if accessor.GetName() == "" && accessor.GetGenerateName() != "" {
		return append(findings, Finding{Pointer: "/metadata/generateName", Message: "a name that the server makes up cannot be applied twice"})
	}
	rest.FillObjectMetaSystemFields(accessor)
	findings = append(findings, beginCreate(object)...)
	// Taken before the strategy adds to the object what only the server may write.
	pod, prefix := podOf(object, namespace)
	ctx, warnings := requestContext(kind, namespace)
	err = rest.BeforeCreate(kind.strategy, ctx, object)
	findings = append(append(findings, errorFindings(err)...), warnings.findings...)
	if pod != nil && !ServerOnly {
		findings = append(findings, podFindings(pod, prefix, namespace, findings)...)
	}
	return findings
}

// podFindings are the errors that only the Pods meet. The server takes the workload, its controller
// is refused each Pod, and nothing ever runs.
func podFindings(pod *core.Pod, prefix, namespace string, known []Finding) []Finding {
	ctx, _ := requestContext(served{"pods", podregistry.Strategy, schema.GroupVersionKind{Version: "v1", Kind: "Pod"}}, namespace)
	rest.FillObjectMetaSystemFields(pod)
	var findings []Finding
	for _, finding := range errorFindings(rest.BeforeCreate(podregistry.Strategy, ctx, pod)) {
		finding.Pointer = prefix + finding.Pointer
		if !slices.ContainsFunc(known, func(f Finding) bool { return !f.Warning && f.Pointer == finding.Pointer }) {
			finding.Message = "its Pods are refused: " + finding.Message
			findings = append(findings, finding)
		}
	}
	return findings
}

// requestContext is what the handlers of a real request would put there; some strategies ask for it.
func requestContext(kind served, namespace string) (context.Context, *recorder) {
	warnings := &recorder{}
	ctx := request.WithNamespace(context.Background(), namespace)
	ctx = request.WithRequestInfo(ctx, &request.RequestInfo{
		IsResourceRequest: true,
		// The rules that are generated from tags (since 1.35) are those of the version that was sent.
		APIGroup:   kind.gvk.Group,
		APIVersion: kind.gvk.Version,
		Namespace:  namespace,
		Resource:   kind.resource,
	})
	return warning.WithWarningRecorder(ctx, warnings), warnings
}

type recorder struct{ findings []Finding }

// AddWarning splits "spec.x: message", the form that the server asks of its own code.
func (r *recorder) AddWarning(_, text string) {
	path, message := splitWarning(text)
	r.findings = append(r.findings, Finding{path, message, true})
}

func errorFindings(err error) []Finding {
	if err == nil {
		return nil
	}
	var status *apierrors.StatusError
	if !errors.As(err, &status) || status.ErrStatus.Details == nil || len(status.ErrStatus.Details.Causes) == 0 {
		return []Finding{{Message: err.Error()}}
	}
	var findings []Finding
	for _, cause := range status.ErrStatus.Details.Causes {
		findings = append(findings, Finding{Pointer: pointer(cause.Field), Message: cause.Message})
	}
	return findings
}
