//! `cunfa-licences ROOT`: writes the list of licences of what is shipped. Started by `cargo xtask licences`.

use std::path::PathBuf;

use cunfa_tests::licences;

fn run() -> Result<(), String> {
    let root = std::env::args().nth(1).ok_or("usage: cunfa-licences ROOT")?;
    let root = PathBuf::from(root);
    let list = licences::written(&licences::shipped(&root)?);
    if let Some(one) = list.packages.iter().find(|one| one.texts.is_empty()) {
        return Err(format!(
            "{} {} ({}) brings no text, and none is known",
            one.name, one.version, one.licence
        ));
    }
    let text = serde_json::to_string(&list).map_err(|error| error.to_string())? + "\n";
    std::fs::write(root.join(licences::FILE), &text).map_err(|error| format!("writing {}: {error}", licences::FILE))?;
    println!(
        "{} packages, {} texts, {} KB",
        list.packages.len(),
        list.texts.len(),
        text.len() / 1024
    );
    Ok(())
}

fn main() -> std::process::ExitCode {
    match run() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}
