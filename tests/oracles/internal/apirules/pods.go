package apirules

import (
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/apps"
	"k8s.io/kubernetes/pkg/apis/batch"
	"k8s.io/kubernetes/pkg/apis/core"
)

// podOf makes the Pod that a controller would make, and tells where its template stands.
func podOf(object runtime.Object, namespace string) (*core.Pod, string) {
	var template core.PodTemplateSpec
	prefix := "/spec/template"
	switch workload := object.(type) {
	case *apps.Deployment:
		template = workload.Spec.Template
	case *apps.DaemonSet:
		template = workload.Spec.Template
	case *apps.ReplicaSet:
		template = workload.Spec.Template
	case *apps.StatefulSet:
		template = *workload.Spec.Template.DeepCopy()
		for _, claim := range workload.Spec.VolumeClaimTemplates {
			template.Spec.Volumes = append(template.Spec.Volumes, core.Volume{
				Name: claim.Name,
				VolumeSource: core.VolumeSource{
					PersistentVolumeClaim: &core.PersistentVolumeClaimVolumeSource{ClaimName: "claim"},
				},
			})
		}
	case *batch.Job:
		template = workload.Spec.Template
	case *batch.CronJob:
		template, prefix = workload.Spec.JobTemplate.Spec.Template, "/spec/jobTemplate/spec/template"
	default:
		return nil, ""
	}
	pod := &core.Pod{ObjectMeta: *template.ObjectMeta.DeepCopy(), Spec: *template.Spec.DeepCopy()}
	pod.Name, pod.Namespace = "pod", namespace
	return defaulted(pod), prefix
}

// defaulted fills in what the server does for a Pod and not for a template: the host ports of a Pod
// on the host's network.
func defaulted(pod *core.Pod) *core.Pod {
	var versioned v1.Pod
	if err := legacyscheme.Scheme.Convert(pod, &versioned, nil); err != nil {
		return pod
	}
	legacyscheme.Scheme.Default(&versioned)
	filled := &core.Pod{}
	if err := legacyscheme.Scheme.Convert(&versioned, filled, nil); err != nil {
		return pod
	}
	return filled
}
