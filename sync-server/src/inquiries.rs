//! The public page's questions (网上提问) at the server: how long they are kept, how many may wait, and how one is told from another. They are no
//! part of any log; what an office takes over comes back as a need.

use cunfa_core::{Inquiry, InquiryId, VillageCode};
use cunfa_evidence::suite::tagged_hash;

use crate::db::{DbResult, Room, StoredInquiry};
use crate::server::Server;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long a question is kept, decided or not.
pub const KEPT_DAYS: i64 = 90;
/// What a device took over and did not bring as a need for so long is anybody's again: the device may be lost.
const LAPSES_DAYS: i64 = 7;
/// Most that may wait.
const ROOM: Room = Room {
    village: 200,
    all: 20_000,
};

/// What was taken before this is anybody's again.
pub(crate) fn lapsed_ms(now_ms: i64) -> i64 {
    now_ms.saturating_sub(LAPSES_DAYS * DAY_MS)
}

/// The id of what was written in a form: the same text of the same form twice is one question.
fn id_of(form: &[u8], village: &VillageCode, asked: &Inquiry) -> InquiryId {
    let parts = [
        form,
        village.as_str().as_bytes(),
        asked.name.as_bytes(),
        asked.phone.as_bytes(),
        asked.matter.as_bytes(),
    ];
    InquiryId(tagged_hash("cunfa/inquiry", &parts).first())
}

impl Server {
    /// Tells offices where the public page is: an address without a path.
    #[must_use]
    pub fn with_public_page(mut self, url: Option<String>) -> Server {
        self.public_url = url;
        self
    }

    /// Keeps what a villager asked, as [`cunfa_core::inquiry::check`] gave it. `form` tells the form it was written in. Gives its id when it
    /// is kept now; none, when too many wait.
    ///
    /// # Errors
    /// The database's.
    pub fn keep_inquiry(
        &self,
        form: &[u8],
        village: &VillageCode,
        asked: Inquiry,
        now_ms: i64,
    ) -> DbResult<Option<InquiryId>> {
        let one = StoredInquiry {
            id: id_of(form, village, &asked),
            village: village.clone(),
            received_ms: now_ms,
            asked,
            taken: None,
        };
        Ok(self.db().keep_inquiry(&one, ROOM)?.then_some(one.id))
    }

    /// Takes out what needs not be kept: the texts of what is a need by now, and everything that is too old.
    ///
    /// # Errors
    /// The database's.
    pub fn sweep_inquiries(&self, now_ms: i64) -> DbResult<()> {
        let gone = self.db().sweep_inquiries(now_ms.saturating_sub(KEPT_DAYS * DAY_MS))?;
        if gone > 0 {
            tracing::info!(gone, "questions of the public page were kept long enough");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn one_form_with_one_text_is_one_question_and_with_another_it_is_another() {
        let village = |code: &str| code.parse::<VillageCode>().unwrap();
        let asked = |matter: &str| Inquiry {
            matter: matter.to_owned(),
            ..Inquiry::default()
        };
        let here = village("450102101202");
        let id = id_of(b"form", &here, &asked("a"));
        assert_eq!(id, id_of(b"form", &here, &asked("a")));
        assert_ne!(id, id_of(b"form", &here, &asked("b")));
        assert_ne!(id, id_of(b"another", &here, &asked("a")));
        assert_ne!(id, id_of(b"form", &village("450102101203"), &asked("a")));
    }
}
