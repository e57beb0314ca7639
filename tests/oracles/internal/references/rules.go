package references

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"

	"k3s-migrate/oracles/internal/manifests"
)

// What every K3s cluster has without being told.
var (
	ownNamespaces   = named("default", "kube-system", "kube-public", "kube-node-lease")
	ownClusterRoles = named("cluster-admin", "admin", "edit", "view")
	ownClasses      = named("", "local-path")
)

func named(names ...string) map[string]bool {
	known := map[string]bool{}
	for _, name := range names {
		known[name] = true
	}
	return known
}

func (s *set) judge(objects []manifests.Object) []Finding {
	for _, object := range objects {
		s.add(object)
	}
	for _, object := range s.objects {
		namespace := object.Metadata.Namespace
		if namespace != "" && !ownNamespaces[namespace] && !s.has("", "Namespace", "", namespace) {
			s.find(object, "/metadata/namespace", "missing-namespace", "no Namespace "+namespace+" in the set")
		}
	}
	for _, w := range s.workloads {
		s.workload(w)
	}
	s.overlappingSelectors()
	for _, service := range s.services {
		s.service(service)
	}
	for _, claim := range s.claims {
		s.claim(claim)
	}
	for _, policy := range s.policies {
		s.policy(policy)
	}
	for _, ingress := range s.ingresses {
		s.ingress(ingress)
	}
	for _, hpa := range s.autoscalers {
		target := hpa.value.Spec.ScaleTargetRef
		group, _, _ := strings.Cut(target.APIVersion, "/")
		if !s.has(group, target.Kind, hpa.object.Metadata.Namespace, target.Name) {
			s.find(hpa.object, "/spec/scaleTargetRef", "dangling-horizontalpodautoscaler", "no "+target.Kind+" "+target.Name)
		}
	}
	for _, binding := range s.roleBindings {
		s.binding(binding.object, binding.value.RoleRef, binding.value.Subjects)
	}
	for _, binding := range s.clusterBindings {
		s.binding(binding.object, binding.value.RoleRef, binding.value.Subjects)
	}
	s.hostPorts()
	s.nodePorts()
	return s.findings
}

func (s *set) service(service held[corev1.Service]) {
	spec := service.value.Spec
	if len(spec.Selector) == 0 || spec.Type == corev1.ServiceTypeExternalName {
		return
	}
	selector := labels.SelectorFromSet(spec.Selector)
	matched := false
	for _, w := range s.workloads {
		if namespaceOf(w.object) != namespaceOf(service.object) || !selector.Matches(w.labels) {
			continue
		}
		matched = true
		for i, port := range spec.Ports {
			target := port.TargetPort
			if target == (intstr.IntOrString{}) {
				target = intstr.FromInt32(port.Port)
			}
			found := false
			w.eachContainer(func(_ string, container corev1.Container, runs bool) {
				found = found || runs && declares(container, target, port.Protocol)
			})
			if !found {
				s.find(service.object, fmt.Sprintf("/spec/ports/%d/targetPort", i), "invalid-target-ports",
					fmt.Sprintf("no container of %s has the port %s/%s", w.object.ID(), target.String(), orTCP(port.Protocol)))
			}
		}
	}
	if !matched {
		s.find(service.object, "/spec/selector", "dangling-service", "selects no Pod of the set")
	}
}

// overlappingSelectors: controllers count each other's Pods as theirs.
func (s *set) overlappingSelectors() {
	for _, w := range s.workloads {
		selector, err := metav1.LabelSelectorAsSelector(w.selector)
		if w.selector == nil || err != nil || selector.Empty() {
			continue
		}
		for _, other := range s.workloads {
			if other.object.Key() != w.object.Key() && namespaceOf(other.object) == namespaceOf(w.object) && selector.Matches(other.labels) {
				s.find(w.object, "/spec/selector", "overlapping-selector", "also selects the Pods of "+other.object.ID())
			}
		}
	}
}

func (s *set) claim(claim held[corev1.PersistentVolumeClaim]) {
	spec := claim.value.Spec
	if spec.VolumeName != "" && !s.has("", "PersistentVolume", "", spec.VolumeName) {
		s.find(claim.object, "/spec/volumeName", "dangling-volume", "no PersistentVolume "+spec.VolumeName)
	}
	// A class named in both the claim and its volume needs no StorageClass object.
	if spec.VolumeName == "" && spec.StorageClassName != nil && !ownClasses[*spec.StorageClassName] && !s.has("storage.k8s.io", "StorageClass", "", *spec.StorageClassName) {
		s.find(claim.object, "/spec/storageClassName", "missing-storage-class", "no StorageClass "+*spec.StorageClassName)
	}
}

func (s *set) policy(policy held[networkingv1.NetworkPolicy]) {
	selector, err := metav1.LabelSelectorAsSelector(&policy.value.Spec.PodSelector)
	if err != nil || selector.Empty() {
		return
	}
	for _, w := range s.workloads {
		if namespaceOf(w.object) == namespaceOf(policy.object) && selector.Matches(w.labels) {
			return
		}
	}
	s.find(policy.object, "/spec/podSelector", "dangling-networkpolicy", "selects no Pod of the set")
}

func (s *set) ingress(ingress held[networkingv1.Ingress]) {
	backend := func(at string, backend *networkingv1.IngressBackend) {
		if backend == nil || backend.Service == nil {
			return
		}
		for _, service := range s.services {
			if service.value.Name != backend.Service.Name || namespaceOf(service.object) != namespaceOf(ingress.object) {
				continue
			}
			for _, port := range service.value.Spec.Ports {
				if wanted := backend.Service.Port; wanted.Name != "" && wanted.Name == port.Name || wanted.Name == "" && wanted.Number == port.Port {
					return
				}
			}
			s.find(ingress.object, at+"/service/port", "dangling-ingress", "Service "+backend.Service.Name+" has no such port")
			return
		}
		s.find(ingress.object, at+"/service/name", "dangling-ingress", "no Service "+backend.Service.Name)
	}
	backend("/spec/defaultBackend", ingress.value.Spec.DefaultBackend)
	for i, rule := range ingress.value.Spec.Rules {
		if rule.HTTP == nil {
			continue
		}
		for j, path := range rule.HTTP.Paths {
			backend(fmt.Sprintf("/spec/rules/%d/http/paths/%d/backend", i, j), &path.Backend)
		}
	}
	for i, tls := range ingress.value.Spec.TLS {
		if tls.SecretName != "" {
			s.secret(ingress.object, fmt.Sprintf("/spec/tls/%d/secretName", i), namespaceOf(ingress.object), tls.SecretName, nil, nil)
		}
	}
}

func (s *set) binding(object manifests.Object, role rbacv1.RoleRef, subjects []rbacv1.Subject) {
	namespace := object.Metadata.Namespace
	own := role.Kind == "ClusterRole" && (ownClusterRoles[role.Name] || strings.HasPrefix(role.Name, "system:"))
	if role.Kind == "ClusterRole" {
		namespace = ""
	}
	if !own && !s.has(rbacv1.GroupName, role.Kind, namespace, role.Name) {
		s.find(object, "/roleRef", "dangling-role", "no "+role.Kind+" "+role.Name)
	}
	for i, subject := range subjects {
		if subject.Kind == rbacv1.ServiceAccountKind && subject.Name != "default" && !s.has("", "ServiceAccount", subject.Namespace, subject.Name) {
			s.find(object, fmt.Sprintf("/subjects/%d", i), "non-existent-service-account", "no ServiceAccount "+subject.Namespace+"/"+subject.Name)
		}
	}
}
