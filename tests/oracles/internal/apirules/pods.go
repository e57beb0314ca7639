package apirules

import (
	"k8s.io/apimachinery/pkg/runtime"
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
	return pod, prefix
}
