//! The public page's questions: as they are kept, as an office and the server speak of them, and as the desk shows them.

use cunfa_core::{DismissReason, Inquiry};
use cunfa_protocol::inquiries::{
    AskedInquiry, InquiriesRequest, InquiriesResponse, InquiryAnswer, InquiryDecision,
};
use cunfa_protocol::view::{Inquiries, InquiryFault, InquiryRow};
use cunfa_protocol::wire::VERSION;
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s};

const URL: &str = "https://gs.example.invalid";

fn inquiry() -> Inquiry {
    Inquiry {
        name: "陆大爷".to_owned(),
        phone: "13800000000".to_owned(),
        matter: "承包地被占，\n怎么办？".to_owned(),
    }
}

fn row() -> InquiryRow {
    InquiryRow {
        inquiry: s::inquiry_id(),
        village: s::village_code(),
        village_name: "那况村委会".to_owned(),
        date: s::date(),
        asked: inquiry(),
    }
}

fn list() -> Inquiries {
    Inquiries {
        rows: vec![row()],
        more: true,
        url: Some(URL.to_owned()),
        taken: Some(s::entry_id()),
        fault: Some(InquiryFault::NotHere),
        today: s::date(),
    }
}

pub fn commands() -> Vec<Command> {
    vec![
        c::Inquiries {}.into(),
        c::TakeInquiry {
            inquiry: s::inquiry_id(),
            name: "陆大爷".to_owned(),
            phone: String::new(),
        }
        .into(),
        c::DismissInquiry {
            inquiry: s::inquiry_id(),
            reason: DismissReason::Other,
            note: "已电话答复".to_owned(),
        }
        .into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::Inquiries(list()),
        Reply::TakeInquiry(list()),
        Reply::DismissInquiry(list()),
    ]
}

#[test]
fn a_question_is_kept_like_this() {
    held("inquiry-Inquiry", &[Inquiry::default(), inquiry()]);
    held("inquiry-DismissReason", DismissReason::ALL);
}

#[test]
fn an_office_and_the_server_speak_of_questions_like_this() {
    let decisions = vec![
        InquiryDecision::Take {
            inquiry: s::inquiry_id(),
            need: s::entry_id(),
        },
        InquiryDecision::Dismiss {
            inquiry: s::inquiry_id(),
            reason: DismissReason::Abuse,
            note: String::new(),
        },
    ];
    let faults = [InquiryFault::NotHere, InquiryFault::Damaged];
    let answers = vec![InquiryAnswer::Done, InquiryAnswer::NotDone(InquiryFault::NotHere)];
    let asked = |need| AskedInquiry {
        inquiry: s::inquiry_id(),
        village: s::village_code(),
        received_ms: 1_795_399_200_000,
        asked: inquiry(),
        need,
    };
    let request = InquiriesRequest {
        version: VERSION,
        by: s::person_id(),
        decisions: decisions.clone(),
    };
    let response = InquiriesResponse {
        answers: answers.clone(),
        inquiries: vec![asked(None)],
        more: true,
        url: None,
    };
    let told = InquiriesResponse {
        url: Some(URL.to_owned()),
        ..response.clone()
    };
    held("inquiries-InquiriesRequest", &[request]);
    held("inquiries-InquiryDecision", &decisions);
    held("inquiries-InquiriesResponse", &[response, told]);
    held("inquiries-InquiryAnswer", &answers);
    held("inquiries-InquiryFault", &faults);
    held("inquiries-AskedInquiry", &[asked(None), asked(Some(s::entry_id()))]);
}

#[test]
fn the_desk_shows_questions_like_this() {
    held("inquiries-Inquiries", &[list()]);
    held("inquiries-InquiryRow", &[row()]);
}
