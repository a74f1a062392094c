//! The office's check of a month: the same log gives the same sheet and the same draw, whoever asks and whenever.

use cunfa_core::register::{
    Answers, Asked, Column, FaultReason, Finding, MonthlyCheck, Record as _, RecordKind, Values, answers_text,
    drawn_text, month_text,
};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{CheckFound, CheckVillage, EntryRow, MonthCheck, RecordState, RecordView, SheetOf};
use cunfa_tests::harness::forms::{YESTERDAY, consultation};
use cunfa_tests::harness::scene::VILLAGE;
use cunfa_tests::harness::{Fault, TestDevice};

use super::registers::{one, put, rows, say, sync, value};
use super::sheets::{book, column, plug, whole, write};
use super::{at_the_office, scene, village};

const WRITTEN: usize = 6;

async fn check(device: &TestDevice) -> MonthCheck {
    let month = YESTERDAY.unwrap();
    device.ask(c::MonthCheck { month }).await.unwrap()
}

fn drawn(check: &MonthCheck) -> Vec<EntryRow> {
    let all = check.villages.iter().flat_map(|village| village.drawn.clone());
    all.collect()
}

#[tokio::test]
async fn one_in_five_is_drawn_by_the_signed_root_and_every_office_draws_the_same() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let other = scene.office().await.unwrap();
    for number in 0..WRITTEN {
        let form = consultation(&village(), &format!("宅基地{number}"));
        let entry = tablet.write(form).await.unwrap().row.entry;
        tablet.sign(entry, 1, number as u64 + 1).await.unwrap();
    }
    let empty = check(&office).await;
    assert_eq!(drawn(&empty), []);
    tablet.sync().await.unwrap();
    for office in [&office, &other] {
        office.sync().await.unwrap();
    }
    let (one, two) = (check(&office).await, check(&other).await);
    assert_eq!((&one.data, &one.villages), (&two.data, &two.villages));
    let log = one.data.log.as_ref().unwrap();
    assert!(one.data.sequence >= log.sequence && log.sequence > 0, "{:?}", one.data);
    assert_eq!((one.data.unsent, one.data.not_here), (0, 0));
    let here = one
        .villages
        .iter()
        .find(|one| one.cell.village.code == village())
        .unwrap();
    assert_eq!((here.entries, here.drawn.len(), here.cell.unreviewed), (6, 2, 6));
    assert_eq!(here.counsel.len(), 1);
    assert!(here.drawn[0].number < here.drawn[1].number);
    assert_eq!(
        check(&office).await.villages,
        one.villages,
        "asked again, it is the same"
    );
    assert_eq!(
        tablet
            .ask(c::MonthCheck {
                month: YESTERDAY.unwrap()
            })
            .await,
        Err(Code::NotAllowed)
    );
}

#[tokio::test]
async fn as_excel_it_names_its_data_and_leaves_room_for_what_is_found() {
    let (_tablet, office) = at_the_office("宅基地").await;
    let stick = plug(&office);
    let written = write(&office, SheetOf::Check(YESTERDAY.unwrap())).await.unwrap();
    let book = book(&stick, &written);
    let text = format!("{:?}", book.sheets);
    let root = check(&office).await.data.log.unwrap().root.to_string();
    for words in ["检查情况", "记录是否属实", "依据：", "宅基地", root.as_str()] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(book.sheets.len(), 3);
    let asked = &book.sheets[2];
    let questions = column(asked, "问题");
    assert_eq!(
        questions.len(),
        4,
        "each question, of the one village with an entry drawn"
    );
    assert!(questions.contains(&"您对这次服务满意吗？".to_owned()));
    assert!(
        column(asked, "一般（人）").iter().all(String::is_empty),
        "to be counted in by hand"
    );
    let text = whole(asked);
    assert!(text.contains(&root) && !text.contains("宅基地"), "{text}");
}

fn of_village(check: &MonthCheck) -> &CheckVillage {
    let mut villages = check.villages.iter();
    villages.find(|one| one.cell.village.code == village()).unwrap()
}

fn found(check: &MonthCheck) -> &CheckFound {
    of_village(check).found.as_ref().unwrap()
}

fn read(found: &CheckFound) -> MonthlyCheck {
    MonthlyCheck::read(found.row.record, &Values::from(found.row.values.clone())).unwrap()
}

fn satisfied(good: u32, poor: u32) -> Vec<(Asked, Answers)> {
    let asked = good + poor;
    let fair = 0;
    vec![(
        Asked::Satisfied,
        Answers {
            asked,
            good,
            fair,
            poor,
        },
    )]
}

/// Records what was found of the entries as they are drawn.
async fn record(office: &TestDevice, all: Finding, answers: &[(Asked, Answers)], note: &str) -> RecordView {
    let sheet = check(office).await;
    let drawn = of_village(&sheet).drawn.iter().map(|row| (row.entry, all));
    let root = sheet.data.log.as_ref().unwrap().root.to_string();
    let values = [
        (Column::Village, VILLAGE),
        (Column::Month, &month_text(sheet.month)),
        (Column::Root, &root),
        (Column::Drawn, &drawn_text(drawn.collect())),
        (Column::Answers, &answers_text(answers)),
        (Column::Note, note),
    ];
    put(office, RecordKind::Check, &values).await
}

#[tokio::test]
async fn what_the_office_found_is_signed_without_a_network_and_comes_to_the_county_when_there_is_one() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let county = scene.county().await.unwrap();
    let entry = tablet
        .write(consultation(&village(), "宅基地"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sign(entry, 1, 1).await.unwrap();
    for device in [&tablet, &office, &county] {
        sync(device).await;
    }
    assert_eq!(of_village(&check(&office).await).found, None);
    office.link.always(Fault::DropRequest);
    record(&office, Finding::AsWritten, &satisfied(3, 1), "").await;
    let sheet = check(&office).await;
    assert_eq!(found(&sheet).row.state, RecordState::Waiting);
    assert_eq!(read(found(&sheet)).drawn, [(entry, Finding::AsWritten)]);
    assert_eq!(rows(&county, RecordKind::Check).await, 0);
    office.link.always(Fault::None);
    for device in [&office, &county, &tablet] {
        sync(device).await;
    }
    let sheet = check(&office).await;
    let said = found(&sheet).said.as_ref().unwrap();
    assert_eq!(found(&sheet).row.state, RecordState::Stands);
    assert_eq!(
        (said.role, said.received_ms.is_some()),
        (cunfa_core::Role::Office, true)
    );
    assert!(!said.by.is_empty(), "who signed it is named");
    let at_county = one(&county, found(&sheet).row.record).await;
    assert_eq!(value(&at_county, Column::Answers), Some("satisfied=4:3:0:1"));
    assert_eq!(at_county.may, [], "the county reads it and changes nothing");
    assert_eq!(
        rows(&tablet, RecordKind::Check).await,
        0,
        "its counsel does not read it"
    );
}

#[tokio::test]
async fn a_corrected_check_replaces_the_one_before_both_stay_and_the_entries_drawn_are_those_that_were_drawn_then() {
    let (tablet, office) = at_the_office("宅基地").await;
    let first = record(&office, Finding::AsWritten, &satisfied(3, 1), "").await;
    let before = of_village(&check(&office).await).drawn.clone();
    // Many more entries: by now others would be drawn.
    for number in 0..5 {
        let form = consultation(&village(), &format!("林地{number}"));
        let entry = tablet.write(form).await.unwrap().row.entry;
        tablet.sign(entry, 1, number + 2).await.unwrap();
    }
    for device in [&tablet, &office] {
        sync(device).await;
    }
    let sheet = check(&office).await;
    assert_eq!((of_village(&sheet).entries, of_village(&sheet).drawn.len()), (6, 1));
    assert_eq!(of_village(&sheet).drawn[0].entry, before[0].entry);
    let again = one(&office, first.row.record).await;
    let corrected = say(&office, &again, &[(Column::Answers, "satisfied=5:5:0:0")]).await;
    assert_eq!((corrected.faults.len(), corrected.history.len()), (0, 2), "both stay");
    assert_eq!(read(found(&check(&office).await)).answers, satisfied(5, 0));
}

#[tokio::test]
async fn of_two_officers_who_record_one_village_without_a_network_the_first_in_the_log_stands_on_both_desks() {
    let mut scene = scene();
    let (one, other) = (scene.office().await.unwrap(), scene.office().await.unwrap());
    let tablet = scene.tablet().await.unwrap();
    let entry = tablet
        .write(consultation(&village(), "宅基地"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sign(entry, 1, 1).await.unwrap();
    for device in [&tablet, &one, &other] {
        sync(device).await;
    }
    record(&one, Finding::AsWritten, &satisfied(3, 1), "").await;
    let late = record(&other, Finding::AsWritten, &satisfied(9, 0), "")
        .await
        .row
        .record;
    for device in [&one, &other] {
        sync(device).await;
        assert_eq!(read(found(&check(device).await)).answers, satisfied(3, 1));
        assert_eq!(found(&check(device).await).row.state, RecordState::Stands);
    }
    let refused = super::registers::one(&other, late).await;
    assert!(matches!(refused.row.state, RecordState::Refused(_)), "{refused:?}");
    assert_eq!(
        value(&refused, Column::Answers),
        Some("satisfied=9:9:0:0"),
        "nothing is lost"
    );
    let reasons: Vec<_> = refused.faults.into_iter().map(|fault| fault.reason).collect();
    assert!(matches!(reasons[..], [FaultReason::Twice { .. }]), "{reasons:?}");
}

#[tokio::test]
async fn what_cannot_be_is_not_signed_and_says_what_is_wrong() {
    let (_tablet, office) = at_the_office("宅基地").await;
    let sheet = check(&office).await;
    let month = month_text(sheet.month);
    let next = month_text(sheet.month.checked_add_months(chrono::Months::new(1)).unwrap());
    let faults = async |month: &str, answers: &str| {
        let values = [
            (Column::Village, VILLAGE.to_owned()),
            (Column::Month, month.to_owned()),
            (Column::Answers, answers.to_owned()),
        ];
        let put = c::PutRecord {
            record: None,
            kind: RecordKind::Check,
            after: None,
            values: values.into(),
            withdrawn: None,
        };
        let view = office.ask(put).await.unwrap();
        view.faults.into_iter().map(|fault| fault.reason).collect::<Vec<_>>()
    };
    assert_eq!(faults(&month, "satisfied=1:1:1:0").await, [FaultReason::MoreThanAsked]);
    assert_eq!(faults(&next, "satisfied=1:1:0:0").await, [FaultReason::NotYet]);
    assert_eq!(of_village(&check(&office).await).found, None, "nothing was signed");
}

#[tokio::test]
async fn checks_are_written_as_a_table_of_their_own_that_no_list_takes_in_again() {
    let (_tablet, office) = at_the_office("宅基地").await;
    record(&office, Finding::AsWritten, &satisfied(3, 1), "电话核对").await;
    let stick = plug(&office);
    let alone = write(&office, SheetOf::Registers(Some(RecordKind::Check)))
        .await
        .unwrap();
    let sheet = &book(&stick, &alone).sheets[0];
    assert_eq!(column(sheet, "抽查结果"), ["抽查 1 条：相符 1"]);
    assert_eq!(column(sheet, "群众满意度"), ["对服务满意：问 4 人，是 3，一般 0，否 1"]);
    assert!(whole(sheet).contains("本表不能导入"));
    let all = write(&office, SheetOf::Registers(None)).await.unwrap();
    let pages = book(&stick, &all).sheets;
    assert!(
        pages.iter().all(|sheet| sheet.name != "月度检查"),
        "it would be taken for a list"
    );
}

#[tokio::test]
async fn as_excel_the_sheet_says_what_was_found_by_whom_and_when() {
    let (_tablet, office) = at_the_office("宅基地").await;
    record(&office, Finding::Otherwise, &satisfied(3, 1), "时长多写半小时").await;
    let stick = plug(&office);
    let written = write(&office, SheetOf::Check(YESTERDAY.unwrap())).await.unwrap();
    let book = book(&stick, &written);
    let found = column(&book.sheets[0], "检查情况").concat();
    let name = cunfa_tests::harness::Who::Office.person().name;
    for words in ["抽查 1 条：不符 1", "时长多写半小时", "检查人：", name.as_str(), "签名"] {
        assert!(found.contains(words), "{words}: {found}");
    }
    assert_eq!(column(&book.sheets[1], "记录是否属实"), ["不符"]);
    let asked = &book.sheets[2];
    assert_eq!(column(asked, "询问（人）").concat(), "4");
    assert_eq!(column(asked, "是 / 满意（人）").concat(), "3");
    assert_eq!(column(asked, "否 / 不满意（人）").concat(), "1");
}
