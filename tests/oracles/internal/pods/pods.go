// Package pods stands in for a kubelet: Pods of its node become ready without a container running, and
// use their time when they end. Claims get volumes.
package pods

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// Node is a stand-in for one node.
type Node struct {
	client  kubernetes.Interface
	name    string
	started time.Time
	// quick makes Pods end at once instead of using their grace period.
	quick atomic.Bool
	// addresses counts the addresses that were given to Pods.
	addresses int
}

// period is how often it looks.
const period = 100 * time.Millisecond

// Start registers a node of that name and works until the context ends.
func Start(ctx context.Context, config *rest.Config, name string) (*Node, error) {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	node := &Node{client: client, name: name, started: time.Now()}
	if err := node.register(ctx); err != nil {
		return nil, err
	}
	if err := node.makeClass(ctx); err != nil {
		return nil, err
	}
	go func() {
		for ctx.Err() == nil {
			node.look(ctx)
			time.Sleep(period)
		}
	}()
	return node, nil
}

// EndAtOnce makes Pods end at once, or use their grace period again.
func (n *Node) EndAtOnce(yes bool) { n.quick.Store(yes) }

// look goes over all Pods and claims. What fails is tried again at the next look.
func (n *Node) look(ctx context.Context) {
	n.provision(ctx)
	list, err := n.client.CoreV1().Pods("").List(ctx, meta.ListOptions{FieldSelector: "spec.nodeName=" + n.name})
	if err != nil {
		return
	}
	for i := range list.Items {
		pod := &list.Items[i]
		switch {
		case pod.DeletionTimestamp != nil:
			n.end(ctx, pod)
		case pod.Status.Phase == core.PodPending && mounted(ctx, n.client, pod):
			n.begin(ctx, pod)
		case pod.Status.Phase == core.PodRunning && ends(pod) && time.Since(pod.Status.StartTime.Time) > time.Second:
			n.finish(ctx, pod)
		}
	}
}

// mounted says whether all that a Pod mounts from the API is there: the kubelet waits for it.
func mounted(ctx context.Context, client kubernetes.Interface, pod *core.Pod) bool {
	for _, volume := range pod.Spec.Volumes {
		var err error
		switch {
		case volume.Secret != nil && (volume.Secret.Optional == nil || !*volume.Secret.Optional):
			_, err = client.CoreV1().Secrets(pod.Namespace).Get(ctx, volume.Secret.SecretName, meta.GetOptions{})
		case volume.ConfigMap != nil && (volume.ConfigMap.Optional == nil || !*volume.ConfigMap.Optional):
			_, err = client.CoreV1().ConfigMaps(pod.Namespace).Get(ctx, volume.ConfigMap.Name, meta.GetOptions{})
		}
		if err != nil {
			return false
		}
	}
	containers := append(append([]core.Container{}, pod.Spec.InitContainers...), pod.Spec.Containers...)
	for _, container := range containers {
		for _, name := range secretsOf(container) {
			if _, err := client.CoreV1().Secrets(pod.Namespace).Get(ctx, name, meta.GetOptions{}); err != nil {
				return false
			}
		}
	}
	return true
}

// secretsOf are the names of Secrets without which a container does not start.
func secretsOf(container core.Container) []string {
	var out []string
	for _, from := range container.EnvFrom {
		if from.SecretRef != nil && (from.SecretRef.Optional == nil || !*from.SecretRef.Optional) {
			out = append(out, from.SecretRef.Name)
		}
	}
	for _, env := range container.Env {
		if env.ValueFrom != nil && env.ValueFrom.SecretKeyRef != nil {
			out = append(out, env.ValueFrom.SecretKeyRef.Name)
		}
	}
	return out
}

func (n *Node) begin(ctx context.Context, pod *core.Pod) {
	n.addresses++
	address := fmt.Sprintf("10.42.%d.%d", n.addresses/250, n.addresses%250+2)
	now := meta.Now()
	pod.Status.Phase = core.PodRunning
	pod.Status.StartTime = &now
	pod.Status.HostIP, pod.Status.HostIPs = hostIP, []core.HostIP{{IP: hostIP}}
	pod.Status.PodIP, pod.Status.PodIPs = address, []core.PodIP{{IP: address}}
	if pod.Spec.HostNetwork {
		pod.Status.PodIP, pod.Status.PodIPs = hostIP, []core.PodIP{{IP: hostIP}}
	}
	for _, kind := range []core.PodConditionType{core.PodReadyToStartContainers, core.PodInitialized, core.ContainersReady, core.PodReady, core.PodScheduled} {
		setCondition(pod, kind)
	}
	pod.Status.InitContainerStatuses = nil
	for _, container := range pod.Spec.InitContainers {
		sidecar := container.RestartPolicy != nil && *container.RestartPolicy == core.ContainerRestartPolicyAlways
		pod.Status.InitContainerStatuses = append(pod.Status.InitContainerStatuses, status(container, sidecar, now))
	}
	pod.Status.ContainerStatuses = nil
	for _, container := range pod.Spec.Containers {
		pod.Status.ContainerStatuses = append(pod.Status.ContainerStatuses, status(container, true, now))
	}
	n.update(ctx, pod)
}

func status(container core.Container, running bool, now meta.Time) core.ContainerStatus {
	out := core.ContainerStatus{Name: container.Name, Image: container.Image, ImageID: container.Image, Ready: true, Started: &running}
	if running {
		out.State.Running = &core.ContainerStateRunning{StartedAt: now}
	} else {
		out.State.Terminated = &core.ContainerStateTerminated{Reason: "Completed", StartedAt: now, FinishedAt: now}
	}
	return out
}

func setCondition(pod *core.Pod, kind core.PodConditionType) {
	for i := range pod.Status.Conditions {
		if pod.Status.Conditions[i].Type == kind {
			pod.Status.Conditions[i].Status = core.ConditionTrue
			return
		}
	}
	pod.Status.Conditions = append(pod.Status.Conditions, core.PodCondition{Type: kind, Status: core.ConditionTrue, LastTransitionTime: meta.Now()})
}

// ends says whether the containers of a Pod are meant to end.
func ends(pod *core.Pod) bool { return pod.Spec.RestartPolicy != core.RestartPolicyAlways }

func (n *Node) finish(ctx context.Context, pod *core.Pod) {
	now := meta.Now()
	pod.Status.Phase = core.PodSucceeded
	for i := range pod.Status.ContainerStatuses {
		one := &pod.Status.ContainerStatuses[i]
		one.Ready = false
		one.State = core.ContainerState{Terminated: &core.ContainerStateTerminated{Reason: "Completed", FinishedAt: now}}
	}
	for i := range pod.Status.Conditions {
		switch pod.Status.Conditions[i].Type {
		case core.ContainersReady, core.PodReady:
			pod.Status.Conditions[i].Status, pod.Status.Conditions[i].Reason = core.ConditionFalse, "PodCompleted"
		}
	}
	n.update(ctx, pod)
}

func (n *Node) update(ctx context.Context, pod *core.Pod) {
	// Somebody may have changed it since; the next look sees what is there now.
	_, _ = n.client.CoreV1().Pods(pod.Namespace).UpdateStatus(ctx, pod, meta.UpdateOptions{})
}

// end removes a Pod when its time is over.
func (n *Node) end(ctx context.Context, pod *core.Pod) {
	running := pod.Status.Phase == core.PodRunning
	if running && !n.quick.Load() && time.Now().Before(pod.DeletionTimestamp.Time) {
		return
	}
	now := int64(0)
	err := n.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, meta.DeleteOptions{
		GracePeriodSeconds: &now,
		Preconditions:      meta.NewUIDPreconditions(string(pod.UID)),
	})
	if err != nil && !apierrors.IsNotFound(err) {
		return
	}
}
