//! A further person on this device: an own code, an own PIN, an own key. The device may be locked to others, but a PIN must
//! have opened its file since the program started.

use std::sync::Arc;

use cunfa_evidence::keys::SigningKey;
use cunfa_protocol::Code;
use cunfa_protocol::command::AddPerson;
use cunfa_protocol::view::{Session, Topic};
use cunfa_protocol::wire::EnrolResponse;
use cunfa_store::{Device, StoredPerson};

use crate::app::Shared;
use crate::desk::{Desk, code_of};
use crate::session::pending::{self, Given, Pending};
use crate::session::{code, joining, pin, status};

/// Adds the person. Whom the device is open for does not change.
pub(crate) async fn add_person(shared: &Arc<Shared>, with: AddPerson) -> Result<Session, Code> {
    let _one = shared.enrolment.lock().await;
    let code = code::normalise(&with.code);
    let sent_code = code.clone();
    let prepared = shared.at_desk(move |desk| {
        if desk.key_file.is_none() {
            return Err(Code::NotNow);
        }
        let device = desk.device()?;
        pin::check_new(&with.pin)?;
        let pending = pending::begin(desk, &sent_code, &with.pin, Some(given(desk, &device)?))?;
        let request = joining::request(
            &pending.keys.person_key,
            &pending.device_key,
            &sent_code,
            &device.name,
            Some(device.id),
        )?;
        Ok((pending, device, request))
    });
    let (pending, device, request) = prepared.await?;
    let response = joining::ask(shared, &device.server, Some(&device.token), request, &pending.keys).await?;
    if response.device != device.id || !joining::is_certified(&response, &device.county_key, &pending.keys.person_key) {
        return Err(Code::NotOurServer);
    }
    shared
        .at_desk(move |desk| keep(desk, &pending, response, device, &code))
        .await
}

/// What the device has already, for a further person.
pub(crate) fn given(desk: &Desk, device: &Device) -> Result<Given, Code> {
    let db_key = desk.db_key.clone().ok_or(Code::Locked)?;
    let device_key = SigningKey::from_secret(*device.secret).map_err(|_| Code::FileDamaged)?;
    Ok(Given { db_key, device_key })
}

fn keep(
    desk: &mut Desk,
    pending: &Pending,
    response: EnrolResponse,
    mut device: Device,
    code: &str,
) -> Result<Session, Code> {
    let share = joining::share(desk, &response)?;
    let stored = match joining::stored_before(desk, response.person.id, &pending.keys)? {
        Some(stored) => stored,
        None => {
            if let Some(token) = &response.token {
                device.token.clone_from(token);
            }
            store(desk, pending, response, device)?
        }
    };
    let mut file = desk.key_file.clone().ok_or(Code::NotNow)?;
    file.slots.push(joining::slot(
        desk,
        &pending.keys,
        &pending.db_key,
        Some(&share),
        &stored,
    )?);
    file.write(&desk.config.data_dir).map_err(code_of)?;
    desk.key_file = Some(file);
    desk.told().topic(Topic::Session);
    desk.told().opened = true;
    pending::done(&desk.config.data_dir, code);
    Ok(status::status(desk))
}

fn store(desk: &mut Desk, pending: &Pending, response: EnrolResponse, device: Device) -> Result<StoredPerson, Code> {
    let slot = next_slot(desk)?;
    let mut enrolment = joining::enrolment(desk, &pending.keys, response, device, slot)?;
    // The scope may have grown. The server sends the log again from its beginning to a device that does not say it knows the
    // new directory, so the next pass has to say what was known before.
    enrolment.directory.version = desk.store()?.directory_version().map_err(code_of)?;
    desk.store_mut()?.add_person(&enrolment).map_err(code_of)?;
    Ok(enrolment.person)
}

/// A number free in the key file and in the encrypted file.
pub(crate) fn next_slot(desk: &Desk) -> Result<u32, Code> {
    let stored = desk
        .store()?
        .people()
        .map_err(code_of)?
        .iter()
        .map(|stored| stored.slot + 1)
        .max()
        .unwrap_or(1);
    Ok(desk.key_file.as_ref().map_or(1, |file| file.next_slot()).max(stored))
}
