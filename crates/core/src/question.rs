//! Questions that the ledger of one counsel raises by itself: overlap, a long day, copied text or ink, written long after, many in one
//! sitting, a party or a village that stands in another of the counsel's villages too, service during a recusal. Each is only asked, of the counsel, with room for an answer (说明): never a penalty, never counted, never summed per person.
//!
//! Computed from entries that stand (neither void nor corrected), and kept nowhere. What is answered is an act
//! ([`crate::act::Explanation`]). Pure: no clock but the times that the entries tell.

mod crossing;
mod party;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, ServiceTime};
use crate::ids::EntryId;
use crate::village::VillageCode;

pub use crossing::{Crossing, Sides, other_village, same_party};
pub use party::{MAX_OF_NAME, PARTY_MONTHS, Party, parties, party_dates};

/// A civil day with more service than this is asked about: twelve hours, more than anybody plans.
pub const LONG_DAY_MINUTES: u32 = 12 * 60;
/// Texts shorter than this, blanks and punctuation left out, are alike by chance: phrases of one trade repeat themselves.
pub const COPIED_CHARACTERS: usize = 30;
/// Writing later than so many days after the service is asked about. The office looks monthly, so that it saw nothing of such an entry in
/// the month it belongs to; writing up a trip of some days is ordinary.
pub const LATE_DAYS: i64 = 30;
/// One sitting: entries written within so many minutes.
pub const SITTING_MINUTES: i64 = 30;
/// So many entries of one sitting are ordinary: a full day in a village, written up in the evening at two or three minutes each.
pub const SITTING_ENTRIES: usize = 10;
/// Most entries that one question, or one answer, names.
pub const MAX_OTHERS: usize = 64;
/// Most other entries of one civil day that are looked at: more than anybody writes.
pub const MAX_OF_DAY: usize = 128;
/// Most other entries of one sitting that are looked at, so that what an entry costs to show stays the same however many a program wrote in a
/// moment. Where there are so many, the figure of the question says how many at least.
pub const MAX_OF_SITTING: usize = 32;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// Two entries of one counsel overlap in time, in different villages.
    Overlap,
    /// More than [`LONG_DAY_MINUTES`] in one civil day.
    LongDay,
    /// The text of another entry of the same counsel.
    CopiedText,
    /// The strokes of another entry's sign-off.
    CopiedInk,
    /// Written more than [`LATE_DAYS`] after the service.
    WrittenLate,
    /// More than [`SITTING_ENTRIES`] written within [`SITTING_MINUTES`].
    OneSitting,
    /// A party of a matter in another of the counsel's villages.
    SameParty,
    /// A party that names another of the counsel's villages.
    OtherVillage,
    /// In a village from which the counsel was recused on that day.
    Recused,
}

impl QuestionKind {
    /// Every kind.
    pub const ALL: [QuestionKind; 9] = [
        QuestionKind::Overlap,
        QuestionKind::LongDay,
        QuestionKind::CopiedText,
        QuestionKind::CopiedInk,
        QuestionKind::WrittenLate,
        QuestionKind::OneSitting,
        QuestionKind::SameParty,
        QuestionKind::OtherVillage,
        QuestionKind::Recused,
    ];

    /// The kind of this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<QuestionKind> {
        QuestionKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// A name for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            QuestionKind::Overlap => "overlap",
            QuestionKind::LongDay => "long_day",
            QuestionKind::CopiedText => "copied_text",
            QuestionKind::CopiedInk => "copied_ink",
            QuestionKind::WrittenLate => "written_late",
            QuestionKind::OneSitting => "one_sitting",
            QuestionKind::SameParty => "same_party",
            QuestionKind::OtherVillage => "other_village",
            QuestionKind::Recused => "recused",
        }
    }
}

/// One question over one entry. There is at most one of each kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What is asked.
    pub kind: QuestionKind,
    /// The other entries concerned, sorted, at most [`MAX_OTHERS`].
    pub others: Vec<EntryId>,
    /// The figure: minutes of the longest overlap; minutes of the day; how many other entries have the text, or the ink; days from the
    /// service to the writing; entries of the sitting, this one among them; how many other entries name the party; how many other villages are
    /// named; 0 of a recusal.
    pub figure: u32,
}

impl Question {
    fn new(kind: QuestionKind, mut others: Vec<EntryId>, figure: u32) -> Question {
        others.truncate(MAX_OTHERS);
        others.sort();
        Question { kind, others, figure }
    }

    /// Whether an answer over this entry, of this kind and about these entries, answers it: every entry asked about now was named. Where
    /// fewer of them are seen than the counsel saw, the answer stands; where more came since, it is asked anew.
    #[must_use]
    pub fn is_answered_by(&self, kind: QuestionKind, others: &[EntryId]) -> bool {
        self.kind == kind && self.others.iter().all(|other| others.contains(other))
    }
}

/// What is looked at of an entry: its official text's facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub entry: EntryId,
    /// Village code.
    pub village: VillageCode,
    /// Service date.
    pub date: NaiveDate,
    /// When, or how long.
    pub time: ServiceTime,
    /// Local civil time of writing, if it can be read.
    pub written_at: Option<NaiveDateTime>,
    /// It corrects another entry.
    pub is_correction: bool,
}

/// What stands near an entry. Only entries that are neither void nor corrected, and never the entry itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Near {
    /// The same counsel's of the same civil day, at most [`MAX_OF_DAY`].
    pub day: Vec<Line>,
    /// The same counsel's written at most [`SITTING_MINUTES`] before or after it, the earliest [`MAX_OF_SITTING`].
    pub sitting: Vec<Line>,
    /// The same counsel's with the same [`copied_part`].
    pub same_text: Vec<EntryId>,
    /// Anybody's with the same [`crate::Ink::outline`] of the official sign-off.
    pub same_ink: Vec<EntryId>,
    /// The same counsel's in another village, within [`party_dates`], of which a party may be one of its own ([`Party::may_be`]).
    pub same_party: Vec<EntryId>,
    /// Other villages in which the same counsel serves and that a party of its own names ([`Party::village_named`]).
    pub villages_named: u32,
    /// Whether the registers recuse the counsel in the village on the day.
    pub recused: bool,
}

/// The questions over an entry, in the order of [`QuestionKind`]. The same for any order of what stands near.
#[must_use]
pub fn questions(of: &Line, near: &Near) -> Vec<Question> {
    [
        overlap(of, &near.day),
        long_day(of, &near.day),
        about(QuestionKind::CopiedText, &near.same_text),
        about(QuestionKind::CopiedInk, &near.same_ink),
        written_late(of),
        one_sitting(of, &near.sitting),
        about(QuestionKind::SameParty, &near.same_party),
        (near.villages_named > 0).then(|| Question::new(QuestionKind::OtherVillage, Vec::new(), near.villages_named)),
        near.recused
            .then(|| Question::new(QuestionKind::Recused, Vec::new(), 0)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What of a text is compared with other entries: 内容, else 事由, whichever first has [`COPIED_CHARACTERS`] without blanks and punctuation;
/// `None` for short texts. Equal for copies, also where blanks, punctuation or the case of Latin letters were changed. One changed word
/// makes another text: what is alike but not the same is not asked about.
#[must_use]
pub fn copied_part(text: &Entry) -> Option<String> {
    let mut parts = [&text.advice, &text.matter].into_iter().map(|part| bare(part));
    parts.find(|part| part.chars().count() >= COPIED_CHARACTERS)
}

fn bare(text: &str) -> String {
    let counts =
        |c: &char| !c.is_whitespace() && !c.is_ascii_punctuation() && !"，。、；：？！“”‘’（）《》【】…—·".contains(*c);
    text.chars().filter(counts).flat_map(char::to_lowercase).collect()
}

fn overlap(of: &Line, day: &[Line]) -> Option<Question> {
    let elsewhere = day
        .iter()
        .filter(|other| other.village != of.village && other.date == of.date);
    let together = elsewhere.filter_map(|other| Some((other.entry, shared(of.time, other.time)?)));
    let together: Vec<(EntryId, u32)> = together.collect();
    let longest = together.iter().map(|(_, minutes)| *minutes).max()?;
    let others = together.into_iter().map(|(entry, _)| entry).collect();
    Some(Question::new(QuestionKind::Overlap, sorted(others), longest))
}

/// Minutes that two services have in common; `None` when none, or when only the length of one is known.
fn shared(one: ServiceTime, other: ServiceTime) -> Option<u32> {
    let ((start, end), (from, to)) = (span(one)?, span(other)?);
    let minutes = end.min(to).checked_sub(start.max(from))?;
    (minutes > 0).then_some(minutes)
}

/// From when to when, in minutes since midnight.
fn span(time: ServiceTime) -> Option<(u32, u32)> {
    let minute = |time: NaiveTime| time.num_seconds_from_midnight() / 60;
    match time {
        ServiceTime::Interval { start, end } => Some((minute(start), minute(end))),
        ServiceTime::Minutes(_) => None,
    }
}

fn long_day(of: &Line, day: &[Line]) -> Option<Question> {
    let of_day = || day.iter().filter(|other| other.date == of.date);
    let times: Vec<ServiceTime> = std::iter::once(of).chain(of_day()).map(|line| line.time).collect();
    let minutes = covered(&times);
    let others = of_day().map(|other| other.entry).collect();
    (minutes > LONG_DAY_MINUTES).then(|| Question::new(QuestionKind::LongDay, sorted(others), minutes))
}

/// Minutes of a day under these services: what overlaps counts once, a mere length beside all else.
fn covered(times: &[ServiceTime]) -> u32 {
    let lengths = times.iter().filter(|time| span(**time).is_none());
    let mut minutes: u32 = lengths.map(|time| u32::from(time.minutes())).sum();
    let mut spans: Vec<(u32, u32)> = times.iter().filter_map(|time| span(*time)).collect();
    spans.sort_unstable();
    let mut until = 0;
    for (start, end) in spans {
        minutes += end.saturating_sub(start.max(until));
        until = until.max(end);
    }
    minutes
}

fn about(kind: QuestionKind, others: &[EntryId]) -> Option<Question> {
    let others = sorted(others.to_vec());
    let figure = count(others.len());
    (!others.is_empty()).then(|| Question::new(kind, others, figure))
}

/// A correction is written when something was found: its day says nothing.
fn written_late(of: &Line) -> Option<Question> {
    let written = of.written_at.filter(|_| !of.is_correction)?;
    let days = written.date().signed_duration_since(of.date).num_days();
    let days = u32::try_from(days).ok().filter(|_| days > LATE_DAYS)?;
    Some(Question::new(QuestionKind::WrittenLate, Vec::new(), days))
}

/// The largest sitting that the entry was written in; of equal ones the earliest.
fn one_sitting(of: &Line, sitting: &[Line]) -> Option<Question> {
    let written = of.written_at?;
    let mut all: Vec<(NaiveDateTime, EntryId)> = sitting
        .iter()
        .filter_map(|line| Some((line.written_at?, line.entry)))
        .chain([(written, of.entry)])
        .collect();
    all.sort_unstable();
    all.dedup();
    // Sorted by time, so that what lies within a sitting is a piece of it.
    let begun_by = |minute: i64, from: NaiveDateTime| {
        all.partition_point(|(at, _)| at.signed_duration_since(from).num_minutes() < minute)
    };
    let piece = |from: NaiveDateTime| begun_by(0, from)..begun_by(SITTING_MINUTES + 1, from);
    let mut largest: Option<(usize, NaiveDateTime)> = None;
    for (from, _) in all
        .iter()
        .filter(|(from, _)| (0..=SITTING_MINUTES).contains(&written.signed_duration_since(*from).num_minutes()))
    {
        let size = piece(*from).len();
        if largest.is_none_or(|(most, _)| size > most) {
            largest = Some((size, *from));
        }
    }
    let (most, from) = largest.filter(|(most, _)| *most > SITTING_ENTRIES)?;
    let others = all.get(piece(from)).unwrap_or_default().iter();
    let others = others.map(|(_, entry)| *entry).filter(|entry| *entry != of.entry);
    let others = others.collect();
    Some(Question::new(QuestionKind::OneSitting, others, count(most)))
}

fn count(entries: usize) -> u32 {
    u32::try_from(entries).unwrap_or(u32::MAX)
}

fn sorted(mut entries: Vec<EntryId>) -> Vec<EntryId> {
    entries.sort();
    entries.dedup();
    entries
}
