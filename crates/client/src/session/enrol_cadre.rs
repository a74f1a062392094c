//! 添加村干部: a cadre of the roster gets a key and a way in on the counsel's own tablet, without the server, which hears of it
//! with the next pass. Ended anywhere, the same name and PIN finish it.

use cunfa_core::{Action, Person, PersonId};
use cunfa_evidence::claim::Claim;
use cunfa_protocol::Code;
use cunfa_protocol::command::EnrolCadre;
use cunfa_protocol::view::{Session, Topic};
use cunfa_store::keyfile::SIGNING_KEY;
use cunfa_store::{Device, StoredPerson};

use crate::desk::{Desk, code_of};
use crate::session::pending::{self, Pending};
use crate::session::{add_person, joining, pin, status};

/// Adds the cadre. Whom the device is open for does not change.
pub(crate) fn enrol_cadre(desk: &mut Desk, with: &EnrolCadre) -> Result<Session, Code> {
    let person = of_roster(desk, with.person)?;
    pin::check_new(&with.pin)?;
    let device = desk.device()?;
    let given = add_person::given(desk, &device)?;
    let attempt = format!("roster {}", person.id);
    let pending = pending::begin(desk, &attempt, &with.pin, Some(given))?;
    let stored = match begun(desk, person.id, &pending)? {
        Some(stored) => stored,
        None => store(desk, &pending, &device, person)?,
    };
    let mut file = desk.key_file.clone().ok_or(Code::NotNow)?;
    file.slots
        .push(joining::slot(desk, &pending.keys, &pending.db_key, None, &stored)?);
    file.write(&desk.config.data_dir).map_err(code_of)?;
    desk.key_file = Some(file);
    desk.told().topic(Topic::Session);
    desk.told().unsent = true;
    pending::done(&desk.config.data_dir, &attempt);
    Ok(status::status(desk))
}

/// The cadre as the roster has them, of a village of the counsel the device is open for.
fn of_roster(desk: &Desk, id: PersonId) -> Result<Person, Code> {
    let counsel = desk.person_who_may(Action::EnrolCadre)?;
    let roster = desk.store()?.roster().map_err(code_of)?;
    let person = roster
        .into_iter()
        .find(|person| person.id == id)
        .ok_or(Code::ChangedMeanwhile)?;
    let inside = |area| counsel.scope.iter().any(|wide| wide.contains(area));
    if person.scope.iter().all(inside) {
        Ok(person)
    } else {
        Err(Code::NotAllowed)
    }
}

/// What an attempt with the same PIN stored that ended before the key file was written.
fn begun(desk: &Desk, person: PersonId, pending: &Pending) -> Result<Option<StoredPerson>, Code> {
    match joining::stored_before(desk, person, &pending.keys) {
        // The person is stored without a way in: it was begun with another PIN.
        Err(Code::PersonAlreadyHere) if pending.keys.others => Err(Code::OtherNewPin),
        other => other,
    }
}

fn store(desk: &mut Desk, pending: &Pending, device: &Device, person: Person) -> Result<StoredPerson, Code> {
    let keys = &pending.keys;
    let claim = Claim {
        public_key: keys.person_key.public().to_vec(),
        person: person.id,
        device: device.id,
        made_at_ms: desk.now_ms(),
    };
    let claim = claim.issue(&keys.person_key, &pending.device_key);
    let stored = StoredPerson {
        slot: add_person::next_slot(desk)?,
        person,
        public_key: keys.person_key.public().to_vec(),
        sealed_key: keys.pin_key.seal(SIGNING_KEY, keys.person_key.secret(), desk.random()?),
        salt: keys.salt,
        cost: keys.cost,
    };
    let key = keys.person_key.id();
    desk.store_mut()?.add_claimed(&stored, key, &claim).map_err(code_of)?;
    Ok(stored)
}
