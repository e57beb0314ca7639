package references

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"k3s-migrate/oracles/internal/manifests"
)

// listener is something that wants a port of the node itself.
type listener struct {
	object   manifests.Object
	pointer  string
	protocol corev1.Protocol
	port     int32
	address  string
	node     string
}

// hostPorts: the second Pod that wants a port of the same node stays Pending.
// K3s' service load balancer takes host ports as well, on every node.
func (s *set) hostPorts() {
	var listeners []listener
	for _, w := range s.workloads {
		if w.stopped {
			continue
		}
		node := labels.Set(w.spec.NodeSelector).String() + " " + w.spec.NodeName
		w.eachContainer(func(pointer string, container corev1.Container, runs bool) {
			for i, port := range container.Ports {
				number := port.HostPort
				if w.spec.HostNetwork {
					number = port.ContainerPort
				}
				if runs && number != 0 {
					listeners = append(listeners, listener{w.object, fmt.Sprintf("%s/ports/%d", pointer, i), orTCP(port.Protocol), number, anyAddress(port.HostIP), node})
				}
			}
		})
	}
	for _, service := range s.services {
		if service.value.Spec.Type != corev1.ServiceTypeLoadBalancer || service.value.Spec.LoadBalancerClass != nil {
			continue
		}
		for i, port := range service.value.Spec.Ports {
			listeners = append(listeners, listener{service.object, fmt.Sprintf("/spec/ports/%d", i), orTCP(port.Protocol), port.Port, "", ""})
		}
	}
	for i, one := range listeners {
		for _, other := range listeners[:i] {
			if one.clashes(other) {
				s.find(one.object, one.pointer, "host-port-taken", fmt.Sprintf("%d/%s of the node is already wanted by %s", one.port, one.protocol, other.object.ID()))
			}
		}
	}
}

func anyAddress(address string) string {
	if address == "0.0.0.0" || address == "::" {
		return ""
	}
	return address
}

func (l listener) clashes(other listener) bool {
	sameNode := l.node == other.node || l.node == "" || other.node == ""
	sameAddress := l.address == other.address || l.address == "" || other.address == ""
	return sameNode && sameAddress && l.port == other.port && l.protocol == other.protocol
}

// nodePorts: the server refuses a port that another Service holds.
func (s *set) nodePorts() {
	taken := map[string]string{}
	for _, service := range s.services {
		for i, port := range service.value.Spec.Ports {
			if port.NodePort == 0 {
				continue
			}
			key := fmt.Sprintf("%d/%s", port.NodePort, orTCP(port.Protocol))
			if owner, found := taken[key]; found && owner != service.object.ID() {
				s.find(service.object, fmt.Sprintf("/spec/ports/%d/nodePort", i), "node-port-taken", key+" is already held by "+owner)
			}
			taken[key] = service.object.ID()
		}
	}
}
