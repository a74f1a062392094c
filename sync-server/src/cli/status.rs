//! `status`: the logs of the counties, and whether this machine's clock is believed.

use serde_json::json;

use super::{CliError, open, say};
use crate::clock::Doubt;
use crate::config::Config;
use crate::http::now_ms;

pub(super) fn run(config: &Config, as_json: bool) -> Result<(), CliError> {
    let server = open::server(config)?;
    let (now_ms, mut values) = (now_ms(), Vec::new());
    for county in &server.counties()? {
        let batches = server.db().shard(county)?.map_or(0, |shard| shard.last_sequence);
        let last = server.last_received(county)?;
        let doubt = server.doubts_clock(county, now_ms)?;
        if as_json {
            values.push(json!({
                "county": county.as_str(),
                "batches": batches,
                "last_received_ms": last,
                "clock_believed": doubt.is_none(),
            }));
            continue;
        }
        let last = match last {
            Some(ms) => format!("最近一次收到是 {}", say::time(ms)),
            None => "还没有收到内容".to_owned(),
        };
        say::line(&format!("{county}  日志 {batches} 批  {last}"));
        if let Some(doubt) = doubt {
            say::line(&words(&doubt));
        }
    }
    if as_json {
        say::json(&values);
    }
    Ok(())
}

/// What is wrong, what that hinders, and what to do.
fn words(doubt: &Doubt) -> String {
    let (now, known) = (say::time(doubt.now_ms), say::time(doubt.known_ms));
    let how = if doubt.is_behind() { "早" } else { "晚一年以上" };
    format!(
        "  本机时钟显示 {now}，比最近一次收到（{known}）{how}，暂不采信：聘任到期、村名变更先不执行，其他照常，内容不会丢。\
         请校准时钟；如果时钟没有错，停下服务，用 serve --trust-clock 启动一次。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_not_believed_is_said_with_what_to_do() {
        // 2026-11-25T00:00Z
        let known_ms = 1_795_564_800_000;
        let behind = words(&Doubt {
            now_ms: known_ms - 400 * 24 * 60 * 60 * 1_000,
            known_ms,
        });
        assert!(
            behind.contains("2025-10-21 08:00，比最近一次收到（2026-11-25 08:00）早，"),
            "{behind}"
        );
        let ahead = words(&Doubt {
            now_ms: known_ms + 401 * 24 * 60 * 60 * 1_000,
            known_ms,
        });
        assert!(
            ahead.contains("晚一年以上") && ahead.contains("serve --trust-clock"),
            "{ahead}"
        );
    }
}
