//! `cunfa-dictionary FILE`: trains the dictionary of frames on messages of played days and writes it. Started by `cargo xtask dictionary`.
//!
//! What is trained on comes from here alone: devices and a server that talk to each other as they always do, about entries whose
//! texts are common characters one after the other. So the dictionary knows how messages are built and how Chinese looks in
//! UTF-8, and no words: neither those of the figures of sync nor those of anybody.

mod days;
mod text;

pub use days::messages;

/// Most bytes of the dictionary.
const BYTES: usize = 12 * 1024;
/// Where a dictionary's id stands (RFC 8878, 5).
const ID_AT: std::ops::Range<usize> = 4..8;

/// Trains the dictionary with this id.
///
/// # Errors
/// What failed.
pub async fn train(id: u32) -> Result<Vec<u8>, String> {
    let samples = messages().await?;
    let mut dictionary =
        zstd::dict::from_samples(&samples, BYTES).map_err(|error| format!("training the dictionary: {error}"))?;
    let place = dictionary
        .get_mut(ID_AT)
        .ok_or("training the dictionary: it is too short")?;
    place.copy_from_slice(&id.to_le_bytes());
    Ok(dictionary)
}
