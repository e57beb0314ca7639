//! 5xx: users, capabilities, namespaces, security options.

use super::rules;

rules! {}
