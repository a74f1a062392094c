//! A firm's (律所) account on the public page: asked of the server each time and kept nowhere here, for the county that keeps the registers.

use std::sync::Arc;

use cunfa_core::{Action, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::firms::{FIRMS_PATH, FirmWant, FirmsRequest, FirmsResponse};
use cunfa_protocol::view::FirmAccount;
use cunfa_protocol::wire;

use crate::app::Shared;
use crate::desk::Desk;
use crate::session::invite::grouped;
use crate::sync::answer;

/// How it stands.
pub(crate) async fn account(shared: &Arc<Shared>, firm: EntryId) -> Result<FirmAccount, Code> {
    ask(shared, firm, FirmWant::State).await
}

/// Gives a code. A lost answer loses a code that nobody saw: the next one takes its place.
pub(crate) async fn invite(shared: &Arc<Shared>, firm: EntryId) -> Result<FirmAccount, Code> {
    let account = ask(shared, firm, FirmWant::Invite).await?;
    if account.code.is_none() {
        return Err(Code::NotOurServer);
    }
    Ok(account)
}

/// Takes it away.
pub(crate) async fn stop(shared: &Arc<Shared>, firm: EntryId) -> Result<FirmAccount, Code> {
    ask(shared, firm, FirmWant::Stop).await
}

async fn ask(shared: &Arc<Shared>, firm: EntryId, want: FirmWant) -> Result<FirmAccount, Code> {
    let (server, token, request) = shared.at_desk(move |desk| request(desk, firm, want)).await?;
    let answer = shared.link.ask(&server, FIRMS_PATH, Some(&token), request).await;
    let response: FirmsResponse = answer::read(answer).map_err(|no| no.code())?;
    Ok(FirmAccount {
        access: response.access,
        code: response.code.as_deref().map(grouped),
        url: response.url,
    })
}

fn request(desk: &Desk, firm: EntryId, want: FirmWant) -> Result<(String, String, Vec<u8>), Code> {
    let by = desk.person_who_may(Action::KeepRegister)?.id;
    let device = desk.device()?;
    let request = FirmsRequest {
        version: wire::VERSION,
        by,
        firm,
        want,
    };
    let body = wire::encode(&request).map_err(|_| Code::Internal {
        attempted: "asking for a firm's account".to_owned(),
    })?;
    Ok((device.server, device.token, body))
}
