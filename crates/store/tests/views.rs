//! What a person looks for again: saved under a name, by person, renamed, dropped and taken back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::*;
use cunfa_core::PersonId;

const OTHER: PersonId = PersonId([77; 16]);

#[test]
fn views_are_kept_in_their_order_by_person_and_over_a_new_start() {
    let mut tablet = Tablet::new(1);
    let me = Who::Counsel.person().id;
    let first = tablet.store.add_view(me, "本月讲座", "{}").unwrap();
    let second = tablet.store.add_view(me, "电话", "[1]").unwrap();
    tablet.store.add_view(OTHER, "别人的", "{}").unwrap();
    tablet.reopen();
    let kept = tablet.store.views(me).unwrap();
    assert_eq!(kept.iter().map(|view| view.view).collect::<Vec<_>>(), [first, second]);
    assert_eq!((kept[1].name.as_str(), kept[1].sought.as_str()), ("电话", "[1]"));
    assert_eq!(tablet.store.views(OTHER).unwrap().len(), 1);
}

#[test]
fn a_dropped_view_can_be_taken_back_until_it_is_forgotten() {
    let mut tablet = Tablet::new(1);
    let me = Who::Counsel.person().id;
    let view = tablet.store.add_view(me, "电话", "{}").unwrap();
    assert!(tablet.store.mark_view(me, view, true).unwrap());
    assert!(tablet.store.views(me).unwrap().is_empty());
    assert!(tablet.store.mark_view(me, view, false).unwrap());
    assert_eq!(tablet.store.views(me).unwrap().len(), 1);
    tablet.store.mark_view(me, view, true).unwrap();
    tablet.store.forget_dropped_views(me).unwrap();
    assert!(!tablet.store.mark_view(me, view, false).unwrap());
}

#[test]
fn nobody_touches_the_view_of_another() {
    let mut tablet = Tablet::new(1);
    let me = Who::Counsel.person().id;
    let view = tablet.store.add_view(me, "电话", "{}").unwrap();
    assert!(!tablet.store.rename_view(OTHER, view, "改").unwrap());
    assert!(!tablet.store.mark_view(OTHER, view, true).unwrap());
    assert_eq!(tablet.store.view(OTHER, view).unwrap(), None);
    assert!(tablet.store.rename_view(me, view, "电话咨询").unwrap());
    assert_eq!(tablet.store.views(me).unwrap()[0].name, "电话咨询");
}

#[test]
fn a_reminder_is_put_away_by_person_for_one_month() {
    let mut tablet = Tablet::new(1);
    let me = Who::Counsel.person().id;
    let month = "2026-11-01".parse().ok();
    tablet.store.put_reminder_away(me, month).unwrap();
    tablet.reopen();
    assert_eq!(tablet.store.reminder_away(me).unwrap(), month);
    assert_eq!(tablet.store.reminder_away(OTHER).unwrap(), None);
    tablet.store.put_reminder_away(me, None).unwrap();
    assert_eq!(tablet.store.reminder_away(me).unwrap(), None);
}
