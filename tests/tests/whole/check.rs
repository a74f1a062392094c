//! The office's check of a month: the same log gives the same sheet and the same draw, whoever asks and whenever.

use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{EntryRow, MonthCheck, SheetOf};
use cunfa_tests::harness::TestDevice;
use cunfa_tests::harness::forms::{YESTERDAY, consultation};

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
