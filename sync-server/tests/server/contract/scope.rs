//! Other scopes for people: certificates from a place of the log on, what devices are to forget, whose log begins again.

use cunfa_core::{Area, DeviceId, KeyId, Person, PersonId, Role, VillageCode};
use cunfa_server::db::{Appended, Db, DbError, Enrolment, NewBatch, Offer, StoredCertificate};

use super::enrolment::{enrol, further, new_device, offer};
use super::register::person;
use super::{Make, append, batch, county, founded, village};
use crate::support::VILLAGE;

const OTHER: &str = "450102101203";
const FAR: &str = "450102102201";

pub fn all(make: Make<'_>) {
    another_scope_is_certified_from_the_next_place_of_the_log_on(make);
    a_device_is_told_what_nobody_on_it_may_read_any_more(make);
    a_device_that_comes_back_is_told_what_its_people_lost_while_it_was_unknown(make);
    what_may_be_read_again_is_not_forgotten_and_the_log_begins_again(make);
    a_further_person_takes_villages_back(make);
    a_revoked_key_gets_no_other_scope(make);
    what_was_judged_by_an_older_directory_is_not_appended(make);
    nobody_unknown_gets_a_scope(make);
}

fn areas(codes: &[&str]) -> Vec<Area> {
    codes.iter().map(|code| code.parse().unwrap()).collect()
}

/// A certificate that tells its arguments.
fn reissue(held: &[StoredCertificate], from_sequence: u64) -> Option<StoredCertificate> {
    let newest = held.last()?;
    Some(StoredCertificate {
        from_sequence,
        bytes: vec![u8::try_from(held.len()).unwrap(); 4],
        ..newest.clone()
    })
}

fn rescope(db: &dyn Db, number: u8, codes: &[&str]) -> Vec<DeviceId> {
    db.rescope(PersonId([number; 16]), &areas(codes), &reissue).unwrap()
}

fn forgotten(db: &dyn Db, device: u8) -> Vec<VillageCode> {
    db.forget(DeviceId([device; 16])).unwrap()
}

/// Counsel 1 of two villages and cadre 2 of the first, each with a device of the same number.
fn stage(make: Make<'_>) -> Box<dyn Db> {
    let db = founded(make);
    db.add_person(&person(1, Role::Counsel, &[VILLAGE, OTHER]), 1).unwrap();
    db.add_person(&person(2, Role::Cadre, &[VILLAGE]), 1).unwrap();
    for number in [1, 2] {
        enrol(&*db, &new_device(&*db, 50 + number, number)).unwrap();
    }
    db
}

fn another_scope_is_certified_from_the_next_place_of_the_log_on(make: Make<'_>) {
    let db = stage(make);
    append(&*db, &[batch(1, 1, VILLAGE), batch(2, 2, VILLAGE)], 5);
    let before = db.shard(&county()).unwrap().unwrap();
    assert_eq!(rescope(&*db, 1, &[OTHER]), [DeviceId([1; 16])]);
    assert_eq!(db.person(PersonId([1; 16])).unwrap().unwrap().scope, areas(&[OTHER]));
    assert_eq!(db.shard(&county()).unwrap().unwrap().directory, before.directory + 1);
    let of = |db: &dyn Db| {
        let held = db.certificates_of(KeyId([1; KeyId::LEN])).unwrap();
        held.iter().map(|one| one.from_sequence).collect::<Vec<_>>()
    };
    assert_eq!(of(&*db), [0, 3]);
    // Nothing came between: the second word takes the place of the first.
    rescope(&*db, 1, &[VILLAGE]);
    assert_eq!(of(&*db), [0, 3]);
    append(&*db, &[batch(3, 3, VILLAGE)], 6);
    rescope(&*db, 1, &[OTHER]);
    assert_eq!(of(&*db), [0, 3, 4]);
    let device = db.certificates_of(KeyId([101; KeyId::LEN])).unwrap();
    assert_eq!(device.len(), 1, "a device's own key has no scope");
}

fn a_device_is_told_what_nobody_on_it_may_read_any_more(make: Make<'_>) {
    let db = stage(make);
    assert_eq!(forgotten(&*db, 1), []);
    rescope(&*db, 1, &[OTHER, FAR]);
    assert_eq!(forgotten(&*db, 1), [village(VILLAGE)]);
    assert_eq!(forgotten(&*db, 2), [], "it is the cadre's village still");
    let device = db.device(DeviceId([1; 16])).unwrap().unwrap();
    let version = db.shard(&county()).unwrap().unwrap().directory;
    assert_eq!((device.forget_since, device.scope_since), (version, version));
    let other = db.device(DeviceId([2; 16])).unwrap().unwrap();
    assert_eq!((other.forget_since, other.scope_since), (0, 0));
    // What somebody else on the device may read stays.
    let db = stage(make);
    enrol(&*db, &further(&*db, 70, 2, 1).with_key(7)).unwrap();
    rescope(&*db, 1, &[FAR]);
    assert_eq!(forgotten(&*db, 1), [village(OTHER)]);
}

fn a_device_that_comes_back_is_told_what_its_people_lost_while_it_was_unknown(make: Make<'_>) {
    let db = founded(make);
    db.add_person(&person(1, Role::Counsel, &[OTHER, FAR]), 1).unwrap();
    let had = vec![person(1, Role::Counsel, &[VILLAGE]), person(1, Role::Counsel, &[OTHER])];
    let back = Enrolment {
        had,
        ..new_device(&*db, 51, 1)
    };
    enrol(&*db, &back).unwrap();
    assert_eq!(forgotten(&*db, 1), [village(VILLAGE)]);
    let device = db.device(DeviceId([1; 16])).unwrap().unwrap();
    let version = db.shard(&county()).unwrap().unwrap().directory;
    assert_eq!((device.forget_since, device.scope_since), (version, version));
}

/// The same person with another key.
trait WithKey {
    fn with_key(self, key: u8) -> Self;
}

impl WithKey for Enrolment {
    fn with_key(mut self, key: u8) -> Self {
        for certificate in &mut self.certificates {
            certificate.key = KeyId([key; KeyId::LEN]);
        }
        self
    }
}

fn what_may_be_read_again_is_not_forgotten_and_the_log_begins_again(make: Make<'_>) {
    let db = stage(make);
    rescope(&*db, 1, &[OTHER]);
    let shrunk = db.device(DeviceId([1; 16])).unwrap().unwrap();
    assert_eq!(shrunk.scope_since, 0, "what is left is here already");
    rescope(&*db, 1, &["450102101"]);
    assert_eq!(forgotten(&*db, 1), []);
    let grown = db.device(DeviceId([1; 16])).unwrap().unwrap();
    assert_eq!(grown.scope_since, shrunk.forget_since + 1);
}

fn a_further_person_takes_villages_back(make: Make<'_>) {
    let db = stage(make);
    rescope(&*db, 1, &[FAR]);
    assert_eq!(forgotten(&*db, 1), [village(VILLAGE), village(OTHER)]);
    enrol(&*db, &further(&*db, 70, 2, 1).with_key(7)).unwrap();
    assert_eq!(forgotten(&*db, 1), [village(OTHER)]);
}

fn a_revoked_key_gets_no_other_scope(make: Make<'_>) {
    let db = stage(make);
    let revoke = |_: KeyId, from: u64| from.to_be_bytes().to_vec();
    db.revoke_device(DeviceId([1; 16]), 9, &revoke).unwrap();
    assert_eq!(rescope(&*db, 1, &[FAR]), []);
    assert_eq!(db.certificates_of(KeyId([1; KeyId::LEN])).unwrap().len(), 1);
    // The person is invited anew, with the scope of now.
    let offered = offer(&*db, 90, 1);
    assert!(
        matches!(db.invitation(&offered).unwrap().unwrap().offer, Offer { person, .. } if person == PersonId([1; 16]))
    );
}

fn what_was_judged_by_an_older_directory_is_not_appended(make: Make<'_>) {
    let db = stage(make);
    let directory = Some(db.shard(&county()).unwrap().unwrap().directory);
    let judged = |number, directory| NewBatch {
        directory,
        ..batch(number, number, VILLAGE)
    };
    assert!(matches!(
        append(&*db, &[judged(1, directory)], 5)[..],
        [Appended::Stored(_)]
    ));
    rescope(&*db, 1, &[OTHER]);
    let answers = append(&*db, &[judged(1, directory), judged(2, directory), judged(3, None)], 6);
    assert!(matches!(
        answers[..],
        [Appended::Stored(_), Appended::Overtaken, Appended::Stored(_)]
    ));
    assert_eq!(db.shard(&county()).unwrap().unwrap().last_sequence, 2);
}

fn nobody_unknown_gets_a_scope(make: Make<'_>) {
    let db = stage(make);
    let unknown: Person = person(9, Role::Cadre, &[VILLAGE]);
    let given = db.rescope(unknown.id, &areas(&[VILLAGE]), &reissue);
    assert!(matches!(given, Err(DbError::NoSuch(_))));
    // A certificate that cannot be made leaves everything as it was.
    assert!(db.rescope(PersonId([1; 16]), &areas(&[FAR]), &|_, _| None).is_err());
    assert_eq!(
        db.person(PersonId([1; 16])).unwrap().unwrap().scope,
        areas(&[VILLAGE, OTHER])
    );
    assert_eq!(forgotten(&*db, 1), []);
}
