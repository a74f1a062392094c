//! `POST /v1/registers`: what of the county's registers goes into the log, by whose word and over what; who reads it.

use std::collections::BTreeSet;

use cunfa_core::act::{Body, Opening};
use cunfa_core::register::{Column, RecordKind, Registration};
use cunfa_core::{EntryId, PersonId, Role};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::batch::Batch;
use cunfa_protocol::registers::{
    MAX_REGISTRATIONS, REGISTERS_BYTES, REGISTERS_PATH, RegistersRequest, RegistersResponse,
};
use cunfa_protocol::view::ParkedReason;
use cunfa_protocol::wire::{BatchAnswer, Refusal, VERSION, decode, encode};

use cunfa_server::refusal::version;

use crate::support::registers::{
    Card, FAR, Word, act, allocation, appointment, ask, assessment, batch, board, but, check, counsel, county, fee,
    filing, firm, hand_in, hand_in_whole, in_another_county, keep, listed, read_by, recusal, refusal, refusal_of,
    refused, register, renamed, rule_file, said, sealed, stored, training, villages,
};
use crate::support::{House, Ledger, NOW_MS, OTHER_VILLAGE, TestDevice, VILLAGE, on_both, receipt};

#[test]
fn what_the_county_says_stands_in_the_log_with_a_receipt_and_as_a_leaf_and_comes_to_who_reads_it() {
    let house = House::new();
    let (county, mut office) = (county(&house, "c"), house.office("o"));
    let card = Card::new(&house, firm("南湖律师事务所"));
    let (word, stored) = keep(&house, &county, &card);
    assert_eq!(receipt(&stored, word.sealed.id(), 7).sequence, 1);
    let shard = house.server.db().shard(&"450102".parse().unwrap()).unwrap().unwrap();
    assert_eq!((shard.last_sequence, shard.size), (1, 1));
    let told = office.sync(&house, &[]);
    assert_eq!(
        (told.pulled.len(), told.head.registers),
        (0, Some(1)),
        "no sync carries it"
    );
    let answer = ask(&house, &office, (7, 0), &[]).unwrap();
    assert_eq!(
        (answer.epoch, answer.from_start, answer.up_to, answer.more),
        (7, false, 1, false)
    );
    let one = &answer.acts[0];
    assert_eq!(
        (one.sequence, one.received_at_ms, one.act.0.as_slice()),
        (1, NOW_MS, word.act.bytes())
    );
    assert_eq!(ask(&house, &office, (7, 1), &[]).unwrap().acts, []);
    assert_eq!(
        office.sync(&house, &[]).head.registers,
        None,
        "nothing lies after the cursor"
    );
    let registers = house.server.registers(&"450102".parse().unwrap()).unwrap();
    let standing = registers.record(card.record).unwrap();
    assert_eq!(
        (standing.act, standing.sequence, standing.role),
        (word.act.id(), 1, Role::County)
    );
}

#[test]
fn the_same_request_again_is_the_same_answer_and_nothing_more_in_the_log() {
    let house = House::new();
    let county = county(&house, "c");
    let word = Card::new(&house, firm("南湖律师事务所")).word(&house, &county);
    let first = ask(&house, &county, (7, 0), &[&word.sealed]).unwrap();
    assert_eq!(stored(&first.answers), 1);
    assert_eq!(first.acts.len(), 1, "what was handed in is among them");
    for _ in 0..2 {
        assert_eq!(ask(&house, &county, (7, 0), &[&word.sealed]).unwrap(), first);
    }
    let twice = hand_in(&house, &county, &[&word, &word]);
    assert_eq!(twice, [first.answers[0].clone(), first.answers[0].clone()]);
    let shard = house.server.db().shard(&"450102".parse().unwrap()).unwrap().unwrap();
    assert_eq!(shard.last_sequence, 1);
}

#[test]
fn a_list_is_taken_whole_or_not_at_all_and_what_the_log_holds_of_it_stays_held() {
    let house = House::new();
    let county = county(&house, "c");
    let person = PersonId([7; 16]);
    let cards = [
        Card::new(&house, firm("南湖律师事务所")),
        Card::new(&house, counsel(person, "韦法明")),
        // The same counsel twice: refused, and with it the others.
        Card::new(&house, counsel(person, "韦法明")),
    ];
    let words: Vec<Word> = cards.iter().map(|card| card.word(&house, &county)).collect();
    let all: Vec<&Word> = words.iter().collect();
    let answers = hand_in_whole(&house, &county, &all);
    let reason = |answer: &BatchAnswer| match answer {
        BatchAnswer::Refused { reason, .. } => Some(*reason),
        _ => None,
    };
    let reasons: Vec<Option<ParkedReason>> = answers.iter().map(reason).collect();
    let [changed, own] = [ParkedReason::RecordChanged, ParkedReason::Content].map(Some);
    assert_eq!(reasons, [changed, changed, own], "{answers:?}");
    let head = || {
        house
            .server
            .db()
            .shard(&"450102".parse().unwrap())
            .unwrap()
            .unwrap()
            .last_sequence
    };
    assert_eq!(head(), 0);
    assert_eq!(stored(&hand_in_whole(&house, &county, &all[..2])), 2);
    assert_eq!(head(), 2);
    let again = hand_in_whole(&house, &county, &all);
    assert_eq!((stored(&again), head()), (2, 2), "only the third is refused");
}

#[test]
fn what_comes_together_builds_on_what_came_before_it() {
    let house = House::new();
    let county = county(&house, "c");
    let office = Card::new(&house, firm("南湖律师事务所"));
    let person = PersonId([7; 16]);
    let of_firm = but(
        &counsel(person, "韦法明"),
        &[(Column::Firm, &office.record.to_string())],
    );
    let cards = [
        office,
        Card::new(&house, of_firm),
        Card::new(&house, appointment(VILLAGE, person, "2026-11-01", "")),
    ];
    let words: Vec<Word> = cards.iter().map(|card| card.word(&house, &county)).collect();
    let backward: Vec<&Word> = words.iter().rev().collect();
    let answers = hand_in(&house, &county, &backward);
    assert_eq!(
        stored(&answers),
        1,
        "the firm alone: the others name what was not there yet"
    );
    let again: Vec<Word> = cards[1..].iter().map(|card| card.word(&house, &county)).collect();
    let again: Vec<&Word> = again.iter().collect();
    assert_eq!(stored(&hand_in(&house, &county, &again)), 2);
    let first = Card::new(&house, firm("邕江律师事务所"));
    let first_word = first.word(&house, &county);
    let second = first.next(&first_word, but(&first.said, &[(Column::Phone, "0771-1")]));
    let second_word = second.word(&house, &county);
    let later = hand_in(&house, &county, &[&second_word]);
    assert!(
        matches!(later[..], [BatchAnswer::Later { .. }]),
        "what it replaces may come yet"
    );
    assert_eq!(stored(&hand_in(&house, &county, &[&first_word, &second_word])), 2);
}

#[test]
fn each_rule_of_the_registers_holds_at_the_server_too() {
    let house = House::new();
    let (county, tablet) = (county(&house, "c"), house.counsel("a"));
    let (one, other) = (tablet.person.id, PersonId([8; 16]));
    let content = Some(ParkedReason::Content);
    let appointed = |village: &str, from: &str, to: &str| appointment(village, one, from, to);
    assert_eq!(
        refused(&house, &county, &appointed(VILLAGE, "2026-11-01", "")),
        content,
        "in no register of counsel"
    );
    let official = but(&counsel(one, "韦法明"), &[(Column::Official, "yes")]);
    assert_eq!(refused(&house, &county, &official), content, "a public official");
    listed(&house, &county, &tablet);
    register(&house, &county, counsel(other, "陆正"));
    assert_eq!(
        refused(&house, &county, &counsel(one, "韦法明")),
        content,
        "there already"
    );
    assert_eq!(
        refused(&house, &county, &appointed(VILLAGE, "2026-11-02", "2026-11-01")),
        content,
        "ends before it begins"
    );
    assert_eq!(
        refused(&house, &county, &appointed("450102101998", "2026-11-01", "")),
        content,
        "an unknown village"
    );
    let elsewhere = appointed("450103001001", "2026-11-01", "");
    assert_eq!(
        refused(&house, &county, &elsewhere),
        Some(ParkedReason::OutOfScope),
        "another county's village"
    );
    let all = villages(&house, 7);
    for village in &all[..5] {
        register(&house, &county, appointed(village, "2026-11-01", ""));
    }
    assert_eq!(
        refused(&house, &county, &appointed(&all[5], "2026-12-01", "")),
        content,
        "a sixth village"
    );
    let prior = but(&appointed(&all[5], "2026-12-01", ""), &[(Column::Prior, "yes")]);
    assert_eq!(refused(&house, &county, &prior), None, "an arrangement of before");
    let overlapping = appointment(VILLAGE, other, "2027-01-01", "");
    assert_eq!(
        refused(&house, &county, &overlapping),
        content,
        "the village has a counsel then"
    );
    let merged = but(&renamed(&all[6], "", "2026-12-01"), &[(Column::MergedInto, VILLAGE)]);
    assert_eq!(refused(&house, &county, &merged), None);
    let into_merged = appointment(&all[6], other, "2026-11-01", "");
    assert_eq!(
        refused(&house, &county, &into_merged),
        content,
        "merged from December on"
    );
    let unreadable = said(RecordKind::RuleFile, &[(Column::Text, "id = 1")]);
    assert_eq!(refused(&house, &county, &unreadable), content, "no rule file");
    let untidy = Registration {
        withdrawn: Some("没有这样的记录".to_owned()),
        ..firm("邕江律师事务所")
    };
    assert_eq!(refused(&house, &county, &untidy), content, "nothing to withdraw");
}

#[test]
fn who_may_not_say_it_is_refused_by_name() {
    let house = House::new();
    let (county, office, tablet) = (county(&house, "c"), house.office("o"), house.counsel("a"));
    let (cadre, city) = (
        house.cadre("k"),
        house.device("y", &house.person(Role::City, &["450102"])),
    );
    let not_allowed = Some(ParkedReason::NotAllowed);
    for device in [&office, &tablet, &cadre, &city] {
        assert_eq!(refused(&house, device, &firm("南湖律师事务所")), not_allowed);
    }
    for device in [&county, &tablet, &cadre, &city] {
        assert_eq!(refused(&house, device, &board(VILLAGE)), not_allowed);
    }
    assert_eq!(refused(&house, &office, &board(FAR)), Some(ParkedReason::OutOfScope));
    assert_eq!(refused(&house, &office, &board(VILLAGE)), None);
    let mine = filing(VILLAGE, tablet.person.id);
    for device in [&county, &office, &cadre, &city] {
        assert_eq!(refused(&house, device, &mine), not_allowed);
    }
    assert_eq!(
        refused(&house, &tablet, &filing(VILLAGE, county.person.id)),
        not_allowed,
        "another's"
    );
    assert_eq!(
        refused(&house, &tablet, &filing(FAR, tablet.person.id)),
        Some(ParkedReason::OutOfScope)
    );
    let township = house.device("t", &house.person(Role::County, &["450102101"]));
    assert_eq!(
        refused(&house, &township, &firm("南湖律师事务所")),
        Some(ParkedReason::OutOfScope),
        "what is the whole county's"
    );
    assert_eq!(
        refused(&house, &township, &renamed(VILLAGE, "新村", "2030-01-01")),
        None
    );
    assert_eq!(read_by(&house, &county).len(), 2);
}

#[test]
fn a_paid_service_is_filed_by_its_counsel_and_acknowledged_by_the_county_and_a_request_is_answered_by_the_city() {
    let house = House::new();
    let (county, tablet) = (county(&house, "c"), house.counsel("a"));
    let city = house.device("y", &house.person(Role::City, &["450102"]));
    let (filed, word) = register(&house, &tablet, filing(VILLAGE, tablet.person.id));
    let content = Some(ParkedReason::Content);
    let yes = [(Column::Acknowledged, "yes")];
    let dearer = but(&filed.said, &[(Column::Acknowledged, "yes"), (Column::FeeFen, "1")]);
    assert_eq!(
        refusal(&house, &county, &filed.next(&word, dearer)),
        content,
        "it changes nothing else"
    );
    let own = filed.next(&word, but(&filed.said, &yes));
    assert_eq!(refusal(&house, &tablet, &own), Some(ParkedReason::NotAllowed));
    assert_eq!(refusal(&house, &county, &own), None);
    let answer = [(Column::Answer, "已安排邕江律师事务所")];
    let (asked, word) = register(&house, &county, allocation(&format!("{VILLAGE} {FAR}")));
    let answered = asked.next(&word, but(&asked.said, &answer));
    assert_eq!(refusal(&house, &county, &answered), Some(ParkedReason::NotAllowed));
    assert_eq!(refusal(&house, &city, &answered), None);
}

#[test]
fn of_two_officers_who_change_a_record_the_first_in_the_log_counts_and_the_other_is_told_so() {
    let house = House::new();
    let (one, other) = (county(&house, "c"), county(&house, "d"));
    let (card, word) = register(&house, &one, firm("南湖律师事务所"));
    let phone = |number: &str| card.next(&word, but(&card.said, &[(Column::Phone, number)]));
    let (by_one, by_other) = (phone("0771-1").word(&house, &one), phone("0771-2").word(&house, &other));
    assert_eq!(stored(&hand_in(&house, &one, &[&by_one])), 1);
    let changed = Some(ParkedReason::RecordChanged);
    assert_eq!(refusal_of(&house, &other, &by_other.sealed), changed);
    assert_eq!(
        refusal_of(&house, &other, &by_other.sealed),
        changed,
        "and so the next time"
    );
    assert_eq!(
        refusal(
            &house,
            &other,
            &Card {
                record: card.record,
                said: firm("别的名字")
            }
        ),
        changed,
        "as if it were new"
    );
    // What builds on what was refused is refused with it, and nothing else is.
    let refused = phone("0771-3").word(&house, &other);
    let built = card
        .next(&refused, but(&card.said, &[(Column::Phone, "0771-4")]))
        .word(&house, &other);
    let apart = Card::new(&house, firm("邕江律师事务所")).word(&house, &other);
    let answers = hand_in(&house, &other, &[&refused, &built, &apart]);
    assert!(matches!(
        answers[..],
        [
            BatchAnswer::Refused {
                reason: ParkedReason::RecordChanged,
                ..
            },
            BatchAnswer::Refused {
                reason: ParkedReason::RecordChanged,
                ..
            },
            BatchAnswer::Stored(_)
        ]
    ));
    let withdrawn = card.withdrawn(&by_one).word(&house, &other);
    assert_eq!(
        refusal_of(&house, &other, &withdrawn.sealed),
        Some(ParkedReason::Content),
        "not as it is now"
    );
    let now = card.next(&word, but(&card.said, &[(Column::Phone, "0771-1")]));
    assert_eq!(refusal(&house, &other, &now.withdrawn(&by_one)), None);
}

#[test]
fn of_officers_who_appoint_in_one_village_at_the_same_moment_one_is_stored_and_each_other_refused() {
    on_both(|house| {
        let desks: Vec<TestDevice> = (0..6).map(|number| county(house, &format!("c{number}"))).collect();
        let people: Vec<PersonId> = (1..=6).map(|number| PersonId([number; 16])).collect();
        for person in &people {
            register(house, &desks[0], counsel(*person, "韦法明"));
        }
        let words: Vec<Word> = desks
            .iter()
            .zip(&people)
            .map(|(desk, person)| Card::new(house, appointment(VILLAGE, *person, "2026-11-01", "")).word(house, desk))
            .collect();
        let answers: Vec<BatchAnswer> = std::thread::scope(|scope| {
            let asked: Vec<_> = desks
                .iter()
                .zip(&words)
                .map(|(desk, word)| scope.spawn(move || hand_in(house, desk, &[word])))
                .collect();
            asked.into_iter().flat_map(|one| one.join().unwrap()).collect()
        });
        let refused = |one: &&BatchAnswer| {
            matches!(
                one,
                BatchAnswer::Refused {
                    reason: ParkedReason::Content,
                    ..
                }
            )
        };
        assert_eq!(
            (stored(&answers), answers.iter().filter(refused).count()),
            (1, 5),
            "{answers:?}"
        );
        let registers = house.server.registers(&"450102".parse().unwrap()).unwrap();
        assert_eq!(registers.appointments().len(), 1);
        // What has nothing to do with each other is stored, all of it.
        let answers: Vec<BatchAnswer> = std::thread::scope(|scope| {
            let asked: Vec<_> = desks
                .iter()
                .enumerate()
                .map(|(number, desk)| {
                    let word = Card::new(house, firm(&format!("第{number}律师事务所"))).word(house, desk);
                    scope.spawn(move || hand_in(house, desk, &[&word]))
                })
                .collect();
            asked.into_iter().flat_map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(stored(&answers), 6, "{answers:?}");
    });
}

#[test]
fn only_registrations_come_by_this_road_and_they_come_by_no_other() {
    let house = House::new();
    let (county, mut tablet) = (county(&house, "c"), house.counsel("a"));
    let content = Some(ParkedReason::Content);
    let ledger = Ledger::new(&house, &tablet, VILLAGE);
    assert_eq!(refusal_of(&house, &tablet, &ledger.first(&tablet)), content, "an entry");
    let record = EntryId([9; 16]);
    let opening = Body::Opening(Opening {
        reason: "核对".to_owned(),
    });
    let opening = act(&house, &county, record, opening);
    let of = |batch: &Batch| refusal_of(&house, &county, &sealed(&county, batch));
    assert_eq!(of(&batch(&county, record, &[&opening])), content, "another act");
    let word = Card::new(&house, firm("南湖律师事务所")).word(&house, &county);
    let good = word.sealed.open().unwrap();
    let second = act(&house, &county, good.entry, Body::Registration(firm("邕江律师事务所")));
    for (what, spoilt) in [
        ("two acts", batch(&county, good.entry, &[&word.act, &second])),
        (
            "of another record",
            Batch {
                entry: record,
                ..good.clone()
            },
        ),
        (
            "in a village",
            Batch {
                village: VILLAGE.parse().unwrap(),
                ..good.clone()
            },
        ),
        (
            "with a change",
            Batch {
                changes: vec![ledger.genesis.clone()],
                ..good.clone()
            },
        ),
    ] {
        assert_eq!(of(&spoilt), content, "{what}");
    }
    let elsewhere = Batch {
        village: "450103000000".parse().unwrap(),
        ..good.clone()
    };
    assert_eq!(of(&elsewhere), Some(ParkedReason::OutOfScope), "another county's");
    assert_eq!(
        of(&Batch {
            acts: Vec::new(),
            ..good.clone()
        }),
        content,
        "nothing"
    );
    // An id of an entry is none of a record.
    tablet.push(&house, &ledger.first(&tablet));
    let over_an_entry = Card {
        record: ledger.id,
        said: firm("南湖律师事务所"),
    };
    assert_eq!(refusal(&house, &county, &over_an_entry), content);
    // By the road of entries.
    let mut desk = county;
    assert_eq!(
        desk.refusal(&house, &word.sealed),
        ParkedReason::NotAllowed,
        "at the seat"
    );
    let village = Batch {
        village: VILLAGE.parse().unwrap(),
        ..good
    };
    assert_eq!(
        desk.refusal(&house, &sealed(&desk, &village)),
        ParkedReason::NotAllowed,
        "in a village"
    );
    let about_an_entry = act(&house, &desk, ledger.id, Body::Registration(firm("南湖律师事务所")));
    let about_an_entry = ledger.sealed(&desk, &[], &[&about_an_entry]);
    assert_eq!(
        desk.refusal(&house, &about_an_entry),
        ParkedReason::NotAllowed,
        "about an entry"
    );
    assert_eq!(house.server.db().entry_log(ledger.id).unwrap().len(), 1);
    assert_eq!(
        refusal_of(&house, &desk, &word.sealed),
        None,
        "and by its own it stands"
    );
}

#[test]
fn whoever_reads_the_whole_county_gets_nothing_of_the_registers_with_the_entries() {
    let house = House::new();
    let desk = county(&house, "c");
    register(&house, &desk, firm("南湖律师事务所"));
    let mut wide = house.device("w", &house.person(Role::Office, &["450102"]));
    let answer = wide.sync(&house, &[]);
    assert_eq!((answer.pulled.len(), answer.cursor, answer.head.more), (0, 1, false));
    assert_eq!(read_by(&house, &wide).len(), 1);
}

#[test]
fn signatures_of_others_do_not_count() {
    let house = House::new();
    let (one, other) = (county(&house, "c"), county(&house, "d"));
    let card = Card::new(&house, firm("南湖律师事务所"));
    let signature = Some(ParkedReason::Signature);
    let word = card.word(&house, &one);
    assert_eq!(
        refusal_of(&house, &other, &word.sealed),
        signature,
        "another device's batch"
    );
    let lent = sealed(&other, &batch(&other, card.record, &[&word.act]));
    assert_eq!(refusal_of(&house, &other, &lent), signature, "another device's act");
    let mut bytes = word.act.bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let spoilt = Batch {
        acts: vec![bytes],
        ..word.sealed.open().unwrap()
    };
    assert_eq!(refusal_of(&house, &one, &sealed(&one, &spoilt)), signature);
    assert_eq!(refusal_of(&house, &one, &word.sealed), None);
}

#[test]
fn a_revoked_device_hands_in_nothing_and_reads_nothing() {
    let house = House::new();
    let desk = county(&house, "c");
    let word = Card::new(&house, firm("南湖律师事务所")).word(&house, &desk);
    house.server.revoke(desk.id, NOW_MS).unwrap();
    let refused = Err(Refusal::DeviceRevoked);
    assert_eq!(ask(&house, &desk, (7, 0), &[&word.sealed]), refused);
    assert_eq!(ask(&house, &desk, (7, 0), &[]), refused);
    assert_eq!(house.server.db().quarantined().unwrap(), 0);
    assert_eq!(house.server.db().receipt(word.sealed.id()).unwrap(), None);
}

#[test]
fn requests_that_are_none_are_told_so() {
    let house = House::new();
    let desk = county(&house, "c");
    let refusal = |token: Option<&str>, body: &[u8]| {
        let answer = house.post(REGISTERS_PATH, token, body);
        (answer.status, decode::<Refusal>(&answer.body).unwrap())
    };
    let request = |version, many: usize| {
        let word = Card::new(&house, firm("南湖律师事务所")).word(&house, &desk);
        let wire = cunfa_protocol::wire::WireBatch {
            bytes: cunfa_protocol::wire::Blob(word.sealed.on_the_way()),
            signature: cunfa_protocol::wire::Blob(word.sealed.signature),
        };
        let request = RegistersRequest {
            version,
            epoch: 7,
            after: 0,
            batches: vec![wire; many],
            whole: false,
        };
        encode(&request).unwrap()
    };
    assert_eq!(refusal(None, &request(VERSION, 0)), (401, Refusal::SignInAgain));
    assert_eq!(refusal(Some("x"), &request(VERSION, 0)), (401, Refusal::SignInAgain));
    let token = Some(desk.token.as_str());
    assert_eq!(refusal(token, b"x"), (400, Refusal::Unreadable));
    assert_eq!(refusal(token, &request(VERSION + 1, 0)), (426, version()));
    assert_eq!(
        refusal(token, &request(VERSION, MAX_REGISTRATIONS + 1)),
        (413, Refusal::TooLarge)
    );
    let most = house.post(REGISTERS_PATH, token, &request(VERSION, MAX_REGISTRATIONS));
    assert_eq!(most.status, 200);
    let most: RegistersResponse = decode(&most.body).unwrap();
    assert_eq!((most.answers.len(), most.acts.len()), (MAX_REGISTRATIONS, 1));
}

#[test]
fn a_log_that_began_anew_is_read_from_its_beginning_and_what_it_lacks_is_handed_in_again() {
    let house = House::new();
    let desk = county(&house, "c");
    let (card, word) = register(&house, &desk, firm("南湖律师事务所"));
    house.server.begin_anew(NOW_MS).unwrap();
    let epoch = u64::try_from(NOW_MS).unwrap();
    let answer = ask(&house, &desk, (7, 1), &[&word.sealed]).unwrap();
    assert_eq!((answer.epoch, answer.from_start, answer.acts.len()), (epoch, true, 1));
    let [BatchAnswer::Stored(stored)] = &answer.answers[..] else {
        panic!("{:?}", answer.answers);
    };
    assert_eq!(
        receipt(stored, word.sealed.id(), epoch).sequence,
        1,
        "a receipt of the new epoch"
    );
    assert!(
        ask(&house, &desk, (epoch, 9), &[]).unwrap().from_start,
        "a log that lost its end"
    );
    // A backup from before the registration.
    let restored = House::new();
    let desk = county(&restored, "c");
    let next = card
        .next(&word, but(&card.said, &[(Column::Phone, "0771-1")]))
        .word(&house, &desk);
    restored.server.begin_anew(NOW_MS).unwrap();
    let later = hand_in(&restored, &desk, &[&next]);
    assert!(matches!(later[..], [BatchAnswer::Later { .. }]));
    assert_eq!(self::stored(&hand_in(&restored, &desk, &[&word, &next])), 2);
}

/// Which kinds of record somebody reads.
fn kinds(house: &House, device: &TestDevice) -> BTreeSet<RecordKind> {
    let kind = |act: &SignedAct| match &act.statement().act.body {
        Body::Registration(said) => said.kind,
        other => panic!("{other:?}"),
    };
    read_by(house, device).iter().map(kind).collect()
}

#[test]
fn everybody_reads_what_concerns_them_and_nothing_else() {
    use RecordKind as K;
    let house = House::new();
    let desk = county(&house, "c");
    let (tablet, office) = (house.counsel("a"), house.office("o"));
    let other = house.device("b", &house.person(Role::Counsel, &[VILLAGE]));
    let one = tablet.person.id;
    register(&house, &desk, firm("南湖律师事务所"));
    listed(&house, &desk, &tablet);
    // The scope follows: both villages stay the counsel's.
    let both = [VILLAGE, OTHER_VILLAGE].map(|village| Card::new(&house, appointment(village, one, "2026-11-01", "")));
    let both = both.map(|card| card.word(&house, &desk));
    assert_eq!(stored(&hand_in(&house, &desk, &[&both[0], &both[1]])), 2);
    register(&house, &office, board(VILLAGE));
    register(&house, &office, check(VILLAGE, "2026-10"));
    register(&house, &desk, recusal(VILLAGE, FAR, one));
    register(&house, &desk, training(one));
    register(&house, &tablet, filing(VILLAGE, one));
    register(&house, &desk, renamed(VILLAGE, "那况新村", "2030-01-01"));
    register(&house, &desk, allocation(VILLAGE));
    register(&house, &desk, assessment(one));
    register(&house, &desk, rule_file());
    register(&house, &desk, fee(VILLAGE, one));
    let all: BTreeSet<K> = K::ALL.iter().copied().collect();
    let without = |kinds: &[K]| {
        let others = all.iter().filter(|kind| !kinds.contains(kind));
        others.copied().collect::<BTreeSet<K>>()
    };
    assert_eq!(kinds(&house, &desk), all);
    let city = house.device("y", &house.person(Role::City, &["450102"]));
    assert_eq!(kinds(&house, &city), without(&[K::Recusal, K::Check]));
    assert_eq!(
        kinds(&house, &tablet),
        without(&[K::Allocation, K::Check]),
        "the counsel's own"
    );
    assert_eq!(
        kinds(&house, &other),
        BTreeSet::from([K::Firm, K::Appointment, K::Board, K::Village, K::RuleFile]),
        "of a colleague in the same village"
    );
    assert_eq!(
        kinds(&house, &office),
        without(&[K::Training, K::Assessment, K::Allocation, K::Fee])
    );
    assert_eq!(
        kinds(&house, &house.cadre("k")),
        BTreeSet::from([K::Appointment, K::Board, K::Village, K::RuleFile])
    );
    let far = house.device("f", &house.person(Role::Office, &["450102102"]));
    assert_eq!(
        kinds(&house, &far),
        BTreeSet::from([K::Firm, K::Counsel, K::Recusal, K::RuleFile]),
        "the office of the other village of a conflict"
    );
    let elsewhere = in_another_county(&house);
    assert_eq!(read_by(&house, &elsewhere), [], "another county's log");
}

#[test]
fn a_device_is_told_only_of_registrations_that_somebody_on_it_may_read_and_of_older_ones_when_that_changes() {
    let house = House::new();
    let desk = county(&house, "c");
    let (mut office, mut cadre) = (house.office("o"), house.cadre("k"));
    let told = |office: &mut TestDevice, cadre: &mut TestDevice| {
        [office, cadre].map(|device| device.sync(&house, &[]).head.registers)
    };
    let (o, k) = (&mut office, &mut cadre);
    assert_eq!(told(o, k), [None, None], "nothing is registered");
    register(&house, &desk, firm("南湖律师事务所"));
    assert_eq!(told(o, k), [Some(1), None], "a cadre reads no firms");
    register(&house, &desk, allocation(VILLAGE));
    assert_eq!(told(o, k), [None, None], "between county and city");
    register(&house, &desk, renamed(FAR, "远村", "2030-01-01"));
    assert_eq!(told(o, k), [None, None], "of a village that is neither's");
    // The office and the cadre get that village: what lies before the cursor is told with the directory.
    for person in [o.person.id, k.person.id] {
        house.server.rescope(person, vec![FAR.parse().unwrap()]).unwrap();
    }
    assert_eq!(told(o, k), [Some(3), Some(3)]);
    assert_eq!(told(o, k), [None, None]);
}

#[test]
fn an_answer_is_limited_and_says_that_there_is_more() {
    let house = House::new();
    let desk = county(&house, "c");
    let note = "本县律师不足，".repeat(280);
    let said = but(&allocation(VILLAGE), &[(Column::Note, &note)]);
    let mut many = 0;
    while many * note.len() < REGISTERS_BYTES {
        let words: Vec<Word> = (0..50)
            .map(|_| Card::new(&house, said.clone()).word(&house, &desk))
            .collect();
        let words: Vec<&Word> = words.iter().collect();
        assert_eq!(stored(&hand_in(&house, &desk, &words)), 50);
        many += 50;
    }
    let first = ask(&house, &desk, (7, 0), &[]).unwrap();
    let bytes: usize = first.acts.iter().map(|one| one.act.0.len()).sum();
    assert!(first.more && bytes <= REGISTERS_BYTES && first.acts.len() < many);
    assert_eq!(first.up_to, first.acts.last().unwrap().sequence);
    let second = ask(&house, &desk, (7, first.up_to), &[]).unwrap();
    assert_eq!((second.more, first.acts.len() + second.acts.len()), (false, many));
    // Who reads none of them is told so at once.
    let cadre = house.cadre("k");
    let none = ask(&house, &cadre, (7, 0), &[]).unwrap();
    assert_eq!(
        (none.acts.len(), none.more, none.up_to),
        (0, false, u64::try_from(many).unwrap())
    );
}

#[test]
fn a_renewal_without_a_training_of_the_year_or_against_the_last_verdict_is_taken_with_its_reason_and_refused_without_one()
 {
    let house = House::new();
    let county = county(&house, "c");
    let person = PersonId([7; 16]);
    register(&house, &county, counsel(person, "韦法明"));
    register(
        &house,
        &county,
        appointment(VILLAGE, person, "2026-01-01", "2026-12-31"),
    );
    let renewed = appointment(VILLAGE, person, "2027-01-01", "2027-12-31");
    assert_eq!(refused(&house, &county, &renewed), Some(ParkedReason::Content));
    register(&house, &county, training(person));
    let half = [(Column::Half, "2026-1"), (Column::Verdict, "poor")];
    register(&house, &county, but(&assessment(person), &half));
    assert_eq!(refused(&house, &county, &renewed), Some(ParkedReason::Content));
    let explained = but(&renewed, &[(Column::Reason, "村里要求，已谈话")]);
    assert_eq!(refused(&house, &county, &explained), None);
}
