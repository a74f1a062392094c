//! First enrolment: this device and its first person, with a one-time code, against a server.
//!
//! Order: keys sealed on the disk, the server, the encrypted file, the key file, the sealed keys removed. Ended anywhere, the
//! same code and PIN finish it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use cunfa_core::DeviceId;
use cunfa_protocol::Code;
use cunfa_protocol::command::Enrol;
use cunfa_protocol::view::{Session, Topic};
use cunfa_protocol::wire::{AskedFor, EnrolResponse};
use cunfa_store::keyfile::{Home, KeyFile};
use cunfa_store::{Device, Store, StoreError, StoredPerson};
use zeroize::Zeroizing;

use crate::app::Shared;
use crate::desk::{self, Desk, code_of};
use crate::link;
use crate::registers::Kept;
use crate::session::pending::{self, Pending};
use crate::session::{code, display, joining, pin, status};
use crate::sync::answer::NoMessage;

/// Enrols, and opens the device for the person. Whoever is not asked for is refused before anything of them is kept.
pub(crate) async fn enrol(shared: &Arc<Shared>, with: Enrol, asked_for: Option<AskedFor>) -> Result<Session, Code> {
    let _one = shared.enrolment.lock().await;
    let server = link::normalise(&with.server).map_err(|_| Code::BadServerAddress)?;
    let name = joining::device_name(&with.device_name);
    let code = code::normalise(&with.code);
    let (sent_name, sent_code, sent_asked_for) = (name.clone(), code.clone(), asked_for.clone());
    let prepared = shared.at_desk(move |desk| {
        if desk.key_file.is_some() {
            return Err(Code::NotNow);
        }
        pin::check_new(&with.pin)?;
        let pending = pending::begin(desk, &sent_code, &with.pin, None)?;
        let (person_key, device_key) = (&pending.keys.person_key, &pending.device_key);
        let mut request = joining::message(person_key, device_key, &sent_code, &sent_name, None);
        request.asked_for = sent_asked_for;
        Ok((pending, joining::encode(&request)?))
    });
    let (pending, request) = prepared.await?;
    let response = joining::ask(shared, &server, None, request, &pending.keys).await?;
    if !joining::is_certified(&response, &response.county_key.0, &pending.keys.person_key) {
        return Err(Code::NotOurServer);
    }
    if let Some(asked_for) = asked_for {
        // The server has done the same, if it is not older than the question.
        let fits = asked_for.check(response.person.role, &response.shard);
        fits.map_err(|refusal| NoMessage::Refused(refusal).code())?;
    }
    shared
        .at_desk(move |desk| keep(desk, pending, response, &server, name, &code))
        .await
}

fn keep(
    desk: &mut Desk,
    pending: Pending,
    response: EnrolResponse,
    server: &str,
    name: String,
    code: &str,
) -> Result<Session, Code> {
    let device = device(&pending, &response, server, name)?;
    let share = joining::share(desk, &response)?;
    let home = Home {
        device: device.id,
        server: server.to_owned(),
    };
    let slot = 1;
    let mut store = open_or_create(&desk.ledger(), &pending.db_key)?;
    let known = store.device().map_err(code_of)?;
    let stored = match known {
        None => {
            let enrolment = joining::enrolment(desk, &pending.keys, response, device, slot)?;
            store.enrol(&enrolment).map_err(code_of)?;
            enrolment.person
        }
        Some(known) => again(&mut store, known.id, &device, &response, &pending)?,
    };
    let mut file = KeyFile::new(&pending.db_key);
    file.home = Some(home);
    file.display = display::text_of(desk.display)?;
    file.slots.push(joining::slot(
        desk,
        &pending.keys,
        &pending.db_key,
        Some(&share),
        &stored,
    )?);
    file.write(&desk.config.data_dir).map_err(code_of)?;
    desk.key_file = Some(file);
    desk.store = Some(store);
    desk.db_key = Some(pending.db_key);
    desk.session = Some(desk::Session {
        slot: stored.slot,
        person: stored.person,
        key: pending.keys.person_key,
        handed: Vec::new(),
        opened: BTreeMap::new(),
        book: Kept::default(),
        batch: Vec::new(),
        list: None,
        page_off: None,
    });
    desk.told().topic(Topic::Session);
    desk.told().opened = true;
    pending::done(&desk.config.data_dir, code);
    Ok(status::status(desk))
}

fn device(pending: &Pending, response: &EnrolResponse, server: &str, name: String) -> Result<Device, Code> {
    Ok(Device {
        id: response.device,
        number: response.device_number,
        token: response.token.clone().ok_or(Code::NotOurServer)?,
        shard: response.shard.clone(),
        county_key: response.county_key.0.clone(),
        server: server.to_owned(),
        name,
        secret: Zeroizing::new(*pending.device_key.secret()),
    })
}

/// The file of an earlier attempt with the same keys, else a new one. One with another key is left untouched.
fn open_or_create(path: &Path, db_key: &[u8; 32]) -> Result<Store, Code> {
    match Store::open(path, db_key) {
        Err(StoreError::Missing) => Store::create(path, db_key).map_err(code_of),
        other => other.map_err(code_of),
    }
}

/// An earlier attempt ended between the encrypted file and the key file: it is finished with what it stored.
fn again(
    store: &mut Store,
    known: DeviceId,
    device: &Device,
    response: &EnrolResponse,
    pending: &Pending,
) -> Result<StoredPerson, Code> {
    store.set_token(&device.token).map_err(code_of)?;
    let people = store.people().map_err(code_of)?;
    let ours = |stored: &StoredPerson| {
        stored.person.id == response.person.id && stored.public_key == pending.keys.person_key.public()
    };
    match people.into_iter().find(ours) {
        Some(stored) if known == device.id => Ok(stored),
        Some(_) | None => Err(Code::NotNow),
    }
}
