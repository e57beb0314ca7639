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
    DevicePlugin = "device-plugin", "the device plugin, which hands out the devices of the host";
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
