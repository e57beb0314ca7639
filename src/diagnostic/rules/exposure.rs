//! 340–399: published ports, Services, Ingress.

use super::rules;

rules! {}
