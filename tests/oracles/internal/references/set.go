// Package references judges what one object says of another: the API server takes a Service that
// selects nothing and a Pod whose ConfigMap does not exist, and the failure shows only at run time.
package references

import (
	"encoding/json"
	"os"
	"path/filepath"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"k3s-migrate/oracles/internal/manifests"
)

// Finding is a rule that one object breaks.
type Finding struct {
	Object  manifests.Object
	Pointer string
	// Rule is kebab-case; where kube-linter has the same rule, its name.
	Rule    string
	Message string
}

// workload is anything that makes Pods.
type workload struct {
	object manifests.Object
	// template points to what holds metadata and spec of the Pods.
	template string
	// stopped: no Pod runs until somebody asks for one.
	stopped  bool
	selector *metav1.LabelSelector
	labels   labels.Set
	spec     corev1.PodSpec
	// governing is a StatefulSet's Service.
	governing string
}

type held[T any] struct {
	object manifests.Object
	value  T
}

// set is what one cluster is given.
type set struct {
	keys      map[string]bool
	objects   []manifests.Object
	workloads []workload
	services  []held[corev1.Service]
	configs   map[string]map[string]bool
	// secrets holds the keys of each Secret; nil where only the name is known.
	secrets         map[string]map[string]bool
	secretsMissing  bool
	claims          []held[corev1.PersistentVolumeClaim]
	policies        []held[networkingv1.NetworkPolicy]
	ingresses       []held[networkingv1.Ingress]
	autoscalers     []held[autoscalingv2.HorizontalPodAutoscaler]
	roleBindings    []held[rbacv1.RoleBinding]
	clusterBindings []held[rbacv1.ClusterRoleBinding]
	findings        []Finding
}

func (s *set) find(object manifests.Object, pointer, rule, message string) {
	s.findings = append(s.findings, Finding{object, pointer, rule, message})
}

func (s *set) has(group, kind, namespace, name string) bool {
	if namespace == "" {
		namespace = "-"
	}
	return s.keys[group+"/"+kind+"/"+namespace+"/"+name]
}

func namespaceOf(object manifests.Object) string {
	if object.Metadata.Namespace == "" {
		return "default"
	}
	return object.Metadata.Namespace
}

func as[T any](s *set, object manifests.Object) (T, bool) {
	var value T
	if err := json.Unmarshal(object.JSON, &value); err != nil {
		s.find(object, "", "unreadable", err.Error())
		return value, false
	}
	return value, true
}

func keep[T any](s *set, into *[]held[T], object manifests.Object) {
	if value, ok := as[T](s, object); ok {
		*into = append(*into, held[T]{object, value})
	}
}

func (s *set) add(object manifests.Object) {
	if s.keys[object.Key()] {
		s.find(object, "", "duplicate-object", "the same object stands in the set twice; the one applied last wins")
	}
	s.keys[object.Key()] = true
	s.objects = append(s.objects, object)
	switch object.Kind {
	case "Service":
		keep(s, &s.services, object)
	case "PersistentVolumeClaim":
		keep(s, &s.claims, object)
	case "NetworkPolicy":
		keep(s, &s.policies, object)
	case "Ingress":
		keep(s, &s.ingresses, object)
	case "HorizontalPodAutoscaler":
		keep(s, &s.autoscalers, object)
	case "RoleBinding":
		keep(s, &s.roleBindings, object)
	case "ClusterRoleBinding":
		keep(s, &s.clusterBindings, object)
	case "ConfigMap":
		if value, ok := as[corev1.ConfigMap](s, object); ok {
			keys := map[string]bool{}
			addKeys(keys, value.Data)
			addKeys(keys, value.BinaryData)
			s.configs[namespaceOf(object)+"/"+value.Name] = keys
		}
	case "Secret":
		if value, ok := as[corev1.Secret](s, object); ok {
			keys := map[string]bool{}
			addKeys(keys, value.Data)
			addKeys(keys, value.StringData)
			s.secrets[namespaceOf(object)+"/"+value.Name] = keys
		}
	default:
		s.addWorkload(object)
	}
}

func addKeys[V any](keys map[string]bool, from map[string]V) {
	for key := range from {
		keys[key] = true
	}
}

func (s *set) addWorkload(object manifests.Object) {
	w := workload{object: object, template: "/spec/template"}
	var template corev1.PodTemplateSpec
	switch object.Kind {
	case "Deployment":
		value, _ := as[appsv1.Deployment](s, object)
		template, w.selector = value.Spec.Template, value.Spec.Selector
		w.stopped = value.Spec.Replicas != nil && *value.Spec.Replicas == 0
	case "StatefulSet":
		value, _ := as[appsv1.StatefulSet](s, object)
		template, w.selector, w.governing = value.Spec.Template, value.Spec.Selector, value.Spec.ServiceName
		w.stopped = value.Spec.Replicas != nil && *value.Spec.Replicas == 0
	case "DaemonSet":
		value, _ := as[appsv1.DaemonSet](s, object)
		template, w.selector = value.Spec.Template, value.Spec.Selector
	case "ReplicaSet":
		value, _ := as[appsv1.ReplicaSet](s, object)
		template, w.selector = value.Spec.Template, value.Spec.Selector
	case "Job":
		value, _ := as[batchv1.Job](s, object)
		template = value.Spec.Template
		w.stopped = value.Spec.Suspend != nil && *value.Spec.Suspend
	case "CronJob":
		value, _ := as[batchv1.CronJob](s, object)
		template, w.template = value.Spec.JobTemplate.Spec.Template, "/spec/jobTemplate/spec/template"
		w.stopped = true
	case "Pod":
		value, _ := as[corev1.Pod](s, object)
		template, w.template = corev1.PodTemplateSpec{ObjectMeta: value.ObjectMeta, Spec: value.Spec}, ""
	default:
		return
	}
	w.labels, w.spec = template.Labels, template.Spec
	s.workloads = append(s.workloads, w)
}

// readBundle learns the Secrets that the host renders itself.
func (s *set) readBundle(root string) error {
	content, err := os.ReadFile(filepath.Join(root, "bundle.json"))
	if err != nil {
		if os.IsNotExist(err) {
			return nil
		}
		return err
	}
	var bundle struct {
		Secrets []struct {
			Namespace string `json:"namespace"`
			Name      string `json:"name"`
		} `json:"secrets"`
	}
	if err := json.Unmarshal(content, &bundle); err != nil {
		return err
	}
	for _, secret := range bundle.Secrets {
		s.secrets[secret.Namespace+"/"+secret.Name] = nil
	}
	s.secretsMissing = false
	return nil
}

// Judge reads one cluster's manifests below root. With secretsElsewhere a Secret that is not there
// is no finding, unless a bundle.json beside the manifests lists what the host renders.
func Judge(root string, secretsElsewhere bool) (int, []Finding, []manifests.Problem) {
	objects, problems := manifests.Read(root)
	s := newSet(secretsElsewhere)
	if err := s.readBundle(root); err != nil {
		problems = append(problems, manifests.Problem{File: filepath.Join(root, "bundle.json"), Message: err.Error()})
	}
	// What a case makes stands in CASE/expected/manifests: what its cluster has already, for instance a claim
	// that the settings name, stands in CASE/outside. It is referred to, and not judged.
	outside, more := manifests.Read(filepath.Join(root, "..", "..", "outside"))
	if len(outside) == 0 {
		return len(objects), s.judge(objects), problems
	}
	mine := map[string]bool{}
	for _, object := range objects {
		mine[object.File] = true
	}
	findings := []Finding{}
	for _, finding := range s.judge(append(objects, outside...)) {
		if mine[finding.Object.File] {
			findings = append(findings, finding)
		}
	}
	return len(objects), findings, append(problems, more...)
}

// JudgeObjects judges a set that is already in memory.
func JudgeObjects(objects []manifests.Object) []Finding {
	return newSet(false).judge(objects)
}

func newSet(secretsElsewhere bool) *set {
	return &set{
		keys:           map[string]bool{},
		configs:        map[string]map[string]bool{},
		secrets:        map[string]map[string]bool{},
		secretsMissing: secretsElsewhere,
	}
}
