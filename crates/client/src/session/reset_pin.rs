//! A lost PIN: a code of the office gives the person a new PIN and a new signing key, and opens the device's file once more
//! by the server's share, even when nobody else is on the device.
//!
//! Order: new keys sealed on the disk; the server's share, which opens the file; everything unsent goes up, while the lost
//! key still counts; the server certifies the new key and revokes the lost one; one writing of the key file changes the
//! PIN. Ended anywhere before that last step, the device is as it was, and the same code and new PIN finish it.

use std::collections::BTreeMap;
use std::sync::Arc;

use cunfa_core::DeviceId;
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::suite;
use cunfa_protocol::Code;
use cunfa_protocol::command::ResetPin;
use cunfa_protocol::view::{Session, SyncOutcome, Topic};
use cunfa_protocol::wire::{self, Blob, EnrolResponse, RecoverRequest, RecoverResponse};
use cunfa_store::Device;
use cunfa_store::keyfile::{Home, Slot};

use crate::app::Shared;
use crate::desk::{self, Desk, code_of};
use crate::registers::Kept;
use crate::session::pending::{self, Keys};
use crate::session::{code, joining, pin, renewal, status, unlock};
use crate::sync::{answer, driver};

/// Most passes before the lost key is given up; what the server puts off that long stays on the device.
const MOST_PASSES: usize = 3;

/// Sets the new PIN and opens the device for the person.
pub(crate) async fn reset_pin(shared: &Arc<Shared>, with: ResetPin) -> Result<Session, Code> {
    let _one = shared.enrolment.lock().await;
    let (slot, code) = (with.slot, code::normalise(&with.code));
    let sent_code = code.clone();
    let prepared = shared.at_desk(move |desk| begin(desk, slot, &sent_code, &with.pin));
    let (keys, server, request) = prepared.await?;
    let answer = shared.link.ask(&server, wire::RECOVER_PATH, None, request).await;
    let answer: RecoverResponse = answer::read(answer).map_err(|no| joining::code_of_no(&no, &keys))?;
    shared.at_desk(move |desk| open(desk, slot, &answer)).await?;
    send_everything(shared).await?;
    let sent_code = code.clone();
    let prepared = shared.at_desk(move |desk| {
        let device = desk.device()?;
        let device_key = SigningKey::from_secret(*device.secret).map_err(|_| Code::FileDamaged)?;
        let request = joining::request(&keys.person_key, &device_key, &sent_code, &device.name, Some(device.id))?;
        Ok((keys, device, request))
    });
    let (keys, device, request) = prepared.await?;
    let response = joining::ask(shared, &device.server, Some(&device.token), request, &keys).await?;
    if response.device != device.id || !joining::is_certified(&response, &device.county_key, &keys.person_key) {
        return Err(Code::NotOurServer);
    }
    shared
        .at_desk(move |desk| keep(desk, slot, keys, response, &device, &code))
        .await
}

fn begin(desk: &mut Desk, slot: u32, code: &str, pin: &str) -> Result<(Keys, String, Vec<u8>), Code> {
    let file = desk.key_file.as_ref().ok_or(Code::NotNow)?;
    let known = file.slot(slot).cloned().ok_or(Code::NotNow)?;
    let home = file.home.clone().ok_or(Code::NotNow)?;
    pin::check_new(pin)?;
    let keys = pending::begin_renewal(desk, code, pin)?;
    let request = request(&keys, code, &home, &known)?;
    Ok((keys, home.server, request))
}

fn request(keys: &Keys, code: &str, home: &Home, lost: &Slot) -> Result<Vec<u8>, Code> {
    let person_key = keys.person_key.public();
    let device: DeviceId = home.device;
    let parts: [&[u8]; 4] = [code.as_bytes(), device.as_bytes(), lost.key.as_bytes(), person_key];
    let proof = suite::tagged_hash("cunfa/recover", &parts);
    let request = RecoverRequest {
        version: wire::VERSION,
        code: code.to_owned(),
        device,
        lost_key: lost.key,
        person_key: Blob(person_key.to_vec()),
        proof: Blob(keys.person_key.sign(proof.as_bytes()).to_vec()),
    };
    wire::encode(&request).map_err(|_| Code::Internal {
        attempted: "asking for the recovery".to_owned(),
    })
}

/// Opens the file by both halves. Nobody is at work by that: a session still takes a PIN.
fn open(desk: &mut Desk, slot: u32, answer: &RecoverResponse) -> Result<(), Code> {
    let file = desk.key_file.as_ref().ok_or(Code::NotNow)?;
    let known = file.slot(slot).ok_or(Code::NotNow)?;
    let share = desk.config.deriver.share(&answer.share.0).ok_or(Code::NotOurServer)?;
    let db_key = share.open(&known.recovery).map_err(|_| Code::NotOurServer)?;
    unlock::open_file(desk, &db_key)?;
    renewal::settle(desk, None)
}

async fn send_everything(shared: &Arc<Shared>) -> Result<(), Code> {
    for _ in 0..MOST_PASSES {
        let waiting = shared.at_desk(|desk| {
            let unsent = desk.store()?.unsent().map_err(code_of)?;
            Ok(unsent.entries > unsent.parked)
        });
        if !waiting.await? {
            return Ok(());
        }
        match driver::pass(shared).await {
            SyncOutcome::Done => {}
            SyncOutcome::Never | SyncOutcome::NoNetwork | SyncOutcome::Busy | SyncOutcome::PutOff => {
                return Err(Code::NoNetwork);
            }
            SyncOutcome::NotOurServer | SyncOutcome::RecordsDiffer => return Err(Code::NotOurServer),
            SyncOutcome::SignInAgain | SyncOutcome::Revoked => return Err(Code::DeviceRevoked),
            SyncOutcome::AppTooOld => return Err(Code::AppTooOld),
            SyncOutcome::ServerTooOld => return Err(Code::ServerTooOld),
            SyncOutcome::ClockOff => return Err(Code::ClockOff),
            SyncOutcome::DiskFull => return Err(Code::DiskFull),
        }
    }
    Ok(())
}

fn keep(
    desk: &mut Desk,
    slot: u32,
    keys: Keys,
    response: EnrolResponse,
    device: &Device,
    code: &str,
) -> Result<Session, Code> {
    let stored = unlock::stored(desk, slot)?;
    if response.person.id != stored.person.id || response.device != device.id {
        return Err(Code::NotOurServer);
    }
    let share = joining::share(desk, &response)?;
    let db_key = desk.db_key.clone().ok_or(Code::Locked)?;
    let renewed = Slot {
        renewal: Some(renewal::of(desk, &keys)?),
        ..joining::slot(desk, &keys, &db_key, Some(&share), &stored)?
    };
    let mut file = desk.key_file.clone().ok_or(Code::NotNow)?;
    *file.slot_mut(slot).ok_or(Code::NotNow)? = renewed;
    file.write(&desk.config.data_dir).map_err(code_of)?;
    desk.key_file = Some(file);
    // From here on the person is the new one, whatever fails.
    desk.session = None;
    desk.told().topic(Topic::Session);
    let mut directory = joining::directory(response.directory);
    // The next pass brings the directory again, with the log if the scope grew meanwhile.
    directory.version = desk.store()?.directory_version().map_err(code_of)?;
    renewal::settle(desk, Some(&directory))?;
    pending::done(&desk.config.data_dir, code);
    let person = unlock::stored(desk, slot)?.person;
    desk.session = Some(desk::Session {
        slot,
        person,
        key: keys.person_key,
        handed: Vec::new(),
        opened: BTreeMap::new(),
        book: Kept::default(),
        batch: Vec::new(),
        list: None,
        page_off: None,
    });
    desk.told().opened = true;
    Ok(status::status(desk))
}
