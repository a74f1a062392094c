//! What the invented county says in its registers: firms, counsel and appointments for every village, with something of everything that a county
//! has to see: villages without counsel, contracts that end, 原有安排, another name, a merger, a stand-in, requests and answers.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Duration, Months, NaiveDate};
use cunfa_core::register::{Answers, Asked, Column, Half, RecordKind, answers_text, month_text};
use cunfa_core::rules::SHIPPED;

use super::county::{Counsel, County};
use super::matters::{Kept, Matter};
use super::registers::{Book, By, Card};
use super::{ENROLLED, Size, visits};

/// Days before the end on which something is said.
const RENAMED: i64 = 100;
const RECUSED: i64 = 40;
const RULES: i64 = 30;
const MERGING: i64 = 15;
const TAKEN_OVER: i64 = 12;
const ENDED: i64 = 10;
const REQUESTED: i64 = 8;
const ANSWERED: i64 = 4;
/// Of four villages without counsel, and four whose contracts end, each so far from the one before.
const APART: usize = 50;

/// Where each thing is, by places of the county.
struct Sites {
    /// Of the second counsel; the first one goes on there.
    taken_over: usize,
    uncovered: Vec<usize>,
    ending: Vec<usize>,
    renamed: usize,
    /// From, into; of the first counsel.
    merging: (usize, usize),
    /// Who is recused, where, and because of which other village.
    recused: (usize, usize, usize),
}

impl Sites {
    fn of(size: &Size, county: &County) -> Result<Sites, String> {
        let village = |counsel: Option<&Counsel>, nth: usize| {
            let found = counsel.and_then(|one| one.villages.get(nth).copied());
            found.ok_or("the registers want a larger county".to_owned())
        };
        let first = county.counsel.first();
        // The last one with so many.
        let third = county.counsel.iter().rposition(|one| one.villages.len() > 2);
        let last = third.and_then(|at| county.counsel.get(at));
        let second = county.counsel.get(1);
        let of_second = second.map_or(0, |one| one.villages.len());
        let renamed = village(last, 2)?;
        let spread = |from: usize| (from..size.villages).step_by(APART).collect::<Vec<_>>();
        let is_whole = size.villages >= Size::WHOLE.villages;
        Ok(Sites {
            taken_over: village(second, of_second.saturating_sub(1))?,
            uncovered: if is_whole { spread(30) } else { vec![renamed] },
            ending: if is_whole { spread(40) } else { vec![village(first, 0)?] },
            renamed,
            merging: (village(first, 1)?, village(first, 0)?),
            recused: (third.unwrap_or(0), village(last, 0)?, village(last, 1)?),
        })
    }
}

/// Says everything; gives where to look.
pub(super) fn keep(book: &mut Book<'_>, size: &Size) -> Result<Vec<Kept>, String> {
    let sites = Sites::of(size, book.county)?;
    let mut keeping = Keeping {
        began: book.before(i64::try_from(visits::DAYS).unwrap_or(0) + ENROLLED - 2),
        county: book.county,
        book,
        sites,
        appointments: BTreeMap::new(),
        boards: BTreeMap::new(),
        kept: Vec::new(),
    };
    keeping.counsel()?;
    keeping.appointed()?;
    keeping.boards()?;
    keeping.checked()?;
    keeping.filings()?;
    keeping.changes()?;
    keeping.training()?;
    keeping.assessed()?;
    keeping.requests()?;
    keeping.kept.sort_by_key(|kept| kept.matter);
    Ok(keeping.kept)
}

struct Keeping<'b, 'y> {
    book: &'b mut Book<'y>,
    county: &'y County,
    sites: Sites,
    /// The first day on which anything is said.
    began: NaiveDate,
    /// By village.
    appointments: BTreeMap<usize, Card>,
    boards: BTreeMap<usize, Card>,
    kept: Vec<Kept>,
}

fn phone(counsel: usize) -> String {
    format!("0771-0000{counsel:03}")
}

impl Keeping<'_, '_> {
    fn note(&mut self, matter: Matter, village: Option<usize>, more: &str) {
        let code = village.and_then(|at| Some(self.county.villages.get(at)?.code.clone()));
        let place = village.map(|at| self.county.name_of(at)).unwrap_or_default();
        let words = match (place.is_empty(), more.is_empty()) {
            (true, true) => matter.words().to_owned(),
            (true, false) => format!("{}：{more}", matter.words()),
            (false, true) => format!("{}：看{place}", matter.words()),
            (false, false) => format!("{}：看{place}，{more}", matter.words()),
        };
        self.kept.push(Kept {
            matter,
            village: code,
            words,
        });
    }

    fn code(&self, village: usize) -> Result<String, String> {
        let village = self.county.villages.get(village).ok_or("no such village")?;
        Ok(village.code.to_string())
    }

    fn one(&self, counsel: usize) -> Result<&Counsel, String> {
        self.county.counsel.get(counsel).ok_or("no such counsel".to_owned())
    }

    /// Firms, and the counsel of each.
    fn counsel(&mut self) -> Result<(), String> {
        let (county, on) = (self.county, self.began);
        let mut firms: BTreeMap<&str, String> = BTreeMap::new();
        for (at, one) in county.counsel.iter().enumerate() {
            let firm = one.person.post.split(' ').next().unwrap_or_default();
            let is_service = firm.contains("法律服务所");
            let of_firm = match firms.get(firm) {
                Some(record) => record.clone(),
                None => self.firm(firm, is_service)?,
            };
            let (person, phone) = (one.person.id.to_string(), phone(at));
            let kind = match at % 11 {
                _ if is_service => "legal_worker",
                5 => "trainee",
                _ => "lawyer",
            };
            let said = [
                (Column::Person, person.as_str()),
                (Column::Name, one.person.name.as_str()),
                (Column::CounselKind, kind),
                (Column::Firm, of_firm.as_str()),
                (Column::Phone, phone.as_str()),
                (Column::Official, "no"),
            ];
            self.book.begin(on, By::County, RecordKind::Counsel, &said)?;
            firms.insert(firm, of_firm);
        }
        Ok(())
    }

    fn firm(&mut self, name: &str, is_service: bool) -> Result<String, String> {
        let kind = if is_service { "legal_service" } else { "law_firm" };
        let said = [
            (Column::Name, name),
            (Column::FirmKind, kind),
            (Column::Phone, "0771-0000000"),
        ];
        let card = self.book.begin(self.began, By::County, RecordKind::Firm, &said)?;
        Ok(card.record.to_string())
    }

    /// A contract and a pay for every village.
    fn appointed(&mut self) -> Result<(), String> {
        let county = self.county;
        let from = self.began - Duration::days(40);
        let signed = (from - Duration::days(5)).to_string();
        for (at, one) in county.counsel.iter().enumerate() {
            for &village in &one.villages {
                let to = if self.sites.ending.contains(&village) {
                    Some(self.book.before(-45))
                } else if village % 3 == 0 {
                    Some(self.book.before(-200 - i64::try_from(village).unwrap_or(0)))
                } else {
                    None
                };
                let (number, to) = (
                    format!("演示-{}-{:03}", from.year(), village + 1),
                    to.map(|to| to.to_string()).unwrap_or_default(),
                );
                let contract = [
                    (Column::To, to.as_str()),
                    (Column::Prior, "no"),
                    (Column::ContractNumber, number.as_str()),
                    (Column::ContractDate, signed.as_str()),
                ];
                let card = self.appoint(self.began, at, village, from, &contract)?;
                self.appointments.insert(village, card);
                self.paid(self.began, at, village, from)?;
            }
        }
        for village in self.sites.ending.clone() {
            self.note(Matter::Ending, Some(village), "");
        }
        Ok(())
    }

    fn appoint(
        &mut self,
        on: NaiveDate,
        counsel: usize,
        village: usize,
        from: NaiveDate,
        contract: &[(Column, &str)],
    ) -> Result<Card, String> {
        let (code, person, from) = (
            self.code(village)?,
            self.one(counsel)?.person.id.to_string(),
            from.to_string(),
        );
        let mut said = vec![
            (Column::Village, code.as_str()),
            (Column::Person, person.as_str()),
            (Column::From, from.as_str()),
        ];
        said.extend(contract);
        self.book.begin(on, By::County, RecordKind::Appointment, &said)
    }

    fn paid(&mut self, on: NaiveDate, counsel: usize, village: usize, from: NaiveDate) -> Result<(), String> {
        let (code, person, from) = (
            self.code(village)?,
            self.one(counsel)?.person.id.to_string(),
            from.to_string(),
        );
        let said = [
            (Column::Village, code.as_str()),
            (Column::Person, person.as_str()),
            (Column::From, from.as_str()),
            (
                Column::FeeFen,
                if counsel.is_multiple_of(2) { "60000" } else { "50000" },
            ),
        ];
        self.book.begin(on, By::County, RecordKind::Fee, &said).map(|_| ())
    }

    /// Nearly every village has its board; of some the next visit is known.
    fn boards(&mut self) -> Result<(), String> {
        let on = self.began + Duration::days(3);
        let county = self.county;
        for (at, one) in county.counsel.iter().enumerate() {
            for &village in one.villages.iter().filter(|village| *village % 40 != 39) {
                let (code, phone, office) = (self.code(village)?, phone(at), county.office_of(village));
                let said = [
                    (Column::Village, code.as_str()),
                    (
                        Column::Duties,
                        "解答法律咨询，审修村规民约，参与调解，每年至少一次法治讲座（演示）",
                    ),
                    (Column::OnSiteHours, "每月第二、第四个星期三上午（演示）"),
                    (Column::Phone, phone.as_str()),
                    (Column::Place, "村委会一楼（演示）"),
                ];
                let card = self.book.begin(on, By::Office(office), RecordKind::Board, &said)?;
                self.boards.insert(village, card);
            }
        }
        let (said_on, next) = (self.book.before(7), self.book.before(-5).to_string());
        for (village, card) in &self.boards {
            if village % 4 == 0 {
                let next = [(Column::NextVisit, next.as_str())];
                self.book
                    .again(said_on, By::Office(county.office_of(*village)), card, &next)?;
            }
        }
        self.note(Matter::Board, Some(0), "");
        Ok(())
    }

    /// What offices found in last month of every other village of the first four counsel; of one of them something was said again.
    fn checked(&mut self) -> Result<(), String> {
        let (on, county) = (self.book.before(2), self.county);
        let last = on
            .with_day(1)
            .and_then(|first| first.checked_sub_months(Months::new(1)));
        let month = month_text(last.ok_or("no month before")?);
        let villages = county.counsel.iter().take(4).flat_map(|one| &one.villages).step_by(2);
        let mut first = None;
        for (at, &village) in villages.enumerate() {
            let (code, fair) = (self.code(village)?, u32::try_from(at % 3).unwrap_or(0));
            let satisfied = Answers {
                asked: 12,
                good: 11 - fair,
                fair,
                poor: 0,
            };
            let answers = answers_text(&[(Asked::Real, satisfied), (Asked::Satisfied, satisfied)]);
            let said = [
                (Column::Village, code.as_str()),
                (Column::Month, month.as_str()),
                (Column::Answers, answers.as_str()),
                (Column::Note, "走访询问十二户，一户没有答复（演示）"),
            ];
            let office = By::Office(county.office_of(village));
            let card = self.book.begin(on, office, RecordKind::Check, &said)?;
            first.get_or_insert((village, office, card));
        }
        let (village, office, card) = first.ok_or("no village was checked")?;
        let again = [(Column::Note, "走访询问十二户，一户外出，已电话补问（演示）")];
        self.book.again(self.book.before(1), office, &card, &again)?;
        self.note(Matter::Checked, Some(village), &month);
        Ok(())
    }

    /// What counsel were paid for beside their duties; the county has acknowledged every other one.
    fn filings(&mut self) -> Result<(), String> {
        let county = self.county;
        for (at, one) in county.counsel.iter().enumerate().filter(|(at, _)| at % 6 < 2) {
            let village = one.villages.first().copied().ok_or("a counsel without a village")?;
            let day = self.book.before(90 + i64::try_from(at).unwrap_or(0));
            let (code, person, date) = (self.code(village)?, one.person.id.to_string(), day.to_string());
            let said = [
                (Column::Village, code.as_str()),
                (Column::Person, person.as_str()),
                (Column::Date, date.as_str()),
                (Column::Matter, "代理买卖合同纠纷一审（演示）"),
                (Column::FeeFen, "200000"),
                (Column::Acknowledged, "no"),
            ];
            let card = self.book.begin(day, By::Counsel(at), RecordKind::Filing, &said)?;
            if at % 6 == 0 {
                let (later, yes) = (day + Duration::days(3), [(Column::Acknowledged, "yes")]);
                self.book.again(later, By::County, &card, &yes)?;
            } else {
                let name = one.person.name.clone();
                self.note(Matter::Filed, Some(village), &name);
            }
        }
        Ok(())
    }

    /// What happens to villages and contracts in the year.
    fn changes(&mut self) -> Result<(), String> {
        self.rename()?;
        self.stand_in()?;
        self.rule_file()?;
        self.merge()?;
        self.take_over()?;
        let (said_on, last) = (self.book.before(ENDED), self.book.before(3));
        for village in self.sites.uncovered.clone() {
            self.end(said_on, village, last)?;
            self.note(Matter::Uncovered, Some(village), "");
        }
        Ok(())
    }

    /// Gives the appointment of a village its last day.
    fn end(&mut self, on: NaiveDate, village: usize, last: NaiveDate) -> Result<(), String> {
        let card = self.appointments.get(&village).ok_or("an appointment that is not")?;
        let last = last.to_string();
        let card = self.book.again(on, By::County, card, &[(Column::To, last.as_str())])?;
        self.appointments.insert(village, card);
        Ok(())
    }

    fn rename(&mut self) -> Result<(), String> {
        let (village, on) = (self.sites.renamed, self.book.before(RENAMED));
        let (code, from) = (self.code(village)?, on.to_string());
        let name = self.county.villages.get(village).map(|village| village.name.as_str());
        let name = format!("{}（演示更名）", name.unwrap_or_default());
        let said = [
            (Column::Village, code.as_str()),
            (Column::Name, name.as_str()),
            (Column::From, from.as_str()),
        ];
        self.book.begin(on, By::County, RecordKind::Village, &said)?;
        self.note(Matter::Renamed, Some(village), &format!("今称{name}"));
        Ok(())
    }

    /// A counsel is recused in one village because of another; the one before stands in.
    fn stand_in(&mut self) -> Result<(), String> {
        let ((recused, village, other), on) = (self.sites.recused, self.book.before(RECUSED));
        let stands_in = recused.saturating_sub(1);
        let (from, to) = (on.to_string(), self.book.before(-50).to_string());
        let (code, other, person) = (
            self.code(village)?,
            self.code(other)?,
            self.one(recused)?.person.id.to_string(),
        );
        let said = [
            (Column::Village, code.as_str()),
            (Column::OtherVillage, other.as_str()),
            (Column::Person, person.as_str()),
            (Column::From, from.as_str()),
            (Column::To, to.as_str()),
            (Column::Reason, "两村因山林权属有争议（演示）"),
        ];
        let recusal = self.book.begin(on, By::County, RecordKind::Recusal, &said)?;
        let recusal = recusal.record.to_string();
        let contract = [
            (Column::To, to.as_str()),
            (Column::Prior, "no"),
            (Column::Recusal, recusal.as_str()),
        ];
        self.appoint(on, stands_in, village, on, &contract)?;
        let name = self.one(stands_in)?.person.name.clone();
        self.note(Matter::StandIn, Some(village), &format!("{name}代理"));
        Ok(())
    }

    /// The place's rules once more, in force from next year.
    fn rule_file(&mut self) -> Result<(), String> {
        let shipped = SHIPPED.first().copied().ok_or("no rule file")?;
        let next = format!("{}-01-01", self.book.now.year() + 1);
        let text = shipped
            .replace(
                "version = 1",
                "version = 2\nreplaces = { id = \"nanning-2016\", version = 1 }",
            )
            .replace("年方案\"", "年方案（演示修订）\"")
            .replace("2016-11-18\"\non_site", &format!("{next}\"\non_site"));
        let on = self.book.before(RULES);
        let said = [(Column::Text, text.as_str())];
        self.book.begin(on, By::County, RecordKind::RuleFile, &said)?;
        self.note(Matter::RuleFile, None, &next);
        Ok(())
    }

    fn merge(&mut self) -> Result<(), String> {
        let ((village, into), on) = (self.sites.merging, self.book.before(MERGING));
        self.end(on, village, self.book.before(-9))?;
        let (code, into, from) = (self.code(village)?, self.code(into)?, self.book.before(-10).to_string());
        let said = [
            (Column::Village, code.as_str()),
            (Column::MergedInto, into.as_str()),
            (Column::From, from.as_str()),
        ];
        self.book.begin(on, By::County, RecordKind::Village, &said)?;
        self.note(Matter::Merging, Some(village), &format!("{from} 起"));
        Ok(())
    }

    /// The first counsel goes on in a village of the second: an arrangement from before, whatever the number of villages.
    fn take_over(&mut self) -> Result<(), String> {
        let (village, on) = (self.sites.taken_over, self.book.before(TAKEN_OVER));
        self.end(on, village, on - Duration::days(2))?;
        let from = on - Duration::days(1);
        self.appoint(on, 0, village, from, &[(Column::Prior, "yes")])?;
        self.paid(on, 0, village, from)?;
        let name = self.one(0)?.person.name.clone();
        self.note(Matter::Prior, Some(village), &name);
        Ok(())
    }

    /// Of this year, as far as there is enough of it; a few counsel have none.
    fn training(&mut self) -> Result<(), String> {
        let county = self.county;
        let today = self.book.now.date();
        let first = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        let day = self.book.before(60).max(first).min(self.book.before(2));
        let date = day.to_string();
        for (at, one) in county.counsel.iter().enumerate() {
            if at % 5 == 2 {
                let name = one.person.name.clone();
                self.note(Matter::Untrained, None, &name);
                continue;
            }
            let person = one.person.id.to_string();
            let said = [
                (Column::Person, person.as_str()),
                (Column::Date, date.as_str()),
                (Column::Topic, "农村土地承包与调解实务（演示）"),
                (Column::Hours, if at % 2 == 0 { "4" } else { "7.5" }),
            ];
            self.book
                .begin(day + Duration::days(1), By::County, RecordKind::Training, &said)?;
        }
        Ok(())
    }

    /// The half-year that is over, of every counsel.
    fn assessed(&mut self) -> Result<(), String> {
        let county = self.county;
        let this = Half::of(self.book.now.date()).months();
        let over = this
            .first()
            .and_then(|first| first.pred_opt())
            .ok_or("no half-year before")?;
        let half = Half::of(over).to_string();
        let on = (over + Duration::days(20)).min(self.book.before(2));
        for (at, one) in county.counsel.iter().enumerate() {
            let (person, scores) = (one.person.id.to_string(), format!("total={}", 700 + at * 37 % 290));
            let verdict = match at % 12 {
                7 => "poor",
                3 | 10 => "basic",
                _ => "good",
            };
            let said = [
                (Column::Person, person.as_str()),
                (Column::Half, half.as_str()),
                (Column::Scores, scores.as_str()),
                (Column::Verdict, verdict),
                (Column::Note, "演示，与本人当面谈过"),
            ];
            self.book.begin(on, By::County, RecordKind::Assessment, &said)?;
        }
        self.note(Matter::Assessed, None, &half);
        Ok(())
    }

    /// The county asks the city for counsel: once with an answer, once without.
    fn requests(&mut self) -> Result<(), String> {
        let on = self.book.before(REQUESTED);
        let codes = self.sites.uncovered.iter().map(|village| self.code(*village));
        let codes: Vec<String> = codes.collect::<Result<_, _>>()?;
        let first = codes.first().ok_or("every village has its counsel")?;
        let ask = |villages: &str| {
            [
                (Column::Villages, villages.to_owned()),
                (Column::Note, "本县律师不足（演示）".to_owned()),
            ]
        };
        let mut cards = Vec::new();
        for villages in [first.clone(), codes.join(" ")] {
            let said = ask(&villages);
            let said: Vec<_> = said.iter().map(|(column, text)| (*column, text.as_str())).collect();
            cards.push(self.book.begin(on, By::County, RecordKind::Allocation, &said)?);
        }
        let answer = [
            (Column::Answer, "同意，由市里推荐的机构商定人选（演示）"),
            (Column::Firms, "演示第二律师事务所（虚构）"),
        ];
        let card = cards.first().ok_or("no request")?;
        self.book.again(self.book.before(ANSWERED), By::City, card, &answer)?;
        let village = self.sites.uncovered.first().copied();
        self.note(Matter::Answered, village, "");
        self.note(Matter::Requested, village, "");
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bench::sync::corpus::Corpus;
    use crate::harness::Dice;

    #[test]
    fn the_whole_county_has_a_village_of_its_own_for_everything_that_is_said() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
        let corpus = Corpus::new(1, &["450110000000".parse().unwrap()], day).unwrap();
        let county = County::invent(&Size::WHOLE, &corpus, &mut Dice::new(1)).unwrap();
        let sites = Sites::of(&Size::WHOLE, &county).unwrap();
        let ((from, into), (recused, at, because)) = (sites.merging, sites.recused);
        let villages = [sites.taken_over, sites.renamed, from, into, at, because];
        let villages = [&villages[..], &sites.uncovered, &sites.ending].concat();
        let apart: BTreeSet<usize> = villages.iter().copied().collect();
        assert_eq!(apart.len(), villages.len(), "{villages:?}");
        assert!(recused > 1 && recused < county.counsel.len());
    }
}
