//! Founding, villages, rules, people.

use cunfa_core::{Area, Person, PersonId, Role, Village};
use cunfa_server::db::{Db, DbError};

use super::{Make, county, founded, renew, small, village};
use crate::support::VILLAGE;

pub fn all(make: Make<'_>) {
    an_empty_database_is_not_founded(make);
    it_is_founded_once(make);
    villages_are_found_by_area_each_once(make);
    people_keep_their_order_and_their_scope(make);
    a_directory_grows_where_a_person_can_be_met(make);
    epochs_only_grow(make);
    a_list_of_villages_is_taken_in_whole(make);
    a_list_of_people_is_taken_in_whole_or_not_at_all(make);
    a_further_rule_file_stands_behind_the_others_and_every_directory_grows(make);
}

fn an_empty_database_is_not_founded(make: Make<'_>) {
    let db = make();
    assert_eq!(db.county_key().unwrap(), None);
    assert_eq!(db.shard(&county()).unwrap(), None);
    assert!(db.health().is_ok());
}

fn it_is_founded_once(make: Make<'_>) {
    let db = founded(make);
    assert!(matches!(db.found(&small()), Err(DbError::Exists)));
    assert_eq!(db.county_key().unwrap(), Some(vec![4; 65]));
    assert_eq!(db.rules().unwrap(), ["第二", "第一"]);
    let shard = db.shard(&county()).unwrap().unwrap();
    assert_eq!((shard.epoch, shard.last_sequence, shard.directory), (5, 0, 1));
    assert!(db.shard(&"450103".parse().unwrap()).unwrap().is_some());
    assert!(db.settle().is_ok());
}

fn villages_are_found_by_area_each_once(make: Make<'_>) {
    let db = founded(make);
    let codes = |areas: &[&str]| {
        let areas: Vec<Area> = areas.iter().map(|code| code.parse().unwrap()).collect();
        let villages = db.villages(&areas).unwrap();
        villages
            .iter()
            .map(|village| village.code.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(&["450102101"]), [VILLAGE, "450102101203"]);
    assert_eq!(
        codes(&["450103", VILLAGE, "450102101"]),
        [VILLAGE, "450102101203", "450103001001"]
    );
    assert_eq!(codes(&["4501"]).len(), 4);
    assert_eq!(codes(&["450104"]).len(), 0);
    assert_eq!(codes(&[]).len(), 0);
    assert_eq!(db.village(&village(VILLAGE)).unwrap().unwrap().name, "那𡌶村委会");
    assert_eq!(db.village(&village("450102101999")).unwrap(), None);
}

pub fn person(number: u8, role: Role, scope: &[&str]) -> Person {
    Person {
        id: PersonId([number; 16]),
        name: format!("韦𫞩{number}"),
        role,
        post: String::new(),
        scope: scope.iter().map(|code| code.parse().unwrap()).collect(),
    }
}

fn people_keep_their_order_and_their_scope(make: Make<'_>) {
    let db = founded(make);
    let people = [
        person(9, Role::Counsel, &["450102101203", VILLAGE]),
        person(1, Role::Office, &["450102101"]),
    ];
    for person in &people {
        db.add_person(person, 1).unwrap();
    }
    assert_eq!(db.people().unwrap(), people);
    assert_eq!(db.person(people[0].id).unwrap(), Some(people[0].clone()));
    assert_eq!(db.person(PersonId([7; 16])).unwrap(), None);
    assert!(db.add_person(&people[0], 2).is_err());
    assert_eq!(db.people().unwrap().len(), 2);
}

fn directory(db: &dyn Db, county: &str) -> u64 {
    db.shard(&county.parse().unwrap()).unwrap().unwrap().directory
}

fn a_directory_grows_where_a_person_can_be_met(make: Make<'_>) {
    let db = founded(make);
    db.add_person(&person(1, Role::Cadre, &[VILLAGE]), 1).unwrap();
    assert_eq!((directory(&*db, "450102"), directory(&*db, "450103")), (2, 1));
    db.add_person(&person(2, Role::City, &["4501"]), 1).unwrap();
    assert_eq!((directory(&*db, "450102"), directory(&*db, "450103")), (3, 2));
}

fn epochs_only_grow(make: Make<'_>) {
    let db = founded(make);
    let epoch = || db.shard(&county()).unwrap().unwrap().epoch;
    renew(&*db, 3);
    assert_eq!(epoch(), 6);
    renew(&*db, 1_795_564_800_000);
    assert_eq!(epoch(), 1_795_564_800_000);
}

fn a_list_of_villages_is_taken_in_whole(make: Make<'_>) {
    let db = founded(make);
    let before = db.register().unwrap();
    assert_eq!(before, db.villages(&["4501".parse().unwrap()]).unwrap());
    let directory = |county: &str| db.shard(&county.parse().unwrap()).unwrap().map(|shard| shard.directory);
    let (here, other) = (directory("450102").unwrap(), directory("450103"));
    let named = |code: &str, name: &str| Village {
        code: village(code),
        city: "南宁市".to_owned(),
        county: "某县".to_owned(),
        township: "某镇".to_owned(),
        name: name.to_owned(),
    };
    let list = [
        before[0].clone(),
        Village {
            name: "改了名的村".to_owned(),
            ..before[1].clone()
        },
        named("450102101998", "𡌶村"),
        named("459901101001", "甲村"),
        named("459901101002", "乙村"),
    ];
    assert_eq!(db.take_villages(&list, 77).unwrap(), 4);
    assert_eq!(db.register().unwrap().len(), before.len() + 3);
    assert_eq!(db.village(&list[1].code).unwrap().unwrap().name, "改了名的村");
    assert_eq!(db.village(&list[2].code).unwrap().as_ref(), Some(&list[2]));
    let shard = db.shard(&"459901".parse().unwrap()).unwrap().unwrap();
    assert_eq!((shard.epoch, shard.last_sequence), (77, 0));
    assert_eq!((directory("450102"), directory("450103")), (Some(here + 1), other));
    assert_eq!(db.take_villages(&list, 78).unwrap(), 0);
    assert_eq!(
        (directory("450102"), db.shard(&shard.county).unwrap().unwrap()),
        (Some(here + 1), shard)
    );
}

fn a_further_rule_file_stands_behind_the_others_and_every_directory_grows(make: Make<'_>) {
    let db = founded(make);
    let directory = || db.shard(&county()).unwrap().unwrap().directory;
    let (before, version) = (db.rules().unwrap(), directory());
    db.add_rule("one").unwrap();
    db.add_rule("another").unwrap();
    let after = db.rules().unwrap();
    assert_eq!(after[..before.len()], before);
    assert_eq!(after[before.len()..], ["one", "another"]);
    assert_eq!(directory(), version + 2);
}

fn a_list_of_people_is_taken_in_whole_or_not_at_all(make: Make<'_>) {
    let db = founded(make);
    let directory = || db.shard(&county()).unwrap().unwrap().directory;
    let before = directory();
    let first = person(9, Role::Counsel, &[VILLAGE]);
    db.add_person(&first, 1).unwrap();
    let again = Person {
        id: PersonId([10; 16]),
        ..first.clone()
    };
    let list = [
        again,
        person(2, Role::Counsel, &["450102101203", VILLAGE]),
        person(1, Role::Counsel, &[VILLAGE]),
    ];
    assert_eq!(db.take_people(&list, 2).unwrap(), 2);
    assert_eq!(db.people().unwrap(), [first.clone(), list[1].clone(), list[2].clone()]);
    assert_eq!(directory(), before + 2);
    // An id that is taken breaks the whole list.
    let broken = [
        person(3, Role::Counsel, &[VILLAGE]),
        Person {
            id: first.id,
            ..person(4, Role::Counsel, &[VILLAGE])
        },
    ];
    assert!(db.take_people(&broken, 3).is_err());
    assert_eq!(db.people().unwrap().len(), 3);
}
