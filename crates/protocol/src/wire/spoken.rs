//! What a program speaks, and what two of them make of it.

use serde::{Deserialize, Serialize};

use super::VERSION;

/// What a server reads. It comes with the refusal of what it does not, and every version of this protocol reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// The oldest version.
    pub oldest: u16,
    /// The newest version.
    pub newest: u16,
    /// Ids of the dictionaries it holds, as frames name them; 0 is none.
    pub dictionaries: Vec<u32>,
}

/// How the versions of two programs fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// This program speaks one that the server reads.
    Fits,
    /// The server reads only newer ones: this program is to be updated.
    AppTooOld,
    /// The server reads only older ones: it is to be updated.
    ServerTooOld,
}

impl Spoken {
    /// Of this program, with these dictionaries.
    #[must_use]
    pub fn here(dictionaries: Vec<u32>) -> Spoken {
        Spoken {
            oldest: VERSION,
            newest: VERSION,
            dictionaries,
        }
    }

    /// How a program that writes `version` fits.
    #[must_use]
    pub fn fit(&self, version: u16) -> Fit {
        if version < self.oldest {
            Fit::AppTooOld
        } else if version > self.newest {
            Fit::ServerTooOld
        } else {
            Fit::Fits
        }
    }
}
