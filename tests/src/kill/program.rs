//! `cunfa-kill run [--times N | --day N] [--seed S]`: kills real processes at random moments and checks what is there in the end: devices
//! and servers N times, or one tablet N times in its day. The same
//! program is the device (`device …`) and the server (everything else: it is `cunfa-server` then).

use std::path::PathBuf;
use std::process::ExitCode;

use cunfa_tests::kill::day::script::Visitor;
use cunfa_tests::kill::device::Device;
use cunfa_tests::kill::tablet::Tablet;
use cunfa_tests::kill::{Plan, day, run};

fn number(words: &[String], name: &str) -> Option<u64> {
    let place = words.iter().position(|word| word == name)?;
    words.get(place + 1)?.parse().ok()
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.first().map(String::as_str) {
        Some("run") => play(&words),
        Some("device") => device(&words),
        _ => return cunfa_server::cli::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn play(words: &[String]) -> Result<(), String> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let drawn = now.map_or(0, |since| since.as_secs());
    let day = number(words, "--day");
    let kills = day.or(number(words, "--times")).unwrap_or(500);
    let plan = Plan {
        seed: number(words, "--seed").unwrap_or(drawn),
        kills: usize::try_from(kills).unwrap_or(500),
        program: std::env::current_exe().map_err(|error| error.to_string())?,
    };
    println!("seed {}, {} kills", plan.seed, plan.kills);
    let began = std::time::Instant::now();
    match day {
        Some(_) => println!("{:#?}", day::run(&plan)?),
        None => println!("{:#?}", run(&plan)?),
    }
    println!("{:.0} s, every promise kept", began.elapsed().as_secs_f64());
    Ok(())
}

/// `device MODE PLACE FOLDER HISTORY SEED [URL CODE..]`
fn device(words: &[String]) -> Result<(), String> {
    let word = |place: usize| words.get(place).ok_or(format!("word {place} is missing"));
    let place = word(2)?.parse().map_err(|_| "no number of a device")?;
    let seed = word(5)?.parse().map_err(|_| "no seed")?;
    let (folder, history) = (PathBuf::from(word(3)?), PathBuf::from(word(4)?));
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let tablet = Tablet::open(place, folder)?;
        match word(1)?.as_str() {
            "enrol" => tablet.enrol(word(6)?, words.get(7..).unwrap_or_default()).await,
            "quiet" => tablet.quiet().await,
            "work" => Device::new(tablet, history, seed)?.work().await,
            "show" => print(&Device::new(tablet, history, seed)?.show().await?),
            "day" => Visitor::new(tablet, &history, seed)?.work().await,
            "day-show" => print(&Visitor::new(tablet, &history, seed)?.show().await?),
            other => Err(format!("no such mode: {other}")),
        }
    })
}

fn print(shown: &impl serde::Serialize) -> Result<(), String> {
    println!("{}", serde_json::to_string(shown).map_err(|error| error.to_string())?);
    Ok(())
}
