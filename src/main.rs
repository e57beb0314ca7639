//! k3s-migrate
fn main() {}
