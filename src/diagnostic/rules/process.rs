//! 6xx: process, resources, health, lifecycle, logging.

use super::rules;

rules! {}
