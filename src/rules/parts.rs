//! Parts of K3s that it can be told to leave out, with what happens to those who need one.
//!
//! K3s: <https://docs.k3s.io/installation/packaged-components>

/// A need that a part of K3s serves.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// Options of K3s by which it is not there; one is enough.
    pub options: &'static [&'static str],
    /// Who needs it: stands after "the manifests have".
    pub what: &'static str,
    /// What will be observed.
    pub effect: &'static str,
    /// What to do, besides letting K3s have the part.
    pub instead: &'static str,
}

impl Part {
    /// The option by which it is left out, among those that K3s was given.
    #[must_use]
    pub fn left_out<'a>(&self, given: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let mut given = given.into_iter();
        given.find(|option| self.options.contains(option))
    }
}

/// Services of type `LoadBalancer`.
pub static BALANCER: Part = Part {
    options: &["--disable=servicelb"],
    what: "Services of type LoadBalancer",
    effect: "no node opens their ports, and their external address stays `<pending>`, unless another load balancer is \
             installed",
    instead: "install a load balancer such as MetalLB, or set `exposure = \"hostPort\"`",
};

/// Ingresses of the cluster's default class.
pub static ROUTES: Part = Part {
    options: &["--disable=traefik", "--disable-helm-controller"],
    what: "Ingresses without a class of their own",
    effect: "no program serves these routes, unless another ingress controller with a default class is installed",
    instead: "install an ingress controller, and name its class in `ingress.class`",
};

/// The same, where Traefik is there and nothing leads to it.
pub static ROUTES_IN: Part = Part {
    options: &["--disable=servicelb"],
    what: "Ingresses for the Traefik of K3s",
    effect: "no node opens ports 80 and 443 for that Traefik, unless another load balancer is installed",
    instead: "install a load balancer such as MetalLB, or reach Traefik through the node ports of its Service",
};

/// Objects that only Traefik's own API has.
pub static MIDDLEWARES: Part = Part {
    options: &["--disable=traefik", "--disable-helm-controller"],
    what: "Middlewares of Traefik",
    effect: "the API server does not know the kind `Middleware`: K3s reports an error for the file, and the routes fail",
    instead: "install Traefik with its CustomResourceDefinitions",
};

/// Scaling by CPU use.
pub static SCALING: Part = Part {
    options: &["--disable=metrics-server"],
    what: "HorizontalPodAutoscalers",
    effect: "the CPU use stays `<unknown>`, and the number of Pods does not change",
    instead: "install metrics-server, or set `replicas` instead of `autoscaling`",
};

/// Claims of the class that K3s brings.
pub static CLAIMS: Part = Part {
    options: &["--disable=local-storage"],
    what: "claims of the default storage class",
    effect: "the claims and their Pods stay Pending, unless another class is the default",
    instead: "name another class in `storage.class`, or use directories of the host (`hostPath`)",
};

/// Names of Services.
pub static NAMES: Part = Part {
    options: &["--disable=coredns"],
    what: "Pods that ask the cluster's DNS server",
    effect: "these Pods resolve no names, neither those of containers nor those of the internet, unless another DNS \
             server has the cluster's address for it",
    instead: "install a DNS server with the address `--cluster-dns` (10.43.0.10)",
};

/// Who may talk to whom.
pub static POLICIES: Part = Part {
    options: &["--disable-network-policy"],
    what: "NetworkPolicies",
    effect: "containers that podman kept in networks of their own can reach one another, unless another program enforces \
             policies",
    instead: "install a network plugin that enforces NetworkPolicy",
};

/// Addresses of Services.
pub static ADDRESSES: Part = Part {
    options: &["--disable-kube-proxy"],
    what: "Services with an address of their own",
    effect: "connections to a container by its name fail, unless another program answers for Services",
    instead: "install a network plugin that replaces kube-proxy, such as Cilium",
};

/// Ports of nodes.
pub static HOST_PORTS: Part = Part {
    options: &["--flannel-backend=none"],
    what: "host ports",
    effect: "Pods stay in ContainerCreating until a network plugin is installed, and host ports are open only if it maps \
             them (`portmap`)",
    instead: "see that the network plugin has `portmap`, or set `exposure = \"loadBalancer\"`",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_option_is_enough() {
        let given = |options: &[&'static str]| ROUTES.left_out(options.iter().copied());
        assert_eq!(given(&["--disable=servicelb"]), None);
        assert_eq!(
            given(&["--disable=x", "--disable-helm-controller"]),
            Some("--disable-helm-controller")
        );
    }
}
