//! `rebuild` and `restored`.

use super::{CliError, open, say};
use crate::config::Config;
use crate::http::now_ms;
use crate::project;

pub(super) fn rebuild(config: &Config) -> Result<(), CliError> {
    let rows = open::db(config)?.rebuild(&project::row, &project::named)?;
    say::line(&format!("已重新生成列表，共 {rows} 条记录。"));
    Ok(())
}

pub(super) fn restored(config: &Config) -> Result<(), CliError> {
    open::server(config)?.begin_anew(now_ms())?;
    say::line("已记下：数据库是从备份恢复的。各设备下次同步时会重新核对，把缺的补上来。");
    Ok(())
}
