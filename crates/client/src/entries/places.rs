//! Villages by code, for rows that name them.

use std::collections::BTreeMap;

use cunfa_core::{Village, VillageCode};
use cunfa_protocol::Code;
use cunfa_protocol::view::VillageRow;
use cunfa_store::Forgotten;

use crate::desk::{Desk, code_of};

/// The villages of the person's scope, and the names of some that are not in it any more.
pub(crate) struct Places(BTreeMap<VillageCode, Village>, BTreeMap<VillageCode, String>);

impl Places {
    /// Reads them once.
    pub(crate) fn of_session(desk: &Desk) -> Result<Places, Code> {
        let villages = desk.store()?.villages(&desk.person()?.scope).map_err(code_of)?;
        Ok(Places(
            villages
                .into_iter()
                .map(|village| (village.code.clone(), village))
                .collect(),
            BTreeMap::new(),
        ))
    }

    /// With the names of villages that went from this device.
    pub(crate) fn and_forgotten(mut self, forgotten: &[Forgotten]) -> Places {
        let names = forgotten
            .iter()
            .map(|village| (village.village.clone(), village.name.clone()));
        self.1.extend(names);
        self
    }

    /// Name of a village; its code when the directory does not name it.
    pub(crate) fn name(&self, code: &VillageCode) -> String {
        self.0
            .get(code)
            .map(|village| &village.name)
            .or_else(|| self.1.get(code))
            .map_or_else(|| code.to_string(), Clone::clone)
    }

    /// Name of its township.
    pub(crate) fn township(&self, code: &VillageCode) -> String {
        self.0
            .get(code)
            .map_or_else(String::new, |village| village.township.clone())
    }

    /// As lists show it.
    pub(crate) fn row(&self, code: &VillageCode) -> VillageRow {
        match self.0.get(code) {
            Some(village) => row(village),
            None => VillageRow {
                code: code.clone(),
                name: code.to_string(),
                township: String::new(),
                county: String::new(),
            },
        }
    }

    /// All, by code.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Village> {
        self.0.values()
    }
}

/// A village as lists show it.
pub(crate) fn row(village: &Village) -> VillageRow {
    VillageRow {
        code: village.code.clone(),
        name: village.name.clone(),
        township: village.township.clone(),
        county: village.county.clone(),
    }
}
