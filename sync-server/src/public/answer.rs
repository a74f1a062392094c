//! What each address of the public page answers. Knows no HTTP library: a request in, what is shown out.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use cunfa_core::{Area, InquiryId, Operator, Village, VillageCode};

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
/// How long the register of villages is kept at hand, so that not every stranger has it read as a whole.
const REGISTER_KEPT: Duration = Duration::from_secs(60);

/// What is asked.
pub(super) struct Asked {
    pub(super) way: Way,
    pub(super) path: String,
    pub(super) query: String,
    /// Whose limits it counts against.
    pub(super) from: IpAddr,
    /// Whether a form comes from a page of ours, as far as the browser says.
    pub(super) is_ours: bool,
    /// Whether the browser says anything of where it comes from.
    pub(super) is_said: bool,
    /// The token of a firm's session, if one came.
    pub(super) token: Option<String>,
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
    /// What becomes of the browser's cookie.
    pub(super) cookie: Cookie,
}

/// What becomes of the cookie of a firm's session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Cookie {
    /// Nothing.
    #[default]
    Left,
    /// It is this token's from now on.
    Given(String),
    /// It goes.
    Taken,
}

/// What goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    Page(String),
    /// A page for who is signed in: nobody keeps it.
    Own(String),
    Style,
    /// Elsewhere: a path of ours.
    At(String),
}

impl Shown {
    pub(super) fn page(status: u16, page: String) -> Shown {
        Shown {
            status,
            body: Body::Page(page),
            cookie: Cookie::Left,
        }
    }

    pub(super) fn at(path: String) -> Shown {
        Shown {
            status: 303,
            body: Body::At(path),
            cookie: Cookie::Left,
        }
    }

    /// The page of a village, instead of this one.
    fn village(place: &Place) -> Shown {
        Shown::at(format!("/gs/{}", place.village.code))
    }

    /// Nobody can be answered now.
    pub(super) fn busy(operator: &Operator) -> Shown {
        Shown::page(503, pages::says(w::BUSY, w::BUSY_MORE, operator))
    }

    /// Too much was asked from there.
    pub(super) fn crowded(operator: &Operator) -> Shown {
        Shown::page(429, pages::says(w::CROWDED, w::CROWDED_MORE, operator))
    }
}

impl Inside {
    /// Answers it; `now_ms` is the server's clock, `now` one that only runs forward.
    pub(super) fn answer(&self, asked: &Asked, now_ms: i64, now: Instant) -> Shown {
        self.find(asked, now_ms, now).unwrap_or_else(|error| {
            tracing::error!(%error, "a public page could not be shown");
            Shown::busy(self.operator())
        })
    }

    fn find(&self, asked: &Asked, now_ms: i64, now: Instant) -> DbResult<Shown> {
        let parts: Vec<&str> = asked.path.split('/').skip(1).collect();
        match (asked.way, parts.as_slice()) {
            (Way::Get, [""] | ["gs"]) => Ok(Shown::at("/gs/".to_owned())),
            (Way::Get, ["gs", ""]) => self.home(&Fields::read(asked.query.as_bytes()), now),
            (Way::Get, ["gs", "style.css"]) => Ok(Shown {
                status: 200,
                body: Body::Style,
                cookie: Cookie::Left,
            }),
            (Way::Get, ["gs", code]) => self.at(code, now_ms, |place| {
                let form = self.fresh_form();
                Ok(Shown::page(200, pages::village(place, &form, self.operator())))
            }),
            (Way::Get, ["gs", code, "pai"]) => self.at(code, now_ms, |place| Ok(self.printed(place))),
            (Way::Get, ["gs", code, "shou"]) => self.at(code, now_ms, |place| self.received(place, asked)),
            (Way::Get, ["gs", code, "wen"]) => self.at(code, now_ms, |place| Ok(Shown::village(place))),
            (Way::Post, ["gs", code, "wen"]) => {
                self.at(code, now_ms, |place| Ok(self.take_in(place, asked, now_ms, now)))
            }
            (way, ["ls", rest @ ..]) => self.of_firms(way, rest, asked, (now_ms, now)),
            (Way::Get | Way::Post | Way::Other, _) => Ok(self.not_found()),
        }
    }

    pub(super) fn operator(&self) -> &Operator {
        &self.server.operator
    }

    pub(super) fn not_found(&self) -> Shown {
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
        draw::<16>(self.server.random.as_ref())
            .map_or_else(|_| String::new(), |bytes| cunfa_core::InquiryId(bytes).to_string())
    }

    /// Says that a question was received, to nobody but whoever comes with the id of one that is kept.
    fn received(&self, place: &Place, asked: &Asked) -> DbResult<Shown> {
        let fields = Fields::read(asked.query.as_bytes());
        let village = match fields.get("n").parse::<InquiryId>() {
            Ok(id) => self.server.db().inquiry_village(id)?,
            Err(_) => None,
        };
        Ok(if village.as_ref() == Some(&place.village.code) {
            Shown::page(200, pages::kept(place, self.operator()))
        } else {
            Shown::village(place)
        })
    }

    fn printed(&self, place: &Place) -> Shown {
        if place.merged.is_some() {
            return Shown::village(place);
        }
        let address = format!("{}/gs/{}", self.url, place.village.code);
        let code = qr::draw(&address);
        Shown::page(200, pages::print(place, &address, code.as_ref(), self.operator()))
    }

    /// All villages, as they were at most a minute ago. While one reads them the others wait, and read nothing.
    fn register(&self, now: Instant) -> DbResult<Arc<Vec<Village>>> {
        let mut kept = self.register.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((read, register)) = kept.as_ref()
            && now.saturating_duration_since(*read) < REGISTER_KEPT
        {
            return Ok(Arc::clone(register));
        }
        let register = Arc::new(self.server.db().register()?);
        *kept = Some((now, Arc::clone(&register)));
        Ok(register)
    }

    fn home(&self, asked: &Fields, now: Instant) -> DbResult<Shown> {
        let words: String = asked.get("q").trim().chars().take(MOST_SOUGHT).collect();
        let township = asked.get("z").parse::<Area>().ok();
        let register = self.register(now)?;
        let townships = townships(&register);
        let villages = match (words.is_empty(), township) {
            (false, _) => Some(sought(&register, &words)),
            (true, Some(township)) => {
                let inside = register.iter().filter(|village| township.covers(&village.code));
                Some(inside.take(MOST_FOUND + 1).cloned().collect())
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
fn sought(register: &[Village], words: &str) -> Vec<Village> {
    let stands = |village: &&Village| {
        let name = [&village.county, &village.township, &village.name]
            .map(String::as_str)
            .concat();
        words.split_whitespace().all(|word| name.contains(word))
    };
    register.iter().filter(stands).take(MOST_FOUND + 1).cloned().collect()
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
