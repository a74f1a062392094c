//! Lists that are taken into the registers, as they are asked for and shown.

use cunfa_core::list::{Column, Official, Place, Question, Repair, Repaired, Why};
use cunfa_core::register::{Column as Value, Fault, FaultReason, RecordKind};
use cunfa_protocol::failure::ListFault;
use cunfa_protocol::view::{
    ListCounts, ListFilter, ListOutcome, ListPreview, ListRow, ListTaken, ListedFault, ListedRecord,
};
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s};

fn place() -> Place {
    Place {
        sheet: "名册".to_owned(),
        row: 7,
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::Code,
        Column::Village,
        Column::Township,
        Column::County,
        Column::City,
        Column::Name,
        Column::Role,
        Column::Firm,
        Column::Post,
        Column::Phone,
        Column::Remark,
        Column::Term,
        Column::Record,
        Column::Withdrawn,
        Column::Of(Value::From),
    ]
}

fn repairs() -> Vec<Repair> {
    vec![
        Repair::Merged,
        Repair::Formula,
        Repair::Number,
        Repair::Scientific,
        Repair::TrailingZero,
        Repair::LeadingZeros,
        Repair::FullWidth,
        Repair::Invisible,
        Repair::Spaces,
        Repair::Quoted,
        Repair::Derived,
        Repair::Form,
        Repair::CodeFound,
        Repair::ByCode,
        Repair::Date,
        Repair::OpenEnd,
    ]
}

fn repaired() -> Repaired {
    Repaired {
        column: Column::Of(Value::From),
        repair: Repair::Date,
        was: "2026.1.1".to_owned(),
        now: "2026-01-01".to_owned(),
    }
}

fn questions() -> Vec<Question> {
    let text = || "韦某".to_owned();
    vec![
        Question::Renamed { known: s::village() },
        Question::OtherCode { known: s::village() },
        Question::NearVillages {
            given: "那旷村".to_owned(),
            near: vec![s::village()],
        },
        Question::OtherScope { known: vec![s::area()] },
        Question::SameName { known: text() },
        Question::OtherPhone { first: place() },
        Question::Differs {
            column: Column::Firm,
            given: "甲所".to_owned(),
            known: "乙所".to_owned(),
        },
        Question::ManyPeople { name: text(), count: 2 },
        Question::Unlisted { name: text() },
        Question::UnknownPerson { name: text() },
        Question::FirmKind {
            name: "正道".to_owned(),
        },
    ]
}

fn official() -> Official {
    Official {
        column: Column::Role,
        text: "公职律师".to_owned(),
    }
}

fn whys() -> Vec<Why> {
    let text = || "4.501E+11".to_owned();
    vec![
        Why::Missing(Column::Name),
        Why::ErrorCell(Column::Name, "#N/A".to_owned()),
        Why::Digits(text()),
        Why::DigitsLost(text()),
        Why::NotDigits(text()),
        Why::UnknownCode(s::village_code()),
        Why::UnknownVillage("百花村".to_owned()),
        Why::ManyVillages("甲村".to_owned(), 2),
        Why::Elsewhere {
            column: Column::Township,
            given: "四塘镇".to_owned(),
            known: "三塘镇".to_owned(),
        },
        Why::CodeTwice(place()),
        Why::PublicOfficial(official()),
        Why::UnknownRole("兽医".to_owned()),
        Why::BadText(Column::Name),
        Why::Sum,
        Why::Value(Column::Term, "一年".to_owned()),
        Why::UnknownFirm("甲所".to_owned()),
        Why::UnknownRecord("00".to_owned()),
        Why::Withdrawn,
        Why::TakesAway(Column::Of(Value::To), "2026-12-31".to_owned()),
        Why::SaidAbove(place()),
    ]
}

fn fault() -> ListedFault {
    ListedFault {
        kind: RecordKind::Appointment,
        fault: Fault {
            column: Some(Value::Person),
            reason: FaultReason::MoreThanMost { most: 5, on: s::date() },
        },
    }
}

fn outcomes() -> Vec<ListOutcome> {
    let mut outcomes = vec![
        ListOutcome::New,
        ListOutcome::Changed,
        ListOutcome::Known,
        ListOutcome::Repeated(place()),
        ListOutcome::Faults(vec![fault()]),
    ];
    outcomes.extend(questions().into_iter().take(1).map(ListOutcome::Asked));
    outcomes.extend(whys().into_iter().take(1).map(ListOutcome::Refused));
    outcomes
}

fn record() -> ListedRecord {
    ListedRecord {
        kind: RecordKind::Appointment,
        values: vec![(Value::To, "2027-12-31".to_owned())],
        before: Some(vec![(Value::To, "2026-12-31".to_owned())]),
    }
}

fn row() -> ListRow {
    ListRow {
        place: place(),
        shown: "韦某".to_owned(),
        outcome: ListOutcome::Changed,
        repairs: vec![repaired()],
        records: vec![record()],
    }
}

fn counts() -> ListCounts {
    ListCounts {
        new: 1_856,
        changed: 3,
        known: 2,
        left_out: 4,
        renamed: 1,
        repaired: 619,
        records: 2_396,
        parts: 38,
    }
}

fn preview() -> ListPreview {
    ListPreview {
        seen: "01010101010101010101010101010101".to_owned(),
        counts: counts(),
        hidden: vec!["去年".to_owned()],
        other_sheets: vec!["说明".to_owned()],
        other_columns: vec!["执业证号".to_owned()],
        rows: vec![row()],
        found: 1_859,
        names: vec![("450102101202".to_owned(), "三塘镇那况村委会".to_owned())],
        by_code: false,
        refused: 0,
    }
}

fn taken() -> ListTaken {
    ListTaken {
        records: 2_396,
        parts: 38,
    }
}

pub fn faults() -> Vec<ListFault> {
    vec![
        ListFault::Empty,
        ListFault::TooLarge,
        ListFault::TooManyRows,
        ListFault::TooWide,
        ListFault::Password,
        ListFault::OpenDocument,
        ListFault::Xlsb,
        ListFault::WebPage,
        ListFault::TooOld,
        ListFault::UnknownEncoding,
        ListFault::NotASheet,
        ListFault::NothingVisible,
        ListFault::Damaged,
        ListFault::NoHeadings,
        ListFault::NoRows,
        ListFault::Gone,
    ]
}

fn filters() -> [ListFilter; 3] {
    [ListFilter::All, ListFilter::Problems, ListFilter::Changes]
}

pub fn commands() -> Vec<Command> {
    let shows = filters().map(|filter| {
        c::PreviewList {
            by_code: true,
            filter,
            offset: 50,
        }
        .into()
    });
    let reads = c::ReadList {
        file: "UEsDBA==".to_owned(),
    };
    let takes = c::TakeList { seen: preview().seen };
    let mut commands: Vec<Command> = vec![reads.into(), takes.into(), c::DropList {}.into()];
    commands.extend(shows);
    commands
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::ReadList(preview()),
        Reply::PreviewList(preview()),
        Reply::TakeList(taken()),
        Reply::DropList(()),
    ]
}

#[test]
fn what_is_told_of_a_list_is_written_like_this() {
    held("list-Place", &[place()]);
    held("list-Column", &columns());
    held("list-Repair", &repairs());
    held("list-Repaired", &[repaired()]);
    held("list-Question", &questions());
    held("list-Official", &[official()]);
    held("list-Why", &whys());
}

#[test]
fn a_list_is_shown_and_taken_like_this() {
    held("lists-ListFilter", &filters());
    held("lists-ListPreview", &[preview()]);
    held("lists-ListCounts", &[counts()]);
    held("lists-ListRow", &[row()]);
    held("lists-ListOutcome", &outcomes());
    held("lists-ListedRecord", &[record()]);
    held("lists-ListedFault", &[fault()]);
    held("lists-ListTaken", &[taken()]);
    held("failure-ListFault", &faults());
}
