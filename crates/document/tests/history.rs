//! What is read without merging says at every point what the merged document says, whoever made the changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use automerge::{ActorId, Change, ExpandedChange, ScalarValue, legacy};
use cunfa_core::entry::FieldMap;
use cunfa_core::{Digest, EntryId};
use cunfa_document::{ChangeInfo, DocumentError, EntryDoc, History, MAX_CHANGES};
use proptest::prelude::*;

const ID: EntryId = EntryId([7; 16]);

/// Reads the changes in both ways, and holds one against the other at every point; gives the error of both.
fn same(changes: &[Vec<u8>]) -> Option<DocumentError> {
    let given = || changes.iter().map(Vec::as_slice);
    let mut merged = EntryDoc::empty(ID);
    let (history, applied) = match (merged.apply(given()), History::load(ID, given())) {
        (Ok(expected), Ok((history, applied))) => {
            assert_eq!(expected, applied);
            (history, applied)
        }
        (Err(expected), read) => {
            assert_eq!(read.err(), Some(expected.clone()));
            return Some(expected);
        }
        (Ok(_), Err(error)) => panic!("{error} where nothing is wrong"),
    };
    assert_eq!(history.kind(), merged.kind());
    assert_eq!(history.fields(), merged.fields());
    let all: Vec<Digest> = [applied.applied, applied.waiting, applied.missing].concat();
    let alone = all.iter().map(|change| vec![*change]);
    let together = all.windows(2).map(<[Digest]>::to_vec);
    let others = [vec![], vec![Digest([9; 32])], merged.heads(), all.clone()];
    for heads in alone.chain(together).chain(others) {
        assert_eq!(history.fields_at(&heads), merged.fields_at(&heads), "{heads:?}");
        assert_eq!(history.conflicts_at(&heads), merged.conflicts_at(&heads), "{heads:?}");
    }
    None
}

#[derive(Debug, Clone)]
enum Step {
    /// Text under one of the keys, or none.
    Write(u8, Option<String>),
    /// Another session goes on.
    Actor(u8),
    /// The next change is written on an earlier text.
    Beside,
    /// A conflict is settled.
    Settle,
}

fn step() -> impl Strategy<Value = Step> {
    let text = || proptest::option::weighted(0.7, "[村民土地1-3]{0,3}");
    prop_oneof![
        8 => (0u8..5, text()).prop_map(|(key, text)| Step::Write(key, text)),
        3 => (0u8..4).prop_map(Step::Actor),
        1 => Just(Step::Settle),
        1 => Just(Step::Beside),
    ]
}

const KEYS: [&str; 5] = ["matter", "advice", "result", "person.01-aaaa.name", "closed"];

/// A history made by a device, or by several.
fn written(is_need: bool, steps: Vec<Step>) -> Vec<Vec<u8>> {
    let first = FieldMap::from([
        ("matter".to_owned(), "始".to_owned()),
        ("newer".to_owned(), "新".to_owned()),
    ]);
    let create = if is_need {
        EntryDoc::create_need
    } else {
        EntryDoc::create
    };
    let (mut doc, change) = create(ID, &first, [1; 16]).unwrap();
    let (mut changes, mut actor, mut fresh, mut before) = (vec![change], 1, 100, doc.heads());
    let mut is_beside = false;
    for step in steps {
        let heads = doc.heads();
        match step {
            Step::Write(key, text) => {
                let mut fields = doc.fields();
                match text {
                    Some(text) => fields.insert(KEYS[usize::from(key)].to_owned(), text),
                    None => fields.remove(KEYS[usize::from(key)]),
                };
                fresh += 1;
                let change = if std::mem::take(&mut is_beside) {
                    doc.edit_at(&before, &fields, [fresh; 16])
                } else {
                    doc.edit(&fields, [actor; 16])
                };
                changes.extend(change.unwrap());
            }
            Step::Actor(next) => actor = next + 1,
            Step::Beside => is_beside = true,
            Step::Settle => {
                if let Some((key, values)) = doc.conflicts().pop_first() {
                    changes.push(doc.settle(&key, &values[0], [actor; 16]).unwrap());
                }
            }
        }
        before = heads;
    }
    changes
}

/// Once more a change, but with what `twist` makes of it.
fn twisted(change: &[u8], twist: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = Change::try_from(change).unwrap().decode();
    twist(&mut expanded);
    expanded.hash = None;
    Change::from(expanded).raw_bytes().to_vec()
}

/// The change with another byte, under the hash of its bytes.
fn with_byte(change: &[u8], place: usize, byte: u8) -> Vec<u8> {
    let mut bytes = change.to_vec();
    bytes[place] = byte;
    let hash = <sha2::Sha256 as sha2::Digest>::digest(&bytes[8..]);
    bytes[4..8].copy_from_slice(&hash[..4]);
    bytes
}

/// What follows a change that was made anew follows the new one.
fn chained(mut changes: Vec<Vec<u8>>, from: usize) -> Vec<Vec<u8>> {
    for place in from.max(1)..changes.len() {
        let Ok(parent) = Change::try_from(changes[place - 1].as_slice()) else {
            break;
        };
        changes[place] = twisted(&changes[place], |change| {
            if change.deps.len() == 1 {
                change.deps = vec![parent.hash()];
            }
        });
    }
    changes
}

/// Three changes in one line by two actors: made, two fields changed and one of them once more, one deleted.
fn line() -> Vec<Vec<u8>> {
    let fields = |pairs: &[(&str, &str)]| -> FieldMap {
        let pairs = pairs.iter();
        pairs
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    };
    let first = fields(&[("matter", "甲"), ("advice", "乙"), ("result", "丙")]);
    let (mut doc, genesis) = EntryDoc::create(ID, &first, [1; 16]).unwrap();
    let second = fields(&[("matter", "丁"), ("advice", "戊"), ("result", "丙")]);
    let second = doc.edit(&second, [2; 16]).unwrap().unwrap();
    let third = fields(&[("matter", "己"), ("advice", "戊")]);
    let third = doc.edit(&third, [2; 16]).unwrap().unwrap();
    vec![genesis, second, third]
}

/// The line with one of its changes made anew, and what follows it put behind that one.
fn hostile(place: usize, twist: impl FnOnce(&mut ExpandedChange)) -> Vec<Vec<u8>> {
    let mut changes = line();
    changes[place] = twisted(&changes[place], twist);
    assert_ne!(changes, line());
    chained(changes, place + 1)
}

fn number(operation: u64, actor: u8) -> legacy::SortedVec<legacy::OpId> {
    vec![legacy::OpId::new(operation, &ActorId::from([actor; 16]))].into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_history_reads_as_its_merged_document_at_every_point(
        is_need: bool,
        steps in proptest::collection::vec(step(), 0..24),
        length in 1usize..30,
    ) {
        let mut changes = written(is_need, steps);
        changes.truncate(length);
        prop_assert_eq!(same(&changes), None);
    }

    #[test]
    fn a_history_in_any_order_with_gaps_and_repetitions_reads_as_its_merged_document(
        is_need: bool,
        steps in proptest::collection::vec(step(), 0..12),
        order in proptest::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let changes = written(is_need, steps);
        let some: Vec<Vec<u8>> = order.iter().map(|index| index.get(&changes).clone()).collect();
        same(&some);
        same(&[changes, some].concat());
    }

    #[test]
    fn a_history_with_a_byte_changed_reads_as_its_merged_document(
        steps in proptest::collection::vec(step(), 0..6),
        change: prop::sample::Index,
        place: prop::sample::Index,
        byte: u8,
    ) {
        let mut changes = written(false, steps);
        let at = change.index(changes.len());
        changes[at] = with_byte(&changes[at], 8 + place.index(changes[at].len() - 8), byte);
        same(&changes);
        if ChangeInfo::read(&changes[at]).is_ok() {
            same(&chained(changes, at + 1));
        }
    }
}

#[test]
fn the_line_that_hostile_changes_are_made_of_is_a_good_one() {
    assert_eq!(same(&line()), None);
    assert_eq!(same(&chained(line(), 0)), None);
    assert_eq!(chained(line(), 0), line());
    assert_eq!(same(&[]), None);
}

#[test]
fn a_change_that_does_not_supersede_what_stands_is_read_as_the_conflict_it_is() {
    for (place, operation) in [(1, 0), (1, 1), (2, 0), (2, 1)] {
        let lacking = hostile(place, |change| change.operations[operation].pred = Vec::new().into());
        assert_eq!(same(&lacking), None);
        for (number_of, actor) in [
            (1, 1),
            (2, 1),
            (3, 1),
            (4, 1),
            (5, 1),
            (5, 2),
            (6, 2),
            (3, 2),
            (99, 1),
            (7, 2),
        ] {
            let wrong = hostile_or_same(place, |change| {
                change.operations[operation].pred = number(number_of, actor);
            });
            same(&wrong);
        }
    }
    let conflict = hostile(1, |change| change.operations[0].pred = Vec::new().into());
    let (history, applied) = History::load(ID, conflict.iter().map(Vec::as_slice)).unwrap();
    assert_eq!(history.conflicts_at(&applied.applied[1..2]).unwrap().len(), 1);
}

/// [`hostile`], where the twist may leave the change as it is.
fn hostile_or_same(place: usize, twist: impl FnOnce(&mut ExpandedChange)) -> Vec<Vec<u8>> {
    let mut changes = line();
    changes[place] = twisted(&changes[place], twist);
    chained(changes, place + 1)
}

#[test]
fn operations_that_supersede_two_or_one_twice_or_their_own_are_read_as_merged() {
    let two = hostile(2, |change| {
        let both: Vec<legacy::OpId> = [number(2, 1), number(5, 2)]
            .iter()
            .flat_map(|ids| ids.iter().cloned())
            .collect();
        change.operations[0].pred = both.into();
    });
    let twice = hostile(2, |change| {
        let once_more = change.operations[0].clone();
        change.operations.push(once_more);
    });
    let again = hostile(2, |change| {
        let mut once_more = change.operations[0].clone();
        once_more.pred = number(change.start_op.get(), 2);
        change.operations.push(once_more);
    });
    let deleted = hostile(2, |change| {
        let mut nothing = change.operations[1].clone();
        nothing.pred = Vec::new().into();
        change.operations.push(nothing);
    });
    let to_nothing = hostile(1, |change| {
        change.operations[0].action = legacy::OpType::Delete;
    });
    for changes in [two, twice, again, deleted, to_nothing] {
        same(&changes);
    }
}

#[test]
fn wrong_numbers_and_actors_used_twice_have_the_same_answer_as_merged() {
    for place in 0..3 {
        for shift in [1u64, 2, 3, 5, 6, 7, 8, 9, 200, u64::from(u32::MAX)] {
            same(&hostile_or_same(place, |change| {
                change.start_op = shift.try_into().unwrap();
            }));
        }
        for seq in [0, 1, 2, 3, 7, 1 << 33] {
            same(&hostile_or_same(place, |change| change.seq = seq));
        }
        for actor in [1, 2, 3] {
            same(&hostile_or_same(place, |change| {
                change.actor_id = ActorId::from([actor; 16])
            }));
        }
    }
    let reused = hostile(1, |change| change.actor_id = ActorId::from([1; 16]));
    assert_eq!(same(&reused), Some(DocumentError::ActorReused));
}

#[test]
fn times_messages_and_values_that_no_device_writes_have_the_same_answer_as_merged() {
    for place in 0..3 {
        for time in [1, i64::MIN, i64::MAX] {
            same(&hostile(place, |change| change.time = time));
        }
        same(&hostile(place, |change| change.message = Some("消息".to_owned())));
        same(&hostile(place, |change| change.operations.clear()));
        same(&hostile(place, |change| {
            change.operations[0].action = legacy::OpType::Put(ScalarValue::counter(1));
        }));
        same(&hostile(place, |change| {
            change.operations[0].action = legacy::OpType::Increment(1)
        }));
    }
}

#[test]
fn the_first_thing_wrong_is_what_is_said() {
    let other = EntryDoc::create(EntryId([8; 16]), &FieldMap::new(), [5; 16]).unwrap().1;
    let need = EntryDoc::create_need(ID, &FieldMap::new(), [5; 16]).unwrap().1;
    let noise = b"noise".to_vec();
    let line = line();
    assert_eq!(
        same(&[line[0].clone(), other.clone(), noise.clone()]),
        Some(DocumentError::OtherEntry)
    );
    assert_eq!(
        same(&[line[0].clone(), need, noise.clone()]),
        Some(DocumentError::OtherKind)
    );
    assert!(matches!(
        same(&[line[0].clone(), noise, other]),
        Some(DocumentError::Shape(_))
    ));
    assert_eq!(same(&line[1..]), None);
    assert_eq!(same(&[line[0].clone(), line[2].clone()]), None);
}

#[test]
fn a_line_of_as_many_changes_as_may_be_is_read_and_one_more_is_refused() {
    let mut changes = line();
    let mut last = Change::try_from(changes[2].as_slice()).unwrap();
    while changes.len() <= MAX_CHANGES {
        let mut next = last.decode();
        next.hash = None;
        next.deps = vec![last.hash()];
        next.seq += 1;
        next.start_op = (last.max_op() + 1).try_into().unwrap();
        next.operations.truncate(1);
        next.operations[0].pred = number(last.start_op().get(), 2);
        last = Change::from(next);
        changes.push(last.raw_bytes().to_vec());
    }
    let read = |count: usize| History::load(ID, changes[..count].iter().map(Vec::as_slice));
    let (history, applied) = read(MAX_CHANGES).unwrap();
    let merged = EntryDoc::load(ID, changes[..MAX_CHANGES].iter().map(Vec::as_slice)).unwrap();
    assert_eq!(history.fields(), merged.fields());
    assert_eq!(applied.applied.len(), MAX_CHANGES);
    assert_eq!(read(MAX_CHANGES + 1).err(), Some(DocumentError::Limit("changes")));
    assert_eq!(
        EntryDoc::load(ID, changes.iter().map(Vec::as_slice)).err(),
        Some(DocumentError::Limit("changes"))
    );
}
