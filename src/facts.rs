//! What is so before anything is decided: who has which name, who is on which network, who mentions whom.
//! Nothing here is a choice, and nothing here changes once it is read.

pub mod mentions;
pub mod names;
pub mod networks;
pub mod peers;
