//! Commands that Compose runs around the program of a container.

/// A command of `pre_start`, `post_start` or `pre_stop`.
///
/// Compose: <https://docs.docker.com/compose/how-tos/lifecycle/>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// When it runs.
    pub moment: Moment,
    /// Its words.
    pub command: Vec<String>,
    /// The image of its container; that of the service where it is `None`. Only before the start.
    pub image: Option<String>,
    /// Its user; before the start that of the image, else that of the container.
    pub user: Option<String>,
    /// Where it runs; where the image or the container does by default.
    pub workdir: Option<String>,
    /// Its own variables, besides those of the container.
    pub env: Vec<(String, String)>,
    /// Whether it has all rights.
    pub privileged: bool,
}

/// When a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before the container, in one of its own, to its end.
    BeforeStart,
    /// In the container, after it has started.
    AfterStart,
    /// In the container, before it is stopped.
    BeforeStop,
}

impl Moment {
    /// The key of Compose.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::BeforeStart => "pre_start",
            Self::AfterStart => "post_start",
            Self::BeforeStop => "pre_stop",
        }
    }
}
