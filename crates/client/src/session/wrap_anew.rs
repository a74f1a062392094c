//! A PIN that turned out too cheap: its person's keys are wrapped anew under a cost that is measured again, in the background,
//! once the PIN was right and that was answered.
//!
//! The key file changes in one step, as with a new PIN ([`super::renewal`]): ended anywhere, the old wrapping opens the device
//! or the new one does. Whatever happened to the person's way in meanwhile wins over it. A cost only ever grows: what looks too
//! dear may be a slow moment, and a slow moment must not make PINs cheap.

use std::sync::Arc;
use std::time::Duration;

use cunfa_evidence::pin::{Cost, PinKey};
use cunfa_evidence::tuning;
use cunfa_protocol::Code;
use cunfa_store::keyfile::{DB_KEY, Renewal, SIGNING_KEY, Slot};
use zeroize::Zeroizing;

use crate::app::Shared;
use crate::config::AppConfig;
use crate::desk::{Desk, code_of};
use crate::random;
use crate::session::{cost, renewal, unlock};

/// After a right PIN, before the measuring: the home is drawn and the first pass begins, which would be slowed by it and it by them.
const QUIET_AFTER: Duration = Duration::from_secs(3);

/// A right PIN that turned out too cheap. Wiped when dropped.
pub(crate) struct Cheap {
    /// The way in as the PIN opened it.
    slot: Slot,
    pin: Zeroizing<String>,
}

/// The PIN's key as it was and as it will be.
struct Anew {
    before: PinKey,
    after: PinKey,
    salt: [u8; 16],
    cost: Cost,
}

impl Cheap {
    /// To be taken from the desk when it is free again.
    pub(crate) fn new(slot: &Slot, pin: &str) -> Cheap {
        Cheap {
            slot: slot.clone(),
            pin: Zeroizing::new(pin.to_owned()),
        }
    }
}

/// Wraps the keys anew in a moment. One at a time: the next right PIN of another person does it for them.
pub(crate) fn soon(shared: &Arc<Shared>, cheap: Cheap) {
    let Ok(one) = Arc::clone(&shared.wrapping).try_lock_owned() else {
        return;
    };
    let app = Arc::downgrade(shared);
    shared.in_background(async move {
        let _one = one;
        tokio::time::sleep(QUIET_AFTER).await;
        let Some(shared) = app.upgrade() else { return };
        let config = shared.config.clone();
        let derived = tokio::task::spawn_blocking(move || derive(&config, &cheap).map(|anew| (cheap.slot, anew)));
        let Ok(Some((slot, anew))) = derived.await else { return };
        match shared.at_desk(move |desk| keep(desk, &slot, &anew)).await {
            Ok(()) => {}
            Err(code) => tracing::warn!(?code, "a PIN stays as cheap as it is until it is given again"),
        }
    });
}

/// Measures, and derives both keys; none when the device gives no more than the PIN costs already.
fn derive(config: &AppConfig, cheap: &Cheap) -> Option<Anew> {
    let deriver = config.deriver.as_ref();
    let cost = cost::measured_by(deriver);
    if tuning::work(cost) <= tuning::work(cheap.slot.cost) {
        return None;
    }
    let salt = random::bytes(config.random.as_ref()).ok()?;
    let (before, _) = deriver.derive(&cheap.pin, &cheap.slot.salt, cheap.slot.cost).ok()?;
    let (after, _) = deriver.derive(&cheap.pin, &salt, cost).ok()?;
    Some(Anew {
        before,
        after,
        salt,
        cost,
    })
}

/// Puts the new wrapping in place of the old one, if that still stands as it was. Tries and waits stay what they are by now.
fn keep(desk: &mut Desk, old: &Slot, anew: &Anew) -> Result<(), Code> {
    let mut file = desk.key_file.clone().ok_or(Code::NotNow)?;
    let unchanged =
        |now: &&mut Slot| now.salt == old.salt && now.sealed_db_key == old.sealed_db_key && now.renewal.is_none();
    let Some(now) = file.slot_mut(old.slot).filter(unchanged) else {
        return Ok(());
    };
    let stored = unlock::stored(desk, old.slot)?;
    let open = |purpose, sealed: &[u8]| anew.before.open(purpose, sealed).map_err(|_| Code::FileDamaged);
    let db_key = open(DB_KEY, &now.sealed_db_key)?;
    let signing_key = open(SIGNING_KEY, &stored.sealed_key)?;
    now.salt = anew.salt;
    now.cost = anew.cost;
    now.sealed_db_key = anew.after.seal(DB_KEY, &db_key, desk.random()?);
    now.renewal = Some(Renewal {
        public_key: stored.public_key,
        sealed_key: anew.after.seal(SIGNING_KEY, &signing_key, desk.random()?),
    });
    file.write(&desk.config.data_dir).map_err(code_of)?;
    desk.key_file = Some(file);
    tracing::info!(
        memory_kib = anew.cost.memory_kib,
        passes = anew.cost.passes,
        "wrapped a person's keys anew: the PIN was too cheap"
    );
    renewal::settle(desk, None)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use cunfa_core::{KeyId, Role};
    use cunfa_store::keyfile::KeyFile;

    use super::*;

    fn slot(salt: [u8; 16]) -> Slot {
        let key = PinKey::derive("258013", &salt, Cost::TEST).unwrap();
        Slot {
            slot: 1,
            label: "韦".to_owned(),
            role: Role::Cadre,
            key: KeyId([0; KeyId::LEN]),
            salt,
            cost: Cost::TEST,
            sealed_db_key: key.seal(DB_KEY, &[1; 32], [2; 24]),
            recovery: Vec::new(),
            renewal: None,
            wrong_tries: 0,
            not_before_ms: 0,
        }
    }

    #[test]
    fn a_pin_that_was_changed_or_a_way_in_that_went_meanwhile_wins_over_the_new_wrapping() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk::open(AppConfig::real(folder.path().to_owned()).unwrap(), None).unwrap();
        let derive = |salt| PinKey::derive("258013", &salt, Cost::TEST).unwrap();
        let anew = Anew {
            before: derive([3; 16]),
            after: derive([4; 16]),
            salt: [4; 16],
            cost: Cost::TEST,
        };
        let old = slot([3; 16]);
        let renewal = Renewal {
            public_key: vec![1; 65],
            sealed_key: vec![1; 72],
        };
        let waiting = Slot {
            renewal: Some(renewal),
            ..old.clone()
        };
        for slots in [vec![slot([9; 16])], vec![waiting], Vec::new()] {
            let file = KeyFile {
                slots,
                ..KeyFile::new(&[1; 32])
            };
            desk.key_file = Some(file.clone());
            assert_eq!(keep(&mut desk, &old, &anew), Ok(()));
            assert_eq!(desk.key_file, Some(file));
            assert!(!KeyFile::path(folder.path()).exists(), "nothing was written");
        }
        desk.key_file = Some(KeyFile {
            slots: vec![old.clone()],
            ..KeyFile::new(&[1; 32])
        });
        assert_eq!(
            keep(&mut desk, &old, &anew),
            Err(Code::Locked),
            "the same way in is gone on with"
        );
    }
}
