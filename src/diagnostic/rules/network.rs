//! 300–339: networks, DNS, hosts entries, dependencies.

use super::rules;

rules! {}
