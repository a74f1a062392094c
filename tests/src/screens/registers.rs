//! What the county's registers hold on the stage, and two devices to look at it from: nothing of it reaches the others.

use cunfa_core::EntryId;
use cunfa_core::register::{Column, RecordKind};
use cunfa_protocol::command as c;
use cunfa_protocol::view::RecordView;

use super::content::{THIRD, ask, sync};
use crate::harness::scene::{OTHERS, VILLAGE};
use crate::harness::{Scene, TestDevice, Who};

/// The devices.
pub(super) struct Kept {
    /// A second one of the office, which wrote a notice board.
    pub(super) board: TestDevice,
    /// A second one of the counsel, who filed what was paid.
    pub(super) own: TestDevice,
}

type Said<'t> = &'t [(Column, &'t str)];

pub(super) async fn put(device: &TestDevice, kind: RecordKind, values: Said<'_>) -> Result<RecordView, String> {
    let command = c::PutRecord {
        record: None,
        kind,
        after: None,
        values: values
            .iter()
            .map(|(column, text)| (*column, (*text).to_owned()))
            .collect(),
        withdrawn: None,
    };
    said(ask(device, command).await?)
}

/// The same record with another value.
async fn change(device: &TestDevice, record: EntryId, column: Column, text: &str) -> Result<(), String> {
    let view = ask(device, c::Record { record }).await?;
    let others = view.row.values.into_iter().filter(|(at, _)| *at != column);
    let command = c::PutRecord {
        record: Some(record),
        kind: view.kind,
        after: view.row.act,
        values: others.chain([(column, text.to_owned())]).collect(),
        withdrawn: None,
    };
    said(ask(device, command).await?).map(|_| ())
}

fn said(view: RecordView) -> Result<RecordView, String> {
    if view.faults.is_empty() {
        Ok(view)
    } else {
        Err(format!("saying what a record says: {:?}", view.faults))
    }
}

/// Firms, counsel, appointments and what belongs to them, by the county; then a board and a filing.
pub(super) async fn keep(scene: &mut Scene, county: &TestDevice) -> Result<Kept, String> {
    by_county(county).await?;
    sync(county).await?;
    let (board, own) = (scene.office().await?, scene.counsel().await?);
    for device in [&board, &own] {
        sync(device).await?;
    }
    let written = [
        (Column::Village, VILLAGE),
        (
            Column::Duties,
            "解答法律咨询，代写法律文书；\n举办法治讲座，参与调解矛盾纠纷。",
        ),
        (Column::OnSiteHours, "每月第一、三个星期三 9:00 到 11:30"),
        (Column::Phone, "0771-2400001"),
        (Column::Place, "村委会一楼法律服务室"),
        (Column::NextVisit, "2026-12-02"),
    ];
    put(&board, RecordKind::Board, &written).await?;
    let found = [
        (Column::Village, VILLAGE),
        (Column::Month, "2026-11"),
        (
            Column::Answers,
            "known=12:9:2:1;real=12:12:0:0;clear=12:8:3:1;satisfied=12:10:2:0",
        ),
        (Column::Note, "电话询问十二户，有两户没有接通，下月到村补问。"),
    ];
    put(&board, RecordKind::Check, &found).await?;
    let filed = [
        (Column::Village, VILLAGE),
        (Column::Date, "2026-11-20"),
        (Column::Matter, "代理土地承包纠纷诉讼，当事人自愿另行委托。"),
        (Column::FeeFen, "300000"),
    ];
    put(&own, RecordKind::Filing, &filed).await?;
    for device in [&board, &own, county] {
        sync(device).await?;
    }
    Ok(Kept { board, own })
}

async fn by_county(county: &TestDevice) -> Result<(), String> {
    let firm = [
        (Column::Name, "广西三塘律师事务所"),
        (Column::FirmKind, "law_firm"),
        (Column::Phone, "0771-2400000"),
    ];
    let firm = put(county, RecordKind::Firm, &firm).await?.row.record.to_string();
    let service = [(Column::Name, "三塘法律服务所"), (Column::FirmKind, "legal_service")];
    put(county, RecordKind::Firm, &service).await?;
    let who = Who::Counsel.person();
    let person = who.id.to_string();
    let counsel = [
        (Column::Person, person.as_str()),
        (Column::Name, who.name.as_str()),
        (Column::CounselKind, "lawyer"),
        (Column::Firm, firm.as_str()),
        (Column::Phone, "13977100001"),
        (Column::Official, "no"),
    ];
    put(county, RecordKind::Counsel, &counsel).await?;
    let appointment = |village, number| {
        [
            (Column::Village, village),
            (Column::Person, person.as_str()),
            (Column::From, "2026-01-01"),
            (Column::Prior, "no"),
            (Column::ContractNumber, number),
        ]
    };
    let ends = put(county, RecordKind::Appointment, &appointment(VILLAGE, "2026-塘-01")).await?;
    change(county, ends.row.record, Column::To, "2026-12-31").await?;
    put(county, RecordKind::Appointment, &appointment(THIRD, "2026-塘-02")).await?;
    put(county, RecordKind::Appointment, &appointment(OTHERS, "2026-塘-03")).await?;
    let trained = [
        (Column::Person, person.as_str()),
        (Column::Date, "2025-09-18"),
        (Column::Topic, "民法典与农村土地"),
        (Column::Hours, "4"),
    ];
    put(county, RecordKind::Training, &trained).await?;
    let fee = [
        (Column::Village, VILLAGE),
        (Column::Person, person.as_str()),
        (Column::From, "2026-01-01"),
        (Column::FeeFen, "80000"),
    ];
    put(county, RecordKind::Fee, &fee).await?;
    Ok(())
}
