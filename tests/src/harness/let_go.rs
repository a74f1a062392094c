//! Waiting until an ended program has let go of its files. What it does in the background may have them open a moment longer, which
//! the end of a real process does not allow.

use std::path::Path;
use std::time::{Duration, Instant};

/// Longest wait.
const PATIENCE: Duration = Duration::from_secs(30);

/// Returns when this process has no file of the folder open, or the patience is at its end. Where the system does not tell what is
/// open, at once.
pub async fn let_go(folder: &Path) {
    let until = Instant::now() + PATIENCE;
    while is_in_use(folder) && Instant::now() < until {
        tokio::task::yield_now().await;
    }
}

fn is_in_use(folder: &Path) -> bool {
    let open = std::fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    open.filter_map(|item| std::fs::read_link(item.path()).ok())
        .any(|file| file.starts_with(folder))
}
