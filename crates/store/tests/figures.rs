//! Figures and openings as the device keeps them: in the place of what was told before, over a new start, and no text among them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use chrono::NaiveDate;
use common::*;
use cunfa_core::question::Crossing;
use cunfa_core::{EntryId, Figure, Kind, Mode, PersonId, QuestionKind, ResultClass, Stage};
use cunfa_evidence::batch::SealedBatch;
use cunfa_store::{FiguresPlace, OpeningState, ParkedReason, PassResult, StoredOpening};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn figure(number: u8, date: NaiveDate) -> Figure {
    Figure {
        entry: id(number),
        village: village(u32::from(number % 2)),
        date,
        kind: Kind::Lecture,
        mode: Mode::OnSite,
        minutes: 90,
        people: 40,
        result: (number > 1).then_some(ResultClass::Solved),
        stage: Stage::InReview,
        major: number == 2,
        counsel: PersonId([9; 16]),
        corrects: None,
    }
}

fn place(up_to: u64) -> FiguresPlace {
    FiguresPlace {
        epoch: 7,
        up_to,
        scope: vec!["450102".parse().unwrap()],
        at_ms: 5,
    }
}

#[test]
fn figures_stand_in_the_place_of_what_was_told_before_and_go_when_all_comes_anew() {
    let mut tablet = Tablet::new(1);
    assert_eq!(tablet.store.figures_place().unwrap(), None);
    let figures = [figure(1, day(3)), figure(2, day(30)), figure(3, day(1))];
    tablet.store.keep_figures((&figures, None), &place(4), false).unwrap();
    let changed = Figure {
        stage: Stage::Approved,
        ..figure(2, day(30))
    };
    tablet
        .store
        .keep_figures((std::slice::from_ref(&changed), None), &place(5), false)
        .unwrap();
    tablet.reopen();
    assert_eq!(tablet.store.figures_place().unwrap(), Some(place(5)));
    assert_eq!(tablet.store.figure(id(2)).unwrap(), Some(changed));
    let entries = |from, to| -> Vec<EntryId> {
        let figures = tablet.store.figures(day(from), day(to)).unwrap();
        figures.into_iter().map(|figure| figure.entry).collect()
    };
    // By village, then by day.
    assert_eq!(entries(1, 30), [id(2), id(3), id(1)]);
    assert_eq!(entries(2, 29), [id(1)]);
    let of_one = tablet.store.figures_of(&village(1), day(1), day(30)).unwrap();
    assert_eq!(
        of_one.iter().map(|figure| figure.entry).collect::<Vec<_>>(),
        [id(3), id(1)]
    );
    tablet
        .store
        .keep_figures((&figures[..1], None), &place(9), true)
        .unwrap();
    assert_eq!(tablet.store.all_figures().unwrap(), [figure(1, day(3))]);
}

#[test]
fn the_corrected_are_those_that_another_names_which_is_not_void() {
    let mut tablet = Tablet::new(1);
    let correcting = |number, corrects, stage| Figure {
        corrects: Some(id(corrects)),
        stage,
        ..figure(number, day(4))
    };
    let (good, void) = (correcting(3, 1, Stage::InReview), correcting(4, 2, Stage::Voided));
    let figures = [figure(1, day(3)), figure(2, day(30)), good.clone(), void];
    tablet.store.keep_figures((&figures, None), &place(4), false).unwrap();
    assert_eq!(tablet.store.figure(id(3)).unwrap(), Some(good));
    assert_eq!(tablet.store.corrected_figures().unwrap(), [id(1)].into());
}

#[test]
fn an_opening_waits_until_the_server_said_something_of_it() {
    let mut tablet = Tablet::new(1);
    let me = Who::Counsel.person().id;
    let opening = StoredOpening {
        entry: id(1),
        person: me,
        village: village(1),
        reason: "核对补贴".to_owned(),
        batch: SealedBatch {
            bytes: vec![1, 2],
            signature: vec![3],
        },
        made_ms: 8,
        state: OpeningState::Waiting,
    };
    tablet.store.put_opening(&opening).unwrap();
    tablet.store.put_opening(&opening).unwrap();
    tablet.reopen();
    assert_eq!(tablet.store.waiting_openings().unwrap(), std::slice::from_ref(&opening));
    assert_eq!(tablet.store.opening(id(1), PersonId([77; 16])).unwrap(), None);
    for state in [
        OpeningState::Stands,
        OpeningState::Over,
        OpeningState::Refused(ParkedReason::NotAllowed),
    ] {
        let said = StoredOpening {
            state,
            ..opening.clone()
        };
        tablet.store.put_opening(&said).unwrap();
        assert_eq!(tablet.store.opening(id(1), me).unwrap(), Some(said));
        assert!(tablet.store.waiting_openings().unwrap().is_empty());
    }
    let later = StoredOpening {
        batch: SealedBatch {
            bytes: vec![4],
            signature: vec![5],
        },
        reason: "处理来访".to_owned(),
        ..opening
    };
    tablet.store.put_opening(&later).unwrap();
    assert_eq!(
        tablet.store.opening(id(1), me).unwrap(),
        Some(later),
        "the last one counts"
    );
}

#[test]
fn a_log_that_began_anew_is_offered_every_opening_that_stood_in_the_one_before() {
    let mut tablet = Tablet::new(1);
    let states = [
        OpeningState::Stands,
        OpeningState::Over,
        OpeningState::Refused(ParkedReason::NotAllowed),
        OpeningState::Waiting,
    ];
    for (number, state) in (1..).zip(states) {
        let opening = StoredOpening {
            entry: id(number),
            person: Who::Counsel.person().id,
            village: village(1),
            reason: "核对补贴".to_owned(),
            batch: SealedBatch {
                bytes: vec![number],
                signature: vec![],
            },
            made_ms: 8,
            state,
        };
        tablet.store.put_opening(&opening).unwrap();
    }
    let anew = PassResult {
        epoch: EPOCH + 1,
        ..PassResult::default()
    };
    assert!(tablet.store.store_answers(&anew).unwrap().new_epoch);
    let waiting = tablet.store.waiting_openings().unwrap();
    let entries: Vec<EntryId> = waiting.iter().map(|opening| opening.entry).collect();
    assert_eq!(entries, [id(1), id(2), id(4)]);
}

#[test]
fn the_questions_of_conflict_are_those_told_last_and_go_with_the_figures() {
    let mut tablet = Tablet::new(1);
    let crossing = |entry: u8, kind| Crossing {
        entry: EntryId([entry; 16]),
        kind,
        village: "450102101205".parse().unwrap(),
    };
    let told = [
        crossing(1, QuestionKind::SameParty),
        crossing(2, QuestionKind::OtherVillage),
    ];
    let keep = |tablet: &mut Tablet, crossings: Option<&[Crossing]>, anew| {
        tablet.store.keep_figures((&[], crossings), &place(4), anew).unwrap();
        tablet.store.crossings().unwrap()
    };
    assert_eq!(keep(&mut tablet, Some(&told), false), told);
    assert_eq!(
        keep(&mut tablet, None, false),
        told,
        "a page that tells none leaves them"
    );
    assert_eq!(keep(&mut tablet, Some(&told[1..]), false), told[1..]);
    assert_eq!(keep(&mut tablet, None, true), []);
}
