//! A need (群众法律需求): what a villager asks the village's counsel, recorded by a cadre or the office, answered by an entry.
//!
//! A document of its own kind, one for each need, so that it travels and is forgotten like an entry. It is nobody's signature: no act
//! is about it, and no volume holds it. What was asked stays as it was recorded; what changes later is only whether it is closed.
//! Whether it is answered stands in no need: an entry names the need it answers.

mod check;
mod closing;
mod fields;

pub use check::{NeedContext, check, closing_faults, faults};
pub use closing::{CloseReason, Closing};
pub use fields::{from_fields, is_key, to_fields};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::entry::ServedPerson;
use crate::ids::PersonId;
use crate::kind::{Category, codes};
use crate::village::VillageCode;

/// The row of whoever asked, in a failure and as a person of the entry that answers.
pub const ASKER_ROW: &str = "01";

codes!(
    /// How a need came (来源).
    Channel {
        /// 当面.
        InPerson = "in_person",
        /// 电话.
        Phone = "phone",
        /// 公示牌.
        NoticeBoard = "notice_board",
        /// 网上提问: taken over from the public page.
        PublicPage = "public_page",
        /// 其他.
        Other = "other",
    }
);

/// One need, complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// The village where it is asked.
    pub village: VillageCode,
    /// The day it was asked.
    pub date: NaiveDate,
    /// Who asks: name.
    pub name: String,
    /// Phone, if given; may be empty.
    pub phone: String,
    /// Category, if it matters.
    pub category: Option<Category>,
    /// What is asked.
    pub matter: String,
    /// How it came.
    pub channel: Channel,
    /// Who recorded it.
    pub recorder: PersonId,
    /// Their name as it was then.
    pub recorder_name: String,
    /// When it was recorded, by the device's clock: local civil time, minutes, "2026-11-23T18:05".
    pub written_at: String,
    /// Set when it was closed (结束) without an entry.
    pub closed: Option<Closing>,
}

impl Need {
    /// Whether both ask the same: all is equal but the closing.
    #[must_use]
    pub fn asks_the_same(&self, other: &Need) -> bool {
        let open = |need: &Need| Need {
            closed: None,
            ..need.clone()
        };
        open(self) == open(other)
    }

    /// Who asks, as a person of the entry that answers.
    #[must_use]
    pub fn asker(&self) -> ServedPerson {
        ServedPerson {
            row: ASKER_ROW.to_owned(),
            name: self.name.clone(),
            phone: self.phone.clone(),
            category: self.category,
        }
    }
}

/// A need that is still being typed: everything may be missing or wrong. Kept as a draft after every change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NeedForm {
    /// Village.
    pub village: Option<VillageCode>,
    /// The day it was asked.
    pub date: Option<NaiveDate>,
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Category.
    pub category: Option<Category>,
    /// What is asked.
    pub matter: String,
    /// How it came.
    pub channel: Option<Channel>,
}

impl NeedForm {
    /// Whether a person typed nothing into it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let texts = [&self.name, &self.phone, &self.matter];
        self.category.is_none() && texts.into_iter().all(|text| text.trim().is_empty())
    }
}
