//! 网上提问: what villagers asked on the public page. Asked of the server each time and kept nowhere here until the office takes one over:
//! then it is a need like any other, recorded on this device.
//!
//! The server hears first which need it becomes, so that two officers never record it twice; it keeps the text until that need is in its
//! log, so that a device that is killed or lost in between loses nothing.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta};
use cunfa_core::entry::{Failure, Field, Rule};
use cunfa_core::need::{ASKER_ROW, Channel, NeedForm};
use cunfa_core::{Action, DeviceId, EntryId, InquiryId, inquiry};
use cunfa_evidence::suite::tagged_hash;
use cunfa_protocol::Code;
use cunfa_protocol::command::{DismissInquiry, RecordNeed, TakeInquiry};
use cunfa_protocol::inquiries::{
    AskedInquiry, INQUIRIES_PATH, InquiriesRequest, InquiriesResponse, InquiryAnswer, InquiryDecision,
};
use cunfa_protocol::view::{Inquiries, InquiryFault, InquiryRow};
use cunfa_protocol::wire;

use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::needs::record;
use crate::reason::refused;
use crate::sync::answer;

/// China has one time all year.
const EAST: TimeDelta = TimeDelta::hours(8);

/// What waits.
pub(crate) async fn inquiries(shared: &Arc<Shared>) -> Result<Inquiries, Code> {
    let response = ask(shared, |_| Ok(None)).await?;
    shared.at_desk(move |desk| shown(desk, response, None)).await
}

/// Takes one over. When this returns without a fault, the need is on the disk.
pub(crate) async fn take(shared: &Arc<Shared>, with: TakeInquiry) -> Result<Inquiries, Code> {
    if with.name.trim().is_empty() {
        return Err(nameless());
    }
    let inquiry = with.inquiry;
    let response = ask(shared, move |desk| {
        let need = need_of(inquiry, desk.device()?.id);
        let recorded = desk.store()?.need_row(need).map_err(code_of)?.is_some();
        Ok((!recorded).then_some(InquiryDecision::Take { inquiry, need }))
    })
    .await?;
    shared.at_desk(move |desk| taken(desk, &with, response)).await
}

/// Puts one away.
pub(crate) async fn dismiss(shared: &Arc<Shared>, with: DismissInquiry) -> Result<Inquiries, Code> {
    let DismissInquiry { inquiry, reason, note } = with;
    let note = inquiry::note(reason, &note).map_err(refused)?;
    let dismissed = InquiryDecision::Dismiss { inquiry, reason, note };
    let response = ask(shared, move |_| Ok(Some(dismissed))).await?;
    shared.at_desk(move |desk| shown(desk, response, None)).await
}

async fn ask(
    shared: &Arc<Shared>,
    say: impl FnOnce(&Desk) -> Result<Option<InquiryDecision>, Code> + Send + 'static,
) -> Result<InquiriesResponse, Code> {
    let (server, token, request) = shared
        .at_desk(move |desk| {
            let decision = say(desk)?;
            request(desk, decision)
        })
        .await?;
    let answer = shared.link.ask(&server, INQUIRIES_PATH, Some(&token), request).await;
    answer::read(answer).map_err(|no| no.code())
}

fn request(desk: &Desk, decision: Option<InquiryDecision>) -> Result<(String, String, Vec<u8>), Code> {
    let by = desk.person_who_may(Action::TendInquiries)?.id;
    let device = desk.device()?;
    let request = InquiriesRequest {
        version: wire::VERSION,
        by,
        decisions: decision.into_iter().collect(),
    };
    let body = wire::encode(&request).map_err(|_| Code::Internal {
        attempted: "asking for the public page's questions".to_owned(),
    })?;
    Ok((device.server, device.token, body))
}

/// The need a question becomes on this device: always the same one.
fn need_of(inquiry: InquiryId, device: DeviceId) -> EntryId {
    EntryId(tagged_hash("cunfa/inquiry-need", &[inquiry.as_bytes(), device.as_bytes()]).first())
}

/// Records what the server let this device take.
fn taken(desk: &mut Desk, with: &TakeInquiry, response: InquiriesResponse) -> Result<Inquiries, Code> {
    let need = need_of(with.inquiry, desk.device()?.id);
    let theirs = |one: &&AskedInquiry| one.inquiry == with.inquiry && one.need == Some(need);
    if let Some(asked) = response.inquiries.iter().find(theirs) {
        let form = form(desk, with, asked)?;
        record::record(desk, &RecordNeed { need, form })?;
    }
    let here = desk.store()?.need_row(need).map_err(code_of)?.is_some();
    shown(desk, response, here.then_some(need))
}

/// As the office would have recorded it. A device whose clock is behind says today for a day to come.
fn form(desk: &Desk, with: &TakeInquiry, asked: &AskedInquiry) -> Result<NeedForm, Code> {
    let today = desk.today()?;
    Ok(NeedForm {
        village: Some(asked.village.clone()),
        date: Some(day(asked.received_ms).map_or(today, |day| day.min(today))),
        name: with.name.clone(),
        phone: with.phone.clone(),
        category: None,
        matter: asked.asked.matter.clone(),
        channel: Some(Channel::PublicPage),
    })
}

fn day(at_ms: i64) -> Option<NaiveDate> {
    let at = DateTime::from_timestamp_millis(at_ms)?;
    Some(at.checked_add_signed(EAST)?.date_naive())
}

/// What waits, without what this device recorded already.
fn shown(desk: &Desk, response: InquiriesResponse, taken: Option<EntryId>) -> Result<Inquiries, Code> {
    let device = desk.device()?.id;
    let mut faults = response.answers.into_iter().filter_map(|answer| match answer {
        InquiryAnswer::Done => None,
        InquiryAnswer::NotDone(fault) => Some(fault),
    });
    let fault: Option<InquiryFault> = faults.next().filter(|_| taken.is_none());
    let mut rows = Vec::with_capacity(response.inquiries.len());
    for one in response.inquiries {
        let recorded = desk.store()?.need_row(need_of(one.inquiry, device)).map_err(code_of)?;
        if recorded.is_none() {
            rows.push(row(desk, one)?);
        }
    }
    Ok(Inquiries {
        rows,
        more: response.more,
        url: response.url,
        taken,
        fault,
        today: desk.today()?,
    })
}

fn row(desk: &Desk, one: AskedInquiry) -> Result<InquiryRow, Code> {
    let village = desk.store()?.village(&one.village).map_err(code_of)?;
    Ok(InquiryRow {
        inquiry: one.inquiry,
        village_name: village.map_or_else(|| one.village.as_str().to_owned(), |village| village.name),
        village: one.village,
        date: day(one.received_ms).map_or_else(|| desk.today(), Ok)?,
        asked: one.asked,
    })
}

fn nameless() -> Code {
    Code::Form {
        failures: vec![Failure {
            field: Field::PersonName(ASKER_ROW.to_owned()),
            rule: Rule::Missing,
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_chinas() {
        assert_eq!(day(1_795_564_799_999), NaiveDate::from_ymd_opt(2026, 11, 25));
        assert_eq!(day(1_795_535_999_999), NaiveDate::from_ymd_opt(2026, 11, 24));
        assert_eq!(day(1_795_536_000_000), NaiveDate::from_ymd_opt(2026, 11, 25));
    }
}
