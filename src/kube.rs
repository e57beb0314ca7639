//! The objects we write, in Kubernetes' words.

pub mod check;
