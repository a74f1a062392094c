//! `courier import`: takes a device's file from a stick and writes the answer beside it. What is written replaces an answer that is
//! there only once it is whole.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::{CliError, open, say};
use crate::config::Config;
use crate::http::now_ms;

pub(super) fn import(config: &Config, file: &Path, reply: Option<&Path>) -> Result<(), CliError> {
    let server = open::server(config)?;
    let from = File::open(file).map_err(|error| CliError::In {
        path: file.display().to_string(),
        error,
    })?;
    let reply = reply.map_or_else(|| beside(file), Path::to_path_buf);
    let part = with_ending(&reply, ".part");
    let out = |error| CliError::Out {
        path: reply.display().to_string(),
        error,
    };
    let mut to = File::create(&part).map_err(out)?;
    let imported = server.import(from, &mut to, now_ms());
    let written = imported.map_err(CliError::from).and_then(|imported| {
        to.sync_all().map_err(out)?;
        drop(to);
        std::fs::rename(&part, &reply).map_err(out)?;
        Ok(imported)
    });
    let imported = match written {
        Ok(imported) => imported,
        Err(error) => {
            let _ = std::fs::remove_file(&part);
            return Err(error);
        }
    };
    say::line(&format!(
        "设备 {}（{}）的离线包已导入。",
        imported.device, imported.device_name
    ));
    if imported.revoked {
        say::line("这台设备已停用：它交来的内容单独存放，没有进入台账。");
    } else {
        say::line(&format!(
            "收下 {} 批，不能收下 {} 批，待补前文 {} 批；照片等附件已齐 {} 个；带回 {} 批。",
            imported.stored, imported.refused, imported.later, imported.photos, imported.given
        ));
    }
    say::line(&format!("回执在 {}，请带回那台设备导入。", reply.display()));
    Ok(())
}

/// The answer's place, when none was named.
fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}-回执.{}", cunfa_protocol::courier::EXTENSION))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
