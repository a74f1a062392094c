//! The courier: everything unsent in one sealed file on a stick, and back what the server says to it. What travels is what the
//! network would carry, made and stored by the same code (`sync`). docs/courier.md has the file.

pub(crate) mod export;
pub(crate) mod fault;
pub(crate) mod import;
pub(crate) mod part;
pub(crate) mod places;
mod relay;
mod sent;
pub(crate) mod status;
pub mod sticks;
