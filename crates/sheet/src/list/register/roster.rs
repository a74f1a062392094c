//! A row of the usual roster: a village and its counsel. It becomes what the registers lack of it: the firm, the counsel, the appointment.

use chrono::NaiveDate;
use cunfa_core::list::{Place, Question, Repair, Repaired, Why};
use cunfa_core::register::{Appointment, Column as C, RecordKind, Registration, Values};
use cunfa_core::{EntryId, PersonId, VillageCode};

use super::draft::{Draft, Halt};
use super::people::Known;
use super::value::{self, At, Last};
use super::{Outcome, RecordLine, Said};
use crate::list::villages::{is_good, is_sum};
use crate::list::{Column, clean, counsel};

/// What becomes of a row; none where it says nothing that is looked for.
pub(super) fn line(draft: &mut Draft<'_, '_>, place: Place, at: At<'_>) -> Option<RecordLine> {
    let (row, headings) = at;
    let stands = |column| headings.at(column).is_some_and(|at| row.contains_key(&at));
    if ![Column::Name, Column::Village, Column::Code, Column::Firm]
        .into_iter()
        .any(stands)
    {
        return None;
    }
    let mut roster = Roster {
        at,
        repairs: Vec::new(),
        shown: String::new(),
        said: Vec::new(),
        relied: Vec::new(),
    };
    let judged = roster.judge(draft);
    let outcome = match judged {
        Ok(()) => {
            // Of what this row said and relies on, what no row above has taken.
            roster.said = draft.take(&place, &roster.relied);
            roster.outcome(draft)
        }
        Err(halt) => halt.outcome(),
    };
    Some(RecordLine {
        place,
        shown: roster.shown,
        repairs: roster.repairs,
        outcome,
        said: roster.said,
    })
}

/// One row.
struct Roster<'r> {
    at: At<'r>,
    repairs: Vec<Repaired>,
    shown: String,
    /// What was said for it.
    said: Vec<Said>,
    /// The records it relies on, in their order.
    relied: Vec<EntryId>,
}

/// What a row says of the counsel and the contract.
struct Terms {
    name: String,
    firm: Option<String>,
    role: Option<&'static str>,
    phone: Option<String>,
    from: Option<NaiveDate>,
    last: Last,
    /// 原有安排, number and date of the contract, as far as they stand there.
    others: Values,
}

impl Terms {
    /// What an appointment says with them.
    fn over(&self, before: &Values) -> Result<Values, Why> {
        let mut values = before.clone();
        match (self.last, before.get(C::To)) {
            (Last::On(to), _) => values = values.with(C::To, &to.to_string()),
            (Last::Open, Some(known)) => return Err(Why::TakesAway(Column::Of(C::To), known.to_owned())),
            (Last::Open | Last::Unsaid, _) => {}
        }
        for (column, text) in self.others.iter() {
            values = values.with(column, text);
        }
        Ok(values)
    }
}

impl Roster<'_> {
    fn judge(&mut self, draft: &mut Draft<'_, '_>) -> Result<(), Halt> {
        let terms = self.terms()?;
        let shown = self.shown.clone();
        let villages = draft.villages_of(self.at, &shown, &mut self.repairs)?;
        let person = self.person(draft, &terms)?;
        // Of a row that is not taken no appointment stays, or another row would rely on it.
        let before = (villages.len() > 1).then(|| draft.registers.clone());
        let appointed = villages
            .iter()
            .try_for_each(|village| self.appoint(draft, person, village, &terms));
        if let (Err(_), Some(before)) = (&appointed, before) {
            draft.undo(before, &self.said);
        }
        appointed
    }

    fn outcome(&self, draft: &Draft<'_, '_>) -> Outcome {
        if self.said.iter().any(|said| said.before.is_none()) {
            return Outcome::New;
        }
        if !self.said.is_empty() {
            return Outcome::Changed;
        }
        let above = self.relied.last().and_then(|record| draft.row_of(*record));
        above.map_or(Outcome::Known, |above| Outcome::Repeated(above.clone()))
    }

    fn text(&mut self, column: Column) -> Result<Option<String>, Why> {
        value::text(self.at, column, &mut self.repairs)
    }

    fn terms(&mut self) -> Result<Terms, Halt> {
        let name = self.text(Column::Name)?;
        if let Some(name) = &name {
            name.clone_into(&mut self.shown);
        }
        if is_sum(self.at.0) {
            return Err(Why::Sum.into());
        }
        let name = name.ok_or(Why::Missing(Column::Name))?;
        if !is_good(&name) {
            return Err(Why::BadText(Column::Name).into());
        }
        for column in [Column::Role, Column::Post, Column::Firm, Column::Remark] {
            counsel::official(column, clean::text(self.at.0, self.at.1.at(column), column)?)?;
        }
        let role = match self.text(Column::Role)? {
            Some(role) => Some(counsel::role_of(&role)?),
            None => None,
        };
        let (firm, phone) = (self.text(Column::Firm)?, self.text(Column::Phone)?);
        let (from, last) = self.days()?;
        let mut others = Values::new();
        for column in [C::Prior, C::ContractNumber, C::ContractDate] {
            if let Some(text) = value::read(self.at, column, &mut self.repairs)? {
                others = others.with(column, &text);
            }
        }
        if value::read(self.at, C::Official, &mut self.repairs)?.as_deref() == Some("yes") {
            let column = Column::Of(C::Official);
            let text = "是".to_owned();
            return Err(Why::PublicOfficial(cunfa_core::list::Official { column, text }).into());
        }
        Ok(Terms {
            name,
            firm,
            role,
            phone,
            from,
            last,
            others,
        })
    }

    /// First and last day, from one cell or from two that say the same.
    fn days(&mut self) -> Result<(Option<NaiveDate>, Last), Why> {
        let mut day = |column| -> Result<Option<NaiveDate>, Why> {
            let text = value::read(self.at, column, &mut self.repairs)?;
            Ok(text.and_then(|text| text.parse().ok()))
        };
        let (from, to) = (day(C::From)?, day(C::To)?);
        let last = if value::has_no_end(self.at)? {
            Last::Open
        } else {
            to.map_or(Last::Unsaid, Last::On)
        };
        let Some(text) = self.text(Column::Term)? else {
            return Ok((from, last));
        };
        let (begins, ends) = value::term(&text)?;
        if from.is_some_and(|from| from != begins) || (last != Last::Unsaid && last != ends) {
            return Err(Why::Value(Column::Term, text));
        }
        if ends == Last::Open {
            self.repairs.push(Repaired {
                column: Column::Term,
                repair: Repair::OpenEnd,
                was: text,
                now: String::new(),
            });
        }
        Ok((Some(begins), ends))
    }

    /// Who is meant: somebody of the registers, or somebody new with what the row says of them.
    fn person(&mut self, draft: &mut Draft<'_, '_>, terms: &Terms) -> Result<PersonId, Halt> {
        if let Some(known) = draft.counsel(&terms.name, terms.firm.as_deref())? {
            agrees(draft, &known, terms)?;
            self.rely_on_firm(draft, known.record);
            self.relied.push(known.record);
            return Ok(known.person);
        }
        if draft.is_unlisted(&terms.name) {
            let name = terms.name.clone();
            return Err(Question::Unlisted { name }.into());
        }
        let role = terms.role.ok_or(Why::Missing(Column::Role))?;
        let mut values = Values::new()
            .with(C::Name, &terms.name)
            .with(C::CounselKind, value::role_code(role))
            .with(C::Phone, terms.phone.as_deref().unwrap_or_default())
            .with(C::Official, "no");
        if let Some(firm) = &terms.firm {
            let firm = self.firm(draft, firm)?;
            values = values.with(C::Firm, &firm.to_string());
        }
        let person = PersonId(draft.drawn());
        values = values.with(C::Person, &person.to_string());
        self.say(draft, RecordKind::Counsel, values)?;
        Ok(person)
    }

    /// What a counsel's record relies on goes before it, if no row has taken it.
    fn rely_on_firm(&mut self, draft: &Draft<'_, '_>, counsel: EntryId) {
        let said = draft.registers.record(counsel);
        let firm = said.and_then(|said| said.registration.values.record(C::Firm));
        self.relied.extend(firm);
    }

    fn firm(&mut self, draft: &mut Draft<'_, '_>, name: &str) -> Result<EntryId, Halt> {
        if let Some(firm) = draft.people.firm(name) {
            self.relied.push(firm);
            return Ok(firm);
        }
        let Some(kind) = value::firm_kind(name) else {
            let name = name.to_owned();
            return Err(Question::FirmKind { name }.into());
        };
        let values = Values::new().with(C::Name, name).with(C::FirmKind, kind);
        self.say(draft, RecordKind::Firm, values)
    }

    fn appoint(
        &mut self,
        draft: &mut Draft<'_, '_>,
        person: PersonId,
        village: &VillageCode,
        terms: &Terms,
    ) -> Result<(), Halt> {
        let mut there = draft.registers.appointments_in(village);
        there.retain(|one| one.person == person && one.stands_in.is_none());
        let Some(from) = terms.from else {
            let missing = Why::Missing(Column::Of(C::From));
            let today = draft.ground.world.today;
            let held = there.iter().find(|one| one.days.hold(today));
            let Some(held) = held.and_then(|held| draft.registers.record(held.record)) else {
                return Err(missing.into());
            };
            // With another last day or contract it may be another appointment.
            let values = &held.registration.values;
            if terms.over(values)? != *values {
                return Err(missing.into());
            }
            self.relied.push(held.record);
            return Ok(());
        };
        if let Some(known) = there.iter().find(|one| one.days.from == from) {
            return self.change(draft, known, terms);
        }
        let values = Values::new()
            .with(C::Village, village.as_str())
            .with(C::Person, &person.to_string())
            .with(C::From, &from.to_string())
            .with(C::Prior, "no");
        self.say(draft, RecordKind::Appointment, terms.over(&values)?)?;
        Ok(())
    }

    /// An appointment that begins on the same day: with another last day or contract it is changed.
    fn change(&mut self, draft: &mut Draft<'_, '_>, known: &Appointment, terms: &Terms) -> Result<(), Halt> {
        let Some(last) = draft.registers.record(known.record).cloned() else {
            return Ok(());
        };
        let before = last.registration.values;
        let values = terms.over(&before)?;
        self.relied.push(known.record);
        if values == before {
            return Ok(());
        }
        if let Some(above) = draft.row_of(known.record) {
            return Err(Why::SaidAbove(above.clone()).into());
        }
        let said = Said {
            record: known.record,
            registration: Registration {
                after: Some(last.act),
                ..Registration::new(RecordKind::Appointment, values)
            },
            before: Some(before),
        };
        self.said.push(said.clone());
        draft.say(said)?;
        Ok(())
    }

    fn say(&mut self, draft: &mut Draft<'_, '_>, kind: RecordKind, values: Values) -> Result<EntryId, Halt> {
        let said = draft.begin(kind, values);
        self.said.push(said.clone());
        let record = draft.say(said)?;
        self.relied.push(record);
        Ok(record)
    }
}

/// Asks where the row says something else of a counsel than the registers: it may be another person of the same name.
fn agrees(draft: &Draft<'_, '_>, known: &Known, terms: &Terms) -> Result<(), Halt> {
    let Some(said) = draft.registers.record(known.record) else {
        return Ok(());
    };
    let values = &said.registration.values;
    let role = values.get(C::CounselKind).map(value::role_name);
    let phone = values.get(C::Phone);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let pairs = [
        (Column::Role, terms.role, role),
        (Column::Phone, terms.phone.as_deref(), phone),
    ];
    for (column, given, known) in pairs {
        if let (Some(given), Some(known)) = (given, known)
            && given != known
            // 0771-2400001 is 07712400001; words have no digits to be alike by.
            && (column == Column::Role || digits(given) != digits(known))
        {
            return Err(Halt::from(Question::Differs {
                column,
                given: given.to_owned(),
                known: known.to_owned(),
            }));
        }
    }
    Ok(())
}
