package pods

import (
	"context"

	core "k8s.io/api/core/v1"
	storage "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/util/retry"
)

const hostIP = "192.0.2.1"

// register makes a node that is ready, and large.
func (n *Node) register(ctx context.Context) error {
	capacity := core.ResourceList{
		core.ResourceCPU:              resource.MustParse("1000"),
		core.ResourceMemory:           resource.MustParse("1Ti"),
		core.ResourcePods:             resource.MustParse("10000"),
		core.ResourceEphemeralStorage: resource.MustParse("10Ti"),
	}
	node := &core.Node{ObjectMeta: meta.ObjectMeta{
		Name: n.name,
		Labels: map[string]string{
			core.LabelHostname: n.name, core.LabelOSStable: "linux", core.LabelArchStable: "amd64",
		},
	}}
	_, err := n.client.CoreV1().Nodes().Create(ctx, node, meta.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return err
	}
	status := core.NodeStatus{
		Capacity:    capacity,
		Allocatable: capacity,
		Addresses:   []core.NodeAddress{{Type: core.NodeInternalIP, Address: hostIP}},
		Conditions: []core.NodeCondition{{
			Type: core.NodeReady, Status: core.ConditionTrue,
			LastHeartbeatTime: meta.Now(), LastTransitionTime: meta.Now(), Reason: "KubeletReady",
		}},
	}
	// A controller gives the new node its range of addresses at the same time.
	return retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		made, err := n.client.CoreV1().Nodes().Get(ctx, n.name, meta.GetOptions{})
		if err != nil {
			return err
		}
		made.Status = status
		_, err = n.client.CoreV1().Nodes().UpdateStatus(ctx, made, meta.UpdateOptions{})
		return err
	})
}

// className is that of K3s.
const (
	className   = "local-path"
	provisioner = "rancher.io/local-path"
)

func (n *Node) makeClass(ctx context.Context) error {
	mode := storage.VolumeBindingImmediate
	class := &storage.StorageClass{
		ObjectMeta: meta.ObjectMeta{
			Name:        className,
			Annotations: map[string]string{"storageclass.kubernetes.io/is-default-class": "true"},
		},
		Provisioner:       provisioner,
		VolumeBindingMode: &mode,
	}
	_, err := n.client.StorageV1().StorageClasses().Create(ctx, class, meta.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// provision makes a volume for every claim that waits for one, and removes those whose claim is gone,
// as the provisioner of K3s does.
func (n *Node) provision(ctx context.Context) {
	claims, err := n.client.CoreV1().PersistentVolumeClaims("").List(ctx, meta.ListOptions{})
	if err != nil {
		return
	}
	for i := range claims.Items {
		claim := &claims.Items[i]
		class := claim.Spec.StorageClassName
		if claim.Status.Phase == core.ClaimPending && claim.Spec.VolumeName == "" && class != nil && *class == className {
			// It is there already where the controller has not yet seen it.
			_, _ = n.client.CoreV1().PersistentVolumes().Create(ctx, volume(claim), meta.CreateOptions{})
		}
	}
	volumes, err := n.client.CoreV1().PersistentVolumes().List(ctx, meta.ListOptions{})
	if err != nil {
		return
	}
	for i := range volumes.Items {
		volume := &volumes.Items[i]
		ours := volume.Spec.StorageClassName == className && volume.Annotations["pv.kubernetes.io/provisioned-by"] == provisioner
		if ours && volume.Status.Phase == core.VolumeReleased {
			_ = n.client.CoreV1().PersistentVolumes().Delete(ctx, volume.Name, meta.DeleteOptions{})
		}
	}
}

func volume(claim *core.PersistentVolumeClaim) *core.PersistentVolume {
	kind := core.HostPathDirectoryOrCreate
	return &core.PersistentVolume{
		ObjectMeta: meta.ObjectMeta{
			Name:        "pvc-" + string(claim.UID),
			Annotations: map[string]string{"pv.kubernetes.io/provisioned-by": provisioner},
		},
		Spec: core.PersistentVolumeSpec{
			Capacity:                      claim.Spec.Resources.Requests,
			AccessModes:                   claim.Spec.AccessModes,
			PersistentVolumeReclaimPolicy: core.PersistentVolumeReclaimDelete,
			StorageClassName:              className,
			ClaimRef: &core.ObjectReference{
				APIVersion: "v1", Kind: "PersistentVolumeClaim", Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID,
			},
			PersistentVolumeSource: core.PersistentVolumeSource{
				HostPath: &core.HostPathVolumeSource{Path: "/var/lib/rancher/k3s/storage/" + string(claim.UID), Type: &kind},
			},
		},
	}
}
