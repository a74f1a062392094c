//! A city's year: what its counties come to together.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::assessment::MonthSum;
use cunfa_protocol::view::{CityYear, CountyYear};

/// The year that a day lies in, of these counties; `closed` others are here and not open.
pub(super) fn sum(day: NaiveDate, mut counties: Vec<CountyYear>, closed: u32) -> CityYear {
    counties.sort_by(|one, other| one.area.cmp(&other.area));
    let mut sums = counties.iter().map(|county| county.coverage);
    let mut whole = sums.next().unwrap_or_default();
    sums.for_each(|one| whole.add(&one));
    let mut months: BTreeMap<NaiveDate, MonthSum> = BTreeMap::new();
    for month in counties.iter().flat_map(|county| &county.months) {
        months
            .entry(month.month)
            .and_modify(|sum| sum.add(month))
            .or_insert(*month);
    }
    CityYear {
        first: NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day),
        closed,
        sum: whole,
        without: counties.iter().map(|county| county.without).sum(),
        requests: counties.iter().map(|county| county.requests).sum(),
        months: months.into_values().collect(),
        counties,
    }
}
