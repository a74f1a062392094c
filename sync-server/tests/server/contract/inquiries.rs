//! Questions of the public page: kept once and never more than asked for, taken by one device at a time, put away for good, and gone when the log
//! holds them or they are old.

use cunfa_core::{Area, DeviceId, DismissReason, EntryId, Inquiry, InquiryId, PersonId};
use cunfa_server::db::{Db, Dismissal, InquiriesAsk, Room, StoredInquiry, Taken};

use super::{Make, append, batch, founded, village};
use crate::support::VILLAGE;

const OTHER: &str = "450102102201";
const ROOM: Room = Room { village: 3, all: 5 };
/// Nothing lapses.
const NEVER: i64 = 0;

pub fn all(make: Make<'_>) {
    one_that_comes_twice_is_there_once_and_no_more_wait_than_there_is_room_for(make);
    the_oldest_come_first_and_nothing_of_another_area(make);
    one_device_takes_it_and_another_gets_it_only_when_that_lapsed(make);
    what_is_put_away_stays_so_and_its_texts_are_gone(make);
    what_the_log_holds_as_a_need_waits_no_more(make);
    what_is_old_is_forgotten_altogether(make);
}

fn one(id: u8, place: &str, received_ms: i64) -> StoredInquiry {
    StoredInquiry {
        id: InquiryId([id; 16]),
        village: village(place),
        received_ms,
        asked: Inquiry {
            name: "韦大𡌶".to_owned(),
            phone: "13800000000".to_owned(),
            matter: format!("第 {id} 问\n<b>𠮷</b>"),
        },
        taken: None,
    }
}

fn kept(make: Make<'_>, all: &[StoredInquiry]) -> Box<dyn Db> {
    let db = founded(make);
    for one in all {
        assert!(db.keep_inquiry(one, ROOM).unwrap());
    }
    db
}

fn waiting(db: &dyn Db, device: u8, scope: &[&str], lapsed_ms: i64, rows_max: u32) -> Vec<StoredInquiry> {
    let scope: Vec<Area> = scope.iter().map(|code| code.parse().unwrap()).collect();
    let ask = InquiriesAsk {
        scope: &scope,
        device: DeviceId([device; 16]),
        lapsed_ms,
        rows_max,
    };
    db.inquiries(&ask).unwrap()
}

/// What waits for a device, in all villages.
fn ids(db: &dyn Db, device: u8, lapsed_ms: i64) -> Vec<u8> {
    let all = waiting(db, device, &["450102"], lapsed_ms, 10);
    all.into_iter().map(|one| one.id.0[0]).collect()
}

fn taken(device: u8, need: u8, at_ms: i64) -> Taken {
    Taken {
        need: EntryId([need; 16]),
        device: DeviceId([device; 16]),
        by: PersonId([3; 16]),
        at_ms,
    }
}

fn takes(db: &dyn Db, id: u8, taken: Taken, lapsed_ms: i64) -> bool {
    db.take_inquiry(InquiryId([id; 16]), &taken, lapsed_ms).unwrap()
}

fn dismisses(db: &dyn Db, id: u8, device: u8) -> bool {
    let dismissal = Dismissal {
        by: PersonId([3; 16]),
        device: DeviceId([device; 16]),
        reason: DismissReason::Other,
        note: "已电话答复",
        at_ms: 50,
    };
    db.dismiss_inquiry(InquiryId([id; 16]), &dismissal, NEVER).unwrap()
}

fn one_that_comes_twice_is_there_once_and_no_more_wait_than_there_is_room_for(make: Make<'_>) {
    let db = kept(
        make,
        &[
            one(1, VILLAGE, 10),
            one(1, VILLAGE, 20),
            one(2, VILLAGE, 11),
            one(3, VILLAGE, 12),
        ],
    );
    assert!(
        !db.keep_inquiry(&one(4, VILLAGE, 13), ROOM).unwrap(),
        "three wait there"
    );
    assert!(db.keep_inquiry(&one(3, VILLAGE, 13), ROOM).unwrap(), "it is there");
    for id in [5, 6] {
        assert!(db.keep_inquiry(&one(id, OTHER, 14), ROOM).unwrap());
    }
    assert!(!db.keep_inquiry(&one(7, OTHER, 15), ROOM).unwrap(), "five wait in all");
    assert!(dismisses(&*db, 5, 1));
    assert!(
        db.keep_inquiry(&one(7, OTHER, 15), ROOM).unwrap(),
        "there is room again"
    );
    assert!(db.keep_inquiry(&one(5, OTHER, 16), ROOM).unwrap(), "it is known");
    assert_eq!(ids(&*db, 1, NEVER), [1, 2, 3, 6, 7]);
    assert_eq!(waiting(&*db, 1, &[VILLAGE], NEVER, 1), [one(1, VILLAGE, 10)]);
}

fn the_oldest_come_first_and_nothing_of_another_area(make: Make<'_>) {
    let db = kept(make, &[one(3, VILLAGE, 30), one(1, OTHER, 20), one(2, VILLAGE, 10)]);
    assert_eq!(ids(&*db, 1, NEVER), [2, 1, 3]);
    assert_eq!(
        waiting(&*db, 1, &["450102101"], NEVER, 10),
        [one(2, VILLAGE, 10), one(3, VILLAGE, 30)]
    );
    assert_eq!(waiting(&*db, 1, &["450103"], NEVER, 10), []);
    assert_eq!(waiting(&*db, 1, &[], NEVER, 10), []);
    assert_eq!(waiting(&*db, 1, &["450102", VILLAGE], NEVER, 2).len(), 2);
    assert_eq!(db.inquiry_village(InquiryId([1; 16])).unwrap(), Some(village(OTHER)));
    assert_eq!(db.inquiry_village(InquiryId([9; 16])).unwrap(), None);
}

fn one_device_takes_it_and_another_gets_it_only_when_that_lapsed(make: Make<'_>) {
    let db = kept(make, &[one(1, VILLAGE, 10), one(2, VILLAGE, 20)]);
    assert!(takes(&*db, 2, taken(1, 70, 100), NEVER));
    assert!(takes(&*db, 2, taken(1, 70, 101), NEVER), "again");
    assert!(!takes(&*db, 2, taken(2, 71, 102), NEVER));
    assert!(!takes(&*db, 9, taken(1, 70, 102), NEVER), "there is none such");
    assert_eq!(ids(&*db, 1, NEVER), [2, 1], "what one took stands before");
    assert_eq!(ids(&*db, 2, NEVER), [1]);
    let mine = waiting(&*db, 1, &[VILLAGE], NEVER, 1);
    assert_eq!(mine[0].taken, Some(taken(1, 70, 101)));
    assert_eq!(ids(&*db, 2, 102), [1, 2], "it lapsed");
    assert!(takes(&*db, 2, taken(2, 71, 200), 102));
    assert!(!takes(&*db, 2, taken(1, 70, 201), 102));
    assert_eq!(ids(&*db, 1, 102), [1]);
}

fn what_is_put_away_stays_so_and_its_texts_are_gone(make: Make<'_>) {
    let db = kept(make, &[one(1, VILLAGE, 10), one(2, VILLAGE, 20)]);
    assert!(dismisses(&*db, 1, 1) && dismisses(&*db, 1, 2), "again, whoever says it");
    assert!(!dismisses(&*db, 9, 1));
    assert!(!takes(&*db, 1, taken(1, 70, 100), NEVER));
    assert!(takes(&*db, 2, taken(1, 70, 100), NEVER));
    assert!(!dismisses(&*db, 2, 2), "another device is at it");
    assert!(dismisses(&*db, 2, 1), "its own");
    assert_eq!(ids(&*db, 1, i64::MAX), [0_u8; 0]);
    assert_eq!(db.inquiry_village(InquiryId([1; 16])).unwrap(), Some(village(VILLAGE)));
}

fn what_the_log_holds_as_a_need_waits_no_more(make: Make<'_>) {
    let db = kept(make, &[one(1, VILLAGE, 10), one(2, VILLAGE, 20)]);
    assert!(takes(&*db, 1, taken(1, 70, 100), NEVER));
    append(&*db, &[batch(1, 70, VILLAGE)], 110);
    assert_eq!(ids(&*db, 1, NEVER), [2], "before anything was swept");
    assert!(!dismisses(&*db, 1, 1));
    assert!(!takes(&*db, 1, taken(2, 71, 120), 200), "nor by anybody else");
    assert!(takes(&*db, 2, taken(1, 72, 115), NEVER));
    assert_eq!(db.sweep_inquiries(0).unwrap(), 0, "nothing was forgotten");
    let left = waiting(&*db, 1, &[VILLAGE], NEVER, 10);
    assert_eq!(
        left[0].asked,
        one(2, VILLAGE, 20).asked,
        "what is taken and did not come keeps its texts"
    );
    assert!(takes(&*db, 1, taken(1, 70, 130), NEVER), "it is this device's for good");
    assert!(db.keep_inquiry(&one(1, VILLAGE, 140), ROOM).unwrap());
    assert_eq!(ids(&*db, 1, NEVER), [2], "it does not come back");
}

fn what_is_old_is_forgotten_altogether(make: Make<'_>) {
    let db = kept(make, &[one(1, VILLAGE, 10), one(2, VILLAGE, 20), one(3, OTHER, 30)]);
    assert!(dismisses(&*db, 1, 1));
    assert_eq!(db.sweep_inquiries(30).unwrap(), 2);
    assert_eq!(ids(&*db, 1, NEVER), [3]);
    assert_eq!(db.inquiry_village(InquiryId([1; 16])).unwrap(), None);
    assert_eq!(db.sweep_inquiries(30).unwrap(), 0);
}
