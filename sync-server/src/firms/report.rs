//! What a firm (律所) reads of a year: its own counsel, their appointments and trainings, and for each village and month the hours counted against the
//! duty, by the same arithmetic as everywhere. Who and which months is [`cunfa_core::register::seen_by_firm`]'s to say.
//!
//! Invariant: nothing of an entry but what it adds to a month's minutes and lectures, nothing of a month that is not the firm's, and villages in the
//! order of their codes: nobody is ranked.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use cunfa_core::assessment::{Given, Ground, Serving, Sources, explain, months_of_year, services, span};
use cunfa_core::register::{FirmAppointment, FirmCounsel, Registers, Training, seen_by_firm, years_of_firm};
use cunfa_core::rules::{Period, RuleName, Rules, SHIPPED, Tally, first_of_month};
use cunfa_core::{Area, Digest, Figure, PersonId, Village, VillageCode, figure};
use cunfa_protocol::figures::MAX_FIGURES;

use super::FirmReader;
use crate::day;
use crate::db::{DbError, DbResult, FiguresAsk};
use crate::server::Server;

/// A firm's year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FirmReport {
    /// The year.
    pub(crate) year: i32,
    /// The years in which there is anything to see.
    pub(crate) years: Vec<i32>,
    /// The present day in China.
    pub(crate) today: NaiveDate,
    /// The counsel, by the code of their first village.
    pub(crate) counsel: Vec<CounselYear>,
    /// By which rule files the months are counted, each once.
    pub(crate) rules: Vec<RuleName>,
    /// From which data.
    pub(crate) data: ReportData,
}

/// From which data a report is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportData {
    /// The last batch of the log that is counted.
    pub(crate) sequence: u64,
    /// The last batch that the day's signed root covers.
    pub(crate) rooted: u64,
    /// That root's hash of the tree.
    pub(crate) root: Digest,
}

/// One counsel's year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CounselYear {
    /// Who.
    pub(crate) person: PersonId,
    /// Name.
    pub(crate) name: String,
    /// Whether a month of the year that has begun is not the firm's.
    pub(crate) in_part: bool,
    /// Trainings.
    pub(crate) trainings: Vec<Training>,
    /// Villages, by code.
    pub(crate) villages: Vec<VillageYear>,
}

/// One village of a counsel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VillageYear {
    /// Which.
    pub(crate) village: Village,
    /// The counsel's appointments there.
    pub(crate) appointments: Vec<FirmAppointment>,
    /// The months that the counsel serves it, in order.
    pub(crate) months: Vec<MonthLine>,
    /// Lectures, by year or quarter.
    pub(crate) lectures: Vec<LectureLine>,
}

/// One month of a village.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonthLine {
    /// First day.
    pub(crate) month: NaiveDate,
    /// Minutes owed.
    pub(crate) owed: u32,
    /// Minutes that count.
    pub(crate) counted: u32,
    /// Minutes missing, less what others of these months made up.
    pub(crate) missing: u32,
    /// Lectures held that count.
    pub(crate) lectures: u32,
}

/// Lectures of a village in a year or quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LectureLine {
    /// Its first day.
    pub(crate) from: NaiveDate,
    /// Year or quarter.
    pub(crate) period: Period,
    /// Held in the months that are shown.
    pub(crate) held: u32,
    /// Owed in the whole of it.
    pub(crate) owed: u32,
}

impl Server {
    /// What a firm reads of a year: of one counsel, or of all.
    ///
    /// # Errors
    /// The database's.
    pub(crate) fn firm_report(
        &self,
        reader: &FirmReader,
        (year, whom): (i32, Option<PersonId>),
        now_ms: i64,
    ) -> DbResult<FirmReport> {
        let (county, firm) = (&reader.county, reader.firm.record);
        let today = day::in_china(now_ms);
        // The log's end first: what comes meanwhile may be counted, and is not promised.
        let shard = self.db().shard(county)?.ok_or(DbError::NoSuch("county"))?;
        let registers = self.registers(county)?;
        let mut seen = seen_by_firm(&registers, firm, year, today);
        seen.retain(|one| whom.is_none_or(|whom| one.person == whom));
        let codes: BTreeSet<VillageCode> = seen.iter().flat_map(FirmCounsel::villages).collect();
        let tallies = self.tallies((county, &registers), &codes, (year, today))?;
        let areas: Vec<Area> = codes.iter().map(VillageCode::area).collect();
        let villages = self.db().villages(&areas)?.into_iter();
        let villages: BTreeMap<VillageCode, Village> =
            villages.map(|village| (village.code.clone(), village)).collect();
        let counted = Counted { villages, tallies };
        let counsel: Vec<CounselYear> = seen.iter().map(|one| counted.counsel(one, (year, today))).collect();
        let root = self.root_of_day(county, now_ms)?.root;
        Ok(FirmReport {
            year,
            years: years_of_firm(&registers, firm, today),
            today,
            rules: counted.rules(&seen),
            counsel,
            data: ReportData {
                sequence: shard.last_sequence,
                rooted: root.batches,
                root: root.hash,
            },
        })
    }

    /// Every month of these villages that has begun, counted.
    fn tallies(
        &self,
        (county, registers): (&Area, &Registers),
        codes: &BTreeSet<VillageCode>,
        (year, today): (i32, NaiveDate),
    ) -> DbResult<BTreeMap<VillageCode, Vec<Tally>>> {
        let codes: Vec<VillageCode> = codes.iter().cloned().collect();
        let texts = self.rules_of(county)?;
        let rules = Rules::read(texts.iter().map(String::as_str), &SHIPPED);
        let months = months_of_year(year);
        let Some(span) = span(&rules, &months, today).filter(|_| !codes.is_empty()) else {
            return Ok(BTreeMap::new());
        };
        let mut figures = self.figures_of(county, &codes)?;
        let corrected = figure::corrected(figures.iter().map(|figure| (figure.corrects, figure.stage)));
        figures.retain(|figure| span.contains(&figure.date));
        let services = services(&figures, &corrected);
        let nobody = Serving {
            counsel: Vec::new(),
            ground: Ground::Appointed,
        };
        let given = Given {
            services: &services,
            rules: &rules,
            villages: &codes,
            today,
            sources: Sources {
                is_there: &|village, month| registers.merged(village).is_none_or(|(_, from)| month < from),
                serving: &|_, _| nobody.clone(),
                fee: &|_, _, _| None,
                trainings: &|_, _| None,
                concluded: &|_| None,
            },
        };
        let counted = codes.iter().map(|code| (code.clone(), explain(&given, code, &months)));
        Ok(counted.collect())
    }

    fn figures_of(&self, county: &Area, codes: &[VillageCode]) -> DbResult<Vec<Figure>> {
        let scope: Vec<Area> = codes.iter().map(VillageCode::area).collect();
        let (mut figures, mut after) = (Vec::new(), 0);
        loop {
            let rows = self.db().figures(&FiguresAsk {
                county,
                scope: &scope,
                after,
                rows_max: MAX_FIGURES,
            })?;
            let more = u32::try_from(rows.len()).is_ok_and(|many| many == MAX_FIGURES);
            after = rows.last().map_or(after, |(sequence, _)| *sequence);
            figures.extend(rows.into_iter().map(|(_, figure)| figure));
            if !more {
                return Ok(figures);
            }
        }
    }
}

/// Villages with their months.
struct Counted {
    villages: BTreeMap<VillageCode, Village>,
    tallies: BTreeMap<VillageCode, Vec<Tally>>,
}

impl Counted {
    fn counsel(&self, seen: &FirmCounsel, (year, today): (i32, NaiveDate)) -> CounselYear {
        let begun = months_of_year(year).into_iter().filter(|month| *month <= today);
        let villages = seen.villages();
        let villages = villages.iter().filter_map(|code| self.village(seen, code));
        CounselYear {
            person: seen.person,
            name: seen.name.clone(),
            in_part: begun.count() > seen.months.len(),
            trainings: seen.trainings.clone(),
            villages: villages.collect(),
        }
    }

    fn village(&self, seen: &FirmCounsel, code: &VillageCode) -> Option<VillageYear> {
        let own = self.own(seen, code);
        let here = seen.appointments.iter().filter(|one| one.village == *code);
        Some(VillageYear {
            village: self.villages.get(code)?.clone(),
            appointments: here.cloned().collect(),
            months: own.iter().map(|tally| line(tally, &own)).collect(),
            lectures: lectures(&own),
        })
    }

    /// The months of a village that a counsel serves and the firm sees.
    fn own(&self, seen: &FirmCounsel, code: &VillageCode) -> Vec<&Tally> {
        let months = seen.months_in(code);
        let tallies = self.tallies.get(code).into_iter().flatten();
        tallies.filter(|tally| months.contains(&tally.month)).collect()
    }

    fn rules(&self, seen: &[FirmCounsel]) -> Vec<RuleName> {
        let mut rules: Vec<RuleName> = Vec::new();
        for one in seen {
            for tally in one.villages().iter().flat_map(|code| self.own(one, code)) {
                let is_known = |known: &RuleName| known.id == tally.rule && known.version == tally.rule_version;
                if !rules.iter().any(is_known) {
                    rules.push(RuleName {
                        id: tally.rule.clone(),
                        version: tally.rule_version,
                    });
                }
            }
        }
        rules
    }
}

/// One month. What months made up of it that are not shown is not told either.
fn line(tally: &Tally, own: &[&Tally]) -> MonthLine {
    let shown = |month: NaiveDate| own.iter().any(|tally| tally.month == month);
    let made_up = tally.made_up_by.iter().filter(|one| shown(one.month));
    let missing = tally.owed_minutes.saturating_sub(tally.counted_minutes);
    MonthLine {
        month: tally.month,
        owed: tally.owed_minutes,
        counted: tally.counted_minutes,
        missing: made_up.fold(missing, |missing, one| missing.saturating_sub(one.minutes)),
        lectures: held(tally),
    }
}

/// Lectures of the month itself that count.
fn held(tally: &Tally) -> u32 {
    let lines = tally.lecture_lines.iter();
    let counting = lines.filter(|line| line.left_out.is_none() && first_of_month(line.date) == tally.month);
    u32::try_from(counting.count()).unwrap_or(u32::MAX)
}

fn lectures(own: &[&Tally]) -> Vec<LectureLine> {
    let mut lines: Vec<LectureLine> = Vec::new();
    for tally in own {
        let (from, period) = (tally.lectures_per.first_day(tally.month), tally.lectures_per);
        let (held, owed) = (held(tally), tally.owed_lectures);
        match lines.last_mut() {
            Some(last) if (last.from, last.period) == (from, period) => {
                last.held = last.held.saturating_add(held);
                last.owed = owed;
            }
            Some(_) | None => lines.push(LectureLine {
                from,
                period,
                held,
                owed,
            }),
        }
    }
    lines
}
