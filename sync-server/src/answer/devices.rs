//! `POST /v1/devices`: an office sees the devices of its area and what revoked ones delivered, and rules over that.
//!
//! Authorised by the device's token and by the signature of the office's person, whose enrolment must be confirmed.

use cunfa_core::{Action, Person, Standing, may};
use cunfa_evidence::canonical;
use cunfa_evidence::chain::{Holder, Place};
use cunfa_evidence::suite::{self, SM2_SM3, tagged_hash};
use cunfa_protocol::devices::{DevicesRequest, DevicesResponse, MAX_RULINGS, MAX_WAITING, RulingAnswer, WaitingBatch};
use cunfa_protocol::view::DeviceRow;
use cunfa_protocol::wire::{Blob, Refusal};

use super::{read, signed_in};
use crate::chain::Keys;
use crate::db::Device;
use crate::quarantine::{By, Looked, NotDone};
use crate::server::{Server, Trouble};
use crate::verify::Says;

/// Bytes of a nonce.
const NONCE_BYTES: usize = 16;

/// Answers it.
pub(crate) fn devices(
    server: &Server,
    token: Option<&str>,
    body: &[u8],
    now_ms: i64,
) -> Result<DevicesResponse, Trouble> {
    let device = signed_in(server.db(), token)?;
    let request: DevicesRequest = read(body)?;
    if request.rulings.len() > MAX_RULINGS {
        return Err(Refusal::TooLarge.into());
    }
    if device.is_revoked() {
        return Err(Refusal::DeviceRevoked.into());
    }
    if request.nonce.0.len() != NONCE_BYTES {
        return Err(Refusal::Unreadable.into());
    }
    let holder = check_signature(server, &device, &request)?;
    let office = server.db().person(request.by)?.ok_or(Refusal::NotAllowed)?;
    if !may(office.role, Action::TendDevices) || holder.standing != Standing::Confirmed {
        return Err(Refusal::NotAllowed.into());
    }
    let mut answers = Vec::with_capacity(request.rulings.len());
    for ruling in &request.rulings {
        let by = By::Office {
            key: request.key,
            holder: &holder,
        };
        answers.push(match server.rule(&ruling.0, by, now_ms) {
            Ok(()) => RulingAnswer::Done,
            Err(NotDone::Fault(fault)) => RulingAnswer::NotDone(fault),
            Err(NotDone::Trouble(trouble)) => return Err(trouble),
        });
    }
    let mut response = DevicesResponse {
        answers,
        devices: Vec::new(),
        waiting: Vec::new(),
        more: false,
    };
    for one in server.db().devices()? {
        add(server, &office, &one, &mut response)?;
    }
    Ok(response)
}

/// The holder of the key, if the signature is by a key of that person on this device that is not revoked.
fn check_signature(server: &Server, device: &Device, request: &DevicesRequest) -> Result<Holder, Trouble> {
    let mut keys = Keys::new(server.db());
    let holder = keys.holder(request.key)?.ok_or(Refusal::BadProof)?;
    let theirs = holder.subject.person().is_some_and(|person| person.id == request.by);
    if !theirs || holder.subject.device() != device.id || !holder.signs_at(Place::NotYet) {
        return Err(Refusal::BadProof.into());
    }
    let mut parts: Vec<&[u8]> = vec![device.id.as_bytes(), request.by.as_bytes(), &request.nonce.0];
    parts.extend(request.rulings.iter().map(|ruling| ruling.0.as_slice()));
    let message = tagged_hash("cunfa/devices", &parts);
    suite::verify(SM2_SM3, &holder.public_key, message.as_bytes(), &request.signature.0)
        .map_err(|_| Refusal::BadProof)?;
    Ok(holder.clone())
}

/// Adds a device on which somebody works in the office's area, and what lies in quarantine of it for the office's villages.
fn add(server: &Server, office: &Person, device: &Device, response: &mut DevicesResponse) -> Result<(), Trouble> {
    let people = server.db().people_on(device.id)?;
    let touches = |person: &Person| {
        let mut areas = person.scope.iter();
        areas.any(|area| {
            office
                .scope
                .iter()
                .any(|mine| mine.contains(area) || area.contains(mine))
        })
    };
    if !people.iter().any(touches) {
        return Ok(());
    }
    response.devices.push(DeviceRow {
        device: device.id,
        name: device.name.clone(),
        people: people.into_iter().map(|person| person.name).collect(),
        last_sync_ms: device.last_sync_ms,
        full_sync_ms: device.full_sync_ms,
        unsent: device.unsent,
        revoked_ms: device.revoked_ms,
    });
    if !device.is_revoked() || response.more {
        return Ok(());
    }
    server.look(device, false, |looked| {
        let Some(row) = waiting(office, looked) else {
            return true;
        };
        response.more = response.waiting.len() == MAX_WAITING;
        if !response.more {
            response.waiting.push(row);
        }
        !response.more
    })?;
    Ok(())
}

/// As the office sees it; `None` for a village that is not theirs, and for what does not open.
fn waiting(office: &Person, looked: Looked) -> Option<WaitingBatch> {
    let batch = looked.batch.filter(|batch| office.covers(&batch.village))?;
    let (content, need) = match looked.content {
        None => (None, None),
        Some(Says::Entry(entry)) => (Some(Blob(canonical::encode(batch.entry, &entry))), None),
        Some(Says::Need(need)) => (None, Some(*need)),
    };
    Some(WaitingBatch {
        batch: looked.item.id,
        device: looked.item.device,
        received_ms: looked.item.received_ms,
        village: batch.village,
        entry: batch.entry,
        content,
        need,
        acts: u32::try_from(batch.acts.len()).unwrap_or(u32::MAX),
        would: looked.would,
    })
}
