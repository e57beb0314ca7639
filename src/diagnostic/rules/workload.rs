//! 2xx: names, images, grouping.

use super::rules;

rules! {}
