//! Commands over the county's registers: one record, and lists of an office's spreadsheets.

use chrono::NaiveDate;
use cunfa_core::register::{Column, RecordKind};
use cunfa_core::{ActId, EntryId, PersonId, VillageCode};
use serde::{Deserialize, Serialize};

use crate::view::ListFilter;

// The county's registers (名册): acts over records, signed here with or without a network.
commands! {
    /// The register of one kind, as far as this person may read it.
    Registers {
        /// Which.
        kind: RecordKind,
    }
    /// One record with its history.
    Record {
        /// Which.
        record: EntryId,
    }
    /// Says what a record says from now on: one signed act, over the record as it was shown. With faults in the answer nothing was signed.
    PutRecord {
        /// Which; none: a new one, whose id stands in the answer. A new one that was answered with faults is said again by that id.
        record: Option<EntryId>,
        /// Its kind; a record keeps it.
        kind: RecordKind,
        /// The act it was shown by ([`crate::view::RecordRow`]); none: a new one.
        after: Option<ActId>,
        /// What it says, as typed; blanks are left out. A new counsel without a person gets an identity here.
        values: Vec<(Column, String)>,
        /// Why it is withdrawn; none: it stands.
        withdrawn: Option<String>,
    }
    /// Puts away what was signed here of a record and refused; the record stands as the log has it.
    DropRefused {
        /// Which record.
        record: EntryId,
    }
    /// What is missing: villages without counsel, appointments that end, counsel without training.
    RegisterGaps {}
    /// What the registers say of a counsel before they are appointed in a village, for whoever appoints.
    RenewalBasis {
        /// The record that is to go on longer; none: a new one.
        record: Option<EntryId>,
        /// Where.
        village: VillageCode,
        /// Whom.
        person: PersonId,
        /// The first day.
        from: NaiveDate,
    }
    /// Whether this counsel is recused in a village on a day, and who stands in there.
    RecusalHere {
        /// Which village.
        village: VillageCode,
        /// The service date.
        date: NaiveDate,
    }
    /// The notice boards of this person's villages, with who is counsel there today.
    Boards {}
}

// Lists that offices keep in spreadsheets, into the registers.
commands! {
    /// Reads a list and holds it in memory until another one is read or the device is locked. Nothing is signed.
    ReadList {
        /// The file, in base64; at most [`crate::view::MAX_LIST_BYTES`] before that.
        file: String,
    }
    /// What would become of the list that is held, by the registers as they are now.
    PreviewList {
        /// Villages whose name is not the register's are taken by their code.
        by_code: bool,
        /// Which rows.
        filter: ListFilter,
        /// From which of them on.
        offset: u32,
    }
    /// Signs for every row of the list that is held and clear: one transaction. Refused when the registers became others since it was shown.
    TakeList {
        /// What was shown ([`crate::view::ListPreview`]).
        seen: String,
    }
    /// Puts the list away.
    DropList {}
}
