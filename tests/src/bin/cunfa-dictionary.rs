//! `cunfa-dictionary FILE ID`: trains the dictionary of frames with this id and writes it. Started by `cargo xtask dictionary`.

use cunfa_tests::dictionary;

async fn run() -> Result<(), String> {
    let mut words = std::env::args().skip(1);
    let (Some(file), Some(id)) = (words.next(), words.next()) else {
        return Err("usage: cunfa-dictionary FILE ID".to_owned());
    };
    let id = id.parse().map_err(|_| format!("{id} is no id"))?;
    let dictionary = dictionary::train(id).await?;
    std::fs::write(&file, &dictionary).map_err(|error| format!("writing {file}: {error}"))?;
    println!("{} bytes", dictionary.len());
    Ok(())
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}
