//! Records among each other: the rules of the policy (design: domain 1, 2, 4, 9, 11) for what would be said, and what still relies on what
//! would be withdrawn.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Case;
use crate::ids::{EntryId, PersonId};
use crate::register::fault::FaultReason;
use crate::register::fold::Registered;
use crate::register::record::{Appointment, Record as _, Recusal, VillageChange};
use crate::register::{Column, Days, Finding, RecordKind};
use crate::rules::RuleFile;
use crate::village::VillageCode;

pub(super) fn check(case: &mut Case<'_>) {
    twice(case);
    ends(case);
    villages(case);
    people(case);
    records(case);
    match case.said.kind {
        RecordKind::Counsel => official(case),
        RecordKind::Appointment => appointment(case),
        RecordKind::Recusal => itself(case, Column::OtherVillage),
        RecordKind::Village => change(case),
        RecordKind::Allocation => firms(case),
        RecordKind::RuleFile => rule_file(case),
        RecordKind::Assessment => scores(case),
        RecordKind::Check => monthly(case),
        RecordKind::Firm | RecordKind::Board | RecordKind::Training | RecordKind::Filing | RecordKind::Fee => {}
    }
}

/// No two records that hold name the same.
fn twice(case: &mut Case<'_>) {
    let (said, names) = (case.said, case.said.kind.named_by());
    let Some(column) = names.first().copied() else { return };
    let Some(text) = said.values.get(column) else { return };
    let mut same = case.registers.saying(said.kind, column, text);
    let other = same.find(|one| one.record != case.record && one.registration.values.agree(&said.values, names));
    if let Some(with) = other.map(|one| one.record) {
        case.fail(column, FaultReason::Twice { with });
    }
}

fn ends(case: &mut Case<'_>) {
    let days = case.said.values.days();
    if days.is_some_and(|days| days.to.is_some_and(|to| to < days.from)) {
        case.fail(Column::To, FaultReason::EndsBeforeStart);
    }
}

/// Villages are of the county, known, and there as long as the record holds.
fn villages(case: &mut Case<'_>) {
    for column in [
        Column::Village,
        Column::OtherVillage,
        Column::MergedInto,
        Column::Villages,
    ] {
        if !case.said.kind.columns().contains(&column) {
            continue;
        }
        for village in case.said.values.villages(column) {
            village_of(case, column, &village);
        }
    }
}

fn village_of(case: &mut Case<'_>, column: Column, village: &VillageCode) {
    if village.county() != case.world.seat.county() || !(case.world.villages)(village) {
        case.fail(column, FaultReason::UnknownVillage);
        return;
    }
    if is_said_anyway(case, column) {
        return;
    }
    let until = last_day(case);
    let merged = case.registers.merged(village);
    if let Some((into, from)) = merged.filter(|(_, from)| until.is_none_or(|until| *from <= until)) {
        case.fail(column, FaultReason::MergedVillage { into, from });
    }
}

/// What may be said of a village that is to be merged: its changes, its notice board as long as it is there, and the answer to what was asked before.
fn is_said_anyway(case: &Case<'_>, column: Column) -> bool {
    match case.said.kind {
        RecordKind::Village => column == Column::Village,
        RecordKind::Board => true,
        RecordKind::Allocation => case.last.is_some(),
        RecordKind::Firm
        | RecordKind::Counsel
        | RecordKind::Appointment
        | RecordKind::Recusal
        | RecordKind::Training
        | RecordKind::Filing
        | RecordKind::Assessment
        | RecordKind::RuleFile
        | RecordKind::Fee
        | RecordKind::Check => false,
    }
}

/// The last day for which a record says something of a village; none without end.
fn last_day(case: &Case<'_>) -> Option<NaiveDate> {
    let values = &case.said.values;
    match case.said.kind {
        RecordKind::Appointment | RecordKind::Recusal => values.date(Column::To),
        RecordKind::Filing => values.date(Column::Date),
        RecordKind::Fee | RecordKind::Village => values.date(Column::From),
        // A village that was there when the month began had something to check.
        RecordKind::Check => values.month(),
        RecordKind::Firm
        | RecordKind::Counsel
        | RecordKind::Board
        | RecordKind::Training
        | RecordKind::Allocation
        | RecordKind::Assessment
        | RecordKind::RuleFile => None,
    }
}

/// Whom a record is about is in the register of counsel; who files is, or the server would not know their key.
fn people(case: &mut Case<'_>) {
    let kind = case.said.kind;
    if matches!(kind, RecordKind::Counsel | RecordKind::Filing) {
        return;
    }
    let person = case.said.values.person();
    if person.is_some_and(|person| case.registers.counsel_of(person).is_none()) {
        case.fail(Column::Person, FaultReason::UnknownCounsel);
    }
}

/// Records that are named hold.
fn records(case: &mut Case<'_>) {
    for (column, kind) in [(Column::Firm, RecordKind::Firm), (Column::Recusal, RecordKind::Recusal)] {
        let Some(named) = case.said.values.record(column) else {
            continue;
        };
        let holds = |said: &Registered| said.registration.kind == kind && said.registration.withdrawn.is_none();
        if !case.registers.record(named).is_some_and(holds) {
            case.fail(column, FaultReason::UnknownRecord);
        }
    }
}

fn official(case: &mut Case<'_>) {
    if case.said.values.yes(Column::Official) {
        case.fail(Column::Official, FaultReason::PublicOfficial);
    }
}

fn itself(case: &mut Case<'_>, column: Column) {
    let values = &case.said.values;
    if values.get(column).is_some() && values.get(column) == values.get(Column::Village) {
        case.fail(column, FaultReason::Itself);
    }
}

fn appointment(case: &mut Case<'_>) {
    let Some(own) = Appointment::read(case.record, &case.said.values) else {
        return;
    };
    overlap(case, &own);
    too_many(case, &own);
    renewal(case, &own);
    if let Some(recusal) = own.stands_in.and_then(|recusal| case.registers.one(recusal)) {
        stand_in(case, &own, &recusal);
    }
}

/// A village has one counsel at a time, and one stand-in for each recusal.
fn overlap(case: &mut Case<'_>, own: &Appointment) {
    let same_place = |other: &&Appointment| other.record != own.record && other.stands_in == own.stands_in;
    let others = case.registers.appointments_in(&own.village);
    let mut others = others.iter().filter(same_place);
    if let Some(with) = others
        .find(|other| other.days.meet(&own.days))
        .map(|other| other.record)
    {
        case.fail(Column::From, FaultReason::Overlaps { with });
    }
}

/// At most so many villages at a time, by the rule file in force on each day on which it becomes one more. What is 原有安排 counts and is
/// never refused.
fn too_many(case: &mut Case<'_>, own: &Appointment) {
    if own.is_prior || becomes_none_more(case, own) {
        return;
    }
    let mut others = case.registers.appointments_of(own.person);
    others.retain(|other| other.record != own.record);
    let begin = others
        .iter()
        .map(|other| other.days.from)
        .filter(|day| own.days.hold(*day));
    let days: BTreeSet<NaiveDate> = begin.chain([own.days.from]).collect();
    let more = days.into_iter().find_map(|on| {
        let most = most_on(case, &own.village, on)?;
        let count = villages_with(own, &others, on);
        (count > most).then_some(FaultReason::MoreThanMost { most, on })
    });
    if let Some(more) = more {
        case.fail(Column::Person, more);
    }
}

/// Who goes on serving against the last verdict, or without a training, does so by a reason that is given.
fn renewal(case: &mut Case<'_>, own: &Appointment) {
    let last = case.last.filter(|last| last.registration.withdrawn.is_none());
    let last = last.and_then(|last| Appointment::read(case.record, &last.registration.values));
    let no_longer = last.is_some_and(|last| own.days.lie_in(&last.days));
    if own.stands_in.is_some() || no_longer || case.said.values.get(Column::Reason).is_some() {
        return;
    }
    let before = case
        .registers
        .renewal(case.record, &own.village, own.person, own.days.from);
    let (poor, untrained) = (before.poor(), before.untrained());
    if poor.is_some() || untrained.is_some() {
        case.fail(Column::Reason, FaultReason::RenewalUnexplained { poor, untrained });
    }
}

/// An appointment that held as such already, over these days and more: a last day, a contract's number.
fn becomes_none_more(case: &Case<'_>, own: &Appointment) -> bool {
    let last = case.last.filter(|last| last.registration.withdrawn.is_none());
    let last = last.and_then(|last| Appointment::read(case.record, &last.registration.values));
    last.is_some_and(|last| !last.is_prior && own.days.lie_in(&last.days))
}

fn most_on(case: &Case<'_>, village: &VillageCode, on: NaiveDate) -> Option<u32> {
    let timeline = case.world.rules.timeline_of(village)?;
    timeline.on(on).villages_per_counsel_max
}

fn villages_with(own: &Appointment, others: &[Appointment], on: NaiveDate) -> u32 {
    let others = others.iter().filter(|other| other.days.hold(on));
    let villages: BTreeSet<&VillageCode> = others.map(|other| &other.village).chain([&own.village]).collect();
    u32::try_from(villages.len()).unwrap_or(u32::MAX)
}

/// Somebody else, not recused there as well, on days of the recusal.
fn stand_in(case: &mut Case<'_>, own: &Appointment, recusal: &Recusal) {
    if own.village != recusal.village || !own.days.lie_in(&recusal.days) {
        case.fail(Column::Recusal, FaultReason::NotOfRecusal { with: recusal.record });
    }
    let recusals: Vec<Recusal> = case.registers.read();
    let meets = |other: &&Recusal| other.village == own.village && other.days.meet(&own.days);
    let mut own_recusals = recusals.iter().filter(|other| other.person == own.person).filter(meets);
    if let Some(with) = own_recusals.next().map(|other| other.record) {
        case.fail(Column::Person, FaultReason::Recused { with });
    }
}

/// A new name or a merger; nobody is appointed in a village that is no more, and nothing is merged into such a one.
fn change(case: &mut Case<'_>) {
    let Some(change) = VillageChange::read(case.record, &case.said.values) else {
        return;
    };
    if change.name.is_none() && change.merged_into.is_none() {
        case.fail(Column::Name, FaultReason::Missing);
    }
    itself(case, Column::MergedInto);
    if change.merged_into.is_none() {
        return;
    }
    let mut changes: Vec<VillageChange> = case.registers.read();
    changes.retain(|other| other.record != case.record && other.merged_into.is_some());
    if let Some(other) = changes.iter().find(|other| other.village == change.village) {
        case.fail(Column::MergedInto, FaultReason::Twice { with: other.record });
    }
    let into_it = |other: &&VillageChange| other.merged_into.as_ref() == Some(&change.village);
    let later = changes.iter().filter(into_it).find(|other| other.from >= change.from);
    if let Some(by) = later
        .map(|other| other.record)
        .or_else(|| appointed_from(case, &change))
    {
        case.fail(Column::MergedInto, FaultReason::InUse { by });
    }
}

/// An appointment in the village on a day from which it is no more.
fn appointed_from(case: &Case<'_>, change: &VillageChange) -> Option<EntryId> {
    let open = Days {
        from: change.from,
        to: None,
    };
    let mut appointments = case.registers.appointments_in(&change.village).into_iter();
    appointments.find(|one| one.days.meet(&open)).map(|one| one.record)
}

/// Firms are recommended in an answer.
fn firms(case: &mut Case<'_>) {
    let values = &case.said.values;
    if values.get(Column::Firms).is_some() && values.get(Column::Answer).is_none() {
        case.fail(Column::Answer, FaultReason::Missing);
    }
}

/// No score is above its item's points, by the sheet in force when the half began.
fn scores(case: &mut Case<'_>) {
    let values = &case.said.values;
    let first = values.half().and_then(|half| half.months().first().copied());
    let timeline = case.world.rules.timeline_of(case.world.seat);
    let rule = first.zip(timeline).map(|(first, timeline)| timeline.on(first));
    let Some(sheet) = rule.and_then(|rule| rule.assessment.as_ref()) else {
        return;
    };
    let given = values.scores();
    let above = sheet.items.iter().any(|item| {
        let tenths = given.get(&item.key);
        tenths.is_some_and(|tenths| *tenths > item.points.saturating_mul(10))
    });
    if above {
        case.fail(Column::Scores, FaultReason::Shape);
    }
}

/// A month that has begun, no more answers than villagers asked, and of what is otherwise than it is written how.
fn monthly(case: &mut Case<'_>) {
    let said = case.said;
    if said.values.month().is_some_and(|month| month > case.world.today) {
        case.fail(Column::Month, FaultReason::NotYet);
    }
    let mut answers = said.values.answers().into_iter();
    if answers.any(|(_, of)| of.answered() > of.asked) {
        case.fail(Column::Answers, FaultReason::MoreThanAsked);
    }
    let mut drawn = said.values.drawn().into_iter();
    let otherwise = drawn.any(|(_, found)| found == Finding::Otherwise);
    if otherwise && said.values.get(Column::Note).is_none() {
        case.fail(Column::Note, FaultReason::Missing);
    }
}

/// Readable, for this county or a place around it, and with no new fault among the others.
fn rule_file(case: &mut Case<'_>) {
    let Some(text) = case.said.values.get(Column::Text) else {
        return;
    };
    let file = match RuleFile::read(text) {
        Ok(file) => file,
        Err(error) => return case.fail(Column::Text, FaultReason::RuleFile(error)),
    };
    let county = case.world.seat.county();
    if !file.area.starts_with(county.as_str()) && !county.as_str().starts_with(&file.area) {
        case.fail(Column::Text, FaultReason::OtherPlace);
    }
    for fault in case.world.rules.faults_with(file) {
        case.fail(Column::Text, FaultReason::Rules(fault));
    }
}

/// What relies on a record goes before it: appointments that do not lie in the past on a counsel or a recusal, counsel on a firm.
pub(super) fn withdrawal(case: &mut Case<'_>) {
    let by = match case.said.kind {
        RecordKind::Counsel => case.said.values.person().and_then(|person| appointed(case, person)),
        RecordKind::Firm => naming(case, RecordKind::Counsel, Column::Firm),
        RecordKind::Recusal => naming(case, RecordKind::Appointment, Column::Recusal),
        RecordKind::RuleFile => replacing(case),
        RecordKind::Appointment
        | RecordKind::Board
        | RecordKind::Training
        | RecordKind::Filing
        | RecordKind::Village
        | RecordKind::Allocation
        | RecordKind::Assessment
        | RecordKind::Fee
        | RecordKind::Check => None,
    };
    if let Some(by) = by {
        case.fail_whole(FaultReason::InUse { by });
    }
}

fn appointed(case: &Case<'_>, person: PersonId) -> Option<EntryId> {
    let over = |one: &Appointment| one.days.to.is_some_and(|to| to < case.world.today);
    let mut appointments = case.registers.appointments_of(person).into_iter();
    appointments.find(|one| !over(one)).map(|one| one.record)
}

/// The rule file of the registers that replaces this one.
fn replacing(case: &Case<'_>) -> Option<EntryId> {
    let name = RuleFile::read(case.said.values.get(Column::Text)?).ok()?.name();
    let mut files = case.registers.rule_files().into_iter();
    let replaces = |text: &str| RuleFile::read(text).is_ok_and(|file| file.replaces.as_ref() == Some(&name));
    let found = files.find(|(record, text)| *record != case.record && replaces(text));
    found.map(|(record, _)| record)
}

fn naming(case: &Case<'_>, kind: RecordKind, column: Column) -> Option<EntryId> {
    let name = case.record.to_string();
    let mut others = case.registers.saying(kind, column, &name);
    others.next().map(|one| one.record)
}
