//! The reports of the county and the city, from the figures and the registers that the device holds, with or without a network. The arithmetic is
//! core's (`assessment`); here it is given its data and its names.

mod half;
mod known;
mod read;
mod year;

pub(crate) use half::{half_village, half_year};
pub(crate) use year::{year_grid, year_report};
