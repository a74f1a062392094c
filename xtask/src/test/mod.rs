//! `cargo xtask test`: everything that continuous integration runs, in one order, with one closing line of totals.
//!
//! A failed step does not stop the later ones, unless they need what it makes. The last line is always `N passed, N failed`.

mod totals;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::build::{self, Programs};
use crate::paths::{self, Paths};
use crate::postgres::{self, Cluster, Wish};
use crate::setup::{self, Ready};
use crate::{demo, minutes, run, screens, ui};
use totals::Totals;

/// Switches that let Chromium run as root, without a screen, and without calling home.
const CHROMIUM: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
];

/// Runs the verb.
pub fn verb(paths: &Paths) -> ExitCode {
    let timed = minutes::begin(paths, "test");
    let mut report = Report::default();
    if let Some(ready) = report.one("set-up", || setup::all(paths)) {
        steps(paths, &ready, &mut report);
    }
    report.close(timed)
}

fn steps(paths: &Paths, ready: &Ready, report: &mut Report) {
    report.tool("formatting", build::cargo(paths).args(["fmt", "--all", "--check"]));
    // The window's crate embeds the bundle, so it comes first.
    let Some(()) = report.one("interface bundle", || ui::bundle(paths, ready, ui::Mode::Release)) else {
        return;
    };
    report.tool("clippy", &mut clippy(paths));
    native_tests(paths, report);
    report.suite("examples in documentation", &mut doc_tests(paths));
    report.suite("interface rules", &mut interface_unit_tests(paths));
    match interface_tests(paths, ready) {
        Ok(mut command) => report.suite("interface tests in Chromium", &mut command),
        Err(error) => report.fail("interface tests in Chromium", &error),
    }
    licences(paths, report);
    windows(paths, report);
}

fn clippy(paths: &Paths) -> Command {
    let mut command = build::cargo(paths);
    command.args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--features",
        "cunfa-app/custom-protocol,cunfa-app/empty-window",
    ]);
    command.args(["--", "-D", "warnings"]);
    command
}

/// With one PostgreSQL for all of them. Where it does not start, that is a failure, and each test that needs one fails as well.
fn native_tests(paths: &Paths, report: &mut Report) {
    let cluster = report.one("PostgreSQL for the tests", || {
        Cluster::start(&std::env::temp_dir(), &Wish::TESTS)
    });
    let mut command = native(paths);
    if let Some(cluster) = &cluster {
        command.env(postgres::VARIABLE, cluster.url("postgres"));
    }
    report.suite("unit, integration, simulation and house-rule tests", &mut command);
}

fn native(paths: &Paths) -> Command {
    let mut command = build::cargo(paths);
    if has_nextest() {
        command.args(["nextest", "run", "--no-fail-fast", "--no-tests", "pass"]);
    } else {
        command.args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    command.args(build::NATIVE);
    plain(&mut command);
    command
}

fn doc_tests(paths: &Paths) -> Command {
    let mut command = build::cargo(paths);
    command.args(["test", "--doc"]).args(build::NATIVE);
    plain(&mut command);
    command
}

/// The parts of the interface that know no browser are tested without one.
fn interface_unit_tests(paths: &Paths) -> Command {
    let mut command = build::cargo(paths);
    command.args(["test", "--package", "cunfa-ui", "--lib"]);
    plain(&mut command);
    command
}

fn interface_tests(paths: &Paths, ready: &Ready) -> Result<Command, String> {
    let capabilities = paths.cache.join("webdriver.json");
    let json = serde_json::json!({ "goog:chromeOptions": { "args": CHROMIUM, "binary": "/usr/bin/chromium" } });
    paths::write(&capabilities, &json.to_string())?;
    let mut command = ready.wasm.cargo(paths);
    command.args([
        "test",
        "--package",
        "cunfa-ui",
        "--tests",
        "--target",
        setup::wasm::TARGET,
    ]);
    command.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        paths.tool("wasm-bindgen-test-runner"),
    );
    command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities);
    // A test without the line that asks for a browser would otherwise be left out without a word.
    command.env("WASM_BINDGEN_USE_BROWSER", "1");
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    command.env("CHROMEDRIVER", chromedriver());
    plain(&mut command);
    Ok(command)
}

fn chromedriver() -> PathBuf {
    std::env::var_os("CHROMEDRIVER").map_or_else(|| PathBuf::from("/usr/bin/chromedriver"), PathBuf::from)
}

fn licences(paths: &Paths, report: &mut Report) {
    if !setup::deny(paths) {
        run::say("licences: cargo-deny could not be built on this machine, step left out");
        return;
    }
    let mut command = run::command(paths.tool("cargo-deny"));
    command
        .current_dir(&paths.root)
        .args(["--locked", "check", "licenses", "bans", "sources"]);
    report.tool("licences, bans and sources", &mut command);
}

fn windows(paths: &Paths, report: &mut Report) {
    let built = report.one("programs of the story", || build::programs(paths));
    let mut program = |name: &str, command: fn(&Paths, &Programs) -> Result<Command, String>| match built
        .as_ref()
        .map(|programs| command(paths, programs))
    {
        Some(Ok(mut command)) => report.suite(name, &mut command),
        Some(Err(error)) => report.fail(name, &error),
        None => report.fail(name, "not built"),
    };
    program("every screen in every mode and width", screens::screens);
    program("the whole story in real windows", demo::story);
    program("a look at a small county's year in real windows", demo::small_year);
}

fn has_nextest() -> bool {
    run::capture(run::command("cargo").args(["nextest", "--version"])).is_ok()
}

/// Colours would stand between the numbers and their words.
fn plain(command: &mut Command) {
    command
        .env("CARGO_TERM_COLOR", "never")
        .env("NEXTEST_HIDE_PROGRESS_BAR", "true")
        .env("NO_COLOR", "1");
}

/// The totals so far, and the names of what failed.
#[derive(Default)]
struct Report {
    totals: Totals,
    failures: Vec<String>,
}

impl Report {
    /// A step that counts as one.
    fn one<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T, String>) -> Option<T> {
        let result = run::step(name, work);
        match result {
            Ok(value) => {
                self.totals.passed += 1;
                Some(value)
            }
            Err(_) => {
                self.note(name);
                None
            }
        }
    }

    fn tool(&mut self, name: &str, command: &mut Command) {
        self.one(name, || run::run(command));
    }

    /// A runner that counts by itself; a runner that fails without a count of failures adds one.
    fn suite(&mut self, name: &str, command: &mut Command) {
        let outcome = run::step(name, || {
            let (succeeded, text) = run::tee(command)?;
            Ok((succeeded, Totals::read(&text)))
        });
        let Ok((succeeded, found)) = outcome else {
            return self.note(name);
        };
        self.totals.passed += found.passed;
        self.totals.failed += found.failed;
        let counted = found.passed + found.failed > 0;
        match (succeeded, counted) {
            (true, true) => {}
            (true, false) => run::say(&format!("  {name}: nothing to run")),
            (false, _) if found.failed > 0 => self.failures.push(name.to_owned()),
            (false, _) => self.note(name),
        }
    }

    fn fail(&mut self, name: &str, error: &str) {
        run::say(&format!("FAILED: {name}: {error}"));
        self.note(name);
    }

    fn note(&mut self, name: &str) {
        self.totals.failed += 1;
        self.failures.push(name.to_owned());
    }

    fn close(self, timed: minutes::Run) -> ExitCode {
        for name in &self.failures {
            run::say(&format!("FAILED: {name}"));
        }
        run::say("all steps ended");
        let is_good = self.totals.failed == 0 && self.totals.passed > 0;
        if let Some(error) = is_good.then(|| timed.end()).and_then(Result::err) {
            run::say(&error);
        }
        println!("{} passed, {} failed", self.totals.passed, self.totals.failed);
        if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
