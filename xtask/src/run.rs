//! Running programs and saying so: steps with times, captured output, output that is both shown and read.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// How often a silent step says that it is still at work.
const HEARTBEAT: Duration = Duration::from_secs(30);

static START: OnceLock<Instant> = OnceLock::new();

/// Prints a line with the time since the program started.
pub fn say(line: &str) {
    let since = START.get_or_init(Instant::now).elapsed();
    println!("[{:7.1} s] {line}", since.as_secs_f32());
    let _ = std::io::stdout().flush();
}

/// Runs one named step: says when it starts, that it is still going, and how it ended.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    say(&format!("> {name}"));
    let begin = Instant::now();
    let (stop, stopped) = mpsc::channel::<()>();
    let beat_name = name.to_owned();
    let beat = thread::spawn(move || {
        while stopped.recv_timeout(HEARTBEAT) == Err(RecvTimeoutError::Timeout) {
            say(&format!("  .. {beat_name}: {} s", begin.elapsed().as_secs()));
        }
    });
    let result = work();
    drop(stop);
    let _ = beat.join();
    let took = begin.elapsed().as_secs_f32();
    match &result {
        Ok(_) => say(&format!("  done: {name} ({took:.1} s)")),
        Err(error) => say(&format!("  FAILED: {name} ({took:.1} s): {error}")),
    }
    result
}

/// A command without standard input, freed of what `cargo run` leaves in the environment: build scripts that look at what cargo says of a package
/// (`ring`'s) would run again, and all that stands on them compile again, whenever somebody calls cargo without this program.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).env_remove("LD_LIBRARY_PATH");
    for (name, _) in std::env::vars_os() {
        let left = name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if left {
            command.env_remove(name);
        }
    }
    command
}

/// Runs to the end, output shown.
pub fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| unstarted(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} ended with {status}", shown(command)))
    }
}

/// Runs to the end and returns what it printed to standard output, trimmed; errors are not shown.
pub fn capture(command: &mut Command) -> Result<String, String> {
    let output = command
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| unstarted(command, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(format!("{} ended with {}: {words}", shown(command), output.status))
    }
}

/// Runs to the end, output shown and returned; the first value says whether it succeeded.
pub fn tee(command: &mut Command) -> Result<(bool, String), String> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| unstarted(command, &error))?;
    let out = child.stdout.take().map(|pipe| thread::spawn(move || copy_lines(pipe)));
    let err = child.stderr.take().map(|pipe| thread::spawn(move || copy_lines(pipe)));
    let status = child.wait().map_err(|error| error.to_string())?;
    let mut text = String::new();
    for reader in [out, err].into_iter().flatten() {
        text.push_str(&reader.join().unwrap_or_default());
    }
    Ok((status.success(), text))
}

/// Runs silently, gives up after `limit`, and says whether it succeeded.
pub fn quiet_within(command: &mut Command, limit: Duration) -> bool {
    let Ok(mut child) = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
        return false;
    };
    let end = Instant::now() + limit;
    while Instant::now() < end {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(Duration::from_millis(100)),
            Err(_) => return false,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// Says whether a program can be found on the path.
pub fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

fn copy_lines(pipe: impl Read) -> String {
    let mut text = String::new();
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let words = String::from_utf8_lossy(&line);
        print!("{words}");
        let _ = std::io::stdout().flush();
        text.push_str(&words);
        line.clear();
    }
    text
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    format!("`{}`", words.join(" "))
}

fn unstarted(command: &Command, error: &std::io::Error) -> String {
    format!("{} did not start: {error}", shown(command))
}
