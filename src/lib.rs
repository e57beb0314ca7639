//! k3s-migrate
