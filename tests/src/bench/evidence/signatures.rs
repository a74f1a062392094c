//! Checking the signatures of a volume with prepared keys, beside OpenSSL in the same run.

use std::process::Command;
use std::time::Instant;

use cunfa_core::Digest;
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::chain::Chain;
use cunfa_evidence::hash;
use cunfa_evidence::prepared::PreparedKey;
use cunfa_volume::{archive, layout};

use crate::bench::report::{Figure, percentile, show};

/// How often they are all checked; the mean counts.
const ROUNDS: u32 = 20;
/// Issue 4, for 900 signatures.
const LIMIT_MS: f64 = 250.0;

/// Measures on the acts of a volume.
///
/// # Errors
/// When the volume does not hold, or `openssl speed` does not run.
pub fn measure(volume: &[u8], root_key: &str) -> Result<Vec<Figure>, String> {
    let files = archive::read(volume).map_err(|error| error.to_string())?.files;
    let within = |folder: &'static str| {
        let all = files.iter().filter(move |(name, _)| name.starts_with(folder));
        all.map(|(_, bytes)| *bytes)
    };
    let mut acts = Vec::new();
    for bytes in within(layout::ACTS) {
        let act = SignedAct::read(bytes).map_err(|error| error.to_string())?;
        let name = layout::content(act.entry(), &act.statement().act.heads);
        let content = files.get(name.as_str()).ok_or("an act without its content")?;
        acts.push((act, hash(content)));
    }
    let root_key = unhex(root_key).ok_or("the root key is not hex")?;
    let chain = Chain::new(&root_key, within(layout::CERTIFICATES), within(layout::REVOCATIONS));
    let cpu_began = cpu_ms()?;
    let mut wall_ms = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        verify_all(&chain, &acts)?;
        wall_ms.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    let took_ms = (cpu_ms()? - cpu_began) / f64::from(ROUNDS);
    let openssl_ms = acts.len() as f64 / openssl_per_second()? * 1000.0;
    let name = format!("verify {} signatures, keys prepared on the way", acts.len());
    let figures = vec![
        Figure::lower(&name, took_ms, "ms of one core", Some(LIMIT_MS))
            .beside("openssl speed sm2", openssl_ms)
            .beside("by the wall's clock", percentile(&mut wall_ms, 50.0)),
        Figure::lower(
            "verify a signature, beside openssl speed sm2",
            took_ms / openssl_ms,
            "x openssl",
            None,
        ),
    ];
    figures.iter().for_each(show);
    Ok(figures)
}

/// As the volume's verifier does: each key prepared once, each signature checked by itself.
fn verify_all(chain: &Chain, acts: &[(SignedAct, Digest)]) -> Result<(), String> {
    let mut keys = std::collections::BTreeMap::new();
    for (id, holder) in chain.holders() {
        let key = PreparedKey::new(&holder.public_key).map_err(|error| error.to_string())?;
        keys.insert(id, key);
    }
    for (act, content) in acts {
        let key = keys.get(&act.statement().act.key).ok_or("an act of an unknown key")?;
        act.verify(*content, key).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// What this program has had of a core, in ms and steps of 10 (Linux counts a hundred ticks a second): the same measure as
/// OpenSSL's, whatever else the machine does.
fn cpu_ms() -> Result<f64, String> {
    let text = std::fs::read_to_string("/proc/self/stat").map_err(|error| error.to_string())?;
    // After the name in brackets: state, 10 numbers, then the ticks in this program and in the kernel.
    let ticks = text
        .rsplit_once(')')
        .map(|(_, rest)| rest.split_whitespace().skip(11).take(2));
    let ticks: Option<Vec<f64>> = ticks.and_then(|both| both.map(|one| one.parse().ok()).collect());
    let ticks = ticks.ok_or("the time of this program cannot be read")?;
    Ok(ticks.iter().sum::<f64>() * 10.0)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes().chunks(2);
    bytes
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// SM2 verifications a second by `openssl speed`.
fn openssl_per_second() -> Result<f64, String> {
    let output = Command::new("openssl")
        .args(["speed", "-seconds", "2", "-mr", "sm2"])
        .output()
        .map_err(|error| format!("running openssl: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // +F7:0:256:CurveSM2:signatures a second:verifications a second
    let result = said.lines().find(|line| line.starts_with("+F") && line.contains("SM2"));
    result
        .and_then(|line| line.rsplit(':').next()?.trim().parse().ok())
        .filter(|per_second| *per_second > 0.0)
        .ok_or(format!("openssl speed said nothing of SM2: {said:?}"))
}
