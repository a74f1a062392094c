//! A server that does not know this device's token any more: a code of the office signs it in again, with the keys it has.
//!
//! A server whose backup is older than the enrolment does not know the device at all. It is shown what the county signed then,
//! and takes the device back as what it was. Nothing on the device changes but the token, and the number if another has it.

use std::sync::Arc;

use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::suite;
use cunfa_protocol::Code;
use cunfa_protocol::command::SignInAgain;
use cunfa_protocol::view::{self, Topic};
use cunfa_protocol::wire::{Blob, EnrolResponse, Returning};
use cunfa_store::Device;

use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::session::{code, joining};
use crate::sync::answer;
use crate::sync::commands;

/// Signs in, and starts a pass.
pub(crate) async fn sign_in_again(shared: &Arc<Shared>, with: SignInAgain) -> Result<view::Sync, Code> {
    let _one = shared.enrolment.lock().await;
    let code = code::normalise(&with.code);
    let (device, request) = shared.at_desk(move |desk| prepare(desk, &code)).await?;
    let answer = shared
        .link
        .ask(&device.server, cunfa_protocol::wire::ENROL_PATH, None, request)
        .await;
    let response: EnrolResponse = answer::read(answer).map_err(|no| no.code())?;
    shared.at_desk(move |desk| keep(desk, &device, &response)).await?;
    commands::now(shared).await
}

fn prepare(desk: &mut Desk, code: &str) -> Result<(Device, Vec<u8>), Code> {
    let device = desk.device()?;
    let device_key = SigningKey::from_secret(*device.secret).map_err(|_| Code::FileDamaged)?;
    let person_key = &desk.session()?.key;
    let store = desk.store()?;
    let of_device = store.county_certificates(device_key.id()).map_err(code_of)?.pop();
    let mut people = Vec::new();
    for stored in store.people().map_err(code_of)? {
        let shown = store.county_certificates(suite::key_id(&stored.public_key));
        people.extend(shown.map_err(code_of)?.into_iter().map(Blob));
    }
    let mut request = joining::message(person_key, &device_key, code, &device.name, None);
    request.again = of_device.map(|of_device| Returning {
        device_number: device.number,
        device: Blob(of_device),
        people,
    });
    Ok((device, joining::encode(&request)?))
}

fn keep(desk: &mut Desk, device: &Device, response: &EnrolResponse) -> Result<(), Code> {
    let ours = response.device == device.id
        && response.county_key.0 == device.county_key
        && joining::is_certified(response, &device.county_key, &desk.session()?.key);
    let token = response.token.as_ref().filter(|_| ours).ok_or(Code::NotOurServer)?;
    let store = desk.store_mut()?;
    store.signed_in(token, response.device_number).map_err(code_of)?;
    desk.told().topic(Topic::Sync);
    desk.told().topic(Topic::Session);
    Ok(())
}
