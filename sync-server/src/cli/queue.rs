//! `queue`: what waits for review in a township.

use cunfa_core::{Area, Kind};
use serde_json::json;

use super::{CliError, open, say};
use crate::config::Config;
use crate::db::{Db, EntryRow};

pub(super) fn run(config: &Config, township: &Area, as_json: bool) -> Result<(), CliError> {
    let db = open::db(config)?;
    if db.villages(std::slice::from_ref(township))?.is_empty() {
        return Err(CliError::NoTownship(township.clone()));
    }
    let waiting = db.queue(township)?;
    if as_json {
        say::json(&waiting.iter().map(of).collect::<Vec<_>>());
        return Ok(());
    }
    if waiting.is_empty() {
        say::line("没有待审核的记录。");
    }
    for row in &waiting {
        let village = db
            .village(&row.village)?
            .map(|village| village.name)
            .unwrap_or_default();
        say::line(&format!(
            "{}  {}  {}  {}  {} 分钟  {}  {} 起待审{}",
            row.date,
            village,
            row.number,
            kind_name(row.kind),
            row.minutes,
            row.counsel_name,
            say::time(row.since_ms),
            if row.on_paper { "  纸上签字" } else { "" }
        ));
    }
    Ok(())
}

fn of(row: &EntryRow) -> serde_json::Value {
    json!({
        "entry": row.entry.to_string(),
        "village": row.village.as_str(),
        "number": row.number,
        "date": row.date.to_string(),
        "kind": row.kind.code(),
        "minutes": row.minutes,
        "counsel": row.counsel.to_string(),
        "stage": row.stage.code(),
        "on_paper": row.on_paper,
        "since_ms": row.since_ms,
    })
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Consultation => "法律咨询",
        Kind::Visit => "走访值班",
        Kind::Lecture => "法治讲座",
        Kind::Mediation => "矛盾纠纷调解",
        Kind::Drafting => "代书文书",
        Kind::LegalAid => "法律援助指引或代理",
        Kind::VillageRules => "村规民约章程审修",
        Kind::Election => "换届选举",
        Kind::Contract => "合同、重大项目或决策意见",
        Kind::Publicity => "法治宣传",
        Kind::Petition => "信访与群体性事件协助",
        Kind::Litigation => "代理诉讼",
        Kind::Other => "其他",
    }
}
