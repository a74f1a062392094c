//! Unlocking: one person's PIN opens the encrypted file, if it is closed, and that person's signing key.

use std::collections::BTreeSet;
use std::time::Instant;

use cunfa_core::EntryId;
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::pin::PinKey;
use cunfa_protocol::Code;
use cunfa_protocol::command::Unlock;
use cunfa_protocol::view::{Session, Topic};
use cunfa_store::keyfile::SIGNING_KEY;
use cunfa_store::{Store, StoredPerson};
use zeroize::Zeroizing;

use crate::desk::{self, Desk, code_of};
use crate::session::{pin, renewal, status};

/// Opens the device for the person of a slot. Whoever it was open for before is locked out, right PIN or not.
pub(crate) fn unlock(desk: &mut Desk, with: &Unlock) -> Result<Session, Code> {
    desk.session = None;
    desk.told().topic(Topic::Session);
    let opened = pin::try_pin(desk, with.slot, &with.pin)?;
    open_file(desk, &opened.db_key)?;
    renewal::settle(desk, None)?;
    let stored = stored(desk, with.slot)?;
    let key = signing_key(&opened.pin_key, &stored)?;
    let owner = stored.person.id;
    desk.session = Some(desk::Session {
        slot: with.slot,
        person: stored.person,
        key,
        handed: None,
    });
    desk.store_mut()?.forget_dropped(owner).map_err(code_of)?;
    Ok(status::status(desk))
}

/// Opens the encrypted file, if it is closed.
pub(crate) fn open_file(desk: &mut Desk, db_key: &Zeroizing<[u8; 32]>) -> Result<(), Code> {
    if desk.store.is_none() {
        let began = Instant::now();
        let mut store = Store::open(&desk.ledger(), db_key).map_err(code_of)?;
        tracing::debug!("opened the file, microseconds: {}", began.elapsed().as_micros());
        repair(&mut store);
        desk.store = Some(store);
        desk.db_key = Some(db_key.clone());
        desk.told().opened = true;
    }
    Ok(())
}

/// Repairs what the check at opening found, entry by entry: from the batches kept here, or with the next pass from the server.
/// What cannot be repaired stays as it is, and its entry says so when it is opened.
fn repair(store: &mut Store) {
    let damaged: BTreeSet<EntryId> = store.faults().iter().map(|fault| fault.entry).collect();
    for entry in damaged {
        match store.repair(entry) {
            Ok(repair) => tracing::warn!(
                restored = repair.restored,
                to_fetch = repair.to_fetch,
                lost = repair.lost,
                "an entry's log was damaged"
            ),
            Err(error) => tracing::error!(%error, "an entry's log is damaged and could not be repaired"),
        }
    }
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
