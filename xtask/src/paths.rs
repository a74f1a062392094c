//! Where things are: the clone, and the caches outside it.
//!
//! Nothing large is written into the clone. `target/` there holds only what a person looks at (screenshots, figures).

use std::env;
use std::path::{Path, PathBuf};

/// Folders used by every verb.
pub struct Paths {
    /// The clone.
    pub root: PathBuf,
    /// Tools, npm packages and compiled dependencies.
    pub cache: PathBuf,
    /// `CARGO_TARGET_DIR` of the workspace.
    pub target: PathBuf,
    /// `CARGO_TARGET_DIR` of the interface, which may be compiled by another compiler.
    pub target_wasm: PathBuf,
}

impl Paths {
    /// Finds the clone and the caches, and creates the caches.
    pub fn find() -> Result<Self, String> {
        let root = clone_root()?;
        let cache = cache_root()?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| cache.join("target"), PathBuf::from);
        let paths = Self {
            target: absolute(&root, target),
            target_wasm: cache.join("target-wasm"),
            root,
            cache,
        };
        create(&paths.cache)?;
        Ok(paths)
    }

    /// The `cargo install --root` folder.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// A program installed by `cargo install`.
    pub fn tool(&self, name: &str) -> PathBuf {
        self.tools().join("bin").join(name)
    }

    /// The folder that holds `node_modules`.
    pub fn npm(&self) -> PathBuf {
        self.cache.join("npm")
    }

    /// The interface bundle, which `src-tauri` embeds.
    pub fn dist(&self) -> PathBuf {
        self.root.join("ui/dist")
    }

    /// A folder for results, inside the clone.
    pub fn out(&self, name: &str) -> PathBuf {
        self.root.join("target").join(name)
    }
}

/// Creates a folder and its parents.
pub fn create(dir: &Path) -> Result<(), String> {
    std::fs::create_dir_all(dir).map_err(|error| format!("cannot create {}: {error}", dir.display()))
}

/// Writes a file, creating its folder.
pub fn write(file: &Path, content: &str) -> Result<(), String> {
    if let Some(dir) = file.parent() {
        create(dir)?;
    }
    std::fs::write(file, content).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

/// Reads a text file.
pub fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

fn clone_root() -> Result<PathBuf, String> {
    let own = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let own = own.ok_or("xtask is started by cargo: `cargo xtask`")?;
    let root = own.parent().ok_or("xtask lies in no workspace")?.to_path_buf();
    if root.join("Cargo.lock").exists() {
        Ok(root)
    } else {
        Err(format!("{} holds no Cargo.lock", root.display()))
    }
}

fn cache_root() -> Result<PathBuf, String> {
    if let Some(own) = env::var_os("CUNFA_CACHE") {
        return std::path::absolute(PathBuf::from(own)).map_err(|error| error.to_string());
    }
    if let Some(xdg) = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
    {
        return Ok(xdg.join("cunfa"));
    }
    let home = env::home_dir().ok_or("no home folder: set CUNFA_CACHE to a folder for compiled dependencies")?;
    Ok(home.join(".cache/cunfa"))
}

fn absolute(root: &Path, path: PathBuf) -> PathBuf {
    if path.is_absolute() { path } else { root.join(path) }
}
