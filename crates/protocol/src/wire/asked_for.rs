//! Whom a code is asked for.

use cunfa_core::{Area, Role};
use serde::{Deserialize, Serialize};

use super::Refusal;

/// Whom a code must be for where not everybody is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedFor {
    /// As what.
    pub role: Role,
    /// The counties that are there already: a code of another one is asked for.
    pub taken: Vec<Area>,
}

impl AskedFor {
    /// Whether a code that is for somebody of this role in this county is what was asked for.
    ///
    /// # Errors
    /// What it is refused as: `NotAllowed` or `PersonAlreadyHere`.
    pub fn check(&self, role: Role, county: &Area) -> Result<(), Refusal> {
        if role != self.role {
            return Err(Refusal::NotAllowed);
        }
        if self.taken.contains(county) {
            return Err(Refusal::PersonAlreadyHere);
        }
        Ok(())
    }
}
