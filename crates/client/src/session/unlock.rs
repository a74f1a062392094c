//! Unlocking: one person's PIN opens the encrypted file, if it is closed, and that person's signing key.

use std::collections::BTreeMap;
use std::time::Instant;

use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::pin::PinKey;
use cunfa_protocol::Code;
use cunfa_protocol::command::Unlock;
use cunfa_protocol::view::{Session, Topic};
use cunfa_store::StoredPerson;
use cunfa_store::keyfile::SIGNING_KEY;
use zeroize::Zeroizing;

use crate::desk::{self, Desk, code_of};
use crate::registers::Kept;
use crate::session::{pin, renewal, status};

/// Opens the device for the person of a slot. Whoever it was open for before is locked out, right PIN or not.
pub(crate) fn unlock(desk: &mut Desk, with: &Unlock) -> Result<Session, Code> {
    desk.session = None;
    desk.told().topic(Topic::Session);
    let (opened, forgiven) = pin::prove(desk, with.slot, &with.pin)?;
    let (before, folder) = (desk.key_file.replace(forgiven.clone()), desk.config.data_dir.clone());
    if forgiven.slots.iter().any(|slot| slot.renewal.is_some()) {
        // The file is about to be written for that as well.
        return enter(desk, with.slot, &opened);
    }
    let (written, entered) = std::thread::scope(|scope| {
        let writing = scope.spawn(|| forgiven.write(&folder));
        let entered = enter(desk, with.slot, &opened);
        (writing.join(), entered)
    });
    let written = written.map_err(|_| Code::Internal {
        attempted: "forgiving wrong PINs".to_owned(),
    });
    if let Err(code) = written.and_then(|written| written.map_err(code_of)) {
        desk.key_file = before;
        desk.session = None;
        return Err(code);
    }
    entered
}

/// What a right PIN leads to.
fn enter(desk: &mut Desk, slot: u32, opened: &pin::Opened) -> Result<Session, Code> {
    open_file(desk, &opened.db_key)?;
    renewal::settle(desk, None)?;
    let stored = stored(desk, slot)?;
    let key = signing_key(&opened.pin_key, &stored)?;
    desk.store_mut()?.forget_dropped(stored.person.id).map_err(code_of)?;
    desk.store_mut()?
        .forget_dropped_views(stored.person.id)
        .map_err(code_of)?;
    desk.store_mut()?
        .forget_dropped_reasons(stored.person.id)
        .map_err(code_of)?;
    desk.session = Some(desk::Session {
        slot,
        person: stored.person,
        key,
        handed: Vec::new(),
        opened: BTreeMap::new(),
        book: Kept::default(),
        batch: Vec::new(),
        list: None,
        page_off: None,
    });
    Ok(status::status(desk))
}

/// Opens the encrypted file, if it is closed.
pub(crate) fn open_file(desk: &mut Desk, db_key: &Zeroizing<[u8; 32]>) -> Result<(), Code> {
    if desk.store.is_none() {
        let began = Instant::now();
        desk.open_store(db_key)?;
        tracing::debug!("opened the file, microseconds: {}", began.elapsed().as_micros());
    }
    Ok(())
}

/// The person of a slot.
pub(crate) fn stored(desk: &Desk, slot: u32) -> Result<StoredPerson, Code> {
    let people = desk.store()?.people().map_err(code_of)?;
    people
        .into_iter()
        .find(|stored| stored.slot == slot)
        .ok_or(Code::NotNow)
}

/// The person's signing key, opened by the PIN's key.
pub(crate) fn signing_key(pin_key: &PinKey, stored: &StoredPerson) -> Result<SigningKey, Code> {
    let secret = pin_key
        .open(SIGNING_KEY, &stored.sealed_key)
        .map_err(|_| Code::FileDamaged)?;
    SigningKey::from_secret(*secret).map_err(|_| Code::FileDamaged)
}
