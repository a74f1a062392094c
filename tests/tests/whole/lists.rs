//! Lists of an office into the registers: looked at first, signed for at once, taken by a real server whole or not at all; and tables out, which
//! are lists again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cunfa_core::list::{Question, Repair};
use cunfa_core::register::{Column, RecordKind};
use cunfa_protocol::failure::ListFault;
use cunfa_protocol::view::{ListCounts, ListFilter, ListOutcome, ListPreview, SheetOf, SyncOutcome};
use cunfa_protocol::{Code, command as c};
use cunfa_sheet::{Head, Item, Page};
use cunfa_tests::harness::scene::VILLAGE;
use cunfa_tests::harness::{Fault, TestDevice, Who};

use super::registers::{FIRM, appointed, colleague, listed, put, rows, sync};
use super::scene;
use super::sheets::{plug, write};

const HEADS: [&str; 6] = ["乡镇", "村（社区）", "顾问姓名", "类别", "律所", "聘期起止"];
const TERM: &str = "2026.1.1-2027.12.31";

fn workbook(heads: &[&str], rows: &[Vec<&str>]) -> Vec<u8> {
    let page = Page {
        name: "名册".to_owned(),
        heads: heads.iter().map(|head| Head::new(head, 12)).collect(),
        rows: rows
            .iter()
            .map(|row| row.iter().map(|text| Item::from(*text)).collect())
            .collect(),
        ..Page::default()
    };
    let made = "2026-11-27T09:00:00".parse().unwrap();
    cunfa_sheet::write(&[page], made).unwrap()
}

/// Two villages of one counsel, and one with a name that is only near.
fn roster() -> Vec<u8> {
    let row = |village| vec!["三塘镇", village, "张 三", "执业律师", "正道律师事务所", TERM];
    workbook(&HEADS, &[row("三塘村"), row("那况村委会"), row("四唐村")])
}

async fn read(device: &TestDevice, bytes: &[u8]) -> Result<ListPreview, Code> {
    let file = STANDARD.encode(bytes);
    device.ask(c::ReadList { file }).await
}

async fn preview(device: &TestDevice, filter: ListFilter) -> Result<ListPreview, Code> {
    let with = c::PreviewList {
        by_code: false,
        filter,
        offset: 0,
    };
    device.ask(with).await
}

fn numbers(counts: &ListCounts) -> [u32; 5] {
    [
        counts.new,
        counts.changed,
        counts.known,
        counts.left_out,
        counts.records,
    ]
}

#[tokio::test]
async fn a_list_is_looked_at_row_by_row_then_signed_for_at_once_and_changes_nothing_when_it_is_taken_in_again() {
    let mut scene = scene();
    let (county, office) = (scene.county().await.unwrap(), scene.office().await.unwrap());
    let looked = read(&county, &roster()).await.unwrap();
    assert_eq!(numbers(&looked.counts), [2, 0, 0, 1, 4]);
    assert_eq!((looked.counts.parts, looked.found), (1, 3));
    let repairs: Vec<Repair> = looked.rows[1].repairs.iter().map(|one| one.repair).collect();
    assert!(
        repairs.contains(&Repair::Spaces) && repairs.contains(&Repair::CodeFound),
        "{repairs:?}"
    );
    let named = |code: &str| looked.names.iter().any(|(one, _)| one == code);
    let counsel = &looked.rows[0].records[1];
    let person = counsel
        .values
        .iter()
        .find(|(column, _)| *column == Column::Person)
        .unwrap();
    assert!(
        named(&person.1) && named(VILLAGE),
        "what codes are called comes with them"
    );
    let problems = preview(&county, ListFilter::Problems).await.unwrap();
    assert_eq!((problems.found, &problems.seen), (1, &looked.seen), "the same look");
    assert!(matches!(
        &problems.rows[0].outcome,
        ListOutcome::Asked(Question::NearVillages { .. })
    ));
    assert_eq!(rows(&county, RecordKind::Firm).await, 0, "nothing was signed");
    assert_eq!(county.sync_status().await.unwrap().unsent, 0);
    let taken = county.ask(c::TakeList { seen: looked.seen }).await.unwrap();
    assert_eq!((taken.records, taken.parts), (4, 1));
    assert_eq!(
        numbers(&preview(&county, ListFilter::All).await.unwrap().counts),
        [0, 0, 2, 1, 0]
    );
    sync(&county).await;
    assert_eq!(scene.server.log().unwrap().len(), 4);
    sync(&office).await;
    assert_eq!(rows(&office, RecordKind::Appointment).await, 2);
    let again = read(&county, &roster()).await.unwrap();
    assert_eq!((numbers(&again.counts), again.refused), ([0, 0, 2, 1, 0], 0));
}

#[tokio::test]
async fn of_two_officers_with_one_list_the_second_gets_none_of_it_and_sees_it_against_the_new_registers() {
    let mut scene = scene();
    let first = scene.county().await.unwrap();
    let second = colleague(&mut scene).await;
    for device in [&first, &second] {
        let looked = read(device, &roster()).await.unwrap();
        device.ask(c::TakeList { seen: looked.seen }).await.unwrap();
    }
    sync(&first).await;
    sync(&second).await;
    assert_eq!(scene.server.log().unwrap().len(), 4, "all of one, nothing of the other");
    let anew = preview(&second, ListFilter::All).await.unwrap();
    assert_eq!((numbers(&anew.counts), anew.refused), ([0, 0, 2, 1, 0], 4));
    assert_eq!(second.sync_status().await.unwrap().unsent, 0);
    // Nothing is left to sign: what was refused is put away by the same word.
    let taken = second.ask(c::TakeList { seen: anew.seen }).await.unwrap();
    assert_eq!(taken.records, 0);
    let gaps = second.ask(c::RegisterGaps {}).await.unwrap();
    assert!(gaps.refused.is_empty());
}

#[tokio::test]
async fn what_became_another_since_it_was_shown_is_not_signed_for() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let looked = read(&county, &roster()).await.unwrap();
    put(&county, RecordKind::Firm, &FIRM).await;
    let late = county
        .ask(c::TakeList {
            seen: looked.seen.clone(),
        })
        .await;
    assert_eq!(late, Err(Code::ChangedMeanwhile));
    let anew = preview(&county, ListFilter::All).await.unwrap();
    assert_ne!(anew.seen, looked.seen);
    assert_eq!(numbers(&anew.counts), [2, 0, 0, 1, 3], "the firm is there");
    county.ask(c::TakeList { seen: anew.seen }).await.unwrap();
    assert_eq!(rows(&county, RecordKind::Firm).await, 1);
    // A list lies in memory alone.
    county.ask(c::Lock {}).await.unwrap();
    county.unlock(0).await.unwrap();
    let gone = Err(Code::List { fault: ListFault::Gone });
    assert_eq!(preview(&county, ListFilter::All).await, gone);
}

#[tokio::test]
async fn a_long_list_waits_without_a_network_and_goes_up_part_by_part() {
    let mut scene = scene();
    let mut county = scene.county().await.unwrap();
    sync(&county).await;
    let names: Vec<String> = (1..=100).map(|number| format!("第{number}律师事务所")).collect();
    let firms: Vec<Vec<&str>> = names.iter().map(|name| vec![name.as_str(), "律师事务所"]).collect();
    let looked = read(&county, &workbook(&["名称", "机构类别"], &firms)).await.unwrap();
    assert_eq!(
        (looked.counts.records, looked.counts.parts, looked.rows.len()),
        (100, 2, 50)
    );
    let second = c::PreviewList {
        by_code: false,
        filter: ListFilter::Changes,
        offset: 50,
    };
    assert_eq!(county.ask(second).await.unwrap().rows[0].shown, names[50]);
    county.link.always(Fault::DropRequest);
    county.ask(c::TakeList { seen: looked.seen }).await.unwrap();
    assert_eq!(county.sync().await.unwrap(), SyncOutcome::NoNetwork);
    county.pull_the_plug().unwrap();
    county.unlock(0).await.unwrap();
    assert_eq!(county.sync_status().await.unwrap().unsent, 100);
    county.link.always(Fault::None);
    sync(&county).await;
    assert_eq!(scene.server.log().unwrap().len(), 100);
    assert_eq!(county.sync_status().await.unwrap().unsent, 0);
}

#[tokio::test]
async fn the_registers_as_a_table_are_a_list_of_which_every_row_is_there_already() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let stick = plug(&county);
    let firm = put(&county, RecordKind::Firm, &FIRM).await.row.record.to_string();
    let counsel = listed(&county, Who::Counsel).await;
    appointed(&county, Who::Counsel, VILLAGE, Some("2026-12-31")).await;
    let person = Who::Counsel.person().id.to_string();
    let of_person = (Column::Person, person.as_str());
    let others: [(RecordKind, &[(Column, &str)]); 5] = [
        (
            RecordKind::Training,
            &[
                of_person,
                (Column::Date, "2026-03-01"),
                (Column::Topic, "=民法典"),
                (Column::Hours, "7.5"),
            ],
        ),
        (
            RecordKind::Fee,
            &[
                (Column::Village, VILLAGE),
                of_person,
                (Column::From, "2026-01-01"),
                (Column::FeeFen, "80050"),
            ],
        ),
        (
            RecordKind::Recusal,
            &[
                (Column::Village, VILLAGE),
                (Column::OtherVillage, "450102101203"),
                of_person,
                (Column::From, "2026-05-01"),
                (Column::Reason, "两村有\n水源纠纷１２３"),
            ],
        ),
        (
            RecordKind::Assessment,
            &[
                of_person,
                (Column::Half, "2026-1"),
                (Column::Scores, "total=885"),
                (Column::Verdict, "good"),
            ],
        ),
        (
            RecordKind::Allocation,
            &[
                (Column::Villages, "450102101203 450102101209"),
                (Column::Note, "缺两人"),
            ],
        ),
    ];
    for (kind, values) in others {
        put(&county, kind, values).await;
    }
    let with_firm = (Column::Firm, firm.as_str());
    let mut values: Vec<(Column, String)> = counsel.row.values.clone();
    values.push((with_firm.0, with_firm.1.to_owned()));
    let said = county
        .ask(c::PutRecord {
            record: Some(counsel.row.record),
            kind: RecordKind::Counsel,
            after: counsel.row.act,
            values,
            withdrawn: None,
        })
        .await
        .unwrap();
    assert_eq!(said.faults, []);
    let gone = [(Column::Name, "旧所"), (Column::FirmKind, "law_firm")];
    let old = put(&county, RecordKind::Firm, &gone).await;
    let withdrawn = county
        .ask(c::PutRecord {
            record: Some(old.row.record),
            kind: RecordKind::Firm,
            after: old.row.act,
            values: old.row.values,
            withdrawn: Some("已注销".to_owned()),
        })
        .await
        .unwrap();
    assert_eq!(withdrawn.faults, []);
    sync(&county).await;
    for kind in [None, Some(RecordKind::Firm)] {
        let written = write(&county, SheetOf::Registers(kind)).await.unwrap();
        assert_eq!(written.rows, if kind.is_none() { 9 } else { 2 });
        let bytes = std::fs::read(stick.join(&written.name)).unwrap();
        let looked = read(&county, &bytes).await.unwrap();
        let not_there = looked.rows.iter().find(|row| row.outcome != ListOutcome::Known);
        assert_eq!(not_there, None);
        assert_eq!(numbers(&looked.counts), [0, 0, written.rows, 0, 0]);
    }
}

#[tokio::test]
async fn what_is_no_list_is_refused_by_its_own_word_and_nobody_else_takes_one_in() {
    let mut scene = scene();
    let (county, tablet) = (scene.county().await.unwrap(), scene.tablet().await.unwrap());
    let mut long = String::from("名称,机构类别\n");
    long.push_str(&"甲律师事务所,律师事务所\n".repeat(100_000));
    let cases: [(&[u8], ListFault); 7] = [
        (b"", ListFault::Empty),
        (
            include_bytes!("../../../crates/sheet/tests/files/password.xlsx"),
            ListFault::Password,
        ),
        (
            include_bytes!("../../../crates/sheet/tests/files/password.xls"),
            ListFault::Password,
        ),
        (long.as_bytes(), ListFault::TooManyRows),
        (b"%PDF-1.7", ListFault::NotASheet),
        (&workbook(&["名称", "机构类别"], &[]), ListFault::NoRows),
        (&workbook(&["品名", "数量"], &[vec!["纸", "3"]]), ListFault::NoHeadings),
    ];
    for (bytes, fault) in cases {
        assert_eq!(read(&county, bytes).await, Err(Code::List { fault }));
    }
    assert_eq!(read(&tablet, &roster()).await, Err(Code::NotAllowed));
    assert_eq!(preview(&tablet, ListFilter::All).await, Err(Code::NotAllowed));
}
