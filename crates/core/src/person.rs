//! People of the register: who they are and where they may act.

use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::permission::{Action, Relation, may_in};
use crate::village::{Area, VillageCode};

/// What a person is in the work. Codes are stored and signed; words for the screen live in the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 法律顾问.
    Counsel,
    /// 村（社区）干部.
    Cadre,
    /// 司法所 staff.
    Office,
    /// 县（区）司法局.
    County,
    /// 市司法局.
    City,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 5] = [Role::Counsel, Role::Cadre, Role::Office, Role::County, Role::City];

    /// The stored and signed code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Role::Counsel => "counsel",
            Role::Cadre => "cadre",
            Role::Office => "office",
            Role::County => "county",
            Role::City => "city",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// How far a key's holder has been looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 待登记: the holder named themselves; no office has confirmed it yet.
    Provisional,
    /// Confirmed by the county or by an office in whose scope it lies.
    Confirmed,
}

/// One person with one role in a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Identity.
    pub id: PersonId,
    /// Name as written in the register; may hold rare characters.
    pub name: String,
    /// Role.
    pub role: Role,
    /// 职务 or firm, as printed beside a signature; may be empty.
    pub post: String,
    /// Where the role holds.
    pub scope: Vec<Area>,
}

impl Person {
    /// Whether the village is in this person's scope.
    #[must_use]
    pub fn covers(&self, village: &VillageCode) -> bool {
        self.scope.iter().any(|area| area.covers(village))
    }

    /// How the village lies to this person.
    #[must_use]
    pub fn relation(&self, village: &VillageCode) -> Relation {
        Relation::of(self.role, &self.scope, village)
    }

    /// Whether this person may do this with the village.
    #[must_use]
    pub fn may_in(&self, action: Action, village: &VillageCode) -> bool {
        may_in(self.role, action, self.relation(village))
    }
}
