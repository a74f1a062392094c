//! Codes (开通码) that an office gives out from its own device: to join, or to set a new PIN. Signed by the office's person.

use std::sync::Arc;

use cunfa_core::Action;
use cunfa_evidence::suite;
use cunfa_protocol::command::Invite;
use cunfa_protocol::wire::{self, Blob, InviteRequest, InviteResponse, Whom};
use cunfa_protocol::{Code, view};

use crate::app::Shared;
use crate::desk::Desk;
use crate::sync::answer;

/// Whom this office may give a code.
pub(crate) async fn invitees(shared: &Arc<Shared>) -> Result<Vec<view::Invitee>, Code> {
    let response = ask(shared, None).await?;
    Ok(response.people.into_iter().map(invitee).collect())
}

/// Gives a code.
pub(crate) async fn invite(shared: &Arc<Shared>, with: Invite) -> Result<view::Invitation, Code> {
    let Invite { person, device } = with;
    let response = ask(shared, Some(Whom { person, device })).await?;
    let issued = response.issued.ok_or(Code::NotOurServer)?;
    let whom = response
        .people
        .into_iter()
        .find(|invitee| invitee.person.id == person)
        .ok_or(Code::NotOurServer)?;
    let named = |(id, name): (_, String)| (Some(id) == device).then_some(name);
    Ok(view::Invitation {
        code: grouped(&issued.code),
        name: whom.person.name,
        device_name: whom.devices.into_iter().find_map(named),
        expires_ms: issued.expires_ms,
    })
}

async fn ask(shared: &Arc<Shared>, whom: Option<Whom>) -> Result<InviteResponse, Code> {
    let (server, token, request) = shared.at_desk(move |desk| request(desk, whom)).await?;
    let answer = shared.link.ask(&server, wire::INVITE_PATH, Some(&token), request).await;
    answer::read(answer).map_err(|no| no.code())
}

fn request(desk: &mut Desk, whom: Option<Whom>) -> Result<(String, String, Vec<u8>), Code> {
    let by = desk.person_who_may(Action::Invite)?.id;
    let device = desk.device()?;
    let nonce: [u8; 16] = desk.random()?;
    let key = &desk.session()?.key;
    let of = whom.and_then(|whom| whom.device);
    let parts: [&[u8]; 5] = [
        device.id.as_bytes(),
        by.as_bytes(),
        &nonce,
        whom.as_ref().map_or(&[][..], |whom| whom.person.as_bytes()),
        of.as_ref().map_or(&[][..], |device| device.as_bytes()),
    ];
    let signature = key.sign(suite::tagged_hash("cunfa/invite", &parts).as_bytes());
    let request = InviteRequest {
        version: wire::VERSION,
        by,
        key: key.id(),
        nonce: Blob(nonce.to_vec()),
        whom,
        signature: Blob(signature.to_vec()),
    };
    let body = wire::encode(&request).map_err(|_| Code::Internal {
        attempted: "asking for a code".to_owned(),
    })?;
    Ok((device.server, device.token, body))
}

fn invitee(wire: wire::Invitee) -> view::Invitee {
    view::Invitee {
        person: wire.person,
        devices: wire
            .devices
            .into_iter()
            .map(|(device, name)| view::InviteeDevice { device, name })
            .collect(),
    }
}

/// In two halves, easier to read aloud; the dash need not be typed.
pub(crate) fn grouped(code: &str) -> String {
    let half = code.chars().count() / 2;
    let (first, second): (String, String) = (code.chars().take(half).collect(), code.chars().skip(half).collect());
    format!("{first}-{second}")
}
