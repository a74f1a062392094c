//! Everything that a report is made of, read at once: so all of it is of one moment.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Months, NaiveDate};
use cunfa_core::assessment::{Assessment, Given, Limit, Sources, Suppositions, assess, explain, services, span};
use cunfa_core::register::Half;
use cunfa_core::rules::{Basis, Rules, Service, Services, Tally};
use cunfa_core::{Action, Area, Figure, PersonId, Village, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::{AreaRow, ReportData, ReportHead, ReportVillage, VillageRow, YearGrid};

use super::known::Known;
use crate::above::figures;
use crate::desk::{Desk, code_of};
use crate::entries::places::{self, Places};
use crate::entries::tally;
use crate::registers::Book;
use crate::reviews::month_check::log_state;
use crate::reviews::villages::Villages;
use crate::reviews::year_grid::{self, add_bases};

/// What a report is about.
pub(super) struct About<'a> {
    /// First days of its months.
    pub(super) months: Vec<NaiveDate>,
    /// The half-year, if it is one.
    pub(super) half: Option<Half>,
    /// One village alone; none: every one of the area.
    pub(super) village: Option<&'a VillageCode>,
}

/// What was read.
pub(super) struct Read {
    rules: Rules,
    services: Services,
    known: Known,
    villages: Vec<Village>,
    codes: Vec<VillageCode>,
    months: Vec<NaiveDate>,
    today: NaiveDate,
    registers: u64,
}

impl Read {
    /// Reads it, for the person's scope.
    pub(super) fn of(desk: &Desk, about: About<'_>) -> Result<Read, Code> {
        desk.person_who_may(Action::ReadFigures)?;
        let (store, today) = (desk.store()?, desk.today()?);
        let rules = tally::rules(desk)?;
        let corrected = store.corrected_figures().map_err(code_of)?;
        let services = services(&of_span(desk, &rules, &about)?, &corrected);
        let book = Book::of_session(desk)?;
        let people = store.certified_people().map_err(code_of)?;
        let supposed = Suppositions::new(&services, people);
        let places = Places::of_session(desk)?;
        let wanted = |village: &&Village| about.village.is_none_or(|one| village.code == *one);
        let villages: Vec<Village> = places.all().filter(wanted).cloned().collect();
        Ok(Read {
            registers: book.place.as_ref().map_or(0, |place| place.up_to),
            known: Known::new(book, supposed, about.half, figures::names(desk)?),
            codes: villages.iter().map(|village| village.code.clone()).collect(),
            months: about.months,
            rules,
            services,
            villages,
            today,
        })
    }

    /// Villages × its months.
    pub(super) fn grid(self, desk: &Desk, year: i32) -> Result<YearGrid, Code> {
        let of_year = |services: &&Vec<Service>| services.iter().any(|service| service.date.year() == year);
        let visited = self.services.iter().filter(|(_, services)| of_year(services));
        let visited = visited.map(|(code, _)| code.clone()).collect();
        let from = year_grid::From {
            rules: &self.rules,
            services: &self.services,
            today: self.today,
        };
        let data = Some(self.data(desk)?);
        let grid = year_grid::grid(&from, &Villages::of_year(desk, year, &visited)?, self.months)?;
        Ok(YearGrid { data, ..grid })
    }

    /// Runs the arithmetic over it.
    fn with<T>(&self, run: impl FnOnce(&Given<'_>) -> T) -> T {
        let known = &self.known;
        run(&Given {
            services: &self.services,
            rules: &self.rules,
            villages: &self.codes,
            today: self.today,
            sources: Sources {
                is_there: &|village, month| known.is_there(village, month),
                serving: &|village, month| known.serving(village, month),
                fee: &|village, counsel, month| known.fee(village, counsel, month),
                trainings: &|counsel, time| known.trainings(counsel, &time),
                concluded: &|counsel| known.concluded(counsel),
            },
        })
    }

    /// The assessment.
    pub(super) fn assess(&self) -> Assessment {
        self.with(|given| assess(given, &self.months))
    }

    /// The arithmetic of one village, entry by entry.
    pub(super) fn explain(&self, village: &VillageCode) -> Vec<Tally> {
        self.with(|given| explain(given, village, &self.months))
    }

    /// Who, when, from which data, by which rules, and what it cannot tell.
    pub(super) fn head(&self, desk: &Desk, assessment: &Assessment) -> Result<ReportHead, Code> {
        let person = desk.person()?;
        let data = self.data(desk)?;
        let months = self.months.iter().copied().filter(|month| *month <= self.today);
        let mut limits = assessment.limits.clone();
        limits.extend(self.early(data.came_ms.map(|ms| desk.config.day_of(ms))));
        limits.sort();
        Ok(ReportHead {
            made_at: desk.config.local(),
            made_by: person.name.clone(),
            role: person.role,
            months: months.collect(),
            data,
            rules: self.bases(),
            limits,
        })
    }

    /// From which figures and registers.
    fn data(&self, desk: &Desk) -> Result<ReportData, Code> {
        let place = desk.store()?.figures_place().map_err(code_of)?.unwrap_or_default();
        Ok(ReportData {
            figures: place.up_to,
            registers: self.registers,
            waiting: desk.store()?.count_waiting_registrations().map_err(code_of)?,
            came_ms: (place.at_ms > 0).then_some(place.at_ms),
            log: log_state(desk)?,
        })
    }

    /// The months that are over and were not yet on the day the figures came.
    fn early(&self, came: Option<NaiveDate>) -> impl Iterator<Item = Limit> {
        let early = self.months.iter().copied().filter(move |month| {
            let after = month.checked_add_months(Months::new(1)).unwrap_or(*month);
            after <= self.today && came.is_none_or(|came| came < after)
        });
        early.map(|month| Limit::Early { month })
    }

    /// By which rule files its months are counted.
    pub(super) fn bases(&self) -> Vec<Basis> {
        let mut bases = Vec::new();
        for month in self.months.iter().filter(|month| **month <= self.today) {
            add_bases(&mut bases, self.rules.bases(*month, &self.codes));
        }
        bases
    }

    /// By which rule files its first month is counted: their sheets of scores hold.
    pub(super) fn first_bases(&self) -> Vec<Basis> {
        let first = self.months.first();
        first.map_or_else(Vec::new, |first| self.rules.bases(*first, &self.codes))
    }

    /// A person's name.
    pub(super) fn name(&self, person: PersonId) -> String {
        self.known.name(person)
    }

    /// A village as lists show it.
    pub(super) fn row(&self, code: &VillageCode) -> Option<VillageRow> {
        let at = self.codes.binary_search(code).ok()?;
        self.villages.get(at).map(places::row)
    }

    /// The villages of an assessment, with their rows.
    pub(super) fn villages(&self, assessment: &Assessment) -> Vec<ReportVillage> {
        let villages = assessment.villages.iter().filter_map(|assessed| {
            Some(ReportVillage {
                village: self.row(&assessed.village)?,
                assessed: assessed.clone(),
            })
        });
        villages.collect()
    }

    /// What areas come to, with their names.
    pub(super) fn areas(&self, assessment: &Assessment) -> Vec<AreaRow> {
        let mut names: BTreeMap<Area, &String> = BTreeMap::new();
        for village in &self.villages {
            let code = &village.code;
            let named = [
                (code.county(), &village.county),
                (code.township(), &village.township),
                (code.area(), &village.name),
            ];
            names.extend(named);
        }
        let rows = assessment.coverage().into_iter().map(|(area, coverage)| AreaRow {
            name: names.get(&area).map_or_else(String::new, |name| (*name).clone()),
            area,
            coverage,
        });
        rows.collect()
    }
}

/// The figures that the months need, of villages whose figures the person sees.
fn of_span(desk: &Desk, rules: &Rules, about: &About<'_>) -> Result<Vec<Figure>, Code> {
    let Some(span) = span(rules, &about.months, desk.today()?) else {
        return Ok(Vec::new());
    };
    let (store, person) = (desk.store()?, desk.person()?);
    let last = span.end.pred_opt().unwrap_or(span.end);
    let figures = match about.village {
        None => store.figures(span.start, last),
        Some(village) => store.figures_of(village, span.start, last),
    };
    let mut figures = figures.map_err(code_of)?;
    figures.retain(|figure| person.may_in(Action::ReadFigures, &figure.village));
    Ok(figures)
}
