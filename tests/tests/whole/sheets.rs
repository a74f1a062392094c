//! Tables for other programs, written by real apps and read back as any program reads them.

use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::view::{SheetOf, SheetWritten, Sought, VolumeFilter};
use cunfa_sheet::{Book, Sheet, Value, read};
use cunfa_tests::harness::forms::{YESTERDAY, consultation, lecture, litigation};
use cunfa_tests::harness::{TestDevice, TestFolder};

use super::{at_the_office, scene, village};

/// Puts a stick in.
pub(super) fn plug(device: &TestDevice) -> TestFolder {
    let stick = TestFolder::new().unwrap();
    device.sticks.plug(stick.path().to_owned());
    stick
}

/// Writes a table to it.
pub(super) async fn write(device: &TestDevice, of: SheetOf) -> Result<SheetWritten, Code> {
    let place = device.ask(c::SheetPlaces {}).await?.places.remove(0).path;
    device.ask(c::WriteSheet { place, of }).await
}

/// What was written, as any program reads it.
pub(super) fn book(stick: &TestFolder, written: &SheetWritten) -> Book {
    let bytes = std::fs::read(stick.join(&written.name)).unwrap();
    assert_eq!(written.bytes, bytes.len() as u64);
    read(&bytes).unwrap()
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Other(text) | Value::Error(text) => text.clone(),
        Value::Number(number) => number.to_string(),
    }
}

/// What stands below a heading, row by row.
pub(super) fn column(sheet: &Sheet, heading: &str) -> Vec<String> {
    let (number, at) = sheet
        .rows
        .iter()
        .find_map(|(number, row)| {
            let found = row.iter().find(|(_, cell)| text(&cell.value) == heading);
            found.map(|(at, _)| (*number, *at))
        })
        .unwrap_or_else(|| panic!("no {heading}"));
    let end = sheet.rows.get(&number).unwrap().len();
    let rows = sheet
        .rows
        .range(number + 1..)
        .take_while(|(_, row)| row.len() > 1 && row.len() <= end);
    rows.map(|(_, row)| row.get(&at).map(|cell| text(&cell.value)).unwrap_or_default())
        .collect()
}

pub(super) fn whole(sheet: &Sheet) -> String {
    let cells = sheet.rows.values().flat_map(|row| row.values());
    cells.map(|cell| text(&cell.value)).collect::<Vec<_>>().join("\n")
}

// X1
#[tokio::test]
async fn the_list_as_it_is_narrowed_is_written_with_its_texts_and_none_of_them_is_a_formula() {
    let device = scene().counsel().await.unwrap();
    let stick = plug(&device);
    for matter in ["=HYPERLINK(\"http://x\",\"点我\")", "@SUM(1)", "-1 亩地"] {
        device.write(consultation(&village(), matter)).await.unwrap();
    }
    device.write(lecture(&village(), "反诈")).await.unwrap();
    device.write(litigation(&village(), "欠薪")).await.unwrap();
    let of = |search: &str| {
        SheetOf::Entries(Sought {
            search: search.to_owned(),
            ..Sought::default()
        })
    };
    let written = write(&device, of("")).await.unwrap();
    assert_eq!((written.rows, written.not_here), (5, 0));
    let all = book(&stick, &written);
    let sheet = &all.sheets[0];
    assert!(
        sheet
            .rows
            .values()
            .flat_map(|row| row.values())
            .all(|cell| !cell.formula)
    );
    let mut matters = column(sheet, "事由");
    matters.sort();
    assert_eq!(
        matters,
        ["", "-1 亩地", "=HYPERLINK(\"http://x\",\"点我\")", "@SUM(1)", "欠薪"]
    );
    assert!(column(sheet, "内容").contains(&"告知办理步骤，建议先行调解".to_owned()));
    let details = column(sheet, "细节");
    assert!(details.iter().any(|text| text.contains("主题：反诈")));
    assert!(details.contains(&"受理机关：兴宁区人民法院；案号：（2026）桂0102民初17号".to_owned()));
    assert_eq!(column(sheet, "送达"), ["未上传"; 5]);
    assert!(whole(sheet).contains("没有签名"));
    let written = write(&device, of("亩地")).await.unwrap();
    let one = book(&stick, &written);
    assert_eq!(column(&one.sheets[0], "事由"), ["-1 亩地"]);
    assert!(whole(&one.sheets[0]).contains("查找：亩地"));
    assert_eq!(
        std::fs::read_dir(stick.path()).unwrap().count(),
        2,
        "nothing unfinished, nothing overwritten"
    );
}

#[tokio::test]
async fn a_volume_names_the_rule_and_version_of_every_month_it_counts() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    let stick = plug(&tablet);
    let entry = tablet
        .write(consultation(&village(), "宅基地"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sign(entry, 1, 1).await.unwrap();
    let sought = Sought {
        village: Some(village()),
        year: Some(2026),
        ..Sought::default()
    };
    let written = write(&tablet, SheetOf::Entries(sought)).await.unwrap();
    assert!(written.name.contains("2026年台账"), "{}", written.name);
    let book = book(&stick, &written);
    assert_eq!(book.sheets.len(), 2);
    let months = &book.sheets[1];
    assert_eq!(column(months, "月份").len(), 11);
    assert_eq!(column(months, "计入（分钟）").last().unwrap(), "90");
    assert!(column(months, "规则").iter().all(|rule| rule == "nanning-2016"));
    assert!(column(months, "规则版本").iter().all(|version| !version.is_empty()));
    assert!(whole(months).contains("规则 nanning-2016，第"));
}

#[tokio::test]
async fn what_was_changed_after_signing_stands_there_as_it_was_signed() {
    let mut scene = scene();
    let (tablet, laptop) = (scene.tablet().await.unwrap(), scene.counsel().await.unwrap());
    let entry = tablet
        .write(consultation(&village(), "宅基地界址"))
        .await
        .unwrap()
        .row
        .entry;
    tablet.sync().await.unwrap();
    laptop.sync().await.unwrap();
    laptop
        .change(entry, |form| form.advice = "后来改的".to_owned())
        .await
        .unwrap();
    tablet.sign(entry, 1, 1).await.unwrap();
    for device in [&laptop, &tablet, &laptop] {
        device.sync().await.unwrap();
    }
    let stick = plug(&laptop);
    let written = write(&laptop, SheetOf::Entries(Sought::default())).await.unwrap();
    let book = book(&stick, &written);
    assert_eq!(column(&book.sheets[0], "内容"), ["告知办理步骤，建议先行调解"]);
    assert!(column(&book.sheets[0], "状态")[0].contains("签后有改动"));
}

#[tokio::test]
async fn the_office_writes_its_villages_by_months_and_a_counsel_may_not() {
    let (tablet, office) = at_the_office("宅基地").await;
    let month = YESTERDAY.unwrap();
    let stick = plug(&office);
    let written = write(&office, SheetOf::Months(month)).await.unwrap();
    let book = book(&stick, &written);
    let sheet = &book.sheets[0];
    let at = column(sheet, "代码")
        .iter()
        .position(|code| *code == village().to_string())
        .unwrap();
    assert_eq!(column(sheet, "11月")[at], "90");
    assert_eq!(column(sheet, "10月")[at], "0");
    assert_eq!(column(sheet, "待审核")[at], "1");
    assert!(column(sheet, "本月规则")[at].contains("nanning-2016"));
    assert!(whole(sheet).contains("依据："));
    let _stick = plug(&tablet);
    assert_eq!(write(&tablet, SheetOf::Months(month)).await, Err(Code::NotAllowed));
}

#[tokio::test]
async fn a_table_goes_only_to_a_place_that_is_there_and_an_empty_list_is_a_table_too() {
    let device = scene().counsel().await.unwrap();
    let stick = plug(&device);
    let of = SheetOf::Entries(Sought {
        filter: VolumeFilter {
            major: true,
            ..VolumeFilter::default()
        },
        ..Sought::default()
    });
    let written = write(&device, of.clone()).await.unwrap();
    assert_eq!(written.rows, 0);
    assert!(whole(&book(&stick, &written).sheets[0]).contains("共 0 条"));
    device.sticks.pull();
    let place = stick.path().to_str().unwrap().to_owned();
    let gone = Err(Code::Courier {
        fault: CourierFault::PlaceGone,
    });
    assert_eq!(device.ask(c::WriteSheet { place, of: of.clone() }).await, gone);
    device.ask(c::Lock {}).await.unwrap();
    let place = "/".to_owned();
    assert!(device.ask(c::WriteSheet { place, of }).await.is_err());
    assert_eq!(device.ask(c::SheetPlaces {}).await, Err(Code::Locked));
}
