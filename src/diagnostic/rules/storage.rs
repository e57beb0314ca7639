//! 4xx: volumes, devices, secrets.

use super::rules;

rules! {}
