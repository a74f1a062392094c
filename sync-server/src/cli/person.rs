//! `person add`, `person list`, `person confirm`, `person scope`.

use std::collections::BTreeMap;

use cunfa_core::{Area, Person, PersonId, Role};
use serde_json::json;

use super::{CliError, open, say};
use crate::config::Config;
use crate::db::Db;
use crate::http::now_ms;
use crate::random::{SystemRandom, draw};
use crate::register::{NewPerson, PersonError, add_person, by_county};

/// What was given on the command line.
pub(super) struct Given {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) scope: Vec<Area>,
    pub(super) post: String,
}

pub(super) fn add(config: &Config, given: Given, as_json: bool) -> Result<(), CliError> {
    let db = open::db(config)?;
    let mut people = Vec::new();
    for scope in scopes(db.as_ref(), &given)? {
        let person = NewPerson {
            id: PersonId(draw(&SystemRandom)?),
            name: given.name.clone(),
            role: given.role,
            post: given.post.clone(),
            scope,
        };
        people.push(add_person(db.as_ref(), person, now_ms())?);
    }
    if as_json {
        match people.as_slice() {
            [person] => say::json(&of(person)),
            several => say::json(&several.iter().map(of).collect::<Vec<_>>()),
        }
        return Ok(());
    }
    for person in &people {
        say::line(&format!(
            "已登记：{}（{}），{}",
            person.name,
            role_name(person.role),
            scope(person)
        ));
        say::line(&format!("编号：{}", person.id));
    }
    say::line("下一步：用 invite --person 编号 给此人发开通码。");
    if people.len() > 1 {
        say::line("每个县（区）一个编号、一个开通码：用第一个开通设备，其余的在“各县（区）”里增加。");
    }
    Ok(())
}

/// Somebody of a city is a person of each of its counties; everybody else is of one.
fn scopes(db: &dyn Db, given: &Given) -> Result<Vec<Vec<Area>>, CliError> {
    let counties = match given.role {
        Role::City => by_county(db, &given.scope)?,
        Role::Counsel | Role::Cadre | Role::Office | Role::County => BTreeMap::new(),
    };
    if counties.len() < 2 {
        return Ok(vec![given.scope.clone()]);
    }
    for area in &given.scope {
        if db.villages(std::slice::from_ref(area))?.is_empty() {
            return Err(PersonError::NoVillage(area.clone()).into());
        }
    }
    Ok(counties.into_values().collect())
}

pub(super) fn list(config: &Config, as_json: bool) -> Result<(), CliError> {
    let people = open::db(config)?.people()?;
    if as_json {
        say::json(&people.iter().map(of).collect::<Vec<_>>());
    } else if people.is_empty() {
        say::line("还没有登记任何人。");
    } else {
        people.iter().for_each(|person| {
            say::line(&format!(
                "{}  {}  {}  {}  {}",
                person.id,
                person.name,
                role_name(person.role),
                person.post,
                scope(person)
            ));
        });
    }
    Ok(())
}

pub(super) fn confirm(config: &Config, id: PersonId) -> Result<(), CliError> {
    let server = open::server(config)?;
    let person = server.db().person(id)?.ok_or(CliError::NoPerson(id))?;
    match server.confirm(id)? {
        0 => say::line(&format!("{} 没有待确认的登记。", person.name)),
        count => say::line(&format!("已确认 {} 的登记，共 {count} 台设备。", person.name)),
    }
    Ok(())
}

pub(super) fn rescope(config: &Config, id: PersonId, scope: Vec<Area>, as_json: bool) -> Result<(), CliError> {
    let server = open::server(config)?;
    let before = server.db().person(id)?.ok_or(CliError::NoPerson(id))?;
    let devices = server.rescope(id, scope)?.len();
    let after = server.db().person(id)?.ok_or(CliError::NoPerson(id))?;
    if as_json {
        say::json(&of(&after));
    } else if before.scope == after.scope {
        say::line(&format!("{} 的范围没有变。", after.name));
    } else {
        say::line(&format!("已把 {} 的范围改为：{}", after.name, self::scope(&after)));
        say::line(&format!(
            "此人在 {devices} 台设备上。以前签的字照旧有效。下次同步时，设备收到新增的村，删去没有人再负责的村；还没交上来的内容留在设备上，不会丢。"
        ));
    }
    Ok(())
}

fn of(person: &Person) -> serde_json::Value {
    json!({
        "id": person.id.to_string(),
        "name": person.name,
        "role": person.role.code(),
        "post": person.post,
        "scope": person.scope.iter().map(Area::as_str).collect::<Vec<_>>(),
    })
}

fn scope(person: &Person) -> String {
    if person.scope.is_empty() {
        return "（没有村）".to_owned();
    }
    person.scope.iter().map(Area::as_str).collect::<Vec<_>>().join(",")
}

/// The role in words.
pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Counsel => "法律顾问",
        Role::Cadre => "村干部",
        Role::Office => "司法所",
        Role::County => "县（区）司法局",
        Role::City => "市司法局",
    }
}
