//! A new signing key between the key file and the encrypted file. Writing the key file is the one step in which PIN and key
//! change; the encrypted file takes the key over afterwards, at once or when it is opened next.

use cunfa_protocol::Code;
use cunfa_store::keyfile::{Renewal, SIGNING_KEY, Slot};
use cunfa_store::{Directory, Renewed};

use crate::desk::{Desk, code_of};
use crate::session::pending::Keys;

/// The new key as the key file keeps it.
pub(crate) fn of(desk: &Desk, keys: &Keys) -> Result<Renewal, Code> {
    Ok(Renewal {
        public_key: keys.person_key.public().to_vec(),
        sealed_key: keys.pin_key.seal(SIGNING_KEY, keys.person_key.secret(), desk.random()?),
    })
}

/// Lets the open encrypted file take over every new key that waits, and the directory that came with the last of them.
pub(crate) fn settle(desk: &mut Desk, directory: Option<&Directory>) -> Result<(), Code> {
    let Some(mut file) = desk.key_file.clone() else {
        return Ok(());
    };
    let waiting: Vec<Renewed> = file.slots.iter().filter_map(renewed).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    desk.settle()?;
    for renewed in waiting {
        desk.store_mut()?.renew_key(&renewed, directory).map_err(code_of)?;
    }
    for slot in &mut file.slots {
        slot.renewal = None;
    }
    file.write(&desk.config.data_dir).map_err(code_of)?;
    desk.key_file = Some(file);
    Ok(())
}

fn renewed(slot: &Slot) -> Option<Renewed> {
    let renewal = slot.renewal.as_ref()?;
    Some(Renewed {
        slot: slot.slot,
        public_key: renewal.public_key.clone(),
        sealed_key: renewal.sealed_key.clone(),
        salt: slot.salt,
        cost: slot.cost,
    })
}
