//! The places of the interface and their spelling after the `#` of the address. A hash needs nothing from whoever serves
//! the page, so the same page works under the app's own scheme and under any folder.

use cunfa_core::{EntryId, VillageCode};

/// A place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Route {
    /// Home of whoever is at work; for the office the desk.
    #[default]
    Home,
    /// Writing: the draft.
    Write(EntryId),
    /// The volumes.
    Volume,
    /// One entry.
    Entry(EntryId),
    /// The needs.
    Needs,
    /// One need.
    Need(EntryId),
    /// Recording a need.
    RecordNeed,
    /// Signing one entry; a place without a way out.
    Sign(EntryId),
    /// Choosing what of a village is handed over together; the village by the number its code is.
    Ready(u64),
    /// Signing what was handed over, one after the other; a place without a way out.
    Sitting,
    /// The sync centre.
    Sync,
    /// Settings.
    Settings,
    /// 我的模板.
    Templates,
    /// 投诉建议.
    Feedback,
    /// 名册, for those who have no desk.
    Registers,
}

/// A place and the step within it (only writing has steps; elsewhere 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub route: Route,
    /// Step, from 1.
    pub step: u8,
}

impl Route {
    /// The place's address, with the `#`.
    #[must_use]
    pub fn href(self) -> String {
        Place { route: self, step: 1 }.href()
    }
}

impl Place {
    /// The address, with the `#`.
    #[must_use]
    pub fn href(self) -> String {
        match self.route {
            Route::Home => "#/".to_owned(),
            Route::Write(draft) => format!("#/write/{draft}/{}", self.step),
            Route::Volume => "#/volume".to_owned(),
            Route::Entry(entry) => format!("#/entry/{entry}"),
            Route::Needs => "#/needs".to_owned(),
            Route::Need(need) => format!("#/need/{need}"),
            Route::RecordNeed => "#/record-need".to_owned(),
            Route::Sign(entry) => format!("#/sign/{entry}"),
            Route::Ready(village) => format!("#/ready/{village:012}"),
            Route::Sitting => "#/sitting".to_owned(),
            Route::Sync => "#/sync".to_owned(),
            Route::Settings => "#/settings".to_owned(),
            Route::Templates => "#/templates".to_owned(),
            Route::Feedback => "#/feedback".to_owned(),
            Route::Registers => "#/registers".to_owned(),
        }
    }

    /// Reads an address; anything unknown is home.
    #[must_use]
    pub fn read(hash: &str) -> Place {
        let mut parts = hash.trim_start_matches('#').trim_matches('/').split('/');
        let (name, id, step) = (parts.next().unwrap_or(""), parts.next(), parts.next());
        if let ("ready", Some(village)) = (name, id.and_then(number_of)) {
            return Place {
                route: Route::Ready(village),
                step: 1,
            };
        }
        let found = id.and_then(|id| id.parse::<EntryId>().ok());
        let route = match (name, found) {
            (_, None) if id.is_some() => Route::Home,
            ("write", Some(draft)) => Route::Write(draft),
            ("entry", Some(entry)) => Route::Entry(entry),
            ("sign", Some(entry)) => Route::Sign(entry),
            ("need", Some(need)) => Route::Need(need),
            ("needs", None) => Route::Needs,
            ("record-need", None) => Route::RecordNeed,
            ("sitting", None) => Route::Sitting,
            ("volume", None) => Route::Volume,
            ("sync", None) => Route::Sync,
            ("settings", None) => Route::Settings,
            ("templates", None) => Route::Templates,
            ("feedback", None) => Route::Feedback,
            ("registers", None) => Route::Registers,
            _ => Route::Home,
        };
        let step = step
            .and_then(|step| step.parse().ok())
            .unwrap_or(1)
            .clamp(1, super::steps::LAST);
        Place { route, step }
    }
}

/// The number a village's code is, as a place has it.
fn number_of(code: &str) -> Option<u64> {
    code.parse::<VillageCode>().ok()?.as_str().parse().ok()
}

/// The place where a village's entries are chosen to be handed over.
#[must_use]
pub fn ready(village: &VillageCode) -> Route {
    village.as_str().parse().map_or(Route::Home, Route::Ready)
}

/// The village of a number.
#[must_use]
pub fn village_of(number: u64) -> Option<VillageCode> {
    format!("{number:012}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_reads_back_from_its_address() {
        let id = EntryId([7; 16]);
        for route in [
            Route::Home,
            Route::Write(id),
            Route::Volume,
            Route::Entry(id),
            Route::Needs,
            Route::Need(id),
            Route::RecordNeed,
            Route::Sign(id),
            Route::Ready(450_102_101_202),
            Route::Sitting,
            Route::Sync,
            Route::Settings,
            Route::Templates,
            Route::Feedback,
            Route::Registers,
        ] {
            assert_eq!(Place::read(&route.href()), Place { route, step: 1 });
        }
        let third = Place {
            route: Route::Write(id),
            step: 3,
        };
        assert_eq!(Place::read(&third.href()), third);
    }

    #[test]
    fn a_broken_address_leads_home() {
        for hash in [
            "",
            "#",
            "#/write/zz/2",
            "#/nowhere",
            "#/ready/7",
            "#/ready/韦",
            "#/ready",
            "#/sitting/x",
            "#/entry",
            "//",
            "#/村",
        ] {
            assert_eq!(Place::read(hash).route, Route::Home, "{hash}");
        }
    }
}
