//! `POST /v1/firms`: the county gives a firm (律所) access to its own page, or takes it away.
//!
//! Authorised by the device's token and its person, who keeps the registers at the county's seat: what a firm reads then is less than what the
//! same device may ask for itself (decision 0023).
//!
//! Invariant: nothing is told or done of a firm that is no record of the county's registers.

use cunfa_core::Action;
use cunfa_core::register::{Firm, RecordKind};
use cunfa_protocol::firms::{FirmWant, FirmsRequest, FirmsResponse};
use cunfa_protocol::view::FirmAccess;
use cunfa_protocol::wire::Refusal;

use super::{read, signed_in};
use crate::db::FirmState;
use crate::registers::seat;
use crate::server::{Server, Trouble};

/// Answers it.
pub(crate) fn firms(server: &Server, token: Option<&str>, body: &[u8], now_ms: i64) -> Result<FirmsResponse, Trouble> {
    let device = signed_in(server.db(), token)?;
    let request: FirmsRequest = read(body)?;
    if device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    let seat = seat(&device.county)?;
    let people = server.db().people_on(device.id)?;
    let mut people = people.iter();
    let keeps = people.any(|person| person.id == request.by && person.may_in(Action::KeepRegister, &seat));
    let registers = server.registers(&device.county)?;
    let record = registers.record(request.firm);
    let is_firm = record.is_some_and(|said| said.registration.kind == RecordKind::Firm);
    // Ids are chosen by devices: the account of another county's record is not this county's, whatever its own records are called.
    let known = server.db().firm(request.firm)?;
    let is_others = known.is_some_and(|known| known.county != device.county);
    if !keeps || !is_firm || is_others {
        return Err(Refusal::NotAllowed.into());
    }
    let mut code = None;
    match request.want {
        FirmWant::State => {}
        // An account outlives no firm, but what is there can be taken away.
        FirmWant::Invite if registers.one::<Firm>(request.firm).is_none() => return Err(Refusal::NotAllowed.into()),
        FirmWant::Invite => {
            let by = Some((request.by, device.id));
            code = Some(server.invite_firm(&device.county, request.firm, by, now_ms)?.code);
        }
        FirmWant::Stop => {
            server.db().stop_firm(request.firm)?;
        }
    }
    let account = server.db().firm(request.firm)?;
    Ok(FirmsResponse {
        access: account.map_or(FirmAccess::Closed, |account| access(&account.state)),
        code,
        url: server.public_url.clone(),
    })
}

fn access(state: &FirmState) -> FirmAccess {
    match state {
        FirmState::Invited { expires_ms } => FirmAccess::Invited {
            expires_ms: *expires_ms,
        },
        FirmState::Open { since_ms, .. } => FirmAccess::Open { since_ms: *since_ms },
    }
}
