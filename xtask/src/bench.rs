//! `cargo xtask bench NAME`: figures, measured with release builds, written to `target/bench/NAME.json`. A figure over its limit is named, and fails
//! the run after all of them were written.

use crate::build;
use crate::paths::Paths;
use crate::{minutes, run, screen, setup, ui};

/// Runs the verb: the first argument names the set of figures, the others go to `cunfa-bench`.
pub fn verb(paths: &Paths, args: &[String]) -> Result<(), String> {
    let (name, rest) = args
        .split_first()
        .ok_or("bench needs the NAME of a set of figures: `main`, `field`, `desk`, `evidence`, `server` or `sync`")?;
    if !name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    {
        return Err(format!("`{name}` is no name of a set of figures"));
    }
    if name == "server" {
        return windowless(paths, name, rest);
    }
    if name == "field" || name == "desk" {
        return by_rows(paths, name, rest);
    }
    if name == "sync" {
        return sync(paths, rest);
    }
    let ready = setup::all(paths)?;
    ui::bundle(paths, &ready, ui::Mode::Release)?;
    let programs = build::release(paths, &WINDOW)?;
    let out = paths.out("bench").join(format!("{name}.json"));
    crate::paths::create(&paths.out("bench"))?;
    let mut bench = screen::in_memory(paths, &programs.path("cunfa-bench"))?;
    bench.current_dir(&paths.root).arg(name).arg("--out").arg(&out);
    bench.arg("--server-bin").arg(programs.path("cunfa-server"));
    bench.arg("--verify-bin").arg(programs.path("cunfa-verify"));
    bench.arg("--app-bin").arg(programs.path("cunfa-app"));
    bench.arg("--empty-app-bin").arg(programs.path("cunfa-empty-window"));
    bench
        .arg("--wasm")
        .arg(paths.dist().join("cunfa-ui_bg.wasm"))
        .args(rest);
    let measured = run::step(&format!("measure {name}"), || run::run(&mut bench));
    if name == "main" && rest.is_empty() && out.exists() {
        minutes::add_to(paths, &out)?;
    }
    measured?;
    Ok(())
}

/// The server's figures need no window and no interface.
fn windowless(paths: &Paths, name: &str, rest: &[String]) -> Result<(), String> {
    setup::for_server()?;
    let programs = build::release(paths, &SERVER)?;
    let out = paths.out("bench").join(format!("{name}.json"));
    crate::paths::create(&paths.out("bench"))?;
    let mut bench = run::command(programs.path("cunfa-bench"));
    bench.current_dir(&paths.root).arg(name).arg("--out").arg(&out);
    bench.arg("--server-bin").arg(programs.path("cunfa-server")).args(rest);
    run::step(&format!("measure {name}"), || run::run(&mut bench))?;
    Ok(())
}

/// The server, and the program that measures it.
const SERVER: [[&str; 2]; 2] = [["--bin", "cunfa-server"], ["--bin", "cunfa-bench"]];
/// With everything that is opened in a window or told the time of.
const WINDOW: [[&str; 2]; 5] = [
    ["--bin", "cunfa-server"],
    ["--bin", "cunfa-bench"],
    ["--bin", "cunfa-verify"],
    ["--bin", "cunfa-app"],
    ["--bin", "cunfa-empty-window"],
];

/// Rows of the field app's and of the desk's figures that need no window.
const WITHOUT_WINDOW: [&str; 5] = ["save", "finding", "sheets", "assessment", "assessment_growth"];

/// The field app's and the desk's figures. Where only rows without a window are asked for, nothing with one is built.
fn by_rows(paths: &Paths, name: &str, rest: &[String]) -> Result<(), String> {
    let rows = rest.iter().skip_while(|word| *word != "--rows").nth(1);
    let windowless = rows.is_some_and(|rows| rows.split(',').all(|row| WITHOUT_WINDOW.contains(&row)));
    let out = paths.out("bench").join(format!("{name}.json"));
    crate::paths::create(&paths.out("bench"))?;
    let (programs, mut bench) = if windowless {
        setup::for_server()?;
        let programs = build::release(paths, &SERVER)?;
        let bench = run::command(programs.path("cunfa-bench"));
        (programs, bench)
    } else {
        let ready = setup::all(paths)?;
        ui::bundle(paths, &ready, ui::Mode::Release)?;
        let programs = build::release(paths, &WINDOW)?;
        let bench = screen::in_memory(paths, &programs.path("cunfa-bench"))?;
        (programs, bench)
    };
    bench.current_dir(&paths.root).arg(name).arg("--out").arg(&out);
    bench.arg("--server-bin").arg(programs.path("cunfa-server"));
    if !windowless {
        bench.arg("--app-bin").arg(programs.path("cunfa-app"));
        bench.arg("--empty-app-bin").arg(programs.path("cunfa-empty-window"));
        bench.arg("--ui").arg(paths.dist());
    }
    run::step(&format!("measure {name}"), || run::run(bench.args(rest)))?;
    Ok(())
}

/// Sync beside the peers: no window, but node and their packages.
fn sync(paths: &Paths, rest: &[String]) -> Result<(), String> {
    let peers = setup::peers(paths)?;
    let programs = build::release(paths, &SERVER)?;
    let out = paths.out("bench").join("sync.json");
    crate::paths::create(&paths.out("bench"))?;
    let mut bench = run::command(programs.path("cunfa-bench"));
    bench.current_dir(&paths.root).args(["sync", "--out"]).arg(&out);
    bench.arg("--server-bin").arg(programs.path("cunfa-server"));
    bench.arg("--peers").arg(peers).args(rest);
    run::step("measure sync", || run::run(&mut bench))?;
    Ok(())
}
