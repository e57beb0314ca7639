package references

import (
	"fmt"
	"net"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"k3s-migrate/oracles/internal/manifests"
)

// eachContainer visits init containers too; sidecar tells those that keep running.
func (w workload) eachContainer(visit func(pointer string, container corev1.Container, runs bool)) {
	for i, container := range w.spec.InitContainers {
		sidecar := container.RestartPolicy != nil && *container.RestartPolicy == corev1.ContainerRestartPolicyAlways
		visit(fmt.Sprintf("%s/spec/initContainers/%d", w.template, i), container, sidecar)
	}
	for i, container := range w.spec.Containers {
		visit(fmt.Sprintf("%s/spec/containers/%d", w.template, i), container, true)
	}
}

func (s *set) workload(w workload) {
	namespace := namespaceOf(w.object)
	if account := w.spec.ServiceAccountName; account != "" && account != "default" && !s.has("", "ServiceAccount", w.object.Metadata.Namespace, account) {
		s.find(w.object, w.template+"/spec/serviceAccountName", "non-existent-service-account", "no ServiceAccount "+account)
	}
	if class := w.spec.PriorityClassName; class != "" && !strings.HasPrefix(class, "system-") && !s.has("scheduling.k8s.io", "PriorityClass", "", class) {
		s.find(w.object, w.template+"/spec/priorityClassName", "missing-priority-class", "no PriorityClass "+class)
	}
	if w.governing != "" && !s.has("", "Service", w.object.Metadata.Namespace, w.governing) {
		s.find(w.object, "/spec/serviceName", "missing-governing-service", "no Service "+w.governing)
	}
	for i, ref := range w.spec.ImagePullSecrets {
		s.secret(w.object, fmt.Sprintf("%s/spec/imagePullSecrets/%d", w.template, i), namespace, ref.Name, nil, nil)
	}
	for i, volume := range w.spec.Volumes {
		s.volume(w, fmt.Sprintf("%s/spec/volumes/%d", w.template, i), namespace, volume)
	}
	w.eachContainer(func(pointer string, container corev1.Container, _ bool) {
		for i, port := range container.Ports {
			// The server does not look at it; the node's port mapper does.
			if port.HostIP != "" && net.ParseIP(port.HostIP) == nil {
				s.find(w.object, fmt.Sprintf("%s/ports/%d/hostIP", pointer, i), "bad-host-ip", port.HostIP+" is no address")
			}
		}
		seen := map[string]bool{}
		for i, env := range container.Env {
			at := fmt.Sprintf("%s/env/%d", pointer, i)
			if seen[env.Name] {
				s.find(w.object, at, "duplicate-env-var", env.Name+" is set twice")
			}
			seen[env.Name] = true
			if env.ValueFrom == nil {
				continue
			}
			if ref := env.ValueFrom.ConfigMapKeyRef; ref != nil {
				s.config(w.object, at, namespace, ref.Name, []string{ref.Key}, ref.Optional)
			}
			if ref := env.ValueFrom.SecretKeyRef; ref != nil {
				s.secret(w.object, at, namespace, ref.Name, []string{ref.Key}, ref.Optional)
			}
		}
		for i, from := range container.EnvFrom {
			at := fmt.Sprintf("%s/envFrom/%d", pointer, i)
			if ref := from.ConfigMapRef; ref != nil {
				s.config(w.object, at, namespace, ref.Name, nil, ref.Optional)
			}
			if ref := from.SecretRef; ref != nil {
				s.secret(w.object, at, namespace, ref.Name, nil, ref.Optional)
			}
		}
		s.probe(w, pointer+"/livenessProbe", "liveness-port", container, container.LivenessProbe)
		s.probe(w, pointer+"/readinessProbe", "readiness-port", container, container.ReadinessProbe)
		s.probe(w, pointer+"/startupProbe", "startup-port", container, container.StartupProbe)
	})
}

func (s *set) volume(w workload, at, namespace string, volume corev1.Volume) {
	if claim := volume.PersistentVolumeClaim; claim != nil && !s.has("", "PersistentVolumeClaim", w.object.Metadata.Namespace, claim.ClaimName) {
		s.find(w.object, at+"/persistentVolumeClaim/claimName", "dangling-claim", "no PersistentVolumeClaim "+claim.ClaimName)
	}
	if source := volume.HostPath; source != nil && !strings.HasPrefix(source.Path, "/") {
		s.find(w.object, at+"/hostPath/path", "relative-host-path", source.Path+" is nowhere on the node")
	}
	if source := volume.ConfigMap; source != nil {
		s.config(w.object, at+"/configMap", namespace, source.Name, itemKeys(source.Items), source.Optional)
	}
	if source := volume.Secret; source != nil {
		s.secret(w.object, at+"/secret", namespace, source.SecretName, itemKeys(source.Items), source.Optional)
	}
	if volume.Projected == nil {
		return
	}
	for i, source := range volume.Projected.Sources {
		if ref := source.ConfigMap; ref != nil {
			s.config(w.object, fmt.Sprintf("%s/projected/sources/%d/configMap", at, i), namespace, ref.Name, itemKeys(ref.Items), ref.Optional)
		}
		if ref := source.Secret; ref != nil {
			s.secret(w.object, fmt.Sprintf("%s/projected/sources/%d/secret", at, i), namespace, ref.Name, itemKeys(ref.Items), ref.Optional)
		}
	}
}

func itemKeys(items []corev1.KeyToPath) []string {
	var keys []string
	for _, item := range items {
		keys = append(keys, item.Key)
	}
	return keys
}

func (s *set) config(object manifests.Object, at, namespace, name string, keys []string, optional *bool) {
	known, found := s.configs[namespace+"/"+name]
	// Every namespace has this one: the cluster's own certificate.
	if name == "kube-root-ca.crt" {
		return
	}
	s.keyed(object, at, "ConfigMap", name, known, found, keys, optional)
}

func (s *set) secret(object manifests.Object, at, namespace, name string, keys []string, optional *bool) {
	known, found := s.secrets[namespace+"/"+name]
	if !found && s.secretsMissing {
		return
	}
	s.keyed(object, at, "Secret", name, known, found, keys, optional)
}

func (s *set) keyed(object manifests.Object, at, kind, name string, known map[string]bool, found bool, keys []string, optional *bool) {
	if optional != nil && *optional {
		return
	}
	if !found {
		s.find(object, at, "dangling-"+strings.ToLower(kind), "no "+kind+" "+name)
		return
	}
	for _, key := range keys {
		if known != nil && !known[key] {
			s.find(object, at, "missing-key", kind+" "+name+" has no key "+key)
		}
	}
}

func (s *set) probe(w workload, at, rule string, container corev1.Container, probe *corev1.Probe) {
	if probe == nil {
		return
	}
	var port intstr.IntOrString
	switch {
	case probe.HTTPGet != nil:
		port, at = probe.HTTPGet.Port, at+"/httpGet/port"
	case probe.TCPSocket != nil:
		port, at = probe.TCPSocket.Port, at+"/tcpSocket/port"
	case probe.GRPC != nil:
		port, at = intstr.FromInt32(probe.GRPC.Port), at+"/grpc/port"
	default:
		return
	}
	if !declares(container, port, corev1.ProtocolTCP) {
		s.find(w.object, at, rule, "container "+container.Name+" has no TCP port "+port.String())
	}
}

func declares(container corev1.Container, port intstr.IntOrString, protocol corev1.Protocol) bool {
	for _, declared := range container.Ports {
		if orTCP(declared.Protocol) != orTCP(protocol) {
			continue
		}
		if port.Type == intstr.String && declared.Name == port.StrVal || port.Type == intstr.Int && declared.ContainerPort == port.IntVal {
			return true
		}
	}
	return false
}

func orTCP(protocol corev1.Protocol) corev1.Protocol {
	if protocol == "" {
		return corev1.ProtocolTCP
	}
	return protocol
}
