//! Where the device keeps its data: `CUNFA_DATA_DIR`, or the folder that the platform gives to an app.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tauri::{AppHandle, Manager};

/// Finds the data folder and makes sure that it exists; the error is a sentence for the person in front of the window.
pub fn data_dir(app: &AppHandle) -> Result<PathBuf, String> {
    let dir = match std::env::var_os("CUNFA_DATA_DIR") {
        Some(own) => PathBuf::from(own),
        None => app.path().app_data_dir().map_err(|error| {
            tracing::error!(%error, "the platform names no data folder");
            "这台设备没有告诉应用数据该存在哪里。".to_owned()
        })?,
    };
    std::fs::create_dir_all(&dir).map_err(|error| {
        tracing::error!(%error, "the data folder could not be made");
        sentence(&dir, error.kind())
    })?;
    Ok(dir)
}

fn sentence(dir: &Path, kind: ErrorKind) -> String {
    let reason = match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘已满，请先清出一些空间",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "没有写入的权限，请找管理这台设备的人开通",
        _ => "请检查磁盘是否接好、文件夹是否被改名",
    };
    format!("存放数据的文件夹 {} 无法使用：{reason}。", dir.display())
}
