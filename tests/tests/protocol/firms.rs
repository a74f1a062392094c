//! Accounts of firms: as the county and the server speak of them, and as the desk shows one.

use cunfa_protocol::firms::{FirmWant, FirmsRequest, FirmsResponse};
use cunfa_protocol::view::{FirmAccess, FirmAccount};
use cunfa_protocol::wire::VERSION;
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s};

const URL: &str = "https://gs.example.invalid";
const AT_MS: i64 = 1_795_399_200_000;

fn accesses() -> [FirmAccess; 3] {
    [
        FirmAccess::Closed,
        FirmAccess::Invited { expires_ms: AT_MS },
        FirmAccess::Open { since_ms: AT_MS },
    ]
}

fn given() -> FirmAccount {
    FirmAccount {
        access: FirmAccess::Invited { expires_ms: AT_MS },
        code: Some("ABCDE-23456".to_owned()),
        url: Some(URL.to_owned()),
    }
}

fn account(access: FirmAccess) -> FirmAccount {
    FirmAccount {
        access,
        code: None,
        url: None,
    }
}

pub fn commands() -> Vec<Command> {
    let firm = s::entry_id();
    vec![
        c::FirmAccount { firm }.into(),
        c::InviteFirm { firm }.into(),
        c::StopFirm { firm }.into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::FirmAccount(account(FirmAccess::Open { since_ms: AT_MS })),
        Reply::InviteFirm(given()),
        Reply::StopFirm(account(FirmAccess::Closed)),
    ]
}

#[test]
fn the_county_and_the_server_speak_of_a_firms_account_like_this() {
    let wants = [FirmWant::State, FirmWant::Invite, FirmWant::Stop];
    let request = FirmsRequest {
        version: VERSION,
        by: s::person_id(),
        firm: s::entry_id(),
        want: FirmWant::Invite,
    };
    let response = |access, code: Option<&str>| FirmsResponse {
        access,
        code: code.map(str::to_owned),
        url: code.map(|_| URL.to_owned()),
    };
    let [closed, invited, _] = accesses();
    held("firms-FirmsRequest", &[request]);
    held("firms-FirmWant", &wants);
    held(
        "firms-FirmsResponse",
        &[response(closed, None), response(invited, Some("ABCDE23456"))],
    );
}

#[test]
fn the_desk_shows_a_firms_account_like_this() {
    held("firms-FirmAccess", &accesses());
    held("firms-FirmAccount", &[given(), account(FirmAccess::Closed)]);
}
