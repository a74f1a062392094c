//! The county of the year: real townships and villages of 武鸣区 out of the shipped list, and invented people, whose posts say so.

use std::collections::BTreeMap;

use cunfa_core::{Area, Person, PersonId, Role, Village};
use cunfa_server::register::{NANNING, read_villages};

use super::Size;
use crate::bench::sync::corpus::Corpus;
use crate::harness::Dice;
use crate::story::people::{OFFICER, PEOPLE};

/// 南宁市武鸣区.
pub const COUNTY: &str = "450110";
/// Most villages of one counsel (方案 二(二)).
const OF_COUNSEL: usize = 5;
/// Villages of a township below which it is left out: a farm, or one that is being dissolved.
const TOWNSHIP_LEAST: usize = 6;

/// One counsel.
#[derive(Debug, Clone)]
pub struct Counsel {
    /// Their row of the register.
    pub person: Person,
    /// Their villages, by place.
    pub villages: Vec<usize>,
}

/// Places and people. A village, township or counsel is named by its place here.
#[derive(Debug, Clone)]
pub struct County {
    /// Its code.
    pub area: Area,
    /// The villages, by code.
    pub villages: Vec<Village>,
    /// The townships, by code.
    pub townships: Vec<Area>,
    /// The counsel; the first has the demo's name and as many villages as one may have.
    pub counsel: Vec<Counsel>,
    /// The cadre of each village.
    pub cadres: Vec<Person>,
    /// Cadres who came lately and enrolled on the spot (待登记): village and person.
    pub newcomers: Vec<(usize, Person)>,
    /// The reviewer of each township.
    pub offices: Vec<Person>,
    /// Who keeps the county's registers.
    pub officer: Person,
    /// Who answers the county at the city.
    pub city: Person,
}

impl County {
    /// Invents it.
    ///
    /// # Errors
    /// When the shipped list has not so many.
    pub fn invent(size: &Size, corpus: &Corpus, dice: &mut Dice) -> Result<County, String> {
        let area = COUNTY.parse::<Area>().map_err(|error| format!("{error}"))?;
        let villages = villages(size)?;
        let mut townships: Vec<Area> = villages.iter().map(|village| village.code.township()).collect();
        townships.dedup();
        let mut people = People { corpus, dice, named: 0 };
        let counsel = counsel(size, &villages, &mut people)?;
        let cadres = villages.iter().enumerate().map(|(at, village)| {
            let post = if at % 3 == 0 {
                "村委会副主任（演示）"
            } else {
                "村委会委员（演示）"
            };
            people.person(Role::Cadre, post, vec![village.code.area()])
        });
        let cadres = cadres.collect::<Vec<_>>();
        let of_first = counsel.first().ok_or("no counsel")?;
        let met = of_first.villages.iter().skip(1).take(1 + size.townships / 4);
        let newcomers = met.filter_map(|at| {
            let code = villages.get(*at)?.code.area();
            Some((*at, people.person(Role::Cadre, "村委会委员（新任，演示）", vec![code])))
        });
        let newcomers = newcomers.collect();
        let offices = townships.iter().map(|township| {
            let named = villages.iter().find(|village| village.code.township() == *township);
            let name = named.map_or("", |village| village.township.as_str());
            people.person(
                Role::Office,
                &format!("{name}司法所 所员（演示）"),
                vec![township.clone()],
            )
        });
        let offices = offices.collect();
        let officer = people.person(Role::County, "县（区）司法局 科员（演示）", vec![area.clone()]);
        let city = people.person(Role::City, "市司法局 科员（演示）", vec![area.clone()]);
        let mut county = County {
            offices,
            officer,
            city,
            area,
            villages,
            townships,
            counsel,
            cadres,
            newcomers,
        };
        county.name_leads();
        Ok(county)
    }

    /// Those who can be chosen on the command line have the demo's names.
    fn name_leads(&mut self) {
        let [counsel, cadre, office] = &PEOPLE;
        let leads = [
            (self.counsel.first_mut().map(|counsel| &mut counsel.person), counsel),
            (self.cadres.first_mut(), cadre),
            (self.offices.first_mut(), office),
            (Some(&mut self.officer), &OFFICER),
        ];
        for (person, lead) in leads {
            if let Some(person) = person {
                lead.name.clone_into(&mut person.name);
            }
        }
    }

    /// Whoever can be chosen by this word (`counsel`, `cadre`, `office` or `county`).
    #[must_use]
    pub fn lead(&self, key: &str) -> Option<&Person> {
        match key {
            "counsel" => self.counsel.first().map(|counsel| &counsel.person),
            "cadre" => self.cadres.first(),
            "office" => self.offices.first(),
            "county" => Some(&self.officer),
            _ => None,
        }
    }

    /// The place of a village's township.
    #[must_use]
    pub fn office_of(&self, village: usize) -> usize {
        let township = self.villages.get(village).map(|village| village.code.township());
        let place = self.townships.iter().position(|area| Some(area) == township.as_ref());
        place.unwrap_or(0)
    }

    /// Township and village, as people say it.
    #[must_use]
    pub fn name_of(&self, village: usize) -> String {
        let village = self.villages.get(village);
        village.map_or_else(String::new, |village| format!("{}{}", village.township, village.name))
    }

    /// Everybody.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        let counsel = self.counsel.iter().map(|counsel| &counsel.person);
        let newcomers = self.newcomers.iter().map(|(_, person)| person);
        let above = [&self.officer, &self.city];
        counsel
            .chain(&self.cadres)
            .chain(newcomers)
            .chain(&self.offices)
            .chain(above)
    }
}

/// From each township the next one, until there are enough; by code.
fn villages(size: &Size) -> Result<Vec<Village>, String> {
    let all = read_villages(NANNING).map_err(|error| format!("reading the village list: {error}"))?;
    let mut townships: BTreeMap<Area, Vec<Village>> = BTreeMap::new();
    for village in all {
        if village.code.county().as_str() == COUNTY {
            townships.entry(village.code.township()).or_default().push(village);
        }
    }
    let mut lists: Vec<_> = townships
        .into_values()
        .filter(|villages| villages.len() >= TOWNSHIP_LEAST)
        .take(size.townships)
        .map(Vec::into_iter)
        .collect();
    let mut chosen = Vec::new();
    while chosen.len() < size.villages {
        let before = chosen.len();
        for list in &mut lists {
            chosen.extend(list.next().filter(|_| chosen.len() < size.villages));
        }
        if chosen.len() == before {
            return Err(format!("the list has no {} villages", size.villages));
        }
    }
    chosen.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(chosen)
}

/// Counsel work in one township each, whose villages they share evenly, neighbours together; the first has as many as one may have.
fn counsel(size: &Size, villages: &[Village], people: &mut People<'_>) -> Result<Vec<Counsel>, String> {
    let mut counsel: Vec<Counsel> = Vec::new();
    let mut left = 0..villages.len();
    for township in 0..size.townships {
        let here = left.start;
        let area = villages.get(here).map(|village| village.code.township());
        let of_township = villages
            .iter()
            .skip(here)
            .take_while(|village| Some(village.code.township()) == area);
        let (count, mut sharing) = (of_township.count(), size.counsel / size.townships);
        sharing += usize::from(township < size.counsel % size.townships);
        for (nth, share) in shares(count, sharing, township == 0)?.into_iter().enumerate() {
            let own: Vec<usize> = left.by_ref().take(share).collect();
            let scope = own.iter().filter_map(|at| Some(villages.get(*at)?.code.area()));
            let post = match (township + nth) % 3 {
                0 => "演示律师事务所（虚构） 律师",
                1 => "虚构法律服务所（演示） 基层法律服务工作者",
                _ => "演示第二律师事务所（虚构） 律师",
            };
            counsel.push(Counsel {
                person: people.person(Role::Counsel, post, scope.collect()),
                villages: own,
            });
        }
    }
    Ok(counsel)
}

/// How many villages each of a township's counsel has.
fn shares(villages: usize, counsel: usize, is_first: bool) -> Result<Vec<usize>, String> {
    let fault = || format!("{counsel} counsel cannot serve {villages} villages");
    let first = if is_first {
        OF_COUNSEL.min((villages + 1).saturating_sub(counsel))
    } else {
        0
    };
    let (others, rest) = (
        counsel.checked_sub(usize::from(is_first)).ok_or_else(fault)?,
        villages - first,
    );
    let share = |other: usize| rest / others + usize::from(other < rest % others);
    let mut shares: Vec<usize> = if is_first { vec![first] } else { Vec::new() };
    shares.extend((0..others).map(share));
    if shares.iter().sum::<usize>() == villages && shares.iter().all(|share| (1..=OF_COUNSEL).contains(share)) {
        Ok(shares)
    } else {
        Err(fault())
    }
}

struct People<'c> {
    corpus: &'c Corpus,
    dice: &'c mut Dice,
    named: u64,
}

impl People<'_> {
    fn person(&mut self, role: Role, post: &str, scope: Vec<Area>) -> Person {
        self.named += 1;
        Person {
            id: PersonId(self.dice.bytes()),
            name: self.corpus.name(self.named),
            role,
            post: post.to_owned(),
            scope,
        }
    }
}
