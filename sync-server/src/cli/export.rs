//! `export`: a volume as a file, never over one that is there.

use std::fs::File;
use std::io::Write as _;
use std::ops::RangeInclusive;
use std::path::Path;

use cunfa_core::VillageCode;

use super::{CliError, open, say};
use crate::config::Config;
use crate::export::Attachments;
use crate::http::now_ms;

pub(super) fn run(
    config: &Config,
    village: &VillageCode,
    years: &RangeInclusive<u16>,
    attachments: Attachments,
    out: &Path,
) -> Result<(), CliError> {
    let file = |error| CliError::Out {
        path: out.display().to_string(),
        error,
    };
    let server = open::server(config)?;
    let exported = server.export(village, years, attachments, now_ms())?;
    let mut made = File::create_new(out).map_err(file)?;
    made.write_all(&exported.bytes)
        .and_then(|()| made.sync_all())
        .map_err(file)?;
    let root_key: String = server.key.public().iter().map(|byte| format!("{byte:02x}")).collect();
    say::line(&format!("已导出 {} 条记录到 {}。", exported.entries, out.display()));
    if exported.attachments + exported.attachments_missing > 0 {
        say::line(&format!(
            "照片等附件 {} 个；还有 {} 个没有传到服务器，卷里没有，正文和签署不受影响。",
            exported.attachments, exported.attachments_missing
        ));
    }
    say::line(&format!("县级根密钥（公钥）：{root_key}"));
    say::line("收卷的人应从别的可靠途径得到这把公钥，再用 cunfa-verify 校验。");
    Ok(())
}
