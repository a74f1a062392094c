//! Exporting and verifying a village of ten years with the real programs, at three sizes: seconds, peak memory, and whether
//! both grow no faster than the entries.

use std::path::Path;
use std::process::Command;

use super::county::County;
use crate::bench::process::{Ran, run};
use crate::bench::report::{Figure, LINEAR, show};

/// How many entries. The first is the small volume of the other figures.
pub const SIZES: [u64; 3] = [300, 1_000, 3_000];
/// Each program runs so often; the least of each measure counts, since the machine's other work only adds.
const RUNS: usize = 3;

/// A volume as a file, and what it took.
pub struct Made {
    entries: u64,
    export: Ran,
    verify: Ran,
    /// The file.
    pub bytes: Vec<u8>,
    /// The county's public key in hex, as the export prints it.
    pub root_key: String,
}

/// Exports the county as it stands and verifies the volume.
///
/// # Errors
/// When a program fails, also because the volume does not hold.
pub fn make(county: &County, entries: u64, verifier: &Path, folder: &Path) -> Result<Made, String> {
    let printed = folder.join("printed");
    let file = |number: usize| folder.join(format!("{entries}-{number}.volume"));
    let mut exports = Vec::new();
    for number in 0..RUNS {
        exports.push(run(&mut county.export(&file(number))?, &printed)?);
    }
    let export = least(exports)?;
    let words = export.printed.split(|letter: char| !letter.is_ascii_hexdigit());
    let root_key = words
        .into_iter()
        .find(|word| word.len() == 130)
        .ok_or("no root key was printed")?;
    let mut verifies = Vec::new();
    for _ in 0..RUNS {
        let mut command = Command::new(verifier);
        command.arg(file(0)).arg("--root-key").arg(root_key);
        verifies.push(run(&mut command, &printed)?);
    }
    let made = Made {
        entries,
        verify: least(verifies)?,
        bytes: std::fs::read(file(0)).map_err(|error| error.to_string())?,
        root_key: root_key.to_owned(),
        export,
    };
    made.figures().iter().for_each(show);
    Ok(made)
}

fn least(runs: Vec<Ran>) -> Result<Ran, String> {
    let better = |one: Ran, other: Ran| Ran {
        seconds: one.seconds.min(other.seconds),
        peak_mib: one.peak_mib.min(other.peak_mib),
        printed: other.printed,
    };
    runs.into_iter().reduce(better).ok_or("nothing was run".to_owned())
}

impl Made {
    /// What it took.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        let (entries, file_mib) = (self.entries, self.bytes.len() as f64 / 1_048_576.0);
        let both = |what: &str, ran: &Ran| {
            let name = |measure: &str| format!("{what} a volume of {entries} entries: {measure}");
            [
                Figure::lower(&name("time"), ran.seconds, "s", None),
                Figure::lower(&name("peak memory"), ran.peak_mib, "MiB", None).beside("the file", file_mib),
            ]
        };
        [both("export", &self.export), both("verify", &self.verify)].concat()
    }
}

/// Time of an entry in the largest volume beside the smallest, and the same for memory.
///
/// # Errors
/// When there are no two sizes.
pub fn linear(made: &[Made]) -> Result<Vec<Figure>, String> {
    let [first, .., last] = made else {
        return Err("growth takes two sizes".to_owned());
    };
    let figure = |what: &str, of: &dyn Fn(&Made) -> f64| {
        let each = |made: &Made| of(made) / made.entries as f64;
        let name = format!("{what} of an entry: {} entries beside {}", last.entries, first.entries);
        Figure::lower(&name, each(last) / each(first), "x", Some(LINEAR))
    };
    let figures = vec![
        figure("export: time", &|made| made.export.seconds),
        figure("export: peak memory", &|made| made.export.peak_mib),
        figure("verify: time", &|made| made.verify.seconds),
        figure("verify: peak memory", &|made| made.verify.peak_mib),
    ];
    figures.iter().for_each(show);
    Ok(figures)
}
