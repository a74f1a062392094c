//! The month's duty of many villages at once: one query, then core's arithmetic.

use chrono::NaiveDate;
use cunfa_core::VillageCode;
use cunfa_core::rules::{Basis, Duty, Rules, SHIPPED, Service, Services, Span, Tally, first_of_month};
use cunfa_protocol::Code;

use crate::desk::{Desk, code_of};

/// What a month's duty is counted from and by.
pub(crate) struct Month {
    rules: Rules,
    services: Services,
    /// Its first day.
    pub(crate) first: NaiveDate,
    present: NaiveDate,
}

impl Month {
    /// Reads it, for the person's scope.
    pub(crate) fn read(desk: &Desk, month: NaiveDate) -> Result<Month, Code> {
        let (first, present) = (first_of_month(month), first_of_month(desk.today()?));
        let rules = rules(desk)?;
        let services = services(desk, &rules, &[first])?;
        Ok(Month {
            rules,
            services,
            first,
            present,
        })
    }

    /// Entries of one village, at least those of the month.
    pub(crate) fn of(&self, village: &VillageCode) -> &[Service] {
        self.services.get(village).map_or(&[], Vec::as_slice)
    }

    /// The arithmetic, ready for any village.
    pub(crate) fn duty(&self) -> Duty<'_> {
        Duty::new(&self.rules, &self.services, self.first, self.present)
    }

    /// By which rules these villages are counted.
    pub(crate) fn bases<'v>(&self, villages: impl IntoIterator<Item = &'v VillageCode>) -> Vec<Basis> {
        self.rules.bases(self.first, villages)
    }
}

/// The rules that the server sent, else those shipped with the program.
pub(crate) fn rules(desk: &Desk) -> Result<Rules, Code> {
    let texts = desk.store()?.rules().map_err(code_of)?;
    Ok(Rules::read(texts.iter().map(String::as_str), &SHIPPED))
}

/// The entries that are needed to count these months, in the person's scope.
pub(crate) fn services(desk: &Desk, rules: &Rules, months: &[NaiveDate]) -> Result<Services, Code> {
    let present = first_of_month(desk.today()?);
    let spans = months
        .iter()
        .map(|month| rules.span(*month, present).ok_or_else(no_rule));
    let spans = spans.collect::<Result<Vec<_>, Code>>()?;
    let Some(span) = spans.into_iter().reduce(Span::and) else {
        return Ok(Services::new());
    };
    desk.store()?.services_in(&desk.person()?.scope, &span).map_err(code_of)
}

/// One village's month.
pub(crate) fn tally(duty: &Duty<'_>, village: &VillageCode) -> Result<Tally, Code> {
    duty.tally(village).ok_or_else(no_rule)
}

fn no_rule() -> Code {
    Code::Internal {
        attempted: "reading the rule files".to_owned(),
    }
}
