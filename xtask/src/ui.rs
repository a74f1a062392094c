//! `cargo xtask ui`: compiles the interface to wasm and lays the bundle in `ui/dist`.
//!
//! Four programs do it (cargo, wasm-split, wasm-bindgen, wasm-opt). Nothing happens when no input has changed since the last bundle.
//! For release what `ui/src/later.rs` names is split off into modules of their own; the first module starts without them.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::paths::{self, Paths};
use crate::run;
use crate::setup::{self, Ready};

/// What the interface is compiled from, as paths in the clone.
const INPUTS: [&str; 9] = [
    "Cargo.lock",
    "Cargo.toml",
    "crates/core",
    "crates/protocol",
    "rules",
    "ui/Cargo.toml",
    "ui/index.html",
    "ui/src",
    "xtask/src/ui.rs",
];

/// Folders the bundle takes more from: style sheets, which become one file, and what is copied as it is.
const STYLE: &str = "style";
const ASSETS: &str = "assets";
/// The module a page starts with.
const FIRST: &str = "cunfa-ui_bg.wasm";

/// Wasm features that every supported web view has, named for `wasm-opt` because the section that lists them may be stripped.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// How much work goes into the bundle's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Quick to compile, large.
    Dev,
    /// Profile `wasm`, split, and wasm-opt.
    Release,
}

/// Runs the verb.
pub fn verb(paths: &Paths, args: &[String]) -> Result<(), String> {
    let mode = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Mode::Release,
        ["--dev"] => Mode::Dev,
        other => return Err(format!("ui does not know `{}`", other.join(" "))),
    };
    let ready = setup::for_ui(paths)?;
    bundle(paths, &ready, mode)
}

/// Builds the bundle, unless it is there already.
pub fn bundle(paths: &Paths, ready: &Ready, mode: Mode) -> Result<(), String> {
    let stamp_file = paths.root.join("target/ui.stamp");
    let (splitter, inputs) = (setup::SPLITTER, fingerprint(&paths.root)?);
    let stamp = format!("{mode:?} {:?} {splitter} {inputs:016x}", ready.wasm);
    if paths.dist().join(FIRST).exists() && fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        run::say("interface bundle: unchanged");
        return Ok(());
    }
    run::step("build the interface", || {
        let _ = fs::remove_file(&stamp_file);
        let module = compile(paths, ready, mode)?;
        match mode {
            Mode::Dev => lay_out(paths, &module, &[]),
            Mode::Release => split(paths, &module),
        }
    })?;
    say_sizes(&paths.dist())?;
    paths::write(&stamp_file, &stamp)
}

fn compile(paths: &Paths, ready: &Ready, mode: Mode) -> Result<PathBuf, String> {
    let profile = match mode {
        Mode::Dev => "dev",
        Mode::Release => "wasm",
    };
    let mut cargo = match mode {
        Mode::Dev => ready.wasm.cargo(paths),
        Mode::Release => ready.wasm.cargo_for_release(paths),
    };
    cargo.args(["rustc", "--package", "cunfa-ui", "--bin", "cunfa-ui"]);
    cargo.args(["--target", setup::wasm::TARGET, "--profile", profile]);
    if mode == Mode::Release {
        // What the linker moved is what the splitter reads.
        cargo.args(["--features", "split", "--", "-Clink-arg=--emit-relocs"]);
    }
    run::run(&mut cargo)?;
    let folder = if mode == Mode::Dev { "debug" } else { "wasm" };
    Ok(paths
        .target_wasm
        .join(setup::wasm::TARGET)
        .join(folder)
        .join("cunfa-ui.wasm"))
}

/// Splits the module, lays the first and the others out, and makes each small.
fn split(paths: &Paths, module: &Path) -> Result<(), String> {
    let parts = paths.target_wasm.join("split");
    clear(&parts)?;
    let mut splitter = run::command(paths.tool("wasm-split-cli"));
    run::run(splitter.arg(module).arg(&parts).args(["--out-name", "cunfa-ui"]))?;
    // Names of the linker, by which the other modules find what they share with the first.
    lay_out(
        paths,
        &parts.join("cunfa-ui.wasm"),
        &["--keep-lld-exports", "--no-demangle"],
    )?;
    for file in files(&parts)? {
        let name = file.file_name().unwrap_or_default();
        if name != "cunfa-ui.wasm" {
            copy(&file, &paths.dist().join(name))?;
        }
    }
    modules(&paths.dist())?
        .iter()
        .try_for_each(|module| optimise(paths, module))?;
    without_gallery(&paths.dist())
}

/// All modules of the bundle.
fn modules(dist: &Path) -> Result<Vec<PathBuf>, String> {
    let is_module = |file: &PathBuf| file.extension().is_some_and(|ending| ending == "wasm");
    Ok(files(dist)?.into_iter().filter(is_module).collect())
}

/// Makes an empty folder.
fn clear(dir: &Path) -> Result<(), String> {
    if dir.exists() {
        fs::remove_dir_all(dir).map_err(|error| format!("cannot clear {}: {error}", dir.display()))?;
    }
    paths::create(dir)
}

fn lay_out(paths: &Paths, module: &Path, more: &[&str]) -> Result<(), String> {
    let dist = paths.dist();
    clear(&dist)?;
    let mut bindgen = run::command(paths.tool("wasm-bindgen"));
    bindgen.args([
        "--target",
        "web",
        "--no-typescript",
        "--out-name",
        "cunfa-ui",
        "--out-dir",
    ]);
    run::run(bindgen.arg(&dist).args(more).arg(module))?;
    page(&paths.root.join("ui"), &dist)?;
    let from = paths.root.join("ui").join(ASSETS);
    for file in files(&from)? {
        let inside = file.strip_prefix(&from).map_err(|error| error.to_string())?;
        copy(&file, &dist.join(ASSETS).join(inside))?;
    }
    Ok(())
}

/// Writes the page with its style sheets as one, in the page's order: a page that opens asks for one file instead of nine.
fn page(ui: &Path, dist: &Path) -> Result<(), String> {
    let is_sheet = |line: &&str| line.contains("rel=\"stylesheet\"");
    let page = read(&ui.join("index.html"))?;
    let mut style = String::new();
    for line in page.lines().filter(is_sheet) {
        let sheet = line.split('"').find(|part| part.ends_with(".css"));
        style += &read(&ui.join(sheet.ok_or(format!("a style sheet without a file: {line}"))?))?;
    }
    paths::write(&dist.join("style.css"), &style)?;
    let one = "    <link rel=\"stylesheet\" href=\"./style.css\" />";
    let mut lines: Vec<&str> = page.lines().collect();
    let first = lines.iter().position(is_sheet);
    lines.retain(|line| !is_sheet(line));
    lines.insert(first.ok_or("the page names no style sheet")?, one);
    paths::write(&dist.join("index.html"), &(lines.join("\n") + "\n"))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

fn optimise(paths: &Paths, module: &Path) -> Result<(), String> {
    let small = paths.target_wasm.join("cunfa-ui_small.wasm");
    let mut command = run::command(paths.npm().join("node_modules/.bin/wasm-opt"));
    // Functions of one generic function side by side: alike for who packs them, though not smaller by themselves.
    command
        .args(["-Oz", "--reorder-functions-by-name"])
        .args(FEATURES)
        .arg(module)
        .arg("-o")
        .arg(&small);
    run::run(&mut command)?;
    copy(&small, module)
}

/// Prints the size of every module, as it is and as a server would send it.
fn say_sizes(dist: &Path) -> Result<(), String> {
    for module in modules(dist)? {
        let bytes = fs::metadata(&module).map(|meta| meta.len()).unwrap_or_default();
        let packed = run::command("gzip")
            .args(["-9", "-c"])
            .arg(&module)
            .output()
            .map(|out| out.stdout.len())
            .unwrap_or_default();
        run::say(&format!(
            "interface: {} is {} KB, {} KB with gzip",
            module.file_name().unwrap_or_default().display(),
            bytes / 1024,
            packed / 1024
        ));
    }
    Ok(())
}

/// What only a debug build holds (`ui/src/gallery.rs`).
const GALLERY: &str = "cunfa-gallery-of-parts";

/// Refuses modules that hold the page of parts.
fn without_gallery(dist: &Path) -> Result<(), String> {
    for module in modules(dist)? {
        let bytes = fs::read(&module).map_err(|error| format!("cannot read {}: {error}", module.display()))?;
        if bytes.windows(GALLERY.len()).any(|window| window == GALLERY.as_bytes()) {
            return Err("the bundle holds the page of parts, which is for debug builds only".to_owned());
        }
    }
    Ok(())
}

/// A number that changes when any input does.
fn fingerprint(root: &Path) -> Result<u64, String> {
    let mut hasher = DefaultHasher::new();
    for input in INPUTS
        .iter()
        .map(|input| root.join(input))
        .chain([STYLE, ASSETS].map(|folder| root.join("ui").join(folder)))
    {
        for file in files(&input)? {
            file.strip_prefix(root).unwrap_or(&file).hash(&mut hasher);
            fs::read(&file)
                .map_err(|error| format!("cannot read {}: {error}", file.display()))?
                .hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
}

/// All files below a path, sorted; the path itself when it is a file; none when it does not exist.
fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let Ok(listing) = fs::read_dir(path) else {
        return Ok(Vec::new());
    };
    let mut entries: Vec<PathBuf> = listing
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        found.extend(files(&entry)?);
    }
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    if let Some(dir) = to.parent() {
        paths::create(dir)?;
    }
    fs::copy(from, to)
        .map(|_| ())
        .map_err(|error| format!("cannot copy {} to {}: {error}", from.display(), to.display()))
}
