//! `device list`, `device revoke`.

use cunfa_core::{DeviceId, Person};
use serde_json::json;

use super::{CliError, open, say};
use crate::config::Config;
use crate::db::Device;
use crate::http::now_ms;

pub(super) fn list(config: &Config, as_json: bool) -> Result<(), CliError> {
    let db = open::db(config)?;
    let mut devices = Vec::new();
    for device in db.devices()? {
        let people = db.people_on(device.id)?;
        devices.push((device, people));
    }
    if as_json {
        say::json(
            &devices
                .iter()
                .map(|(device, people)| of(device, people))
                .collect::<Vec<_>>(),
        );
    } else if devices.is_empty() {
        say::line("还没有设备。");
    } else {
        devices
            .iter()
            .for_each(|(device, people)| say::line(&in_words(device, people)));
    }
    Ok(())
}

fn of(device: &Device, people: &[Person]) -> serde_json::Value {
    json!({
        "id": device.id.to_string(),
        "county": device.county.as_str(),
        "number": device.number,
        "name": device.name,
        "people": people.iter().map(|person| person.id.to_string()).collect::<Vec<_>>(),
        "enrolled_ms": device.enrolled_ms,
        "last_sync_ms": device.last_sync_ms,
        "revoked_ms": device.revoked_ms,
    })
}

fn in_words(device: &Device, people: &[Person]) -> String {
    let names = people
        .iter()
        .map(|person| person.name.as_str())
        .collect::<Vec<_>>()
        .join("、");
    let state = match (device.revoked_ms, device.last_sync_ms) {
        (Some(at), _) => format!("{} 停用", say::time(at)),
        (None, Some(at)) => format!("最近同步 {}", say::time(at)),
        (None, None) => "还没有同步过".to_owned(),
    };
    format!(
        "{}  {}-{:02}  {}  {}  {}",
        device.id, device.county, device.number, device.name, names, state
    )
}

pub(super) fn revoke(config: &Config, id: DeviceId) -> Result<(), CliError> {
    let server = open::server(config)?;
    let device = server.db().device(id)?.ok_or(CliError::NoDevice(id))?;
    server.revoke(id, now_ms())?;
    say::line(&format!(
        "已停用设备：{}。它不再收到任何内容；它交来的内容单独存放，等人处理。",
        device.name
    ));
    Ok(())
}
