//! Closing a need without an entry. One text of the document holds all of it, so that two people who close at once never give one
//! the other's reason.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::kind::codes;

codes!(
    /// Why a need is closed without an entry.
    CloseReason {
        /// 已自行解决.
        SolvedOtherwise = "solved_otherwise",
        /// 群众撤回.
        Withdrawn = "withdrawn",
        /// 转其他部门.
        Elsewhere = "elsewhere",
        /// 重复登记.
        Duplicate = "duplicate",
        /// 其他; a note says what.
        Other = "other",
    }
);

/// That a need was closed without an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Why.
    pub reason: CloseReason,
    /// More about it, in own words; may be empty, but for [`CloseReason::Other`].
    pub note: String,
    /// Who closed it.
    pub by: PersonId,
    /// Their name as it was then.
    pub by_name: String,
    /// The day it was closed.
    pub date: NaiveDate,
}

impl Closing {
    /// The text of the document: reason, day, person and name, each on a line, then the note.
    #[must_use]
    pub fn to_text(&self) -> String {
        let name = self.by_name.replace(['\n', '\r'], " ");
        format!(
            "{}\n{}\n{}\n{name}\n{}",
            self.reason.code(),
            self.date,
            self.by,
            self.note
        )
    }

    /// Reads it; `None` for any other spelling.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Closing> {
        let mut lines = text.splitn(5, '\n');
        let closing = Closing {
            reason: CloseReason::from_code(lines.next()?)?,
            date: lines.next()?.parse().ok()?,
            by: lines.next()?.parse().ok()?,
            by_name: lines.next()?.to_owned(),
            note: lines.next()?.to_owned(),
        };
        (closing.to_text() == text).then_some(closing)
    }
}
