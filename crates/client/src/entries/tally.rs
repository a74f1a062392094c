//! The month's duty of many villages at once: one query, then core's arithmetic.

use chrono::NaiveDate;
use cunfa_core::VillageCode;
use cunfa_core::rules::{Basis, Duty, Rules, SHIPPED, Service, Services, Tally, first_of_month};
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
    /// Reads it, for the person's scope. The rules are those the server sent, else those shipped with the program.
    pub(crate) fn read(desk: &Desk, month: NaiveDate) -> Result<Month, Code> {
        let (first, present) = (first_of_month(month), first_of_month(desk.today()?));
        let store = desk.store()?;
        let texts = store.rules().map_err(code_of)?;
        let rules = Rules::read(texts.iter().map(String::as_str), &SHIPPED);
        let span = rules.span(first, present).ok_or_else(no_rule)?;
        let services = store.services_in(&desk.person()?.scope, &span).map_err(code_of)?;
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

/// One village's month.
pub(crate) fn tally(duty: &Duty<'_>, village: &VillageCode) -> Result<Tally, Code> {
    duty.tally(village).ok_or_else(no_rule)
}

fn no_rule() -> Code {
    Code::Internal {
        attempted: "reading the rule files".to_owned(),
    }
}
