//! Programs that podman did not run and Kubernetes needs: each once, with what it is there for.

/// Makes the enum and its two tables in one.
macro_rules! components {
    ($($component:ident = $name:literal, $text:literal;)*) => {
        /// A program that k3s-migrate adds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Component {
            $(#[doc = $text] $component,)*
        }

        impl Component {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$component),*];

            /// Its name, as the ledger writes it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$component => $name,)*
                }
            }

            /// What it is there for, as `explain` prints it.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self {
                    $(Self::$component => $text,)*
                }
            }
        }
    };
}

components! {
    Alertmanager = "alertmanager", "Alertmanager, which tells people of alerts";
    BlackboxExporter = "blackbox-exporter", "the blackbox exporter, which asks services from outside whether they answer";
    DevicePlugin = "device-plugin", "the device plugin, which hands out the devices of the host";
    Grafana = "grafana", "Grafana, which shows dashboards";
    KubeStateMetrics = "kube-state-metrics", "kube-state-metrics, which counts what the cluster has";
    Monitoring = "monitoring", "the monitoring stack";
    NodeExporter = "node-exporter", "the node exporter, which measures the nodes";
    Prometheus = "prometheus", "Prometheus, which collects and keeps metrics";
    SmartctlExporter = "smartctl-exporter", "the SMART exporter, which reads the health of disks";
    VictoriaMetrics = "victoriametrics", "VictoriaMetrics, which collects and keeps metrics";
    Vmalert = "vmalert", "vmalert, which evaluates the rules of alerts";
}

#[cfg(test)]
mod tests {
    use super::Component;

    #[test]
    fn each_has_a_name_and_a_text_of_its_own() {
        let mut words: Vec<&str> = Component::ALL
            .iter()
            .flat_map(|component| [component.name(), component.text()])
            .collect();
        assert!(
            words
                .iter()
                .all(|word| !word.is_empty() && !word.ends_with('.'))
        );
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), 2 * Component::ALL.len());
    }
}
