//! Declares the one command that a page may call, and makes sure that there is a bundle to embed.

use std::path::Path;

const NO_BUNDLE: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>村法台账</title>\
<p>界面尚未构建。请在源码目录运行 cargo xtask ui，再重新编译。</p></html>\n";

fn main() {
    if let Err(error) = placeholder(Path::new("../ui/dist")) {
        println!("cargo::error=ui/dist: {error}");
        return;
    }
    println!("cargo::rerun-if-changed=../ui/dist");
    let manifest = tauri_build::AppManifest::new().commands(&["handle"]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo::error={error:#}");
    }
}

/// The interface is compiled by another compiler; linting and testing the rest must not wait for it.
fn placeholder(dist: &Path) -> std::io::Result<()> {
    let index = dist.join("index.html");
    if index.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(dist)?;
    std::fs::write(index, NO_BUNDLE)
}
