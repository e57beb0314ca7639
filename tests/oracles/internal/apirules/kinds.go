package apirules

import (
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/registry/apps/controllerrevision"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/coordination/lease"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/endpoint"
	"k8s.io/kubernetes/pkg/registry/core/limitrange"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolume"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/podtemplate"
	"k8s.io/kubernetes/pkg/registry/core/replicationcontroller"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/discovery/endpointslice"
	"k8s.io/kubernetes/pkg/registry/networking/ingress"
	"k8s.io/kubernetes/pkg/registry/networking/ingressclass"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/node/runtimeclass"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrole"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
	"k8s.io/kubernetes/pkg/registry/storage/csidriver"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
)

// strategy is what the API server's store asks before it writes.
type strategy interface {
	rest.RESTCreateStrategy
	rest.RESTUpdateStrategy
}

// served is a kind in a version that the server answers for, with the name of its resource.
// Versions that only the codec still knows (extensions/v1beta1) are left out on purpose.
type served struct {
	resource string
	strategy strategy
}

var kinds = map[schema.GroupVersionKind]served{
	{Version: "v1", Kind: "ConfigMap"}:             {"configmaps", configmap.Strategy},
	{Version: "v1", Kind: "Endpoints"}:             {"endpoints", endpoint.Strategy},
	{Version: "v1", Kind: "LimitRange"}:            {"limitranges", limitrange.Strategy},
	{Version: "v1", Kind: "Namespace"}:             {"namespaces", namespace.Strategy},
	{Version: "v1", Kind: "PersistentVolume"}:      {"persistentvolumes", persistentvolume.Strategy},
	{Version: "v1", Kind: "PersistentVolumeClaim"}: {"persistentvolumeclaims", persistentvolumeclaim.Strategy},
	{Version: "v1", Kind: "Pod"}:                   {"pods", pod.Strategy},
	{Version: "v1", Kind: "PodTemplate"}:           {"podtemplates", podtemplate.Strategy},
	{Version: "v1", Kind: "ReplicationController"}: {"replicationcontrollers", replicationcontroller.Strategy},
	{Version: "v1", Kind: "ResourceQuota"}:         {"resourcequotas", resourcequota.Strategy},
	{Version: "v1", Kind: "Secret"}:                {"secrets", secret.Strategy},
	{Version: "v1", Kind: "Service"}:               {"services", service.Strategy},
	{Version: "v1", Kind: "ServiceAccount"}:        {"serviceaccounts", serviceaccount.Strategy},

	{Group: "apps", Version: "v1", Kind: "ControllerRevision"}: {"controllerrevisions", controllerrevision.Strategy},
	{Group: "apps", Version: "v1", Kind: "DaemonSet"}:          {"daemonsets", daemonset.Strategy},
	{Group: "apps", Version: "v1", Kind: "Deployment"}:         {"deployments", deployment.Strategy},
	{Group: "apps", Version: "v1", Kind: "ReplicaSet"}:         {"replicasets", replicaset.Strategy},
	{Group: "apps", Version: "v1", Kind: "StatefulSet"}:        {"statefulsets", statefulset.Strategy},

	{Group: "autoscaling", Version: "v1", Kind: "HorizontalPodAutoscaler"}: {"horizontalpodautoscalers", horizontalpodautoscaler.Strategy},
	{Group: "autoscaling", Version: "v2", Kind: "HorizontalPodAutoscaler"}: {"horizontalpodautoscalers", horizontalpodautoscaler.Strategy},

	{Group: "batch", Version: "v1", Kind: "CronJob"}: {"cronjobs", cronjob.Strategy},
	{Group: "batch", Version: "v1", Kind: "Job"}:     {"jobs", job.Strategy},

	{Group: "coordination.k8s.io", Version: "v1", Kind: "Lease"}:      {"leases", lease.Strategy},
	{Group: "discovery.k8s.io", Version: "v1", Kind: "EndpointSlice"}: {"endpointslices", endpointslice.Strategy},

	{Group: "networking.k8s.io", Version: "v1", Kind: "Ingress"}:       {"ingresses", ingress.Strategy},
	{Group: "networking.k8s.io", Version: "v1", Kind: "IngressClass"}:  {"ingressclasses", ingressclass.Strategy},
	{Group: "networking.k8s.io", Version: "v1", Kind: "NetworkPolicy"}: {"networkpolicies", networkpolicy.Strategy},

	{Group: "node.k8s.io", Version: "v1", Kind: "RuntimeClass"}:   {"runtimeclasses", runtimeclass.Strategy},
	{Group: "policy", Version: "v1", Kind: "PodDisruptionBudget"}: {"poddisruptionbudgets", poddisruptionbudget.Strategy},

	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "ClusterRole"}:        {"clusterroles", clusterrole.Strategy},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "ClusterRoleBinding"}: {"clusterrolebindings", clusterrolebinding.Strategy},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "Role"}:               {"roles", role.Strategy},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "RoleBinding"}:        {"rolebindings", rolebinding.Strategy},

	{Group: "scheduling.k8s.io", Version: "v1", Kind: "PriorityClass"}: {"priorityclasses", priorityclass.Strategy},

	{Group: "storage.k8s.io", Version: "v1", Kind: "CSIDriver"}:    {"csidrivers", csidriver.Strategy},
	{Group: "storage.k8s.io", Version: "v1", Kind: "StorageClass"}: {"storageclasses", storageclass.Strategy},
}
