//! A program run to its end, with how long it took and the most memory it held.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often a running program's memory is read. Its peak is the kernel's own and only grows, so that what is missed is what
/// it grew by in its last moment.
const EVERY: Duration = Duration::from_millis(1);

/// What a program did.
#[derive(Debug, Clone, PartialEq)]
pub struct Ran {
    /// From start to end.
    pub seconds: f64,
    /// Most resident memory (VmHWM), in MiB.
    pub peak_mib: f64,
    /// What it printed.
    pub printed: String,
}

/// Runs a program. What it prints goes through the file at `out`, so that nobody keeps it waiting.
///
/// # Errors
/// When it does not start, does not succeed, or its memory cannot be read.
pub fn run(command: &mut Command, out: &Path) -> Result<Ran, String> {
    let said = |error: std::io::Error| format!("running {}: {error}", command.get_program().display());
    let file = File::create(out).map_err(said)?;
    let said = |error: std::io::Error| format!("running a program: {error}");
    command.stdin(Stdio::null()).stdout(file);
    let began = Instant::now();
    let mut child = command.spawn().map_err(said)?;
    let mut peak_mib = None;
    let status = loop {
        peak_mib = peak(&child).or(peak_mib);
        match child.try_wait().map_err(said)? {
            Some(status) => break status,
            None => std::thread::park_timeout(EVERY),
        }
    };
    let seconds = began.elapsed().as_secs_f64();
    let printed = std::fs::read_to_string(out).map_err(said)?;
    if !status.success() {
        let end: Vec<&str> = printed.lines().rev().take(5).collect();
        return Err(format!(
            "{} ended with {status}: {end:?}",
            command.get_program().display()
        ));
    }
    Ok(Ran {
        seconds,
        peak_mib: peak_mib.ok_or("the memory of a program cannot be read")?,
        printed,
    })
}

/// Nothing once it has ended.
fn peak(child: &Child) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}
