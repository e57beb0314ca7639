//! 8xx: what is written, and what our own check finds.

use super::rules;

rules! {}
