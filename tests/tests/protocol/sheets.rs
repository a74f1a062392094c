//! Tables for other programs, as they are asked for and written.

use cunfa_core::register::RecordKind;
use cunfa_protocol::view::{SheetOf, SheetPlace, SheetPlaces, SheetWritten, Sought};
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s};

fn place() -> SheetPlace {
    SheetPlace {
        path: "/media/U盘".to_owned(),
        name: "U盘".to_owned(),
        is_stick: true,
    }
}

fn state() -> SheetPlaces {
    SheetPlaces {
        places: vec![place()],
        by_page: false,
    }
}

fn of() -> [SheetOf; 9] {
    let sought = Sought {
        village: Some(s::village_code()),
        year: Some(2026),
        ..Sought::default()
    };
    [
        SheetOf::Entries(sought),
        SheetOf::Months(s::date()),
        SheetOf::Check(s::date()),
        SheetOf::Half(s::date()),
        SheetOf::Year(s::date()),
        SheetOf::Registers(Some(RecordKind::Appointment)),
        SheetOf::Registers(None),
        SheetOf::City(s::date()),
        SheetOf::Needs,
    ]
}

fn written() -> SheetWritten {
    SheetWritten {
        name: "台账表-三塘镇那况村委会2026年台账-20261126-093000.xlsx".to_owned(),
        bytes: 812_345,
        rows: 120,
        not_here: 1,
        content: None,
    }
}

fn answered() -> SheetWritten {
    SheetWritten {
        bytes: 4,
        content: Some("UEsDBA==".to_owned()),
        ..written()
    }
}

pub fn commands() -> Vec<Command> {
    let place = place().path;
    let writes = of().map(|of| {
        let place = place.clone();
        c::WriteSheet { place, of }.into()
    });
    std::iter::once(c::SheetPlaces {}.into()).chain(writes).collect()
}

pub fn replies() -> Vec<Reply> {
    vec![Reply::SheetPlaces(state()), Reply::WriteSheet(written())]
}

#[test]
fn tables_are_written_like_this() {
    held("sheets-SheetPlaces", &[state()]);
    held("sheets-SheetPlace", &[place()]);
    held("sheets-SheetOf", &of());
    held("sheets-SheetWritten", &[written(), answered()]);
}
