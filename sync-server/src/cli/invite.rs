//! `invite`: draws a code, shows it once, keeps its hash.

use cunfa_core::{DeviceId, PersonId};
use serde_json::json;

use super::{CliError, open, say};
use crate::config::Config;
use crate::db::Offer;
use crate::http::now_ms;
use crate::invitation::{draw_code, hash_code};
use crate::random::SystemRandom;
use crate::register::county_of;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What was given on the command line.
pub(super) struct Given {
    pub(super) person: PersonId,
    pub(super) device: Option<DeviceId>,
    pub(super) days: u16,
}

pub(super) fn run(config: &Config, given: Given, as_json: bool) -> Result<(), CliError> {
    let db = open::db(config)?;
    let Given { person, device, days } = given;
    let person = db.person(person)?.ok_or(CliError::NoPerson(person))?;
    county_of(&person).ok_or(CliError::ManyCounties)?;
    if let Some(device) = device {
        let on = db.people_on(device)?;
        if !on.iter().any(|one| one.id == person.id) {
            return Err(CliError::NotOnDevice(device));
        }
    }
    let code = draw_code(&SystemRandom)?;
    let created_ms = now_ms();
    let expires_ms = created_ms.saturating_add(i64::from(days) * DAY_MS);
    db.add_invitation(&Offer {
        code_hash: hash_code(&code),
        person: person.id,
        device,
        by: None,
        created_ms,
        expires_ms,
    })?;
    if as_json {
        say::json(&json!({
            "code": code,
            "person": person.id.to_string(),
            "device": device.map(|device| device.to_string()),
            "expires_ms": expires_ms,
            "server": config.public_url,
        }));
    } else {
        say::line(&format!("开通码：{}", grouped(&code)));
        say::line(&format!(
            "给 {} 使用一次，{} 前有效。开通码只显示这一次。",
            person.name,
            say::time(expires_ms)
        ));
        if device.is_some() {
            say::line("请此人在那台设备上选自己的名字，点“忘记密码”，输入开通码。");
        }
        if let Some(url) = &config.public_url {
            say::line(&format!("服务器地址：{url}"));
        }
    }
    Ok(())
}

/// In two halves, easier to read aloud; the dash is not part of the code.
fn grouped(code: &str) -> String {
    let half = code.chars().count() / 2;
    let (first, second): (String, String) = (code.chars().take(half).collect(), code.chars().skip(half).collect());
    format!("{first}-{second}")
}
