//! The rule files at hand as texts, and one tried on last month's figures. Figures tell lengths and no clock times: what a rule reads from
//! those is told as not known.

use chrono::{Months, NaiveDate};
use cunfa_core::entry::{Failure, Field, Rule};
use cunfa_core::register::{Column, RecordKind};
use cunfa_core::rules::{
    Difference, MonthBoundary, Question, Reason, RuleFile, Rules, SHIPPED, Services, Span, Tally, Timeline, Trying,
    first_of_month, next_version, shipped_for,
};
use cunfa_core::{Action, Area, Figure, Person, VillageCode, assessment};
use cunfa_protocol::Code;
use cunfa_protocol::view::{
    DraftSaved, RuleDifference, RuleDraft, RuleNumbers, RuleRead, RuleStanding, RuleText, RuleTexts, RuleTrial,
    RuleTried,
};

use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::registers::Book;
use crate::sync::round::view_reason;

/// Most bytes of a rule file that is being written: more than any may have, so that what is too long can be made shorter.
const MAX_DRAFT_BYTES: usize = 256 * 1024;

/// The rule files of the device, and the villages of the person's area.
struct AtHand {
    /// As the server sent them.
    sent: Vec<String>,
    /// Taken in by the county and not among those sent.
    coming: Vec<String>,
    /// By what is counted: those sent, else those shipped with the program.
    rules: Rules,
    villages: Vec<VillageCode>,
    /// First day of the present month.
    present: NaiveDate,
}

impl AtHand {
    fn read(desk: &Desk, book: &Book) -> Result<AtHand, Code> {
        let sent = desk.store()?.rules().map_err(code_of)?;
        let places = Places::of_session(desk)?;
        let taken = book.registers.rule_files().into_iter().map(|(_, text)| text.to_owned());
        Ok(AtHand {
            rules: Rules::read(texts_of(&sent), &SHIPPED),
            coming: taken.filter(|text| !sent.contains(text)).collect(),
            villages: places.all().map(|village| village.code.clone()).collect(),
            present: first_of_month(desk.today()?),
            sent,
        })
    }

    /// Those that are there or coming.
    fn texts(&self) -> impl Iterator<Item = &str> {
        texts_of(&self.sent).chain(texts_of(&self.coming))
    }
}

fn texts_of(texts: &[String]) -> impl Iterator<Item = &str> {
    texts.iter().map(String::as_str)
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// Every rule file at hand.
pub(crate) fn texts(desk: &Desk) -> Result<RuleTexts, Code> {
    let owner = desk.person_who_may(Action::ReadFigures)?.id;
    let draft = desk.store()?.rule_draft(owner).map_err(code_of)?;
    let book = Book::of_session(desk)?;
    let AtHand {
        sent,
        coming,
        rules,
        villages,
        present,
    } = AtHand::read(desk, &book)?;
    let at_hand = |text| read(text, RuleStanding::AtHand);
    let mut files: Vec<RuleText> = sent.into_iter().map(at_hand).collect();
    let shipped = !files.iter().any(|file| rule_of(file).is_some());
    if shipped {
        files.extend(shipped_for(&villages).into_iter().map(str::to_owned).map(at_hand));
    }
    files.extend(coming.into_iter().map(|text| read(text, RuleStanding::Coming)));
    let bases = rules.bases(present, &villages);
    let known: Vec<RuleFile> = files.iter().filter_map(rule_of).cloned().collect();
    for file in &mut files {
        let Some(rule) = rule_of(file).cloned() else { continue };
        if file.standing == RuleStanding::AtHand && bases.iter().any(|basis| basis.rule == rule) {
            file.standing = RuleStanding::InForce;
        }
        if !shipped {
            file.next = next(&file.text, &rule, &known, present);
        }
    }
    files.extend(refused(&book));
    files.sort_by_cached_key(place);
    Ok(RuleTexts {
        files,
        shipped,
        faults: rules.timelines().iter().flat_map(Timeline::faults).cloned().collect(),
        draft: draft.map(|(text, saved_at_ms)| RuleDraft { text, saved_at_ms }),
    })
}

/// Keeps what this person is writing.
pub(crate) fn keep(desk: &mut Desk, text: &str) -> Result<DraftSaved, Code> {
    let owner = desk.person_who_may(Action::ReadFigures)?.id;
    if text.len() > MAX_DRAFT_BYTES {
        return Err(Code::Form {
            failures: vec![Failure {
                field: Field::Other("rule_file".to_owned()),
                rule: Rule::TooLong {
                    given: text.len(),
                    max: MAX_DRAFT_BYTES,
                },
            }],
        });
    }
    let saved_at_ms = desk.now_ms();
    let store = desk.store_mut()?;
    store.put_rule_draft(owner, text, saved_at_ms).map_err(code_of)?;
    Ok(DraftSaved { saved_at_ms })
}

/// What this person signed to be taken in and the server refused.
fn refused(book: &Book) -> Vec<RuleText> {
    let all = book.all_refused().map(|(_, refused)| refused);
    let files = all.filter(|refused| refused.registration.kind == RecordKind::RuleFile);
    let files = files.filter_map(|refused| {
        let text = refused.registration.values.get(Column::Text)?.to_owned();
        Some(read(text, RuleStanding::Refused(view_reason(refused.reason))))
    });
    files.collect()
}

/// Its next text is the text itself.
fn read(text: String, standing: RuleStanding) -> RuleText {
    let (read, next) = match RuleFile::read(&text) {
        Ok(rule) => (RuleRead::Rule(Box::new(rule)), text.clone()),
        Err(error) => (RuleRead::Unreadable(error), String::new()),
    };
    RuleText {
        text,
        read,
        standing,
        next,
    }
}

fn rule_of(file: &RuleText) -> Option<&RuleFile> {
    match &file.read {
        RuleRead::Rule(rule) => Some(rule),
        RuleRead::Unreadable(_) => None,
    }
}

/// Where a file stands among the others.
fn place(file: &RuleText) -> (bool, Option<(String, NaiveDate, String, u32)>) {
    let of = rule_of(file).map(|rule| (rule.area.clone(), rule.effective_from, rule.id.clone(), rule.version));
    (of.is_none(), of)
}

/// The next version: after every one there is of it, from the first month that begins after today and after its own first day.
fn next(text: &str, rule: &RuleFile, known: &[RuleFile], present: NaiveDate) -> String {
    let versions = known
        .iter()
        .filter(|other| other.id == rule.id)
        .map(|other| other.version);
    let version = versions.max().unwrap_or(rule.version).saturating_add(1);
    let after = present.max(first_of_month(rule.effective_from));
    let from = after.checked_add_months(Months::new(1)).unwrap_or(after);
    next_version(text, rule, version, from)
}

/// What last month would have come to by a rule file.
pub(crate) fn tried(desk: &Desk, text: &str) -> Result<RuleTrial, Code> {
    let person = desk.person_who_may(Action::ReadFigures)?;
    let rule = match RuleFile::read(text) {
        Ok(rule) => rule,
        Err(error) => return Ok(RuleTrial::Unreadable(error)),
    };
    let book = Book::of_session(desk)?;
    let at_hand = AtHand::read(desk, &book)?;
    let (now, villages, present) = (&at_hand.rules, at_hand.villages.as_slice(), at_hand.present);
    let with = Rules::read(at_hand.texts().chain([text]), &[]);
    let other_area = !lie_together(&rule, &desk.device()?.shard);
    let compared: &[VillageCode] = if other_area { &[] } else { villages };
    let trying = Trying::new(now, &with, &rule, compared);
    let month = present.checked_sub_months(Months::new(1)).unwrap_or(present);
    let services = match trying.span(month, present) {
        Some(span) => services(desk, person, &span)?,
        None => Services::new(),
    };
    let counted_by = trying.counted_by(month);
    let places = Places::of_session(desk)?;
    let differences = trying.differences(&services, month, present);
    let differ = differences.iter().filter(|one| one.differs());
    let came = desk.store()?.figures_place().map_err(code_of)?;
    Ok(RuleTrial::Tried(Box::new(RuleTried {
        faults: Rules::read(at_hand.texts(), &[]).faults_with(rule.clone()),
        other_area,
        reaches_back: rule.effective_from <= present,
        month,
        counted_by: counted_by.iter().map(|rule| rule.name()).collect(),
        villages: number(trying.villages()),
        differences: differ.map(|one| difference(&places, one)).collect(),
        untold: untold(&counted_by, &rule),
        came_ms: came.map(|place| place.at_ms),
        rule,
    })))
}

/// Whether a rule's place is the county, one around it or one within it.
fn lie_together(rule: &RuleFile, county: &Area) -> bool {
    rule.area.starts_with(county.as_str()) || county.as_str().starts_with(&rule.area)
}

/// The figures of these dates, as entries that tell a length.
fn services(desk: &Desk, person: &Person, span: &Span) -> Result<Services, Code> {
    let from = span.services.start.min(span.lectures.start);
    let before = span.services.end.max(span.lectures.end);
    let last = before.pred_opt().unwrap_or(before);
    let figures = desk.store()?.figures(from, last).map_err(code_of)?;
    let seen = |figure: &Figure| person.may_in(Action::ReadFigures, &figure.village);
    let figures: Vec<Figure> = figures.into_iter().filter(seen).collect();
    let corrected = desk.store()?.corrected_figures().map_err(code_of)?;
    Ok(assessment::services(&figures, &corrected))
}

/// What one of the rules reads from clock times.
fn untold(now: &[&RuleFile], then: &RuleFile) -> Vec<Question> {
    let any = |reads: fn(&RuleFile) -> bool| now.iter().copied().chain([then]).any(reads);
    let of_times = [
        (Question::Overlap, any(|rule| rule.overlap_counts_once)),
        (Question::VillagesOverlap, any(|rule| rule.villages_overlap_counts_once)),
        (
            Question::MonthBoundary,
            any(|rule| rule.month_boundary == MonthBoundary::SittingStart),
        ),
    ];
    let read = of_times.into_iter().filter(|(_, read)| *read);
    read.map(|(question, _)| question).collect()
}

fn difference(places: &Places, of: &Difference) -> RuleDifference {
    RuleDifference {
        village: places.row(&of.village),
        now: numbers(&of.now),
        then: numbers(&of.then),
    }
}

fn numbers(tally: &Tally) -> RuleNumbers {
    let mut left_out: Vec<(Reason, u32)> = Vec::new();
    for (reason, minutes) in tally.lines.iter().flat_map(|line| &line.counted.left_out) {
        match left_out.iter_mut().find(|(known, _)| known == reason) {
            Some((_, sum)) => *sum = sum.saturating_add(*minutes),
            None => left_out.push((*reason, *minutes)),
        }
    }
    let recorded = tally.lines.iter().map(|line| line.minutes);
    let rounding = tally.lines.iter().map(|line| line.counted.rounding);
    let made_up = tally.made_up_by.iter().map(|one| one.minutes);
    let lectures_left_out = tally.lecture_lines.iter().filter(|line| line.left_out.is_some());
    RuleNumbers {
        recorded_minutes: recorded.fold(0, u32::saturating_add),
        left_out,
        rounding: rounding.fold(tally.rounding, i32::saturating_add),
        counted_minutes: tally.counted_minutes,
        owed_minutes: tally.owed_minutes,
        made_up_minutes: made_up.fold(0, u32::saturating_add),
        missing_minutes: tally.missing_minutes(),
        lectures: tally.lectures,
        lectures_left_out: number(lectures_left_out.count()),
        owed_lectures: tally.owed_lectures,
        lectures_per: tally.lectures_per,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_next_version_comes_after_every_other_and_begins_after_its_own_first_day() {
        let rule = RuleFile::read(SHIPPED[0]).unwrap();
        let third = RuleFile {
            version: 3,
            ..rule.clone()
        };
        let read = |present, of: &RuleFile| {
            let text = next(SHIPPED[0], of, &[rule.clone(), third.clone()], day(present));
            let next = RuleFile::read(&text).unwrap();
            (next.version, next.effective_from)
        };
        assert_eq!(read("2026-11-01", &rule), (4, day("2026-12-01")));
        assert_eq!(read("2010-01-01", &rule), (4, day("2016-12-01")));
    }

    #[test]
    fn only_readings_that_one_of_the_rules_goes_by_are_told_as_unknown() {
        let nanning = RuleFile::read(SHIPPED[0]).unwrap();
        let each = RuleFile {
            overlap_counts_once: false,
            ..nanning.clone()
        };
        assert_eq!(untold(&[&nanning], &each), [Question::Overlap]);
        assert_eq!(untold(&[&each], &each), []);
        let sittings = RuleFile {
            month_boundary: MonthBoundary::SittingStart,
            villages_overlap_counts_once: true,
            ..each.clone()
        };
        assert_eq!(
            untold(&[&each], &sittings),
            [Question::VillagesOverlap, Question::MonthBoundary]
        );
    }
}
