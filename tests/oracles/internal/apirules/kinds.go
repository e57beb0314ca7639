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
	// gvk is filled in when an object is decoded.
	gvk schema.GroupVersionKind
}

var kinds = map[schema.GroupVersionKind]served{
	{Version: "v1", Kind: "ConfigMap"}:             {resource: "configmaps", strategy: configmap.Strategy},
	{Version: "v1", Kind: "Endpoints"}:             {resource: "endpoints", strategy: endpoint.Strategy},
	{Version: "v1", Kind: "LimitRange"}:            {resource: "limitranges", strategy: limitrange.Strategy},
	{Version: "v1", Kind: "Namespace"}:             {resource: "namespaces", strategy: namespace.Strategy},
	{Version: "v1", Kind: "PersistentVolume"}:      {resource: "persistentvolumes", strategy: persistentvolume.Strategy},
	{Version: "v1", Kind: "PersistentVolumeClaim"}: {resource: "persistentvolumeclaims", strategy: persistentvolumeclaim.Strategy},
	{Version: "v1", Kind: "Pod"}:                   {resource: "pods", strategy: pod.Strategy},
	{Version: "v1", Kind: "PodTemplate"}:           {resource: "podtemplates", strategy: podtemplate.Strategy},
	{Version: "v1", Kind: "ReplicationController"}: {resource: "replicationcontrollers", strategy: replicationcontroller.Strategy},
	{Version: "v1", Kind: "ResourceQuota"}:         {resource: "resourcequotas", strategy: resourcequota.Strategy},
	{Version: "v1", Kind: "Secret"}:                {resource: "secrets", strategy: secret.Strategy},
	{Version: "v1", Kind: "Service"}:               {resource: "services", strategy: service.Strategy},
	{Version: "v1", Kind: "ServiceAccount"}:        {resource: "serviceaccounts", strategy: serviceaccount.Strategy},

	{Group: "apps", Version: "v1", Kind: "ControllerRevision"}: {resource: "controllerrevisions", strategy: controllerrevision.Strategy},
	{Group: "apps", Version: "v1", Kind: "DaemonSet"}:          {resource: "daemonsets", strategy: daemonset.Strategy},
	{Group: "apps", Version: "v1", Kind: "Deployment"}:         {resource: "deployments", strategy: deployment.Strategy},
	{Group: "apps", Version: "v1", Kind: "ReplicaSet"}:         {resource: "replicasets", strategy: replicaset.Strategy},
	{Group: "apps", Version: "v1", Kind: "StatefulSet"}:        {resource: "statefulsets", strategy: statefulset.Strategy},

	{Group: "autoscaling", Version: "v1", Kind: "HorizontalPodAutoscaler"}: {resource: "horizontalpodautoscalers", strategy: horizontalpodautoscaler.Strategy},
	{Group: "autoscaling", Version: "v2", Kind: "HorizontalPodAutoscaler"}: {resource: "horizontalpodautoscalers", strategy: horizontalpodautoscaler.Strategy},

	{Group: "batch", Version: "v1", Kind: "CronJob"}: {resource: "cronjobs", strategy: cronjob.Strategy},
	{Group: "batch", Version: "v1", Kind: "Job"}:     {resource: "jobs", strategy: job.Strategy},

	{Group: "coordination.k8s.io", Version: "v1", Kind: "Lease"}:      {resource: "leases", strategy: lease.Strategy},
	{Group: "discovery.k8s.io", Version: "v1", Kind: "EndpointSlice"}: {resource: "endpointslices", strategy: endpointslice.Strategy},

	{Group: "networking.k8s.io", Version: "v1", Kind: "Ingress"}:       {resource: "ingresses", strategy: ingress.Strategy},
	{Group: "networking.k8s.io", Version: "v1", Kind: "IngressClass"}:  {resource: "ingressclasses", strategy: ingressclass.Strategy},
	{Group: "networking.k8s.io", Version: "v1", Kind: "NetworkPolicy"}: {resource: "networkpolicies", strategy: networkpolicy.Strategy},

	{Group: "node.k8s.io", Version: "v1", Kind: "RuntimeClass"}:   {resource: "runtimeclasses", strategy: runtimeclass.Strategy},
	{Group: "policy", Version: "v1", Kind: "PodDisruptionBudget"}: {resource: "poddisruptionbudgets", strategy: poddisruptionbudget.Strategy},

	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "ClusterRole"}:        {resource: "clusterroles", strategy: clusterrole.Strategy},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "ClusterRoleBinding"}: {resource: "clusterrolebindings", strategy: clusterrolebinding.Strategy},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "Role"}:               {resource: "roles", strategy: role.Strategy},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "RoleBinding"}:        {resource: "rolebindings", strategy: rolebinding.Strategy},

	{Group: "scheduling.k8s.io", Version: "v1", Kind: "PriorityClass"}: {resource: "priorityclasses", strategy: priorityclass.Strategy},

	{Group: "storage.k8s.io", Version: "v1", Kind: "CSIDriver"}:    {resource: "csidrivers", strategy: csidriver.Strategy},
	{Group: "storage.k8s.io", Version: "v1", Kind: "StorageClass"}: {resource: "storageclasses", strategy: storageclass.Strategy},
}
