//! The reports of the county: from figures and registers, with or without a network, with their data and their limits named.

use cunfa_core::assessment::{AssessedCounsel, Ground, Limit, Paid, Scored};
use cunfa_core::entry::Form;
use cunfa_core::register::{Column, RecordKind, Verdict};
use cunfa_core::rules::PayReason;
use cunfa_core::{EntryId, PersonId};
use cunfa_protocol::view::{HalfYear, SheetOf};
use cunfa_protocol::{Code, command as c};
use cunfa_sheet::read;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::{OTHERS, SECOND, Scene, VILLAGE};
use cunfa_tests::harness::server::RULES;
use cunfa_tests::harness::{Fault, TestDevice, TestFolder, Who};

use super::{scene, village};

/// A sheet of two items, and less pay for less time.
fn rule() -> String {
    let changes = [
        (
            "id = \"nanning-2016\"",
            "id = \"ours\"\nreplaces = { id = \"nanning-2016\", version = 1 }",
        ),
        ("effective_from = \"2016-11-18\"", "effective_from = \"2026-03-01\""),
        ("deduction = \"none\"", "deduction = \"proportional\""),
    ];
    let text = changes.iter().fold(RULES.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    let sheet = "
[assessment]
title = \"考核评分表（示例）\"
source = \"示例\"
items = [
    { key = \"hours\", title = \"现场时长\", points = 80, measure = \"on_site_ratio\" },
    { key = \"villagers\", title = \"群众评价\", points = 20, measure = \"manual\" },
]
";
    format!("{text}{sheet}")
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// An hour and a half on site in October.
fn october() -> Form {
    Form {
        date: Some(day("2026-10-15")),
        ..consultation(&village(), "土地承包")
    }
}

/// The county's device, after a visit in October that was signed; its network is gone.
async fn county(scene: &mut Scene) -> TestDevice {
    scene.server.running().unwrap().db().add_rule(&rule()).unwrap();
    let (tablet, county) = (scene.tablet().await.unwrap(), scene.county().await.unwrap());
    let entry = tablet.write(october()).await.unwrap().row.entry;
    tablet.sign(entry, 1, 5).await.unwrap();
    tablet.sync().await.unwrap();
    county.sync().await.unwrap();
    county.link.always(Fault::DropRequest);
    county
}

async fn half(device: &TestDevice) -> HalfYear {
    let day = day("2026-11-23");
    device.ask(c::HalfYear { day }).await.unwrap()
}

fn ours(half: &HalfYear) -> &AssessedCounsel {
    let counsel = Who::Counsel.person();
    let of = half
        .counsel
        .iter()
        .find(|of| of.assessed.counsel == counsel.id)
        .unwrap();
    assert_eq!(of.name, counsel.name);
    &of.assessed
}

async fn put(device: &TestDevice, kind: RecordKind, values: &[(Column, &str)]) -> EntryId {
    let values = values.iter().map(|(column, text)| (*column, (*text).to_owned()));
    let with = c::PutRecord {
        record: None,
        kind,
        after: None,
        values: values.collect(),
        withdrawn: None,
    };
    let view = device.ask(with).await.unwrap();
    assert_eq!(view.faults, [], "{kind:?}");
    view.row.record
}

/// A counsel of the register.
async fn listed(county: &TestDevice, person: &str, name: &str) {
    let record = [
        (Column::Person, person),
        (Column::Name, name),
        (Column::CounselKind, "lawyer"),
        (Column::Official, "no"),
    ];
    put(county, RecordKind::Counsel, &record).await;
}

/// An appointment in the first village.
async fn appointed(county: &TestDevice, person: &str, from: &str, more: &[(Column, &str)]) {
    let plain = [
        (Column::Village, VILLAGE),
        (Column::Person, person),
        (Column::From, from),
        (Column::Prior, "no"),
    ];
    put(county, RecordKind::Appointment, &[plain.as_slice(), more].concat()).await;
}

#[tokio::test]
async fn from_a_backup_of_the_server_a_report_is_made_again_number_for_number() {
    let mut scene = scene();
    let county = county(&mut scene).await;
    let then = half(&county).await;
    let backup = scene.server.backup().unwrap();
    let tablet = scene.tablet().await.unwrap();
    let later = Form {
        date: Some(day("2026-10-22")),
        ..october()
    };
    let entry = tablet.write(later).await.unwrap().row.entry;
    tablet.sign(entry, 1, 6).await.unwrap();
    tablet.sync().await.unwrap();
    county.link.always(Fault::None);
    county.sync().await.unwrap();
    let since = half(&county).await;
    assert!(since.head.data.figures > then.head.data.figures);
    assert_ne!(since.villages, then.villages, "what came since counts");
    scene.server.put_back(&backup).unwrap();
    let again = scene.county().await.unwrap();
    again.sync().await.unwrap();
    let mut made = half(&again).await;
    made.head.made_at = then.head.made_at;
    assert_eq!(made, then, "the same data, named by the same sequences and root");
}

#[tokio::test]
async fn the_county_assesses_a_half_year_without_a_network_and_names_its_data_and_what_it_cannot_tell() {
    let mut scene = scene();
    let county = county(&mut scene).await;
    let half = half(&county).await;
    assert_eq!((half.first, half.head.months.len()), (day("2026-07-01"), 5));
    let codes: Vec<&str> = half.villages.iter().map(|one| one.village.code.as_str()).collect();
    assert!(codes.is_sorted() && codes.len() > 2, "{codes:?}");
    let of = half.villages.iter().find(|one| one.village.code == village()).unwrap();
    let october = &of.assessed.months[3];
    assert_eq!(
        (
            october.counted_minutes,
            october.missing_minutes,
            october.entries.unreviewed
        ),
        (90, 210, 1)
    );
    assert_eq!((october.rule.id.as_str(), october.ground), ("ours", Ground::Supposed));
    let counsel = ours(&half);
    // Two villages, July to October; November runs.
    assert_eq!(
        (counsel.months, counsel.owed_minutes, counsel.missing_minutes),
        (8, 2_400, 2_310)
    );
    let scores = counsel.scores.as_ref().unwrap();
    let hours = Scored::Counted {
        part: 90,
        whole: 2_400,
        tenths: 30,
    };
    assert_eq!(
        [scores.lines[0].scored, scores.lines[1].scored],
        [hours, Scored::ByHand]
    );
    assert_eq!(half.sheets.len(), 1);
    let running = Limit::Running {
        month: day("2026-11-01"),
    };
    for limit in [Limit::Overlap, running, Limit::NoFee { months: 8 }, Limit::NoTraining] {
        assert!(half.head.limits.contains(&limit), "{limit:?}: {:?}", half.head.limits);
    }
    let (data, log) = (&half.head.data, half.head.data.log.clone().unwrap());
    assert!(
        data.figures > 0 && data.figures >= log.sequence && log.acts > 0,
        "{data:?}"
    );
    assert_eq!(half.head.made_by, Who::County.person().name);
    let again = self::half(&county).await;
    assert_eq!(again, half, "asked again, it is the same");
}

#[tokio::test]
async fn every_number_of_a_village_opens_to_its_entries_and_nobody_at_hand_gets_a_report() {
    let mut scene = scene();
    let county = county(&mut scene).await;
    let asked = || c::HalfVillage {
        day: day("2026-11-23"),
        village: village(),
    };
    let one = county.ask(asked()).await.unwrap();
    let lines = &one.tallies[3].lines;
    assert_eq!((lines.len(), lines[0].minutes, lines[0].counted.minutes), (1, 90, 90));
    assert_eq!(one.row.assessed.months[3].counted_minutes, 90);
    assert_eq!(one.rules[0].rule.id, "ours");
    let counsel = Who::Counsel.person();
    assert_eq!(one.names, [(counsel.id, counsel.name)]);
    let elsewhere = c::HalfVillage {
        village: "450103001001".parse().unwrap(),
        ..asked()
    };
    assert_eq!(county.ask(elsewhere).await, Err(Code::NotAllowed));
    let office = scene.office().await.unwrap();
    let day = day("2026-11-23");
    assert_eq!(office.ask(c::HalfYear { day }).await.unwrap_err(), Code::NotAllowed);
    assert_eq!(office.ask(c::YearReport { day }).await.unwrap_err(), Code::NotAllowed);
    assert_eq!(office.ask(asked()).await.unwrap_err(), Code::NotAllowed);
}

#[tokio::test]
async fn pay_comes_from_the_registers_step_by_step_and_a_conclusion_stands_beside_the_counted_scores() {
    let mut scene = scene();
    let county = county(&mut scene).await;
    let counsel = Who::Counsel.person();
    let (id, from) = (counsel.id.to_string(), "2026-07-01");
    let person = id.as_str();
    listed(&county, person, &counsel.name).await;
    appointed(&county, person, from, &[]).await;
    let fee = [
        (Column::Village, VILLAGE),
        (Column::Person, person),
        (Column::From, from),
        (Column::FeeFen, "60000"),
    ];
    put(&county, RecordKind::Fee, &fee).await;
    let training = [
        (Column::Person, person),
        (Column::Date, "2026-08-01"),
        (Column::Topic, "民法典"),
        (Column::Hours, "4"),
    ];
    put(&county, RecordKind::Training, &training).await;
    let conclusion = [
        (Column::Person, person),
        (Column::Half, "2026-2"),
        (Column::Scores, "villagers=180"),
        (Column::Verdict, "basic"),
        (Column::Note, "十月后补足"),
    ];
    put(&county, RecordKind::Assessment, &conclusion).await;
    let half = half(&county).await;
    assert_eq!(half.head.data.waiting, 5, "what waits here is counted, and said to");
    let of = half.villages.iter().find(|one| one.village.code == village()).unwrap();
    assert!(of.assessed.months.iter().all(|month| month.ground == Ground::Appointed));
    let Paid::Steps(pay) = &of.assessed.months[3].pay[0] else {
        panic!("{:?}", of.assessed.months[3].pay)
    };
    let steps: Vec<(PayReason, i64)> = pay.steps.iter().map(|step| (step.what, step.fen)).collect();
    let part = PayReason::MissingMinutes {
        missing: 210,
        owed: 300,
    };
    assert_eq!(steps, [(PayReason::Base, 60_000), (part, -42_000)]);
    let assessed = ours(&half);
    assert_eq!(
        (assessed.pay.base_fen, assessed.pay.fen, assessed.pay.months),
        (240_000, 18_000, 4)
    );
    assert_eq!(
        (assessed.pay.months_without, assessed.trainings),
        (4, Some(1)),
        "of the other village"
    );
    let concluded = assessed.concluded.as_ref().unwrap();
    assert_eq!(
        (concluded.verdict, concluded.note.as_str()),
        (Verdict::Basic, "十月后补足")
    );
    assert_eq!(concluded.by, Who::County.person().name);
    let scores = assessed.scores.as_ref().unwrap();
    assert_eq!(
        (scores.lines[1].given, scores.lines[1].tenths()),
        (Some(180), Some(180))
    );
    assert!(half.head.limits.contains(&Limit::WholeMonth) && !half.head.limits.contains(&Limit::NoTraining));
}

#[tokio::test]
async fn before_the_first_registered_appointment_of_a_village_who_serves_is_still_supposed() {
    let mut scene = scene();
    let county = county(&mut scene).await;
    let counsel = Who::Counsel.person();
    let id = counsel.id.to_string();
    listed(&county, &id, &counsel.name).await;
    appointed(&county, &id, "2026-09-01", &[]).await;
    let elsewhere = [
        (Column::Village, VILLAGE),
        (Column::OtherVillage, SECOND),
        (Column::Person, id.as_str()),
        (Column::From, "2026-10-01"),
        (Column::To, "2026-10-31"),
        (Column::Reason, "两村因山林权属有争议"),
    ];
    let recusal = put(&county, RecordKind::Recusal, &elsewhere).await.to_string();
    let other = PersonId([0x77; 16]).to_string();
    listed(&county, &other, "陆正").await;
    let stand_in = [(Column::To, "2026-10-31"), (Column::Recusal, recusal.as_str())];
    appointed(&county, &other, "2026-10-01", &stand_in).await;
    let half = half(&county).await;
    let of = half.villages.iter().find(|one| one.village.code == village()).unwrap();
    assert_eq!(of.assessed.months[3].serving, [counsel.id], "October, with a stand-in");
    let grounds: Vec<Ground> = of.assessed.months.iter().map(|month| month.ground).collect();
    let (supposed, appointed) = (Ground::Supposed, Ground::Appointed);
    assert_eq!(grounds, [supposed, supposed, appointed, appointed, appointed]);
    let early = |limit: &Limit| matches!(limit, Limit::Early { .. });
    assert!(!half.head.limits.iter().any(early), "the figures came in November");
}

#[tokio::test]
async fn a_month_that_was_not_over_when_the_figures_came_is_named() {
    let mut scene = scene();
    let county = county(&mut scene).await;
    county.clock.advance(8 * 86_400_000);
    let half = half(&county).await;
    let early = Limit::Early {
        month: day("2026-11-01"),
    };
    let found: Vec<&Limit> = half.head.limits.iter().filter(|limit| **limit == early).collect();
    assert_eq!(found, [&early], "{:?}", half.head.limits);
    let others = |limit: &&Limit| matches!(limit, Limit::Early { .. });
    assert_eq!(half.head.limits.iter().filter(others).count(), 1);
}

// Rule 12.
#[tokio::test]
async fn the_city_evaluates_yearly_by_county_township_and_village_and_sees_who_has_no_counsel() {
    let mut scene = scene();
    let county = county(&mut scene).await;
    let day = day("2026-11-23");
    let year = county.ask(c::YearReport { day }).await.unwrap();
    let names: Vec<&str> = year.areas.iter().map(|row| row.area.as_str()).collect();
    assert!(names.is_sorted() && names.first() == Some(&"450102"), "{names:?}");
    let whole = &year.areas[0].coverage;
    let villages = year.areas.iter().filter(|row| row.area.as_str().len() == 12);
    assert_eq!(whole.villages as usize, villages.clone().count());
    assert_eq!(whole.counted_minutes, 90);
    assert_eq!(
        whole.missing_minutes,
        villages.map(|row| row.coverage.missing_minutes).sum::<u32>()
    );
    assert_eq!((whole.with_counsel, whole.trained), (2, None));
    let without: Vec<&str> = year.without.iter().map(|village| village.code.as_str()).collect();
    assert!(without.contains(&OTHERS) && !without.contains(&VILLAGE) && !without.contains(&SECOND));
    assert_eq!(year.months.len(), 11);
    let october = &year.months[9];
    assert_eq!(
        (october.counted_minutes, october.over, year.months[10].over),
        (90, true, false)
    );
}

#[tokio::test]
async fn as_excel_they_name_who_when_and_from_which_data_and_rank_nobody() {
    let mut scene = scene();
    let county = county(&mut scene).await;
    let stick = TestFolder::new().unwrap();
    county.sticks.plug(stick.path().to_owned());
    let place = county.ask(c::SheetPlaces {}).await.unwrap().places.remove(0).path;
    let root = half(&county).await.head.data.log.unwrap().root.to_string();
    let counsel = Who::Counsel.person().name;
    let halves = [
        "未登记报酬",
        "推定",
        "现场时长",
        "90 ÷ 2400",
        "没有起止时刻",
        "规则 ours，第 1 版",
        "（未完）",
        counsel.as_str(),
    ];
    let years = ["没有法律顾问的村", "各月", "推定"];
    let reports = [
        (SheetOf::Half(day("2026-11-23")), &halves[..], 4),
        (SheetOf::Year(day("2026-11-23")), &years[..], 3),
    ];
    for (of, wanted, sheets) in reports {
        let place = place.clone();
        let written = county.ask(c::WriteSheet { place, of }).await.unwrap();
        let book = read(&std::fs::read(stick.join(&written.name)).unwrap()).unwrap();
        let text = format!("{:?}", book.sheets);
        let always = [root.as_str(), "不排名次", "农雪梅", "依据："];
        for words in always.iter().chain(wanted) {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert_eq!(book.sheets.len(), sheets);
    }
}
