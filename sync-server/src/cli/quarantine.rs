//! `quarantine list`, `quarantine show`, `quarantine accept`, `quarantine dismiss`: what revoked devices delivered. Rulings given
//! here are the county's own.

use cunfa_core::{BatchId, Entry, Need};
use cunfa_evidence::ruling::{MAX_REASON, Verdict, is_reason};
use cunfa_protocol::view::{ParkedReason, RulingFault, WouldStand};
use serde_json::json;

use super::{CliError, open, say};
use crate::config::Config;
use crate::db::Device;
use crate::http::now_ms;
use crate::quarantine::{Looked, NotDone};
use crate::server::Server;
use crate::verify::Says;

pub(super) fn list(config: &Config, all: bool, as_json: bool) -> Result<(), CliError> {
    let server = open::server(config)?;
    let mut found = Vec::new();
    for device in server.db().devices()? {
        server.look(&device, all, |looked| {
            found.push((device.clone(), looked));
            true
        })?;
    }
    if as_json {
        let values: Result<Vec<_>, CliError> = found
            .iter()
            .map(|(device, looked)| of(&server, device, looked))
            .collect();
        say::json(&values?);
    } else if found.is_empty() {
        say::line("隔离区里没有待处理的内容。");
    } else {
        for (device, looked) in &found {
            say::line(&in_a_line(&server, device, looked)?);
        }
    }
    Ok(())
}

pub(super) fn show(config: &Config, id: BatchId) -> Result<(), CliError> {
    let server = open::server(config)?;
    let item = server.db().quarantined_one(id)?.ok_or(CliError::NotInQuarantine(id))?;
    let device = server
        .db()
        .device(item.device)?
        .ok_or(CliError::NoDevice(item.device))?;
    let mut found = None;
    server.look(&device, true, |looked| {
        let is_it = looked.item.id == id;
        if is_it {
            found = Some(looked);
        }
        !is_it
    })?;
    let looked = found.ok_or(CliError::NotInQuarantine(id))?;
    say::line(&in_a_line(&server, &device, &looked)?);
    match &looked.content {
        None => say::line("正文读不出。"),
        Some(Says::Need(need)) => show_need(need),
        Some(Says::Entry(entry)) => show_entry(entry),
    }
    Ok(())
}

fn show_need(need: &Need) {
    say::line("群众需求");
    say::line(&format!("提出日期：{}", need.date));
    say::line(&format!("群众：{}", need.name));
    say::line(&format!("登记人：{}", need.recorder_name));
    say::line(&format!("需求：{}", need.matter));
}

fn show_entry(entry: &Entry) {
    let persons: Vec<&str> = entry.persons.iter().map(|person| person.name.as_str()).collect();
    say::line(&format!("序号：{}", entry.number));
    say::line(&format!("服务日期：{}", entry.date));
    say::line(&format!("法律顾问：{}", entry.counsel_name));
    say::line(&format!("服务对象：{}", persons.join("、")));
    say::line(&format!("事由：{}", entry.matter));
    say::line(&format!("内容：{}", entry.advice));
    say::line(&format!("结果：{}", entry.result));
}

pub(super) fn rule(config: &Config, ids: &[BatchId], verdict: Verdict, reason: &str) -> Result<(), CliError> {
    if !is_reason(reason) {
        return Err(CliError::Reason(MAX_REASON));
    }
    let server = open::server(config)?;
    for &id in ids {
        match server.rule_as_county(id, verdict, reason, now_ms()) {
            Ok(()) => say::line(&match verdict {
                Verdict::Taken => format!("已接收 {}：正文已入账，其中的签字不作数。", id),
                Verdict::Left => format!("不接收 {}：内容仍保存在隔离区，不再列出。", id),
            }),
            Err(NotDone::Fault(fault)) => return Err(CliError::NotRuled(id, in_words(fault))),
            Err(NotDone::Trouble(trouble)) => return Err(CliError::Db(trouble.to_string())),
        }
    }
    Ok(())
}

fn in_words(fault: RulingFault) -> String {
    match fault {
        RulingFault::Damaged => "处置写得不对".to_owned(),
        RulingFault::NotHere => "隔离区里没有它".to_owned(),
        RulingFault::DecidedOtherwise => "它先前已经接收".to_owned(),
        RulingFault::Later => "它接在别的内容之后，请先接收前面的".to_owned(),
        RulingFault::Refused(reason) => format!("{}，不能接收", why(reason)),
    }
}

fn why(reason: ParkedReason) -> &'static str {
    match reason {
        ParkedReason::Damaged => "内容损坏",
        ParkedReason::TooLarge => "内容太大",
        ParkedReason::Signature => "签名核对不上",
        ParkedReason::NotAllowed => "交来的人没有这个权限",
        ParkedReason::OutOfScope => "不在交来的人负责的村（社区）",
        ParkedReason::TooNew => "是更新的程序写的",
        ParkedReason::NotEnrolled => "签字人没有登记",
        ParkedReason::Content | ParkedReason::RecordChanged => "内容不合规定",
    }
}

fn would(looked: &Looked) -> String {
    match looked.would {
        WouldStand::Yes => "可以接收".to_owned(),
        WouldStand::Later => "要先接收前面的".to_owned(),
        WouldStand::No(reason) => format!("不能接收：{}", why(reason)),
    }
}

fn in_a_line(server: &Server, device: &Device, looked: &Looked) -> Result<String, CliError> {
    let village = match &looked.batch {
        Some(batch) => server.db().village(&batch.village)?.map_or_else(
            || batch.village.as_str().to_owned(),
            |village| format!("{}{}", village.township, village.name),
        ),
        None => "—".to_owned(),
    };
    let what = match &looked.content {
        None => "正文读不出".to_owned(),
        Some(Says::Entry(entry)) => format!("{} {} {}", entry.number, entry.date, entry.matter),
        Some(Says::Need(need)) => format!("群众需求 {} {} {}", need.date, need.name, need.matter),
    };
    let acts = looked.batch.as_ref().map_or(0, |batch| batch.acts.len());
    let state = match looked
        .item
        .ruling
        .as_deref()
        .map(|bytes| server.said(bytes))
        .transpose()?
        .flatten()
    {
        None => would(looked),
        Some((by, ruling)) => {
            let did = if looked.item.in_log { "已接收" } else { "不接收" };
            format!("{did}（{}：{}）", by.as_deref().unwrap_or("县级"), ruling.reason)
        }
    };
    Ok(format!(
        "{}  {}  {}  {village}  {what}  签字 {acts} 份  {state}",
        looked.item.id,
        device.name,
        say::time(looked.item.received_ms)
    ))
}

fn of(server: &Server, device: &Device, looked: &Looked) -> Result<serde_json::Value, CliError> {
    let said = looked
        .item
        .ruling
        .as_deref()
        .map(|bytes| server.said(bytes))
        .transpose()?
        .flatten();
    let (number, matter) = match &looked.content {
        None => (None, None),
        Some(Says::Entry(entry)) => (Some(entry.number.clone()), Some(entry.matter.clone())),
        Some(Says::Need(need)) => (None, Some(need.matter.clone())),
    };
    Ok(json!({
        "id": looked.item.id.to_string(),
        "device": device.id.to_string(),
        "received_ms": looked.item.received_ms,
        "village": looked.batch.as_ref().map(|batch| batch.village.as_str().to_owned()),
        "entry": looked.batch.as_ref().map(|batch| batch.entry.to_string()),
        "acts": looked.batch.as_ref().map(|batch| batch.acts.len()),
        "number": number,
        "matter": matter,
        "would": looked.would,
        "taken": looked.item.in_log,
        "by": said.as_ref().and_then(|(by, _)| by.clone()),
        "reason": said.map(|(_, ruling)| ruling.reason),
    }))
}
