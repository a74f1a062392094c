//! `POST /v1/inquiries`: an office sees what villagers of its area asked on the public page, and says what becomes of it.
//!
//! Invariant: nothing is told, and nothing decided, of a village that the table does not open to whoever asks; who may not know of a question
//! learns nothing by its id.

use cunfa_core::inquiry::note;
use cunfa_core::{Action, Person, may};
use cunfa_protocol::inquiries::{
    AskedInquiry, InquiriesRequest, InquiriesResponse, InquiryAnswer, InquiryDecision, MAX_DECISIONS, MAX_INQUIRIES,
};
use cunfa_protocol::view::InquiryFault;
use cunfa_protocol::wire::Refusal;

use super::{index, read, signed_in};
use crate::db::{Device, Dismissal, InquiriesAsk, StoredInquiry, Taken, areas_for};
use crate::inquiries::lapsed_ms;
use crate::server::{Server, Trouble};

/// Answers it.
pub(crate) fn inquiries(
    server: &Server,
    token: Option<&str>,
    body: &[u8],
    now_ms: i64,
) -> Result<InquiriesResponse, Trouble> {
    let device = signed_in(server.db(), token)?;
    let request: InquiriesRequest = read(body)?;
    if request.decisions.len() > MAX_DECISIONS {
        return Err(Refusal::TooLarge.into());
    }
    if device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    let people = server.db().people_on(device.id)?;
    let theirs = |person: &Person| person.id == request.by && may(person.role, Action::TendInquiries);
    let by = people.into_iter().find(theirs).ok_or(Refusal::NotAllowed)?;
    server.sweep_inquiries(now_ms)?;
    let desk = Desk {
        server,
        device: &device,
        by: &by,
        now_ms,
    };
    let answers = request.decisions.iter().map(|decision| desk.decide(decision));
    let answers = answers.collect::<Result<Vec<InquiryAnswer>, Trouble>>()?;
    let mut waiting = desk.waiting()?;
    let most = usize::try_from(MAX_INQUIRIES).unwrap_or(usize::MAX);
    let more = waiting.len() > most;
    waiting.truncate(most);
    Ok(InquiriesResponse {
        answers,
        inquiries: waiting.into_iter().map(|one| desk.asked(one)).collect(),
        more,
        url: server.public_url.clone(),
    })
}

/// Who decides, where and when.
struct Desk<'a> {
    server: &'a Server,
    device: &'a Device,
    by: &'a Person,
    now_ms: i64,
}

impl Desk<'_> {
    /// What waits, with one more than an answer holds where there are more.
    fn waiting(&self) -> Result<Vec<StoredInquiry>, Trouble> {
        let areas = areas_for(std::slice::from_ref(self.by), Action::TendInquiries);
        let scope = index::within(areas, &self.device.county);
        let ask = InquiriesAsk {
            scope: &scope,
            device: self.device.id,
            lapsed_ms: lapsed_ms(self.now_ms),
            rows_max: MAX_INQUIRIES + 1,
        };
        let mut waiting = self.server.db().inquiries(&ask)?;
        waiting.retain(|one| self.by.may_in(Action::TendInquiries, &one.village));
        Ok(waiting)
    }

    fn decide(&self, decision: &InquiryDecision) -> Result<InquiryAnswer, Trouble> {
        let (InquiryDecision::Take { inquiry, .. } | InquiryDecision::Dismiss { inquiry, .. }) = decision;
        let (db, lapsed) = (self.server.db(), lapsed_ms(self.now_ms));
        let theirs = db.inquiry_village(*inquiry)?.is_some_and(|village| {
            village.county() == self.device.county && self.by.may_in(Action::TendInquiries, &village)
        });
        if !theirs {
            return Ok(InquiryAnswer::NotDone(InquiryFault::NotHere));
        }
        let stands = match decision {
            InquiryDecision::Take { need, .. } => {
                let taken = Taken {
                    need: *need,
                    device: self.device.id,
                    by: self.by.id,
                    at_ms: self.now_ms,
                };
                db.take_inquiry(*inquiry, &taken, lapsed)?
            }
            InquiryDecision::Dismiss {
                reason, note: written, ..
            } => {
                let Ok(note) = note(*reason, written) else {
                    return Ok(InquiryAnswer::NotDone(InquiryFault::Damaged));
                };
                let dismissal = Dismissal {
                    by: self.by.id,
                    device: self.device.id,
                    reason: *reason,
                    note: &note,
                    at_ms: self.now_ms,
                };
                db.dismiss_inquiry(*inquiry, &dismissal, lapsed)?
            }
        };
        Ok(if stands {
            InquiryAnswer::Done
        } else {
            InquiryAnswer::NotDone(InquiryFault::NotHere)
        })
    }

    fn asked(&self, one: StoredInquiry) -> AskedInquiry {
        let ours = one.taken.filter(|taken| taken.device == self.device.id);
        AskedInquiry {
            inquiry: one.id,
            village: one.village,
            received_ms: one.received_ms,
            asked: one.asked,
            need: ours.map(|taken| taken.need),
        }
    }
}
