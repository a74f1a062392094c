//! A firm (律所) under `/ls/`: it uses its code or signs in, reads its own counsel's year, and signs out. Only reads; what it reads is
//! [`crate::firms::report`]'s. Whoever is not signed in sees forms and nothing else, whatever they ask for.

use std::time::Instant;

use chrono::Datelike as _;
use cunfa_core::PersonId;
use tokio::sync::SemaphorePermit;

use super::answer::{Asked, Body, Cookie, Sent, Shown, Way};
use super::form::Fields;
use super::http::Inside;
use super::pages::{self, CodeForm, EntryForm, NotIn};
use crate::day;
use crate::db::DbResult;
use crate::firms::{FirmEntry, FirmError, FirmReader, is_long_enough};

/// Where a firm begins.
const START: &str = "/ls/";
/// Most characters of a name or a code that are shown again.
const MOST_SHOWN: usize = 200;

impl Inside {
    /// What is shown below `/ls`.
    pub(super) fn of_firms(
        &self,
        way: Way,
        rest: &[&str],
        asked: &Asked,
        (now_ms, now): (i64, Instant),
    ) -> DbResult<Shown> {
        match (way, rest) {
            (Way::Get, [] | ["dl" | "tc"]) => Ok(Shown::at(START.to_owned())),
            (Way::Get, [""]) => Ok(match self.reader(asked, now_ms)? {
                Some(reader) => self.overview(&reader, asked, now_ms)?,
                None => self.entry(
                    200,
                    EntryForm {
                        why: asked.token.as_ref().map(|_| NotIn::Over),
                        ..EntryForm::default()
                    },
                ),
            }),
            (Way::Get, ["gw", person]) => self.one(person, asked, now_ms),
            (Way::Get, ["kt"]) => Ok(self.code(200, CodeForm::default())),
            (Way::Post, ["dl"]) => Ok(self.sign_in(asked, (now_ms, now))),
            (Way::Post, ["kt"]) => Ok(self.use_code(asked, (now_ms, now))),
            (Way::Post, ["tc"]) => self.sign_out(asked),
            (Way::Get | Way::Post | Way::Other, _) => Ok(self.not_found()),
        }
    }

    fn reader(&self, asked: &Asked, now_ms: i64) -> DbResult<Option<FirmReader>> {
        match &asked.token {
            Some(token) => self.server.firm_signed_in(token, now_ms),
            None => Ok(None),
        }
    }

    fn overview(&self, reader: &FirmReader, asked: &Asked, now_ms: i64) -> DbResult<Shown> {
        let fields = Fields::read(asked.query.as_bytes());
        let report = self.server.firm_report(reader, (year(&fields, now_ms), None), now_ms)?;
        let part = fields.get("p").parse::<usize>().unwrap_or(1).max(1);
        Ok(own(pages::firm(&reader.firm.name, &report, part, self.operator())))
    }

    /// One counsel: of this firm and this year, or there is nothing.
    fn one(&self, person: &str, asked: &Asked, now_ms: i64) -> DbResult<Shown> {
        let Some(reader) = self.reader(asked, now_ms)? else {
            return Ok(Shown::at(START.to_owned()));
        };
        let Ok(person) = person.parse::<PersonId>() else {
            return Ok(self.not_found());
        };
        let year = year(&Fields::read(asked.query.as_bytes()), now_ms);
        let report = self.server.firm_report(&reader, (year, Some(person)), now_ms)?;
        Ok(match report.counsel.first() {
            Some(counsel) => own(pages::firm_counsel(
                &reader.firm.name,
                counsel,
                &report,
                self.operator(),
            )),
            None => self.not_found(),
        })
    }

    fn entry(&self, status: u16, form: EntryForm) -> Shown {
        Shown::page(status, pages::firm_entry(&form, self.operator()))
    }

    fn code(&self, status: u16, form: CodeForm) -> Shown {
        Shown::page(status, pages::firm_code(&form, self.operator()))
    }

    fn sign_in(&self, asked: &Asked, (now_ms, now): (i64, Instant)) -> Shown {
        let Some(fields) = sent(asked) else {
            return Shown::busy(self.operator());
        };
        let (name, passphrase) = (fields.get("name"), fields.get("pass"));
        let done = match self.may_try(asked, now) {
            Err(why) => Err(why),
            Ok(_place) => entered(self.server.sign_in_firm(name, passphrase, now_ms), NotIn::Wrong),
        };
        done.unwrap_or_else(|why| {
            let form = EntryForm {
                name: shortened(name),
                why: Some(why),
            };
            self.entry(why.status(), form)
        })
    }

    fn use_code(&self, asked: &Asked, (now_ms, now): (i64, Instant)) -> Shown {
        let Some(fields) = sent(asked) else {
            return Shown::busy(self.operator());
        };
        let (code, passphrase) = (fields.get("code"), fields.get("pass"));
        let done = match self.may_try(asked, now) {
            Err(why) => Err(why),
            Ok(_) if !is_long_enough(passphrase) => Err(NotIn::Short),
            Ok(_) if fields.get("again") != passphrase => Err(NotIn::Differs),
            Ok(_place) => entered(self.server.open_firm(code, passphrase, now_ms), NotIn::NoCode),
        };
        done.unwrap_or_else(|why| {
            let form = CodeForm {
                code: shortened(code),
                why: Some(why),
            };
            self.code(why.status(), form)
        })
    }

    /// A form that signs in comes from a page of ours, and its browser says so: another site must not sign somebody in as somebody else.
    /// Gives a place among those who wait for their turn: however many try, they keep no villager from a page.
    fn may_try(&self, asked: &Asked, now: Instant) -> Result<SemaphorePermit<'_>, NotIn> {
        if !asked.is_ours || !asked.is_said {
            return Err(NotIn::NotOurs);
        }
        if !self.entries.may(asked.from, now) {
            return Err(NotIn::TooOften);
        }
        self.entering.try_acquire().map_err(|_| NotIn::NotNow)
    }

    fn sign_out(&self, asked: &Asked) -> DbResult<Shown> {
        if let Some(token) = asked.token.as_ref().filter(|_| asked.is_ours && asked.is_said) {
            self.server.sign_out_firm(token)?;
            return Ok(Shown {
                cookie: Cookie::Taken,
                ..Shown::at(START.to_owned())
            });
        }
        Ok(Shown::at(START.to_owned()))
    }
}

fn own(page: String) -> Shown {
    Shown {
        status: 200,
        body: Body::Own(page),
        cookie: Cookie::Left,
    }
}

/// The fields of a form; none when it did not arrive, or is far longer than any.
fn sent(asked: &Asked) -> Option<Fields> {
    match &asked.sent {
        Sent::Form(body) => Some(Fields::read(body)),
        Sent::TooLarge | Sent::Broken => None,
    }
}

/// To the firm's page with a session, or why not.
fn entered(entry: Result<FirmEntry, FirmError>, wrong: NotIn) -> Result<Shown, NotIn> {
    match entry {
        Ok(FirmEntry::In(token)) => Ok(Shown {
            cookie: Cookie::Given(token),
            ..Shown::at(START.to_owned())
        }),
        Ok(FirmEntry::Wrong) => Err(wrong),
        Ok(FirmEntry::TooOften) => Err(NotIn::TooOften),
        Err(error) => {
            tracing::error!(%error, "a firm could not sign in");
            Err(NotIn::NotNow)
        }
    }
}

/// The year that is asked for, else the present one.
fn year(fields: &Fields, now_ms: i64) -> i32 {
    let years = 1980..=2100;
    let asked = fields.get("y").parse::<i32>().ok().filter(|year| years.contains(year));
    asked.unwrap_or_else(|| day::in_china(now_ms).year())
}

fn shortened(text: &str) -> String {
    text.chars().take(MOST_SHOWN).collect()
}
