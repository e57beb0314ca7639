//! Options of podman for which Kubernetes has no field; one pass settles them all by this row.

/// What becomes of an option without a counterpart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftover {
    /// podman's own business while it runs the container: dropped with a note.
    RuntimeOnly(&'static Reason),
    /// An effect is lost: dropped with a warning.
    NoField(&'static Reason),
    /// An effect is lost, and without it the container could do more, or not run: refused.
    Widens(&'static Reason),
    /// A switch that is off, as it is in podman when nobody says anything.
    Off(&'static Reason),
}

/// Why, for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// The podman flag.
    pub flag: &'static str,
    /// What is lost, one sentence without a full stop.
    pub lost: &'static str,
    /// What to do about it, an imperative sentence; empty where there is nothing to do.
    pub remedy: &'static str,
}
