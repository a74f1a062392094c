//! Commands of somebody of a city that stands above several counties: the device holds a store for each, and shows one of them at a time.

use serde::{Deserialize, Serialize};

commands! {
    /// The counties that are here for the person the device is open for.
    Counties {}
    /// Takes a further county in, by a code of that county for this person. Needs the network.
    JoinCounty {
        /// Address of that county's server, as of [`crate::command::Enrol`].
        server: String,
        /// One-time invitation code, as printed.
        code: String,
        /// The PIN that this person has on this device: it opens all counties together.
        pin: String,
    }
    /// Shows another county from now on.
    GoToCounty {
        /// Which ([`crate::view::CountyRow`]).
        number: u32,
    }
    /// Opens a county that the PIN given at unlocking does not open.
    OpenCounty {
        /// Which.
        number: u32,
        /// The PIN that holds there; with a code: the new one.
        pin: String,
        /// A code of that county for a new PIN, as printed. Needs the network.
        code: Option<String>,
    }
    /// What a year comes to in all counties that are open.
    CityYear {
        /// Any day of it.
        day: chrono::NaiveDate,
    }
}
