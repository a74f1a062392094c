//! A compiler for the interface: rustup's, or the distribution's with a standard library built here.
//!
//! The ordinary way is `rustup target add`. Where that download is not to be had, Debian's `rustc-web` compiles the interface,
//! and its standard library is built for wasm once, from Debian's sources, into the cache. Nothing outside the cache is changed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::build;
use crate::paths::{self, Paths};
use crate::run;
use crate::setup::apt;

/// The target of the interface.
pub const TARGET: &str = "wasm32-unknown-unknown";

const DISTRO_RUSTC: &str = "/usr/bin/rustc";
const DISTRO_CARGO: &str = "/usr/bin/cargo";
const RUSTUP_LIMIT: Duration = Duration::from_secs(240);

/// Which compiler builds the interface.
#[derive(Debug)]
pub enum Wasm {
    /// The one on the path, which has the target.
    Installed,
    /// The distribution's, with the sysroot built here.
    Distro { sysroot: PathBuf },
}

/// Leptos erases the types of views between components: a smaller module, compiled faster.
const SMALL: &str = "--cfg erase_components";

impl Wasm {
    /// `cargo` for the interface, with its own target folder.
    pub fn cargo(&self, paths: &Paths) -> Command {
        self.cargo_with(paths, SMALL.to_owned())
    }

    /// The same for what is shipped: it does not say where on this machine its parts lay, which nobody needs to know and everybody would fetch.
    pub fn cargo_for_release(&self, paths: &Paths) -> Command {
        let places = sources()
            .into_iter()
            .filter(|place| !place.contains(char::is_whitespace));
        let flags = places.map(|place| format!(" --remap-path-prefix={place}/="));
        self.cargo_with(paths, SMALL.to_owned() + &flags.collect::<String>())
    }

    fn cargo_with(&self, paths: &Paths, mut flags: String) -> Command {
        let mut command = match self {
            Self::Installed => build::cargo(paths),
            Self::Distro { sysroot } => {
                let mut command = distro_cargo();
                command.current_dir(&paths.root);
                flags = format!("{flags} --sysroot={}", sysroot.display());
                if let Some(linker) = linker() {
                    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
                }
                command
            }
        };
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
        command.env("CARGO_TARGET_DIR", &paths.target_wasm);
        command
    }
}

/// The folders in which cargo lays the sources of crates. There are some: this program's own are among them.
fn sources() -> Vec<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let folders = home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
    let mut folders: Vec<String> = folders
        .into_iter()
        .flatten()
        .flatten()
        .map(|folder| folder.path().display().to_string())
        .collect();
    folders.sort();
    folders
}

/// Finds a compiler, or makes one ready.
pub fn ready(paths: &Paths) -> Result<Wasm, String> {
    match env::var("CUNFA_WASM").as_deref() {
        Ok("rustup") => by_rustup().ok_or_else(|| format!("rustup could not add {TARGET}")),
        Ok("distro") => by_distro(paths),
        Ok(other) => Err(format!("CUNFA_WASM={other}: say `rustup` or `distro`")),
        Err(_) => installed()
            .or_else(|| distro_done(paths))
            .map_or_else(|| by_rustup().map_or_else(|| by_distro(paths), Ok), Ok),
    }
}

fn installed() -> Option<Wasm> {
    let libraries = run::capture(run::command("rustc").args(["--print", "target-libdir", "--target", TARGET])).ok()?;
    has_std(Path::new(&libraries)).then(|| {
        run::say("  wasm: the installed compiler has the target");
        Wasm::Installed
    })
}

fn by_rustup() -> Option<Wasm> {
    if !run::on_path("rustup") {
        return None;
    }
    run::say(&format!("  wasm: asking rustup for {TARGET}"));
    if !run::quiet_within(run::command("rustup").args(["target", "add", TARGET]), RUSTUP_LIMIT) {
        run::say("  wasm: rustup cannot provide it, taking the distribution's compiler instead");
        return None;
    }
    installed()
}

fn by_distro(paths: &Paths) -> Result<Wasm, String> {
    apt::install(
        "the distribution's compiler",
        &["rustc-web", "cargo-web", "rust-web-src", "lld"],
    )?;
    if let Some(done) = distro_done(paths) {
        return Ok(done);
    }
    let version = distro_version().ok_or("the distribution's compiler is not there")?;
    run::step("build the standard library for wasm (about a minute)", || {
        build_std(paths, &version)
    })?;
    distro_done(paths).ok_or_else(|| "the standard library for wasm was built but not found".to_owned())
}

fn distro_done(paths: &Paths) -> Option<Wasm> {
    let sysroot = sysroot(paths, &distro_version()?);
    has_std(&libraries(&sysroot)).then(|| {
        run::say("  wasm: the distribution's compiler, standard library built here");
        Wasm::Distro { sysroot }
    })
}

/// Builds an empty library with its own standard library, and keeps the latter.
fn build_std(paths: &Paths, version: &str) -> Result<(), String> {
    let empty = paths.cache.join("wasm-std-build");
    paths::write(&empty.join("src/lib.rs"), "")?;
    paths::write(
        &empty.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n",
    )?;
    let mut cargo = distro_cargo();
    cargo.current_dir(&empty).env("CARGO_TARGET_DIR", empty.join("target"));
    // The bitcode is what link-time optimisation of the interface reads.
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes");
    cargo.args([
        "build",
        "--release",
        "--target",
        TARGET,
        "-Z",
        "build-std=std,panic_abort,proc_macro,test",
    ]);
    run::run(&mut cargo)?;
    let kept = libraries(&sysroot(paths, version));
    paths::create(&kept)?;
    for file in rlibs(&empty.join("target").join(TARGET).join("release/deps")) {
        let name = file.file_name().unwrap_or_default();
        if !name.to_string_lossy().starts_with("libempty-") {
            fs::copy(&file, kept.join(name)).map_err(|error| format!("cannot copy {}: {error}", file.display()))?;
        }
    }
    let _ = fs::remove_dir_all(&empty);
    // What an older standard library was linked into cannot be mixed with the new one.
    let _ = fs::remove_dir_all(paths.target_wasm.join(TARGET));
    Ok(())
}

fn distro_cargo() -> Command {
    let mut command = run::command(DISTRO_CARGO);
    for leftover in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTFLAGS"] {
        command.env_remove(leftover);
    }
    command.env("RUSTC", DISTRO_RUSTC).env("RUSTDOC", "/usr/bin/rustdoc");
    command
}

fn distro_version() -> Option<String> {
    let words = run::capture(run::command(DISTRO_RUSTC).arg("--version")).ok()?;
    words.split_whitespace().nth(1).map(str::to_owned)
}

fn sysroot(paths: &Paths, version: &str) -> PathBuf {
    paths.cache.join(format!("wasm-sysroot-{version}"))
}

fn libraries(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

fn has_std(libraries: &Path) -> bool {
    let found = rlibs(libraries);
    let named = |start: &str| {
        found
            .iter()
            .filter_map(|file| file.file_name())
            .any(|name| name.to_string_lossy().starts_with(start))
    };
    named("libstd-") && named("libtest-")
}

fn rlibs(dir: &Path) -> Vec<PathBuf> {
    let Ok(listing) = fs::read_dir(dir) else {
        return Vec::new();
    };
    let paths = listing.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "rlib"))
        .collect()
}

/// A linker for wasm: Debian's for this compiler (where its link is not dangling), rustup's, or the one of package `lld`.
fn linker() -> Option<PathBuf> {
    let host = format!("{}-unknown-linux-gnu", env::consts::ARCH);
    let rustup = run::capture(run::command("rustc").args(["--print", "sysroot"]))
        .map(|sysroot| Path::new(&sysroot).join("lib/rustlib").join(host).join("bin/rust-lld"));
    let candidates = [
        Some("/usr/bin/rust-lld".into()),
        rustup.ok(),
        Some("/usr/bin/wasm-ld".into()),
    ];
    candidates.into_iter().flatten().find(|path| path.exists())
}
