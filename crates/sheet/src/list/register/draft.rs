//! The registers as they become row by row. What is right by itself stays for the rows after it, also when its own row is not taken: it goes
//! with the first row that relies on it and is.

use std::collections::BTreeMap;

use cunfa_core::list::{Place, Question, Repair, Repaired, Why};
use cunfa_core::register::{Fault, RecordKind, Registered, Registers, Registration, Values, check};
use cunfa_core::{ActId, EntryId, Village, VillageCode};

use super::people::{Known as Counsel, People};
use super::value::At;
use super::{Ground, Outcome, Said};
use crate::list::counsel::{self, Listed, Stop};
use crate::list::names::{self, Meant};
use crate::list::{Column, clean};

/// Why a row stops.
pub(super) enum Halt {
    Refused(Why),
    Asked(Box<Question>),
    Faults(Vec<(RecordKind, Fault)>),
}

impl From<Why> for Halt {
    fn from(why: Why) -> Halt {
        Halt::Refused(why)
    }
}

impl From<Question> for Halt {
    fn from(question: Question) -> Halt {
        Halt::Asked(Box::new(question))
    }
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Halt {
        match stop {
            Stop::Refused(why) => Halt::Refused(why),
            Stop::Asked(asked) => asked.0.into(),
        }
    }
}

impl Halt {
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Halt::Refused(why) => Outcome::Refused(why),
            Halt::Asked(question) => Outcome::Asked(*question),
            Halt::Faults(faults) => Outcome::Faults(faults),
        }
    }
}

/// The registers as they become.
pub(super) struct Draft<'d, 'g> {
    pub(super) ground: &'d Ground<'g>,
    pub(super) registers: Registers,
    pub(super) people: People,
    pub(super) villages: counsel::Known<'g>,
    draw: &'d mut dyn FnMut() -> [u8; 16],
    /// Said, and so far for no row that is taken.
    loose: BTreeMap<EntryId, Said>,
    /// By which row a record was said.
    rows: BTreeMap<EntryId, Place>,
}

impl<'d, 'g> Draft<'d, 'g> {
    pub(super) fn new(ground: &'d Ground<'g>, draw: &'d mut dyn FnMut() -> [u8; 16]) -> Draft<'d, 'g> {
        Draft {
            ground,
            registers: ground.registers.clone(),
            people: People::of(ground.registers),
            villages: counsel::Known::new(ground.villages),
            draw,
            loose: BTreeMap::new(),
            rows: BTreeMap::new(),
        }
    }

    /// Something new's 16 bytes.
    pub(super) fn drawn(&mut self) -> [u8; 16] {
        (self.draw)()
    }

    /// The first word about a record.
    pub(super) fn begin(&mut self, kind: RecordKind, values: Values) -> Said {
        Said {
            record: EntryId(self.drawn()),
            registration: Registration::new(kind, values),
            before: None,
        }
    }

    /// The row that said a record before.
    pub(super) fn row_of(&self, record: EntryId) -> Option<&Place> {
        self.rows.get(&record)
    }

    /// Says something, unless anything is wrong with it. It waits for a row that is taken ([`Draft::take`]).
    pub(super) fn say(&mut self, said: Said) -> Result<EntryId, Halt> {
        let ground = self.ground;
        let faults = check(
            &self.registers,
            said.record,
            &said.registration,
            ground.author,
            ground.world,
        );
        if !faults.is_empty() {
            let kind = said.registration.kind;
            return Err(Halt::Faults(faults.into_iter().map(|fault| (kind, fault)).collect()));
        }
        let (record, registration) = (said.record, said.registration.clone());
        self.people.note(record, registration.kind, &registration.values);
        let act = ActId(self.drawn());
        self.registers.apply(Registered {
            record,
            act,
            registration,
            person: ground.author.id,
            role: ground.author.role,
            device_time_s: 0,
            sequence: self.registers.latest_sequence().saturating_add(1),
            received_ms: 0,
        });
        self.loose.insert(record, said);
        Ok(record)
    }

    /// Of the records that a row relies on, in their order, what nobody has taken yet: it goes with this row.
    pub(super) fn take(&mut self, place: &Place, records: &[EntryId]) -> Vec<Said> {
        let loose = records.iter().filter_map(|record| self.loose.remove(record));
        let taken: Vec<Said> = loose.collect();
        for said in &taken {
            self.rows.insert(said.record, place.clone());
        }
        taken
    }

    /// Takes back what was said of appointments since the registers stood like this.
    pub(super) fn undo(&mut self, registers: Registers, said: &[Said]) {
        self.registers = registers;
        for one in said
            .iter()
            .filter(|one| one.registration.kind == RecordKind::Appointment)
        {
            self.loose.remove(&one.record);
        }
    }

    /// The counsel of a name, and of a firm where the list names one.
    pub(super) fn counsel(&self, name: &str, firm: Option<&str>) -> Result<Option<Counsel>, Halt> {
        let named = self.people.named(name);
        let of_firm = |one: &&Counsel| firm.is_none_or(|firm| self.firm_of(one) == Some(firm));
        let fitting: Vec<&Counsel> = named.iter().filter(of_firm).collect();
        match (fitting.as_slice(), named) {
            ([one], _) => Ok(Some((*one).clone())),
            ([], []) => Ok(None),
            ([], [one]) => Err(Halt::from(Question::Differs {
                column: Column::Firm,
                given: firm.unwrap_or_default().to_owned(),
                known: self.firm_of(one).unwrap_or_default().to_owned(),
            })),
            (_, named) => Err(Halt::from(Question::ManyPeople {
                name: name.to_owned(),
                count: named.len(),
            })),
        }
    }

    /// The firm of a counsel.
    fn firm_of(&self, counsel: &Counsel) -> Option<&str> {
        use cunfa_core::register::Column as C;
        let said = self.registers.record(counsel.record)?;
        self.people.firm_name(said.registration.values.record(C::Firm)?)
    }

    /// Whether somebody of this name has an account and no record that holds.
    pub(super) fn is_unlisted(&self, name: &str) -> bool {
        let unlisted = self.ground.unlisted.iter();
        let mut named = unlisted.filter(|(_, one)| one == name);
        named.any(|(person, _)| self.registers.counsel_of(*person).is_none())
    }

    /// The villages that a row names, by code or by township and name. A name that is not the register's is asked about.
    pub(super) fn villages_of(
        &self,
        (row, headings): At<'_>,
        shown: &str,
        repairs: &mut Vec<Repaired>,
    ) -> Result<Vec<VillageCode>, Halt> {
        let nobody = Listed {
            name: shown.to_owned(),
            post: String::new(),
            villages: Vec::new(),
        };
        match counsel::by_code(row, headings, &self.villages, repairs)? {
            None => Ok(counsel::by_name(row, headings, &self.villages, &nobody, repairs)?),
            Some(codes) => {
                let known: Vec<&Village> = codes.iter().filter_map(|code| self.villages.village(code)).collect();
                lie_there((row, headings), &known)?;
                let given = clean::text(row, headings.at(Column::Village), Column::Village)?;
                let Some(given) = given else { return Ok(codes) };
                repairs.extend(given.repairs);
                let names = match known.as_slice() {
                    [_] => vec![given.text.as_str()],
                    _ => clean::parts(&given.text),
                };
                if names.len() != known.len() {
                    return Err(Why::Value(Column::Village, given.text.clone()).into());
                }
                for (name, known) in names.into_iter().zip(known) {
                    self.is_renamed(name, known, repairs)?;
                }
                Ok(codes)
            }
        }
    }

    /// A known code under another name: renamed, or a slip of a digit?
    fn is_renamed(&self, given: &str, known: &Village, repairs: &mut Vec<Repaired>) -> Result<(), Halt> {
        if let Meant::One(_, other_form) = names::meant(given, &[known]) {
            if other_form {
                repairs.push(named(Repair::Form, given.to_owned(), known));
            }
            return Ok(());
        }
        if !self.ground.by_code {
            return Err(Question::Renamed { known: known.clone() }.into());
        }
        repairs.push(named(Repair::ByCode, given.to_owned(), known));
        Ok(())
    }

    /// The village of a text that is a code or a name.
    pub(super) fn village(&self, text: &str) -> Result<VillageCode, Halt> {
        if let Ok(code) = text.parse::<VillageCode>() {
            return Ok(code);
        }
        let among = self.villages.among(None, None);
        match names::meant(text, &among) {
            Meant::One(village, _) => Ok(village.code.clone()),
            Meant::Many(count) => Err(Why::ManyVillages(text.to_owned(), count).into()),
            Meant::Near(near) => Err(Halt::from(Question::NearVillages {
                given: text.to_owned(),
                near: near.into_iter().cloned().collect(),
            })),
            Meant::None => Err(Why::UnknownVillage(text.to_owned()).into()),
        }
    }
}

/// Whether villages that were found by their codes lie where the row says: a code may be another village's of the same name.
fn lie_there((row, headings): At<'_>, villages: &[&Village]) -> Result<(), Why> {
    for column in [Column::Township, Column::County] {
        let Some(given) = clean::text(row, headings.at(column), column)? else {
            continue;
        };
        let parts = clean::parts(&given.text);
        for village in villages {
            let known = if column == Column::County {
                &village.county
            } else {
                &village.township
            };
            if !parts.iter().any(|part| names::is_area(part, known)) {
                return Err(Why::Elsewhere {
                    column,
                    given: given.text.clone(),
                    known: known.clone(),
                });
            }
        }
    }
    Ok(())
}

fn named(repair: Repair, was: String, known: &Village) -> Repaired {
    Repaired {
        column: Column::Village,
        repair,
        was,
        now: known.name.clone(),
    }
}
