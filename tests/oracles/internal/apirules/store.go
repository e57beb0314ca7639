package apirules

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubernetes/pkg/apis/batch"
	"k8s.io/kubernetes/pkg/apis/core"
)

// The node port range that K3s serves unless told otherwise (--service-node-port-range).
const firstNodePort, lastNodePort = 30000, 32767

// beginCreate does what the Service store does before it asks the strategy: it needs the cluster's
// addresses and ports for that, so the code cannot be called; the rules that need no cluster are here.
func beginCreate(object runtime.Object) []Finding {
	service, ok := object.(*core.Service)
	if !ok {
		return nil
	}
	if service.Spec.ClusterIP != "" && len(service.Spec.ClusterIPs) == 0 {
		service.Spec.ClusterIPs = []string{service.Spec.ClusterIP}
	}
	if service.Spec.ExternalTrafficPolicy == core.ServiceExternalTrafficPolicyLocal &&
		service.Spec.Type == core.ServiceTypeLoadBalancer && service.Spec.HealthCheckNodePort == 0 {
		service.Spec.HealthCheckNodePort = lastNodePort
	}
	var findings []Finding
	for i, port := range service.Spec.Ports {
		if port.NodePort != 0 && (port.NodePort < firstNodePort || port.NodePort > lastNodePort) {
			findings = append(findings, Finding{
				Pointer: fmt.Sprintf("/spec/ports/%d/nodePort", i),
				Message: fmt.Sprintf("Invalid value: %d: provided port is not in the valid range. The range of valid ports is %d-%d", port.NodePort, firstNodePort, lastNodePort),
			})
		}
	}
	return findings
}

// carryOver gives the new version what the server had filled in and a patch leaves alone.
func carryOver(newObject, oldObject runtime.Object) {
	switch updated := newObject.(type) {
	case *core.Service:
		old, ok := oldObject.(*core.Service)
		if !ok {
			return
		}
		if updated.Spec.ClusterIP == "" && old.Spec.ClusterIP != core.ClusterIPNone {
			updated.Spec.ClusterIP = old.Spec.ClusterIP
		}
		if updated.Spec.HealthCheckNodePort == 0 && updated.Spec.Type == core.ServiceTypeLoadBalancer {
			updated.Spec.HealthCheckNodePort = old.Spec.HealthCheckNodePort
		}
		if len(updated.Spec.ClusterIPs) == 0 && updated.Spec.ClusterIP != "" {
			updated.Spec.ClusterIPs = []string{updated.Spec.ClusterIP}
		}
	case *batch.Job:
		old, ok := oldObject.(*batch.Job)
		if !ok || updated.Spec.Selector != nil {
			return
		}
		updated.Spec.Selector = old.Spec.Selector
		if updated.Spec.Template.Labels == nil {
			updated.Spec.Template.Labels = map[string]string{}
		}
		for _, label := range []string{"controller-uid", "job-name", batch.ControllerUidLabel, batch.JobNameLabel} {
			if value, found := old.Spec.Template.Labels[label]; found {
				updated.Spec.Template.Labels[label] = value
			}
		}
	}
}
