//! `firm`: which firms (律所) read their own page, a code for one, and an end to it.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::register::Firm;
use cunfa_core::{Area, EntryId};
use serde_json::json;

use super::{CliError, open, say, table};
use crate::config::Config;
use crate::db::FirmState;
use crate::http::now_ms;
use crate::server::Server;

/// A firm of the registers, and how its account stands.
struct Row {
    county: Area,
    firm: Firm,
    state: Option<FirmState>,
}

pub(super) fn list(config: &Config, as_json: bool) -> Result<(), CliError> {
    let rows = rows(&open::server(config)?)?;
    if as_json {
        let of = |row: &Row| {
            json!({
                "firm": row.firm.record.to_string(),
                "county": row.county.as_str(),
                "name": row.firm.name,
                "access": code(row.state.as_ref()),
            })
        };
        say::json(&rows.iter().map(of).collect::<Vec<_>>());
        return Ok(());
    }
    if rows.is_empty() {
        say::line("名册里还没有律所（法律服务所）。");
        return Ok(());
    }
    let cells: Vec<[String; 4]> = rows
        .iter()
        .map(|row| {
            [
                row.county.to_string(),
                row.firm.name.clone(),
                words(row.state.as_ref()),
                row.firm.record.to_string(),
            ]
        })
        .collect();
    for line in table::lines(["县（区）", "机构", "查看", "编号"], &cells) {
        say::line(&line);
    }
    Ok(())
}

pub(super) fn invite(config: &Config, firm: EntryId, as_json: bool) -> Result<(), CliError> {
    let server = open::server(config)?;
    let row = rows(&server)?.into_iter().find(|row| row.firm.record == firm);
    let row = row.ok_or(CliError::NoFirm(firm))?;
    let given = server.invite_firm(&row.county, firm, None, now_ms())?;
    let address = config.public.as_ref().map(|public| format!("{}/ls/kt", public.url));
    if as_json {
        say::json(&json!({
            "firm": firm.to_string(),
            "code": given.code,
            "expires_ms": given.expires_ms,
            "address": address,
        }));
        return Ok(());
    }
    say::line(&format!("开通码：{}", given.code));
    say::line(&format!(
        "给 {} 使用一次，{} 前有效。开通码只显示这一次；以前的开通码和口令不再有效。",
        row.firm.name,
        say::time(given.expires_ms)
    ));
    match address {
        Some(address) => say::line(&format!("网址：{address}")),
        None => say::line("这个服务器没有开公示页面（[public]），开了才能登录。"),
    }
    Ok(())
}

pub(super) fn stop(config: &Config, firm: EntryId) -> Result<(), CliError> {
    if open::db(config)?.stop_firm(firm)? {
        say::line("已停止查看，登录着的也已退出。");
        Ok(())
    } else {
        Err(CliError::NoFirm(firm))
    }
}

/// Every firm of the registers, by county and name.
fn rows(server: &Server) -> Result<Vec<Row>, CliError> {
    let villages = server.db().register()?;
    let counties: BTreeSet<Area> = villages.iter().map(|village| village.code.county()).collect();
    let accounts = server.db().firms()?.into_iter();
    let mut states: BTreeMap<EntryId, FirmState> = accounts.map(|account| (account.firm, account.state)).collect();
    let mut rows = Vec::new();
    for county in counties {
        let mut firms: Vec<Firm> = server.registers(&county)?.read();
        firms.sort_by(|a, b| a.name.cmp(&b.name));
        rows.extend(firms.into_iter().map(|firm| Row {
            county: county.clone(),
            state: states.remove(&firm.record),
            firm,
        }));
    }
    Ok(rows)
}

fn code(state: Option<&FirmState>) -> &'static str {
    match state {
        None => "closed",
        Some(FirmState::Invited { .. }) => "invited",
        Some(FirmState::Open { .. }) => "open",
    }
}

fn words(state: Option<&FirmState>) -> String {
    match state {
        None => "没有开通".to_owned(),
        Some(FirmState::Invited { expires_ms }) => format!("开通码 {} 前有效", say::time(*expires_ms)),
        Some(FirmState::Open { since_ms, .. }) => format!("{} 起", say::time(*since_ms)),
    }
}
