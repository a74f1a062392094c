//! The rules of the policy for the county's registers: appointments, recusal, villages, officials, filings, the city's answer, two officers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::register::{Column, FaultReason, RecordKind, Registration};
use cunfa_core::rules::{RuleFault, RuleFileError, Rules, SHIPPED};
use cunfa_core::{EntryId, Person, PersonId};
use samples::day;
use samples::register::*;

type Wrong = Vec<(Option<Column>, FaultReason)>;

fn at(column: Column, reason: FaultReason) -> Wrong {
    vec![(Some(column), reason)]
}

fn whole(reason: FaultReason) -> Wrong {
    vec![(None, reason)]
}

/// A counsel with villages 1 to `count`, since 2026, and trained in that year.
fn with_villages(count: u8) -> Desk {
    let mut desk = Desk::new();
    desk.keep(id(0xD1), training(WEI, "2026-02-01"));
    for number in 1..=count {
        desk.keep(id(number), appointment(number, WEI, "2026-01-01", "2026-12-31"));
    }
    desk
}

fn prior(said: &Registration) -> Registration {
    but(said, &[(Column::Prior, "yes")])
}

#[test]
fn a_counsel_has_at_most_five_villages_at_a_time() {
    let desk = with_villages(5);
    let more = |on: &str| FaultReason::MoreThanMost { most: 5, on: day(on) };
    let sixth = |from, to| desk.refused(id(6), appointment(6, WEI, from, to));
    assert_eq!(sixth("2026-12-31", ""), at(Column::Person, more("2026-12-31")));
    assert_eq!(sixth("2027-01-01", ""), [], "the five have ended by then");
    assert_eq!(
        sixth("2025-06-01", ""),
        at(Column::Person, more("2026-01-01")),
        "before, there is one; on that day there would be six"
    );
    assert_eq!(desk.refused(id(6), appointment(6, LU, "2026-12-31", "")), []);
    let longer = appointment(5, WEI, "2026-01-01", "2027-12-31");
    assert_eq!(
        desk.refused(id(5), longer),
        [],
        "an appointment is not one more than itself"
    );
}

#[test]
fn villages_that_were_served_before_keep_their_arrangement_and_leave_no_room_for_new_ones() {
    let mut desk = Desk::new();
    for number in 1..=7 {
        desk.keep(id(number), prior(&appointment(number, WEI, "2016-01-01", "")));
    }
    let new = desk.refused(id(8), appointment(8, WEI, "2026-01-01", ""));
    let on = day("2026-01-01");
    assert_eq!(new, at(Column::Person, FaultReason::MoreThanMost { most: 5, on }));
}

#[test]
fn an_appointment_is_ended_or_numbered_also_when_its_counsel_has_more_than_the_most() {
    let mut desk = with_villages(1);
    for number in 2..=6 {
        desk.keep(id(number), prior(&appointment(number, WEI, "2016-01-01", "")));
    }
    let numbered = but(
        &appointment(1, WEI, "2026-01-01", "2026-12-31"),
        &[(Column::ContractNumber, "2026-1")],
    );
    assert_eq!(desk.refused(id(1), numbered), []);
    assert_eq!(desk.refused(id(1), appointment(1, WEI, "2026-01-01", "2026-06-30")), []);
    let longer = desk.refused(id(1), appointment(1, WEI, "2026-01-01", "2027-12-31"));
    let on = day("2026-01-01");
    assert_eq!(longer, at(Column::Person, FaultReason::MoreThanMost { most: 5, on }));
}

#[test]
fn how_many_villages_are_the_most_is_the_rule_files_to_say() {
    let mut desk = with_villages(5);
    let sixth = appointment(6, WEI, "2026-06-01", "");
    let ten = SHIPPED[0].replace("villages_per_counsel_max = 5", "villages_per_counsel_max = 6");
    desk.rules = Rules::read([ten.as_str()], &[]);
    assert_eq!(desk.refused(id(6), sixth.clone()), []);
    let none = SHIPPED[0].replace("villages_per_counsel_max = 5\n", "");
    desk.rules = Rules::read([none.as_str()], &[]);
    assert_eq!(desk.refused(id(6), sixth), []);
}

#[test]
fn a_village_has_one_counsel_at_a_time() {
    let desk = with_villages(1);
    let second = |from, to| desk.refused(id(9), appointment(1, LU, from, to));
    let overlaps = at(Column::From, FaultReason::Overlaps { with: id(1) });
    assert_eq!(second("2026-12-31", ""), overlaps);
    assert_eq!(second("2025-01-01", "2026-01-01"), overlaps);
    assert_eq!(second("2025-01-01", ""), overlaps);
    assert_eq!(second("2027-01-01", ""), []);
    assert_eq!(second("2025-01-01", "2025-12-31"), []);
}

#[test]
fn what_was_withdrawn_stands_in_nobodys_way() {
    let mut desk = with_villages(1);
    let gone = desk.withdrawn(id(1));
    desk.keep(id(1), gone);
    desk.keep(id(9), appointment(1, LU, "2026-01-01", ""));
    let again = appointment(1, WEI, "2026-01-01", "2026-12-31");
    let overlaps = at(Column::From, FaultReason::Overlaps { with: id(9) });
    assert_eq!(
        desk.refused(id(1), again),
        overlaps,
        "and is judged anew when it is to hold again"
    );
}

#[test]
fn an_appointment_that_ends_before_it_starts_is_refused() {
    let desk = Desk::new();
    let backward = appointment(1, WEI, "2026-12-31", "2026-12-30");
    let wrong = at(Column::To, FaultReason::EndsBeforeStart);
    assert_eq!(desk.refused(id(1), backward), wrong);
    assert_eq!(desk.refused(id(1), appointment(1, WEI, "2026-12-31", "2026-12-31")), []);
    let recused = recusal(1, 2, WEI, "2026-05-02", "2026-05-01");
    assert_eq!(desk.refused(id(1), recused), wrong);
}

#[test]
fn nobody_is_appointed_in_an_unknown_village_or_one_of_another_county() {
    let desk = Desk::new();
    let known = appointment(1, WEI, "2026-01-01", "");
    for unknown in ["450102001099", "450102001021"] {
        let elsewhere = but(&known, &[(Column::Village, unknown)]);
        assert_eq!(
            desk.refused(id(1), elsewhere),
            at(Column::Village, FaultReason::UnknownVillage)
        );
    }
    let other = but(&known, &[(Column::Village, "450103001001")]);
    let wrong = desk.refused(id(1), other);
    assert!(
        wrong.contains(&(Some(Column::Village), FaultReason::UnknownVillage)),
        "{wrong:?}"
    );
    let its_seat = but(&known, &[(Column::Village, "450102000000")]);
    assert_eq!(desk.refused(id(1), its_seat), at(Column::Village, FaultReason::Shape));
}

fn merged(number: u8, into: u8, from: &str) -> Registration {
    let values = [
        (Column::Village, code(number)),
        (Column::MergedInto, code(into)),
        (Column::From, from.to_owned()),
    ];
    let values: Vec<(Column, &str)> = values.iter().map(|(column, text)| (*column, text.as_str())).collect();
    said(RecordKind::Village, &values)
}

#[test]
fn nobody_is_appointed_in_a_merged_village_beyond_its_last_day() {
    let mut desk = Desk::new();
    desk.keep(id(20), merged(1, 2, "2026-07-01"));
    let wrong = FaultReason::MergedVillage {
        into: village(2),
        from: day("2026-07-01"),
    };
    let named = |from, to| desk.refused(id(1), appointment(1, WEI, from, to));
    assert_eq!(named("2026-01-01", ""), at(Column::Village, wrong.clone()));
    assert_eq!(named("2026-01-01", "2026-07-01"), at(Column::Village, wrong));
    assert_eq!(named("2026-01-01", "2026-06-30"), []);
    assert_eq!(desk.refused(id(2), appointment(2, WEI, "2026-01-01", "")), []);
}

#[test]
fn a_notice_board_is_changed_until_its_village_is_merged() {
    let mut desk = Desk::new();
    desk.keep_by(id(50), board(1), &office());
    desk.keep(id(20), merged(1, 2, "2027-01-01"));
    let next = desk.next(id(50), but(&board(1), &[(Column::NextVisit, "2026-12-08")]));
    assert_eq!(told(desk.faults(id(50), &next, &office())), []);
}

#[test]
fn a_village_is_merged_when_nobody_is_appointed_in_it_any_more() {
    let desk = with_villages(1);
    let in_use = at(Column::MergedInto, FaultReason::InUse { by: id(1) });
    assert_eq!(desk.refused(id(20), merged(1, 2, "2026-12-31")), in_use);
    assert_eq!(desk.refused(id(20), merged(1, 2, "2027-01-01")), []);
}

#[test]
fn villages_are_never_merged_in_a_circle_into_themselves_or_twice() {
    let mut desk = Desk::new();
    desk.keep(id(20), merged(1, 2, "2026-07-01"));
    let itself = desk.refused(id(21), merged(3, 3, "2026-07-01"));
    assert_eq!(itself, at(Column::MergedInto, FaultReason::Itself));
    let gone = FaultReason::MergedVillage {
        into: village(2),
        from: day("2026-07-01"),
    };
    assert_eq!(
        desk.refused(id(21), merged(2, 1, "2026-08-01")),
        at(Column::MergedInto, gone)
    );
    let relied_on = at(Column::MergedInto, FaultReason::InUse { by: id(20) });
    assert_eq!(desk.refused(id(21), merged(2, 1, "2026-06-01")), relied_on);
    let twice = at(Column::MergedInto, FaultReason::Twice { with: id(20) });
    assert_eq!(desk.refused(id(21), merged(1, 3, "2026-08-01")), twice);
    assert_eq!(
        desk.refused(id(21), merged(2, 3, "2027-01-01")),
        [],
        "one after the other is in order"
    );
}

#[test]
fn a_village_change_says_a_name_or_a_merger() {
    let desk = Desk::new();
    let nothing = but(&merged(1, 2, "2026-07-01"), &[(Column::MergedInto, "")]);
    assert_eq!(
        desk.refused(id(20), nothing.clone()),
        at(Column::Name, FaultReason::Missing)
    );
    assert_eq!(desk.refused(id(20), but(&nothing, &[(Column::Name, "新民社区")])), []);
}

#[test]
fn public_officials_are_refused_as_counsel() {
    let desk = Desk::new();
    let official = but(
        &counsel_record(PersonId([0x33; 16]), "农某"),
        &[(Column::Official, "yes")],
    );
    assert_eq!(
        desk.refused(id(30), official.clone()),
        at(Column::Official, FaultReason::PublicOfficial)
    );
    let unsaid = but(&official, &[(Column::Official, "")]);
    assert_eq!(desk.refused(id(30), unsaid), at(Column::Official, FaultReason::Missing));
    let since = but(&counsel_record(WEI, "韦法明"), &[(Column::Official, "yes")]);
    assert_eq!(
        desk.refused(id(0xE1), since),
        at(Column::Official, FaultReason::PublicOfficial)
    );
}

#[test]
fn only_counsel_of_the_register_are_appointed_recused_trained_or_paid() {
    let desk = Desk::new();
    let stranger = PersonId([0x33; 16]);
    let unknown = at(Column::Person, FaultReason::UnknownCounsel);
    assert_eq!(desk.refused(id(1), appointment(1, stranger, "2026-01-01", "")), unknown);
    assert_eq!(desk.refused(id(1), recusal(1, 2, stranger, "2026-01-01", "")), unknown);
    assert_eq!(desk.refused(id(1), training(stranger, "2026-03-01")), unknown);
    assert_eq!(desk.refused(id(1), fee(1, stranger, "2026-01-01", 80_000)), unknown);
}

#[test]
fn a_counsel_who_is_appointed_and_a_firm_that_has_counsel_are_not_withdrawn() {
    let mut desk = with_villages(1);
    let in_use = whole(FaultReason::InUse { by: id(1) });
    assert_eq!(desk.refused(id(0xE1), desk.withdrawn(id(0xE1))), in_use);
    assert_eq!(
        desk.refused(FIRM, desk.withdrawn(FIRM)),
        whole(FaultReason::InUse { by: id(0xE1) })
    );
    desk.keep(id(1), appointment(1, WEI, "2026-01-01", "2026-11-22"));
    assert_eq!(
        desk.refused(id(0xE1), desk.withdrawn(id(0xE1))),
        [],
        "on 2026-11-23 it is over"
    );
}

fn standing_in(number: u8, person: PersonId, recusal: EntryId, from: &str, to: &str) -> Registration {
    but(
        &appointment(number, person, from, to),
        &[(Column::Recusal, &recusal.to_string())],
    )
}

#[test]
fn a_recused_counsel_has_a_stand_in_beside_them() {
    let mut desk = with_villages(2);
    desk.keep(id(40), recusal(1, 2, WEI, "2026-05-01", "2026-08-31"));
    let overlaps = at(Column::From, FaultReason::Overlaps { with: id(1) });
    let ordinary = appointment(1, LU, "2026-05-01", "2026-08-31");
    assert_eq!(desk.refused(id(41), ordinary), overlaps);
    desk.keep(id(41), standing_in(1, LU, id(40), "2026-05-01", "2026-08-31"));
    let by = |on| desk.registers.in_force(&village(1), day(on)).unwrap().person;
    assert_eq!(
        ["2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01"].map(by),
        [WEI, LU, LU, WEI]
    );
    assert!(desk.registers.recused(WEI, &village(1), day("2026-05-01")));
    assert!(!desk.registers.recused(WEI, &village(2), day("2026-05-01")));
    assert!(!desk.registers.recused(WEI, &village(1), day("2026-09-01")));
    let another = standing_in(1, LU, id(40), "2026-08-01", "2026-08-31");
    assert_eq!(
        desk.refused(id(42), another),
        at(Column::From, FaultReason::Overlaps { with: id(41) })
    );
    assert_eq!(
        desk.refused(id(40), desk.withdrawn(id(40))),
        whole(FaultReason::InUse { by: id(41) })
    );
}

#[test]
fn a_stand_in_is_somebody_else_in_that_village_on_days_of_the_recusal() {
    let mut desk = with_villages(2);
    desk.keep(id(40), recusal(1, 2, WEI, "2026-05-01", "2026-08-31"));
    let not_of_it = at(Column::Recusal, FaultReason::NotOfRecusal { with: id(40) });
    let other_village = standing_in(3, LU, id(40), "2026-05-01", "2026-08-31");
    assert_eq!(desk.refused(id(41), other_village), not_of_it);
    for (from, to) in [
        ("2026-04-30", "2026-08-31"),
        ("2026-05-01", "2026-09-01"),
        ("2026-05-01", ""),
    ] {
        assert_eq!(desk.refused(id(41), standing_in(1, LU, id(40), from, to)), not_of_it);
    }
    let itself = standing_in(1, WEI, id(40), "2026-05-01", "2026-08-31");
    let recused = at(Column::Person, FaultReason::Recused { with: id(40) });
    assert_eq!(desk.refused(id(41), itself), recused);
    let unknown = standing_in(1, LU, id(1), "2026-05-01", "2026-08-31");
    assert_eq!(
        desk.refused(id(41), unknown),
        at(Column::Recusal, FaultReason::UnknownRecord)
    );
}

#[test]
fn a_recusal_is_between_two_villages() {
    let desk = Desk::new();
    let same = desk.refused(id(40), recusal(1, 1, WEI, "2026-05-01", ""));
    assert_eq!(same, at(Column::OtherVillage, FaultReason::Itself));
}

#[test]
fn a_paid_service_is_filed_by_the_counsel_for_themselves_and_acknowledged_by_the_county_alone() {
    let mut desk = Desk::new();
    let by =
        |desk: &Desk, said: Registration, author: Person| told(desk.faults(id(50), &desk.next(id(50), said), &author));
    assert_eq!(
        by(&desk, filing(LU, "no"), counsel(WEI)),
        whole(FaultReason::NotAllowed)
    );
    for author in [county(), office(), city(), cadre()] {
        assert_eq!(by(&desk, filing(WEI, "no"), author), whole(FaultReason::NotAllowed));
    }
    let at_once = by(&desk, filing(WEI, "yes"), county());
    assert_eq!(at_once, at(Column::Acknowledged, FaultReason::OnlyAnswer));
    desk.keep_by(id(50), filing(WEI, "no"), &counsel(WEI));
    for author in [counsel(WEI), office(), city()] {
        assert_eq!(by(&desk, filing(WEI, "yes"), author), whole(FaultReason::NotAllowed));
    }
    let cheaper = but(&filing(WEI, "yes"), &[(Column::FeeFen, "1")]);
    assert_eq!(
        by(&desk, cheaper, county()),
        at(Column::FeeFen, FaultReason::OnlyAnswer)
    );
    desk.keep(id(50), filing(WEI, "yes"));
    assert_eq!(by(&desk, filing(WEI, "no"), counsel(WEI)), whole(FaultReason::Answered));
}

#[test]
fn a_request_for_counsel_is_the_countys_and_its_answer_the_citys() {
    let mut desk = Desk::new();
    let answered = "同意从市直律所选派";
    let by =
        |desk: &Desk, said: Registration, author: Person| told(desk.faults(id(60), &desk.next(id(60), said), &author));
    assert_eq!(by(&desk, allocation(""), city()), whole(FaultReason::NotAllowed));
    desk.keep(id(60), allocation(""));
    assert_eq!(
        by(&desk, allocation(answered), county()),
        whole(FaultReason::NotAllowed)
    );
    let rewritten = but(&allocation(answered), &[(Column::Note, "无")]);
    assert_eq!(by(&desk, rewritten, city()), at(Column::Note, FaultReason::OnlyAnswer));
    let no_answer = but(&allocation(""), &[(Column::Firms, "南湖律师事务所")]);
    assert_eq!(by(&desk, no_answer, county()), at(Column::Answer, FaultReason::Missing));
    let recommending = but(
        &allocation(answered),
        &[(Column::Firms, "南湖律师事务所\n邕江律师事务所")],
    );
    desk.keep_by(id(60), recommending.clone(), &city());
    assert_eq!(by(&desk, allocation(""), county()), whole(FaultReason::Answered));
    assert_eq!(by(&desk, recommending, city()), [], "who answered may say it better");
    assert_eq!(by(&desk, desk.withdrawn(id(60)), county()), []);
}

#[test]
fn of_two_officers_who_change_a_record_at_once_the_second_is_told_that_it_changed() {
    let mut desk = with_villages(1);
    let first = desk.registers.record(id(1)).unwrap().act;
    let mut by_another = appointment(1, WEI, "2026-01-01", "2027-06-30");
    by_another.after = Some(first);
    desk.keep(id(1), appointment(1, WEI, "2026-01-01", "2027-12-31"));
    let wrong = told(desk.faults(id(1), &by_another, &county()));
    assert_eq!(wrong, whole(FaultReason::Changed));
    let (_, counts) = desk.put(id(1), by_another, &county());
    assert!(!counts, "and does not count, should a log have it");
    let stands = desk.registers.record(id(1)).unwrap();
    assert_eq!(stands.registration.values.get(Column::To), Some("2027-12-31"));
    assert_eq!(desk.registers.history(id(1)).len(), 2);
}

#[test]
fn of_two_officers_who_register_the_same_at_once_the_second_is_told_of_the_first() {
    let mut desk = with_villages(1);
    let again = desk.refused(id(31), counsel_record(WEI, "韦法明"));
    assert_eq!(again, at(Column::Person, FaultReason::Twice { with: id(0xE1) }));
    let board = board(1);
    desk.keep_by(id(70), board.clone(), &office());
    let second = told(desk.faults(id(71), &board, &office()));
    assert_eq!(second, at(Column::Village, FaultReason::Twice { with: id(70) }));
    let elsewhere = told(desk.faults(id(71), &but(&board, &[(Column::Village, &code(2))]), &other_office()));
    assert_eq!(elsewhere, whole(FaultReason::NotAllowed));
}

#[test]
fn what_a_record_is_about_never_changes_and_a_withdrawal_changes_nothing() {
    let mut desk = with_villages(1);
    let moved = desk.refused(id(1), appointment(2, WEI, "2026-01-01", "2026-12-31"));
    assert_eq!(moved, at(Column::Village, FaultReason::Fixed));
    let mut gone = desk.withdrawn(id(1));
    gone.values = gone.values.with(Column::To, "2026-10-31");
    assert_eq!(desk.refused(id(1), gone), at(Column::To, FaultReason::Fixed));
    let blank = Registration {
        withdrawn: Some("　".to_owned()),
        ..desk.withdrawn(id(1))
    };
    assert_eq!(desk.refused(id(1), blank), whole(FaultReason::NoReason));
    let long = Registration {
        withdrawn: Some("长".repeat(501)),
        ..desk.withdrawn(id(1))
    };
    let too_long = FaultReason::TooLong { given: 501, max: 500 };
    assert_eq!(
        desk.refused(id(1), long),
        whole(too_long),
        "given, so nothing else is said"
    );
    let wrong = desk.refused(id(2), desk.withdrawn(id(1)));
    assert!(wrong.contains(&(None, FaultReason::NothingToWithdraw)), "{wrong:?}");
    let other_kind = desk.refused(id(1), counsel_record(PersonId([0x33; 16]), "农某"));
    assert_eq!(other_kind, whole(FaultReason::Fixed));
    let gone = desk.withdrawn(id(1));
    desk.keep(id(1), gone);
    assert_eq!(desk.registers.appointments(), []);
    desk.keep(id(1), appointment(1, WEI, "2026-01-01", "2026-12-31"));
    assert_eq!(desk.registers.appointments().len(), 1, "a record may hold again");
}

fn rule_file(text: &str) -> Registration {
    said(RecordKind::RuleFile, &[(Column::Text, text)])
}

#[test]
fn a_rule_file_of_the_county_is_readable_of_its_place_and_joins_the_others() {
    let desk = Desk::new();
    let broken = desk.refused(id(80), rule_file("id = \"x\"\nversion = "));
    let not_toml = |reason: &FaultReason| matches!(reason, FaultReason::RuleFile(RuleFileError::NotToml { .. }));
    assert!(
        matches!(&broken[..], [(Some(Column::Text), reason)] if not_toml(reason)),
        "{broken:?}"
    );
    let own = SHIPPED[0].replace("area = \"4501\"", "area = \"450102\"");
    assert_eq!(desk.refused(id(80), rule_file(&own)), []);
    let anhui = desk.refused(id(80), rule_file(SHIPPED[1]));
    assert_eq!(anhui, at(Column::Text, FaultReason::OtherPlace));
    let again = desk.refused(id(80), rule_file(SHIPPED[0]));
    let twice = |fault: &(Option<Column>, FaultReason)| matches!(fault.1, FaultReason::Rules(RuleFault::Twice { .. }));
    assert!(again.iter().any(twice), "{again:?}");
    let joined = SHIPPED[0]
        .replace("id = \"nanning-2016\"", "id = \"xingning-2027\"")
        .replace("\"2016-11-18\"", "\"2027-01-01\"");
    let overlapping = desk.refused(id(80), rule_file(&joined));
    let overlap =
        |fault: &(Option<Column>, FaultReason)| matches!(fault.1, FaultReason::Rules(RuleFault::Overlap { .. }));
    assert!(overlapping.iter().any(overlap), "{overlapping:?}");
    let replacing = format!("{joined}\n[replaces]\nid = \"nanning-2016\"\nversion = 1\n");
    assert_eq!(desk.refused(id(80), rule_file(&replacing)), []);
}

#[test]
fn no_score_is_above_its_items_points_by_the_sheet_in_force_when_the_half_began() {
    let mut desk = Desk::new();
    let scored = |scores: &str| {
        said(
            RecordKind::Assessment,
            &[
                (Column::Person, &WEI.to_string()),
                (Column::Half, "2026-1"),
                (Column::Scores, scores),
                (Column::Verdict, "good"),
            ],
        )
    };
    assert_eq!(desk.refused(id(1), scored("people=101")), [], "there is no sheet");
    let sheet = "
[assessment]
title = \"示例\"
source = \"示例\"
items = [
    { key = \"hours\", title = \"时长\", points = 90, measure = \"on_site_ratio\" },
    { key = \"people\", title = \"群众评价\", points = 10, measure = \"manual\" },
]
";
    desk.rules = Rules::read([format!("{}\n{sheet}", SHIPPED[0]).as_str()], &[]);
    assert_eq!(desk.refused(id(1), scored("hours=900;people=100")), []);
    let above = at(Column::Scores, FaultReason::Shape);
    assert_eq!(desk.refused(id(1), scored("people=101")), above);
}
