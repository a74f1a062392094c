//! A person's PIN on this device: counted before it is tried, forgiven when right, and what it opens.

use std::sync::Arc;
use std::time::Duration;

use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::pin::{self, PinError, PinKey};
use cunfa_protocol::Code;
use cunfa_store::keyfile::{DB_KEY, KeyFile, Slot};
use zeroize::Zeroizing;

use crate::deriver::Deriver;
use crate::desk::{Desk, code_of};
use crate::session::wrap_anew::Cheap;
use crate::session::{cost, renewal};

/// Before the microseconds that a derivation took, in the log.
const DERIVED: &str = "derived a PIN's key, microseconds: ";

/// A new PIN's own rule.
pub(crate) fn check_new(pin: &str) -> Result<(), Code> {
    pin::check_new(pin).map_err(|_| Code::WeakPin)
}

/// The PIN's key and the file's key it opens.
pub(crate) struct Opened {
    /// Opens the person's signing key.
    pub(crate) pin_key: PinKey,
    /// The encrypted file's key.
    pub(crate) db_key: Zeroizing<[u8; 32]>,
}

/// Tries a PIN of the open file, and forgives the wrong ones before it when it is right. What it opens fits the person as
/// stored after it, not before: a new wrapping that waits is taken over first.
pub(crate) fn try_pin(desk: &mut Desk, slot: u32, pin: &str) -> Result<Opened, Code> {
    renewal::settle(desk, None)?;
    let (opened, forgiven) = prove(desk, slot, pin)?;
    forgiven.write(&desk.config.data_dir).map_err(code_of)?;
    desk.key_file = Some(forgiven);
    Ok(opened)
}

/// Tries a PIN: what it opens, and the key file in which the wrong ones before it are forgiven, to be written by the caller. The
/// try is on the disk before anybody learns whether it was right, so that ending the program gives no free one; it is written
/// while the key is derived.
pub(crate) fn prove(desk: &mut Desk, slot: u32, pin: &str) -> Result<(Opened, KeyFile), Code> {
    let now_ms = desk.now_ms();
    settle_waits(desk)?;
    let mut file: KeyFile = desk.key_file.clone().ok_or(Code::NotNow)?;
    let known = file.slot_mut(slot).ok_or(Code::NotNow)?;
    let (left_ms, tries_left) = (known.wait_ms(now_ms), known.tries_left());
    if known.is_locked() {
        return Err(Code::PinLocked);
    }
    if left_ms > 0 {
        let wait_ms = left_ms;
        return Err(Code::PinWait { wait_ms, tries_left });
    }
    let wait_ms = known.count_try(now_ms);
    let slot_now = known.clone();
    let (folder, deriver) = (desk.config.data_dir.clone(), Arc::clone(&desk.config.deriver));
    let (counted, derived) = std::thread::scope(|scope| {
        let counting = scope.spawn(|| file.write(&folder));
        let derived = derive(deriver.as_ref(), &slot_now, pin);
        (counting.join(), derived)
    });
    counted
        .map_err(|_| Code::Internal {
            attempted: "counting a try".to_owned(),
        })?
        .map_err(code_of)?;
    desk.key_file = Some(file.clone());
    let opened = derived.and_then(|(pin_key, took)| Ok((open(&slot_now, pin_key)?, took)));
    let (opened, took) = opened.map_err(|()| match slot_now.tries_left() {
        0 => Code::PinLocked,
        tries_left => Code::WrongPin { wait_ms, tries_left },
    })?;
    if cost::is_too_little(desk, slot_now.cost, took) {
        desk.cheap = Some(Cheap::new(&slot_now, pin));
    }
    if let Some(known) = file.slot_mut(slot) {
        known.forgive();
    }
    Ok((opened, file))
}

/// Lets waits begin anew that a clock put back would make endless.
pub(crate) fn settle_waits(desk: &mut Desk) -> Result<(), Code> {
    let now_ms = desk.now_ms();
    let Some(mut file) = desk.key_file.clone() else {
        return Ok(());
    };
    file.slots.iter_mut().for_each(|slot| slot.settle_wait(now_ms));
    if desk.key_file.as_ref() != Some(&file) {
        file.write(&desk.config.data_dir).map_err(code_of)?;
        desk.key_file = Some(file);
    }
    Ok(())
}

fn derive(deriver: &dyn Deriver, slot: &Slot, pin: &str) -> Result<(PinKey, Duration), ()> {
    let (pin_key, took) = deriver.derive(pin, &slot.salt, slot.cost).map_err(|_| ())?;
    // The bench of the start takes it out of its sum: this is what slows guessing down, and is to last.
    tracing::debug!("{DERIVED}{}", took.as_micros());
    Ok((pin_key, took))
}

fn open(slot: &Slot, pin_key: PinKey) -> Result<Opened, ()> {
    let db_key = pin_key.open(DB_KEY, &slot.sealed_db_key).map_err(|_: PinError| ())?;
    Ok(Opened { pin_key, db_key })
}

/// Draws a signing key; the few values that are no key are drawn again.
pub(crate) fn draw_key(desk: &Desk) -> Result<SigningKey, Code> {
    for _ in 0..8 {
        if let Ok(key) = SigningKey::from_secret(desk.random()?) {
            return Ok(key);
        }
    }
    Err(Code::Internal {
        attempted: "drawing a key".to_owned(),
    })
}
