//! Commands of the county's and the city's desk: figures, firms' accounts, reports.

use cunfa_core::{EntryId, VillageCode};
use serde::{Deserialize, Serialize};

// From above: the county's and the city's desk.
commands! {
    /// A month of the area in figures.
    Figures {
        /// Any day of it.
        month: chrono::NaiveDate,
    }
    /// A village's month, entry by entry, in figures.
    VillageFigures {
        /// Which.
        village: VillageCode,
        /// Any day of the month.
        month: chrono::NaiveDate,
    }
    /// Opens the text of an entry: an act that the office and the counsel see. Without the network it waits, signed.
    OpenFromAbove {
        /// Which.
        entry: EntryId,
        /// Why.
        reason: String,
    }
    /// How an entry stands for this person: its figures, and its text while it is open.
    Opened {
        /// Which.
        entry: EntryId,
    }
    /// Puts an opened text away.
    CloseOpened {
        /// Which.
        entry: EntryId,
    }
}

// A firm's (律所) account on the public page, for the county. Need the network.
commands! {
    /// How it stands.
    FirmAccount {
        /// The firm's record.
        firm: EntryId,
    }
    /// Gives a code (开通码), which stands in the answer once. The one before, the firm's passphrase and every session end.
    InviteFirm {
        /// The firm's record.
        firm: EntryId,
    }
    /// Takes the account away.
    StopFirm {
        /// The firm's record.
        firm: EntryId,
    }
}

// Reports from above, over figures and registers.
commands! {
    /// The assessment of a half-year: counsel, villages, scores, pay step by step.
    HalfYear {
        /// Any day of it.
        day: chrono::NaiveDate,
    }
    /// Where the numbers of one village's half-year come from, entry by entry.
    HalfVillage {
        /// Any day of it.
        day: chrono::NaiveDate,
        /// Which village.
        village: VillageCode,
    }
    /// What a year comes to, by county, township and village.
    YearReport {
        /// Any day of it.
        day: chrono::NaiveDate,
    }
}
