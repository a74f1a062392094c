//! Messages of the index.

use cunfa_core::{Kind, Mode, Stage};
use cunfa_protocol::index::{IndexBlock, IndexFlags, IndexHead, IndexPlace, IndexRequest, IndexRow, IndexTables};
use cunfa_protocol::wire::{Short, VERSION};

use super::{held, samples as s};

fn place() -> IndexPlace {
    IndexPlace {
        date: s::date(),
        entry: Short([1, 2, 3, 4, 5, 6]),
    }
}

fn row(number: &str, start: Option<u16>) -> IndexRow {
    IndexRow {
        entry: place().entry,
        village: s::village_code(),
        date: s::date(),
        number: number.to_owned(),
        kind: Kind::Consultation,
        mode: Mode::OnSite,
        minutes: 90,
        start,
        name: "𬭎".to_owned(),
        matter: "宅基地界址".to_owned(),
        counsel_name: "𡌶小明".to_owned(),
        stage: Stage::InReview,
        flags: IndexFlags {
            more_names: true,
            ..IndexFlags::default()
        },
    }
}

#[test]
fn the_index_is_held() {
    held("index-IndexPlace", &[place()]);
    let request = |after| IndexRequest {
        version: VERSION,
        after,
    };
    held("index-IndexRequest", &[request(None), request(Some(place()))]);
    held(
        "index-IndexHead",
        &[IndexHead {
            epoch: 2,
            head: 4_711,
            rows: 3_988,
            all: 4_500,
            bytes: 7_600_000,
        }],
    );
    let mut tables = IndexTables::default();
    let blocks: Vec<IndexBlock> = [
        [row("03-0007", Some(540)), row("03-0006", None)],
        [row("04-0100", Some(541)), row("无号", None)],
    ]
    .iter()
    .map(|rows| tables.block(rows))
    .collect();
    held("index-IndexBlock", &blocks);
}
