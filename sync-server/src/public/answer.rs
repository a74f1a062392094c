//! What each address of the public page answers. Knows no HTTP library: a request in, what is shown out.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Instant;

use chrono::NaiveDate;
use cunfa_core::{Area, Operator, Village, VillageCode};

use super::board::{self, Place};
use super::form::Fields;
use super::http::Inside;
use super::pages::{self, AskForm, Found};
use super::{qr, words as w};
use crate::day;
use crate::db::DbResult;
use crate::random::draw;

/// Most villages in one list of results.
const MOST_FOUND: usize = 50;
/// Most townships in the list of home: a page stays within 100 KB.
const MOST_TOWNSHIPS: usize = 300;
/// Most characters of what is looked for.
const MOST_SOUGHT: usize = 60;

/// What is asked.
pub(super) struct Asked {
    pub(super) way: Way,
    pub(super) path: String,
    pub(super) query: String,
    /// Whose limits it counts against.
    pub(super) from: IpAddr,
    /// Whether a form comes from a page of ours, as far as the browser says.
    pub(super) is_ours: bool,
    pub(super) sent: Sent,
}

/// How it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Get,
    Post,
    Other,
}

/// What came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    Form(Vec<u8>),
    TooLarge,
    /// The connection broke, or stood still.
    Broken,
}

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) status: u16,
    pub(super) body: Body,
}

/// What goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    Page(String),
    Style,
    /// Elsewhere: a path of ours.
    At(String),
}

impl Shown {
    pub(super) fn page(status: u16, page: String) -> Shown {
        Shown {
            status,
            body: Body::Page(page),
        }
    }

    pub(super) fn at(path: String) -> Shown {
        Shown {
            status: 303,
            body: Body::At(path),
        }
    }

    /// Nobody can be answered now.
    pub(super) fn busy(operator: &Operator) -> Shown {
        Shown::page(503, pages::says(w::BUSY, w::BUSY_MORE, operator))
    }
}

impl Inside {
    /// Answers it; `now_ms` is the server's clock, `now` one that only runs forward.
    pub(super) fn answer(&self, asked: &Asked, now_ms: i64, now: Instant) -> Shown {
        if !self.visits.may(asked.from, now) {
            return Shown::page(429, pages::says(w::CROWDED, w::CROWDED_MORE, self.operator()));
        }
        self.find(asked, now_ms, now).unwrap_or_else(|error| {
            tracing::error!(%error, "a public page could not be shown");
            Shown::busy(self.operator())
        })
    }

    fn find(&self, asked: &Asked, now_ms: i64, now: Instant) -> DbResult<Shown> {
        let parts: Vec<&str> = asked.path.split('/').skip(1).collect();
        match (asked.way, parts.as_slice()) {
            (Way::Get, [""] | ["gs"]) => Ok(Shown::at("/gs/".to_owned())),
            (Way::Get, ["gs", ""]) => self.home(&Fields::read(asked.query.as_bytes())),
            (Way::Get, ["gs", "style.css"]) => Ok(Shown {
                status: 200,
                body: Body::Style,
            }),
            (Way::Get, ["gs", code]) => self.at(code, now_ms, |place| {
                let form = self.fresh_form();
                Ok(Shown::page(200, pages::village(place, &form, self.operator())))
            }),
            (Way::Get, ["gs", code, "pai"]) => self.at(code, now_ms, |place| Ok(self.printed(place))),
            (Way::Get, ["gs", code, "shou"]) => self.at(code, now_ms, |place| {
                Ok(Shown::page(200, pages::kept(place, self.operator())))
            }),
            (Way::Get, ["gs", code, "wen"]) => self.at(code, now_ms, |place| {
                Ok(Shown::at(format!("/gs/{}", place.village.code)))
            }),
            (Way::Post, ["gs", code, "wen"]) => {
                self.at(code, now_ms, |place| Ok(self.take_in(place, asked, now_ms, now)))
            }
            (Way::Get | Way::Post | Way::Other, _) => Ok(self.not_found()),
        }
    }

    pub(super) fn operator(&self) -> &Operator {
        &self.server.operator
    }

    fn not_found(&self) -> Shown {
        Shown::page(404, pages::says(w::NOT_FOUND, w::NOT_FOUND_MORE, self.operator()))
    }

    /// What is shown of a village, if there is one with this code.
    fn at(&self, code: &str, now_ms: i64, show: impl FnOnce(&Place) -> DbResult<Shown>) -> DbResult<Shown> {
        let Ok(code) = code.parse::<VillageCode>() else {
            return Ok(self.not_found());
        };
        match self.place(&code, day::in_china(now_ms))? {
            Some(place) => show(&place),
            None => Ok(self.not_found()),
        }
    }

    fn place(&self, code: &VillageCode, today: NaiveDate) -> DbResult<Option<Place>> {
        let db = self.server.db();
        let Some(village) = db.village(code)? else {
            return Ok(None);
        };
        let registers = self.server.registers(&code.county())?;
        let merged = match board::merged(&registers, code, today) {
            Some(into) => db.village(&into)?,
            None => None,
        };
        Ok(Some(Place {
            board: board::of(&registers, code, today),
            village,
            merged,
        }))
    }

    /// A form that nobody has written in.
    pub(super) fn fresh_form(&self) -> AskForm {
        AskForm {
            number: self.number(),
            typed: cunfa_core::Inquiry::default(),
            said: Vec::new(),
        }
    }

    /// A number for a form. Without randomness there is none, and two questions with the same text are one.
    pub(super) fn number(&self) -> String {
        draw::<16>(self.server.random.as_ref()).map_or_else(
            |_| String::new(),
            |bytes| cunfa_core::InquiryId(bytes).to_string(),
        )
    }

    fn printed(&self, place: &Place) -> Shown {
        let address = format!("{}/gs/{}", self.url, place.village.code);
        let code = qr::draw(&address);
        Shown::page(200, pages::print(place, &address, code.as_ref(), self.operator()))
    }

    fn home(&self, asked: &Fields) -> DbResult<Shown> {
        let words: String = asked.get("q").trim().chars().take(MOST_SOUGHT).collect();
        let township = asked.get("z").parse::<Area>().ok();
        let register = self.server.db().register()?;
        let townships = townships(&register);
        let villages = match (words.is_empty(), township) {
            (false, _) => Some(sought(register, &words)),
            (true, Some(township)) => {
                let inside = register.into_iter().filter(|village| township.covers(&village.code));
                Some(inside.take(MOST_FOUND + 1).collect())
            }
            (true, None) => None,
        };
        let more = villages.as_ref().is_some_and(|found| found.len() > MOST_FOUND);
        let villages = villages.map(|mut found| {
            found.truncate(MOST_FOUND);
            found
        });
        let found = Found {
            words,
            villages,
            more,
            townships,
        };
        Ok(Shown::page(200, pages::search(&found, self.operator())))
    }
}

/// Villages in whose names every word stands; one more than are shown where there are more.
fn sought(register: Vec<Village>, words: &str) -> Vec<Village> {
    let stands = |village: &Village| {
        let name = [&village.county, &village.township, &village.name].map(String::as_str).concat();
        words.split_whitespace().all(|word| name.contains(word))
    };
    register.into_iter().filter(stands).take(MOST_FOUND + 1).collect()
}

/// Every township once, by its code.
fn townships(register: &[Village]) -> Vec<(Area, String)> {
    let mut townships = BTreeMap::new();
    for village in register {
        townships
            .entry(village.code.township())
            .or_insert_with(|| [village.county.as_str(), village.township.as_str()].concat());
    }
    townships.into_iter().take(MOST_TOWNSHIPS).collect()
}
