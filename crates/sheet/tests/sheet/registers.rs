//! A list of the county against its registers: a roster by village, and tables of one register, each row checked as the registers become.

use cunfa_core::register::{Column as C, FaultReason, RecordKind, Registered, Registers, Registration, Values, World};
use cunfa_core::rules::{Rules, SHIPPED};
use cunfa_core::{ActId, EntryId, Person, PersonId, Role, Village, VillageCode};
use cunfa_sheet::list::register::{Ground, Outcome, Plan, RecordLine, registers};
use cunfa_sheet::{Column, ListError, Question, Repair, Why};

use crate::support::{book, kinds, merge, put, texts, workbook};

const HEAD: &[&str] = &["乡镇", "村（社区）", "代码", "顾问姓名", "类别", "律所", "聘期起止"];
const TERM: &str = "2026.1.1-2027.12.31";
const FIRM: &str = "正道律师事务所";

fn village(number: u32, name: &str) -> Village {
    Village {
        code: format!("450102101{number:03}").parse().unwrap(),
        city: "南宁市".to_owned(),
        county: "兴宁区".to_owned(),
        township: "三塘镇".to_owned(),
        name: name.to_owned(),
    }
}

/// 甲村 to 庚村, by code.
fn villages() -> Vec<Village> {
    let names = ["甲村", "乙村", "丙村", "丁村", "戊村", "己村", "那况村"];
    (201..).zip(names).map(|(number, name)| village(number, name)).collect()
}

/// The registers, and what is to be seen of them.
#[derive(Default)]
struct County {
    registers: Registers,
    unlisted: Vec<(PersonId, String)>,
    by_code: bool,
}

impl County {
    fn look(&self, bytes: &[u8]) -> Result<Plan, ListError> {
        let (villages, rules) = (villages(), Rules::read(std::iter::empty(), &SHIPPED));
        let seat = VillageCode::seat(&"450102".parse().unwrap()).unwrap();
        let known = |code: &VillageCode| villages.iter().any(|village| village.code == *code);
        let world = World {
            seat: &seat,
            villages: &known,
            rules: &rules,
            today: "2026-11-27".parse().unwrap(),
        };
        let author = Person {
            id: PersonId([9; 16]),
            name: "农雪梅".to_owned(),
            role: Role::County,
            post: String::new(),
            scope: vec!["450102".parse().unwrap()],
        };
        let ground = Ground {
            villages: &villages,
            registers: &self.registers,
            world: &world,
            author: &author,
            unlisted: &self.unlisted,
            by_code: self.by_code,
        };
        let mut next = 1_000_u128 + u128::from(self.registers.latest_sequence()) * 1_000;
        let mut draw = || {
            next += 1;
            next.to_be_bytes()
        };
        registers(&book(bytes), &ground, &mut draw)
    }

    fn plan(&self, rows: &[&[&str]]) -> Vec<RecordLine> {
        self.look(&texts(rows)).expect("a list").lines
    }

    fn roster(&self, rows: &[&[&str]]) -> Vec<RecordLine> {
        self.plan(&[&[HEAD][..], rows].concat())
    }

    /// Says what a list says.
    fn take(&mut self, bytes: &[u8]) {
        let plan = self.look(bytes).expect("a list");
        let said: Vec<_> = plan.taken().cloned().collect();
        for one in said {
            assert!(self.say(one.record, one.registration), "{plan:?}");
        }
    }

    fn say(&mut self, record: EntryId, registration: Registration) -> bool {
        let sequence = self.registers.latest_sequence() + 1;
        self.registers.apply(Registered {
            record,
            act: ActId(u128::from(sequence).to_be_bytes()),
            registration,
            person: PersonId([9; 16]),
            role: Role::County,
            device_time_s: 0,
            sequence,
            received_ms: 0,
        })
    }
}

fn ordinary(number: usize, name: &str) -> [String; 7] {
    let villages = villages();
    let village = &villages[number];
    let cells = [
        village.township.as_str(),
        village.name.as_str(),
        village.code.as_str(),
        name,
        "执业律师",
        FIRM,
        TERM,
    ];
    cells.map(str::to_owned)
}

fn table(rows: &[[String; 7]]) -> Vec<u8> {
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let mut all: Vec<&[&str]> = vec![HEAD];
    all.extend(rows.iter().map(Vec::as_slice));
    texts(&all)
}

fn outcomes(lines: &[RecordLine]) -> Vec<&Outcome> {
    lines.iter().map(|line| &line.outcome).collect()
}

fn said(line: &RecordLine) -> Vec<RecordKind> {
    line.said.iter().map(|said| said.registration.kind).collect()
}

fn reasons(line: &RecordLine) -> Vec<FaultReason> {
    match &line.outcome {
        Outcome::Faults(faults) => faults.iter().map(|(_, fault)| fault.reason.clone()).collect(),
        other => panic!("no faults: {other:?}"),
    }
}

#[test]
fn a_roster_brings_the_firm_the_counsel_and_each_appointment_once_and_nothing_when_it_is_taken_in_again() {
    let mut county = County::default();
    let bytes = table(&[ordinary(0, "韦某"), ordinary(1, "韦某"), ordinary(0, "韦某")]);
    let plan = county.look(&bytes).unwrap();
    let [first, second, third] = plan.lines.as_slice() else {
        panic!("{plan:?}")
    };
    let (firm, counsel, appointment) = (RecordKind::Firm, RecordKind::Counsel, RecordKind::Appointment);
    assert_eq!(
        (said(first), said(second)),
        (vec![firm, counsel, appointment], vec![appointment])
    );
    assert_eq!(third.outcome, Outcome::Repeated(first.place.clone()));
    let values = &first.said[2].registration.values;
    assert_eq!(
        (values.get(C::From), values.get(C::To)),
        (Some("2026-01-01"), Some("2027-12-31"))
    );
    assert_eq!(first.said[1].registration.values.get(C::CounselKind), Some("lawyer"));
    county.take(&bytes);
    let again = county.look(&bytes).unwrap();
    assert_eq!(outcomes(&again.lines), [&Outcome::Known; 3]);
    assert_eq!(again.taken().count(), 0);
    let mut shorter = ordinary(1, "韦某");
    shorter[6] = "2026年1月1日至2027年6月30日".to_owned();
    let changed = county.look(&table(&[shorter])).unwrap().lines;
    assert_eq!(changed[0].outcome, Outcome::Changed);
    let one = &changed[0].said[0];
    assert_eq!(one.registration.values.get(C::To), Some("2027-06-30"));
    assert_eq!(one.before.as_ref().unwrap().get(C::To), Some("2027-12-31"));
    assert!(one.registration.after.is_some());
}

#[test]
fn merged_cells_codes_as_numbers_and_full_width_digits_are_put_right_and_told() {
    let bytes = workbook(|sheet| {
        put(sheet, &[HEAD]);
        put_row(
            sheet,
            1,
            &[
                "",
                "甲村",
                "",
                "韦某",
                "律师",
                FIRM,
                "２０２６年１月１日至2027年12月31日",
            ],
        );
        put_row(
            sheet,
            2,
            &["", "乙村", "４５０１０２１０１２０２", "", "律师", FIRM, TERM],
        );
        sheet.write_number(1, 2, 450_102_101_201_f64).unwrap();
        merge(sheet, (1, 2), 0, "三塘镇");
        merge(sheet, (1, 2), 3, "韦 某");
    });
    let lines = County::default().look(&bytes).unwrap().lines;
    assert!(lines.iter().all(|line| line.outcome == Outcome::New), "{lines:?}");
    let (first, second) = (kinds(&lines[0].repairs), kinds(&lines[1].repairs));
    assert!(
        first.contains(&Repair::Number) && first.contains(&Repair::FullWidth),
        "{first:?}"
    );
    assert!(first.contains(&Repair::Spaces), "{first:?}");
    assert!(
        second.contains(&Repair::Merged) && second.contains(&Repair::FullWidth),
        "{second:?}"
    );
    assert_eq!(lines[1].said.len(), 1, "the same counsel");
}

fn put_row(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, cells: &[&str]) {
    for (column, text) in (0u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
        sheet.write_string(row, column, *text).unwrap();
    }
}

#[test]
fn a_village_under_another_name_is_asked_about_and_taken_by_its_code_only_when_somebody_says_so() {
    let mut county = County::default();
    let row: &[&str] = &["三塘镇", "新况村", "450102101207", "韦某", "律师", FIRM, TERM];
    let asked = county.roster(&[row]);
    let Outcome::Asked(Question::Renamed { known }) = &asked[0].outcome else {
        panic!("{asked:?}")
    };
    assert_eq!((known.name.as_str(), asked[0].said.len()), ("那况村", 0));
    county.by_code = true;
    let taken = county.roster(&[row]);
    assert_eq!((&taken[0].outcome, taken[0].said.len()), (&Outcome::New, 3));
    assert!(kinds(&taken[0].repairs).contains(&Repair::ByCode));
    let near = county.roster(&[&["三塘镇", "那旷村", "", "韦某", "律师", FIRM, TERM]]);
    assert!(matches!(&near[0].outcome, Outcome::Asked(Question::NearVillages { near, .. }) if near.len() == 1));
}

#[test]
fn a_sixth_village_is_told_in_its_row_and_left_out_unless_it_is_an_old_arrangement() {
    let county = County::default();
    let rows: Vec<[String; 7]> = (0..6).map(|number| ordinary(number, "韦某")).collect();
    let lines = county.look(&table(&rows)).unwrap().lines;
    assert!(lines[..5].iter().all(|line| line.outcome == Outcome::New));
    assert!(matches!(
        reasons(&lines[5])[..],
        [FaultReason::MoreThanMost { most: 5, .. }]
    ));
    let head = [HEAD, &["原有安排"]].concat();
    let cells: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).chain(["是"]).collect())
        .collect();
    let mut all: Vec<&[&str]> = vec![head.as_slice()];
    all.extend(cells.iter().map(Vec::as_slice));
    assert!(county.plan(&all).iter().all(|line| line.outcome == Outcome::New));
}

#[test]
fn a_row_that_is_wrong_keeps_nothing_from_the_rows_after_it() {
    let mut wrong = ordinary(0, "韦某");
    wrong[6] = "2027.1.1-2026.1.1".to_owned();
    let lines = County::default()
        .look(&table(&[wrong, ordinary(1, "韦某"), ordinary(1, "覃某")]))
        .unwrap()
        .lines;
    assert_eq!(reasons(&lines[0]), [FaultReason::EndsBeforeStart]);
    assert_eq!(
        (&lines[1].outcome, lines[1].said.len()),
        (&Outcome::New, 3),
        "firm and counsel go with the first that is right"
    );
    assert!(matches!(reasons(&lines[2])[..], [FaultReason::Overlaps { .. }]));
}

#[test]
fn unknown_and_merged_villages_and_public_officials_are_left_out_and_told() {
    let mut county = County::default();
    let merged = Values::new()
        .with(C::Village, "450102101202")
        .with(C::MergedInto, "450102101201")
        .with(C::From, "2026-06-01");
    county.say(EntryId([1; 16]), Registration::new(RecordKind::Village, merged));
    let row = |village: &'static str, code: &'static str, role: &'static str| {
        ["三塘镇", village, code, "韦某", role, FIRM, TERM]
    };
    let rows = [
        row("百花村", "", "律师"),
        row("百花村", "450102101999", "律师"),
        row("甲村", "450102101", "律师"),
        row("乙村", "", "律师"),
        row("甲村", "", "公职律师"),
        row("甲村", "", "兽医"),
    ];
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 7]>::as_slice).collect();
    let lines = county.roster(&rows);
    let refused: Vec<&Why> = lines
        .iter()
        .filter_map(|line| match &line.outcome {
            Outcome::Refused(why) => Some(why),
            _ => None,
        })
        .collect();
    assert!(matches!(
        refused[..],
        [
            Why::UnknownVillage(_),
            Why::UnknownCode(_),
            Why::Digits(_),
            Why::PublicOfficial(_),
            Why::UnknownRole(_)
        ]
    ));
    assert!(matches!(reasons(&lines[3])[..], [FaultReason::MergedVillage { .. }]));
    let official = county.plan(&[&["姓名", "身份", "是否公职人员"], &["韦某", "律师", "是"]]);
    assert_eq!(reasons(&official[0]), [FaultReason::PublicOfficial]);
}

#[test]
fn who_may_be_meant_is_asked_and_never_guessed() {
    let mut county = County::default();
    county.take(&table(&[ordinary(0, "韦某")]));
    let mut other = ordinary(1, "韦某");
    other[5] = "邕江律师事务所".to_owned();
    let lines = county.look(&table(&[other])).unwrap().lines;
    assert!(matches!(
        &lines[0].outcome,
        Outcome::Asked(Question::Differs {
            column: Column::Firm,
            ..
        })
    ));
    let mut trainee = ordinary(1, "韦某");
    trainee[4] = "实习律师".to_owned();
    let lines = county.look(&table(&[trainee])).unwrap().lines;
    assert!(matches!(
        &lines[0].outcome,
        Outcome::Asked(Question::Differs {
            column: Column::Role,
            ..
        })
    ));
    county.unlisted = vec![(PersonId([5; 16]), "覃某".to_owned())];
    let lines = county.look(&table(&[ordinary(1, "覃某")])).unwrap().lines;
    assert!(matches!(&lines[0].outcome, Outcome::Asked(Question::Unlisted { name }) if name == "覃某"));
    let mut odd = ordinary(1, "黄某");
    odd[5] = "正道".to_owned();
    let lines = county.look(&table(&[odd])).unwrap().lines;
    assert!(matches!(&lines[0].outcome, Outcome::Asked(Question::FirmKind { .. })));
    let unknown = county.plan(&[
        &["法律顾问", "日期", "培训内容", "学时"],
        &["陆某", "2026-3-1", "民法典", "4学时"],
    ]);
    assert!(matches!(
        &unknown[0].outcome,
        Outcome::Asked(Question::UnknownPerson { .. })
    ));
}

#[test]
fn of_a_row_that_is_not_taken_no_appointment_stays_for_the_rows_after_it() {
    let mut county = County::default();
    county.take(&table(&[ordinary(1, "覃某")]));
    let row = |village: &'static str, term: &'static str| ["三塘镇", village, "", "韦某", "律师", FIRM, term];
    let rows = [row("甲村、乙村", TERM), row("甲村", "2026.1.1-2026.12.31")];
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 7]>::as_slice).collect();
    let lines = county.roster(&rows);
    assert!(matches!(reasons(&lines[0])[..], [FaultReason::Overlaps { .. }]));
    assert_eq!(lines[1].outcome, Outcome::New);
    assert_eq!(said(&lines[1]), [RecordKind::Counsel, RecordKind::Appointment]);
    let appointment = &lines[1].said[1].registration;
    assert_eq!(appointment.after, None, "nothing is said over what nobody signs");
    assert_eq!(appointment.values.get(C::To), Some("2026-12-31"));
}

#[test]
fn a_last_day_that_is_unclear_or_would_be_taken_away_and_a_code_of_elsewhere_are_never_guessed() {
    let mut county = County::default();
    county.take(&table(&[ordinary(0, "韦某")]));
    let row = |place: [&'static str; 3], term: &'static str| {
        let [township, village, code] = place;
        [township, village, code, "韦某", "律师", FIRM, term]
    };
    let here = ["三塘镇", "甲村", "450102101201"];
    let rows = [
        row(here, "2026.1.1-长期"),
        row(here, "2027-12-31"),
        row(here, "2026年1月1日起一年"),
        row(["四塘镇", "甲村", "450102101201"], TERM),
        row(["三塘镇", "甲村、丙村", "450102101201、450102101202"], TERM),
    ];
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 7]>::as_slice).collect();
    let lines = county.roster(&rows);
    let to = Column::Of(C::To);
    assert_eq!(
        lines[0].outcome,
        Outcome::Refused(Why::TakesAway(to, "2027-12-31".to_owned()))
    );
    for line in &lines[1..3] {
        assert!(
            matches!(&line.outcome, Outcome::Refused(Why::Value(Column::Term, _))),
            "{line:?}"
        );
    }
    assert!(matches!(&lines[3].outcome, Outcome::Refused(Why::Elsewhere { .. })));
    assert!(matches!(&lines[4].outcome, Outcome::Asked(Question::Renamed { known }) if known.name == "乙村"));
    let head: &[&str] = &["村（社区）", "姓名", "身份", "律所", "到期日期"];
    let until = |day| ["三塘镇甲村", "韦某", "律师", FIRM, day];
    let lines = county.plan(&[head, &until("2027-12-31"), &until("2029-12-31")]);
    assert_eq!(lines[0].outcome, Outcome::Known);
    assert_eq!(
        lines[1].outcome,
        Outcome::Refused(Why::Missing(Column::Of(C::From))),
        "it may be another appointment"
    );
}

#[test]
fn tables_of_registers_are_taken_in_the_order_in_which_they_build_on_each_other() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    put(
        workbook.add_worksheet().set_name("聘任").unwrap(),
        &[
            &["村（社区）", "法律顾问", "起始日期", "截止日期"],
            &["三塘镇甲村", "韦某", "2026/1/1", "长期"],
        ],
    );
    put(
        workbook.add_worksheet().set_name("法律顾问").unwrap(),
        &[&["姓名", "身份", "执业机构"], &["韦某", "律师", FIRM]],
    );
    put(
        workbook.add_worksheet().set_name("律所").unwrap(),
        &[&["名称", "机构类别", "电话"], &[FIRM, "律师事务所", "0771-1"]],
    );
    let bytes = workbook.save_to_buffer().unwrap();
    let mut county = County::default();
    let lines = county.look(&bytes).unwrap().lines;
    let order: Vec<&str> = lines.iter().map(|line| line.place.sheet.as_str()).collect();
    assert_eq!(order, ["律所", "法律顾问", "聘任"]);
    assert!(lines.iter().all(|line| line.outcome == Outcome::New), "{lines:?}");
    assert!(kinds(&lines[2].repairs).contains(&Repair::OpenEnd));
    county.take(&bytes);
    assert_eq!(outcomes(&county.look(&bytes).unwrap().lines), [&Outcome::Known; 3]);
    // A cell left blank takes nothing away, another text changes it, a column that is not there says nothing.
    let blank = county.plan(&[&["名称", "机构类别", "电话"], &[FIRM, "律师事务所", ""]]);
    assert_eq!(blank[0].outcome, Outcome::Known);
    let changed = county.plan(&[
        &["名称", "机构类别", "电话"],
        &[FIRM, "律师事务所", "0771-2"],
        &[FIRM, "律师事务所", "0771-3"],
    ]);
    assert_eq!(changed[0].outcome, Outcome::Changed);
    assert_eq!(
        changed[1].outcome,
        Outcome::Refused(Why::SaidAbove(changed[0].place.clone()))
    );
}

#[test]
fn a_row_names_its_record_by_number_and_a_list_withdraws_nothing() {
    let mut county = County::default();
    let values = Values::new().with(C::Name, FIRM).with(C::FirmKind, "law_firm");
    let record = EntryId([3; 16]);
    county.say(record, Registration::new(RecordKind::Firm, values.clone()));
    let number = record.to_string();
    let row = |name, why| -> [&str; 4] { [name, "律师事务所", number.as_str(), why] };
    let head: &[&str] = &["名称", "机构类别", "登记编号", "撤销理由"];
    let renamed = county.plan(&[head, &row("正道（南宁）律师事务所", "")]);
    assert_eq!(
        (&renamed[0].outcome, renamed[0].said[0].record),
        (&Outcome::Changed, record)
    );
    let unknown = county.plan(&[head, &["甲所", "律所", "00", ""]]);
    assert_eq!(
        unknown[0].outcome,
        Outcome::Refused(Why::UnknownRecord("00".to_owned()))
    );
    let withdraws = county.plan(&[head, &row(FIRM, "已注销")]);
    assert_eq!(withdraws[0].outcome, Outcome::Refused(Why::Withdrawn));
    let after = county.registers.record(record).map(|said| said.act);
    let withdrawn = Registration {
        after,
        withdrawn: Some("已注销".to_owned()),
        ..Registration::new(RecordKind::Firm, values)
    };
    county.say(record, withdrawn);
    assert_eq!(county.plan(&[head, &row(FIRM, "已注销")])[0].outcome, Outcome::Known);
    assert_eq!(
        county.plan(&[head, &row("乙所", "已注销")])[0].outcome,
        Outcome::Refused(Why::Withdrawn)
    );
}

#[test]
fn formulas_are_told_sums_are_left_out_and_hidden_sheets_are_named() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("名册").unwrap();
    put(sheet, &[HEAD]);
    put_row(sheet, 1, &["三塘镇", "甲村", "", "韦某", "律师", FIRM, TERM]);
    let formula = rust_xlsxwriter::Formula::new("=A2").set_result("三塘镇");
    sheet.write_formula(1, 0, formula).unwrap();
    put_row(sheet, 2, &["合计：1"]);
    sheet.write_string(2, 3, "1").unwrap();
    let hidden = workbook.add_worksheet().set_name("去年").unwrap();
    hidden.set_hidden(true);
    put(hidden, &[HEAD]);
    let plan = County::default().look(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(plan.hidden, ["去年"]);
    assert!(kinds(&plan.lines[0].repairs).contains(&Repair::Formula));
    assert_eq!(outcomes(&plan.lines), [&Outcome::New, &Outcome::Refused(Why::Sum)]);
}

#[test]
fn a_text_in_gb18030_is_a_list_too_and_one_without_rows_or_headings_is_none() {
    let text = format!("乡镇,村,姓名,身份,律所,聘期\r\n三塘镇,甲村,韦某,律师,{FIRM},20260101-20271231\r\n");
    let bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
    let lines = County::default().look(&bytes).unwrap().lines;
    assert_eq!((&lines[0].outcome, lines[0].said.len()), (&Outcome::New, 3));
    let none = County::default().look(&texts(&[HEAD]));
    assert_eq!(none.unwrap_err(), ListError::NoRows { hidden: Vec::new() });
    let other = County::default().look(&texts(&[&["品名", "数量"], &["纸", "3"]]));
    assert_eq!(other.unwrap_err(), ListError::NoHeadings { hidden: Vec::new() });
}

#[test]
fn a_hundred_thousand_rows_are_refused_before_any_is_looked_at() {
    let row = format!("三塘镇,甲村,韦某,律师,{FIRM},20260101\n");
    let text = format!("乡镇,村,姓名,身份,律所,聘期\n{}", row.repeat(100_000));
    assert_eq!(
        cunfa_sheet::read(text.as_bytes()),
        Err(cunfa_sheet::ReadError::TooManyRows)
    );
}
