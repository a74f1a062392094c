//! A question (网上提问) as it comes: checked, counted and kept, or shown again with what it says and why it could not be kept. Nothing is ever said
//! to be received that is not in the database.

use std::time::Instant;

use cunfa_core::{Inquiry, InquiryId, inquiry};

use super::answer::{Asked, Sent, Shown};
use super::board::Place;
use super::form::Fields;
use super::http::Inside;
use super::out;
use super::pages::{self, AskForm, Said, TRAP};
use super::words as w;

/// Most bytes that what was typed may take in a page: with everything else it stays within 100 KB.
const MOST_SHOWN: usize = 64 * 1024;

impl Inside {
    /// Takes it in; gives what is shown then.
    pub(super) fn take_in(&self, place: &Place, asked: &Asked, now_ms: i64, now: Instant) -> Shown {
        let body = match &asked.sent {
            Sent::Form(body) => body,
            Sent::TooLarge => return self.too_large(),
            Sent::Broken => return Shown::busy(self.operator()),
        };
        let fields = Fields::read(body);
        let typed = Inquiry {
            name: fields.get("name").to_owned(),
            phone: fields.get("phone").to_owned(),
            matter: fields.get("matter").to_owned(),
        };
        let number = fields.get("number");
        let kept = match inquiry::check(&typed) {
            // Whatever else is wrong with it: there is no form there to mend it in.
            _ if place.merged.is_some() => Err((409, vec![Said::Merged])),
            Err(failures) => Err((422, failures.into_iter().map(Said::Wrong).collect())),
            Ok(_) if !fields.get(TRAP).is_empty() => Err((422, vec![Said::Trapped])),
            Ok(_) if !asked.is_ours => Err((403, vec![Said::NotOurs])),
            Ok(_) if !self.questions.may(asked.from, now) => Err((429, vec![Said::TooOften])),
            Ok(checked) => self.keep(place, number, checked, now_ms),
        };
        match kept {
            Ok(id) => Shown::at(format!("/gs/{}/shou?n={id}", place.village.code)),
            Err((status, said)) => self.again(place, number, typed, status, said),
        }
    }

    fn keep(&self, place: &Place, number: &str, asked: Inquiry, now_ms: i64) -> Result<InquiryId, (u16, Vec<Said>)> {
        let village = &place.village.code;
        match self.server.keep_inquiry(number.as_bytes(), village, asked, now_ms) {
            Ok(Some(id)) => Ok(id),
            Ok(None) => {
                tracing::warn!("too many questions of the public page wait");
                Err((503, vec![Said::Full]))
            }
            Err(error) => {
                tracing::error!(%error, "a question of the public page could not be kept");
                Err((503, vec![Said::NotKept]))
            }
        }
    }

    /// The form again, with what was typed.
    fn again(&self, place: &Place, number: &str, typed: Inquiry, status: u16, said: Vec<Said>) -> Shown {
        let texts = [&typed.name, &typed.phone, &typed.matter];
        if texts.into_iter().map(|text| out::length(text)).sum::<usize>() > MOST_SHOWN {
            return self.too_large();
        }
        let form = AskForm {
            // A number of ours has this length; any other is nobody's.
            number: if number.len() == 32 {
                number.to_owned()
            } else {
                self.number()
            },
            typed,
            said,
        };
        Shown::page(status, pages::village(place, &form, self.operator()))
    }

    fn too_large(&self) -> Shown {
        Shown::page(413, pages::says(w::TOO_LARGE, &w::too_large(), self.operator()))
    }
}
