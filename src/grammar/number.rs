//! Integers between two bounds.

/// Makes types of integers. A row is the type with the text about it, the integer behind it, the least and the most, and
/// what it is called in its rule.
macro_rules! numbers {
    ($($(#[doc = $doc:literal])+ $name:ident: $int:ty, $least:literal, $most:literal, $what:literal;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name($int);

        impl $name {
            /// The rule as a sentence.
            pub const RULE: &'static str = concat!($what, " is an integer from ", $least, " to ", $most);

            /// The number, if it is between the bounds.
            ///
            /// # Errors
            /// The rule.
            pub fn of(number: impl TryInto<i64>) -> Result<Self, $crate::grammar::Breach> {
                let number = number.try_into().ok().filter(|number| ($least..=$most).contains(number));
                number
                    .and_then(|number| <$int>::try_from(number).ok())
                    .map(Self)
                    .ok_or_else(|| $crate::grammar::Breach::new(Self::RULE))
            }

            /// Reads decimal digits.
            ///
            /// # Errors
            /// The rule, where the text does not follow it.
            pub fn parse(text: &str) -> Result<Self, $crate::grammar::Breach> {
                let number = text.parse::<i64>();
                Self::of(number.map_err(|_| $crate::grammar::Breach::new(Self::RULE))?)
            }

            /// The number.
            #[must_use]
            pub fn get(self) -> $int {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number: i128 = Integer::deserialize(deserializer)?.0;
                Self::of(number).map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "integer", "minimum": $least, "maximum": $most })
            }
        }
    )*};
}

numbers! {
    /// A port of a Pod, a Service or a node.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service>
    Port: u16, 1, 65_535, "a port";
    /// A number of Pods, none among them.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas>
    Replicas: i32, 0, 2_147_483_647, "a number of Pods";
    /// A number of things of which there is one at least: bounds and targets of an autoscaler.
    ///
    /// Kubernetes: <https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/>
    Count: i32, 1, 2_147_483_647, "a bound or target of an autoscaler";
}

/// Any integer, so that one beyond the bounds is told by the bounds.
struct Integer(i128);

impl<'de> serde::Deserialize<'de> for Integer {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = Integer;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an integer")
            }

            fn visit_i64<E>(self, number: i64) -> Result<Integer, E> {
                Ok(Integer(number.into()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Integer, E> {
                Ok(Integer(number.into()))
            }
        }

        deserializer.deserialize_i64(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bounds() {
        for (number, port) in [
            (0, false),
            (1, true),
            (65_535, true),
            (65_536, false),
            (-1, false),
        ] {
            assert_eq!(Port::of(number).is_ok(), port, "{number}");
        }
        assert!(Replicas::of(2_147_483_648_i64).is_err());
        assert_eq!(Port::RULE, "a port is an integer from 1 to 65535");
        let far = serde_json::from_str::<Replicas>("18446744073709551615")
            .map_err(|error| error.to_string());
        assert_eq!(
            far.as_ref()
                .map_err(|error| error.starts_with(Replicas::RULE)),
            Err(true)
        );
    }

    proptest! {
        #[test]
        fn numbers_come_back(text in "-?[0-9]{1,12}|.*") {
            if let Ok(port) = Port::parse(&text) {
                prop_assert_eq!(Port::parse(&port.to_string()), Ok(port));
            }
        }
    }
}
