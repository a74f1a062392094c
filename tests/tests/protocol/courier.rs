//! The courier: views, and what stands first in its files.

use cunfa_protocol::Reply;
use cunfa_protocol::courier::{AnswerHead, Head};
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::view::{
    Courier, CourierExported, CourierFile, CourierImported, CourierLast, CourierPlace, CourierWay,
};
use cunfa_protocol::wire::{Blob, VERSION};

use super::{held, samples as s};

fn last() -> CourierLast {
    CourierLast {
        made_ms: 1_795_603_200_000,
        entries: 12,
        photos: 3,
        taken_ms: None,
    }
}

fn file() -> CourierFile {
    CourierFile {
        path: "/media/U盘/离线包-01-20261125-180000-回执.cunfa".to_owned(),
        name: "离线包-01-20261125-180000-回执.cunfa".to_owned(),
        bytes: 40_960,
        way: CourierWay::Answer,
    }
}

fn place() -> CourierPlace {
    CourierPlace {
        path: "/media/U盘".to_owned(),
        name: "U盘".to_owned(),
        is_stick: true,
        left_bytes: Some(8_000_000_000),
        files: vec![file()],
    }
}

fn state() -> Courier {
    Courier {
        entries: 12,
        photos: 3,
        photo_bytes: 700_000,
        last: Some(last()),
        places: vec![place()],
    }
}

fn exported() -> CourierExported {
    CourierExported {
        name: "离线包-01-20261125-180000.cunfa".to_owned(),
        bytes: 812_345,
        entries: 12,
        photos: 3,
        photos_left: 0,
    }
}

fn imported() -> [CourierImported; 2] {
    [
        CourierImported::Answer {
            accepted: 12,
            parked: 1,
            pulled: 4,
            photos: 3,
        },
        CourierImported::Carried {
            answer: "离线包-01-20261125-180000-回执.cunfa".to_owned(),
        },
    ]
}

pub fn replies() -> Vec<Reply> {
    let mut replies = vec![Reply::Courier(state()), Reply::ExportCourier(exported())];
    replies.extend(imported().map(Reply::ImportCourier));
    replies
}

pub fn faults() -> [CourierFault; 17] {
    [
        CourierFault::NoKey,
        CourierFault::PlaceGone,
        CourierFault::PlaceFull,
        CourierFault::PlaceReadOnly,
        CourierFault::PlaceBroken,
        CourierFault::NoFile,
        CourierFault::NotCourier,
        CourierFault::OtherVersion,
        CourierFault::Cut,
        CourierFault::Damaged,
        CourierFault::OtherCounty,
        CourierFault::OtherDevice,
        CourierFault::TakenBefore,
        CourierFault::Overtaken,
        CourierFault::Signature,
        CourierFault::TooLarge,
        CourierFault::RecordsDiffer,
    ]
}

#[test]
fn the_courier_is_written_like_this() {
    held("courier-Courier", &[state()]);
    held("courier-CourierLast", &[last()]);
    held("courier-CourierPlace", &[place()]);
    held("courier-CourierFile", &[file()]);
    held(
        "courier-CourierWay",
        &[
            CourierWay::ToCounty,
            CourierWay::Answer,
            CourierWay::AnswerTaken,
            CourierWay::ToOther,
            CourierWay::Unclear,
        ],
    );
    held("courier-CourierExported", &[exported()]);
    held("courier-CourierImported", &imported());
    held("failure-CourierFault", &faults());
    let head = Head {
        version: VERSION,
        device: s::device(),
        reply_key: Blob(vec![0x5A; 32]),
    };
    held("courier-Head", &[head]);
    let head = AnswerHead {
        version: VERSION,
        device: s::device(),
    };
    held("courier-AnswerHead", &[head]);
}
