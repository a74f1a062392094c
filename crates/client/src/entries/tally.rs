//! The month's duty of many villages at once: one query, then core's arithmetic.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::VillageCode;
use cunfa_core::rules::{RuleFile, Service, Tally, tally};
use cunfa_protocol::Code;

use crate::desk::{Desk, code_of};

/// What a month's duty is counted from, by village.
pub(crate) struct Services(BTreeMap<VillageCode, Vec<Service>>);

impl Services {
    /// Reads them.
    pub(crate) fn read(desk: &Desk, month: NaiveDate) -> Result<Services, Code> {
        let found = desk
            .store()?
            .services_in(&desk.person()?.scope, month)
            .map_err(code_of)?;
        let mut services: BTreeMap<VillageCode, Vec<Service>> = BTreeMap::new();
        for (village, service) in found {
            services.entry(village).or_default().push(service);
        }
        Ok(Services(services))
    }

    /// Services of one village.
    pub(crate) fn of(&self, village: &VillageCode) -> &[Service] {
        self.0.get(village).map_or(&[], Vec::as_slice)
    }

    /// One village's month.
    pub(crate) fn tally(&self, rule: &RuleFile, month: NaiveDate, village: &VillageCode) -> Tally {
        tally(rule, month, self.of(village))
    }
}

/// The first day of the month a date lies in.
pub(crate) fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

/// The rule file in force in a month.
pub(crate) fn rule(desk: &Desk, month: NaiveDate) -> Result<RuleFile, Code> {
    desk.rules()?.on(month).cloned().ok_or_else(|| Code::Internal {
        attempted: "reading the rule file".to_owned(),
    })
}
