//! The signed list: which village and years, which batches, and every other file with its size and SM3. The county key's word.

use cunfa_core::{Area, BatchId, Digest, VillageCode};
use cunfa_evidence::cbor::{Malformed, Reader};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::prepared::Verify;
use cunfa_evidence::signed;
use cunfa_evidence::suite::SuiteError;

use crate::archive::{MAX_FILES, MAX_NAME_BYTES};

/// Most bytes of a manifest.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

const TAG: &str = "cunfa/volume";
const FIELDS: usize = 11;

/// What a volume says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The county, whose log it is from.
    pub county: Area,
    /// The village.
    pub village: VillageCode,
    /// The first year of service it covers.
    pub first_year: u16,
    /// The last, the same for a volume of one year.
    pub last_year: u16,
    /// Server clock when it was made, ms since 1970.
    pub exported_at_ms: i64,
    /// Leaves of the tree its root covers.
    pub root_size: u64,
    /// Every batch: its sequence and id, by sequence.
    pub batches: Vec<(u64, BatchId)>,
    /// Every file but this one, by name.
    pub files: Vec<FileLine>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLine {
    /// Its name in the archive.
    pub name: String,
    /// Its bytes.
    pub size: u64,
    /// SM3 of them.
    pub sm3: Digest,
}

/// Why bytes are no manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Not one.
    #[error("reading a manifest: {0}")]
    Shape(&'static str),
    /// Not signed by the key it was read with.
    #[error("verifying a manifest: {0}")]
    Suite(#[from] SuiteError),
}

impl From<Malformed> for ManifestError {
    fn from(malformed: Malformed) -> ManifestError {
        ManifestError::Shape(malformed.0)
    }
}

impl Manifest {
    /// Signs: bytes ‖ 64-byte signature.
    #[must_use]
    pub fn issue(&self, county_key: &SigningKey) -> Vec<u8> {
        signed::issue(self.encode(), county_key)
    }

    /// Reads and verifies.
    ///
    /// # Errors
    /// As [`ManifestError`].
    pub fn read(bytes: &[u8], county_public_key: &(impl Verify + ?Sized)) -> Result<Manifest, ManifestError> {
        signed::body::<ManifestError>(bytes, county_public_key, MAX_BYTES)?;
        Manifest::claimed(bytes)
    }

    /// Reads what it says without verifying the signature: only good for naming what does not hold.
    ///
    /// # Errors
    /// [`ManifestError::Shape`].
    pub fn claimed(bytes: &[u8]) -> Result<Manifest, ManifestError> {
        if bytes.len() > MAX_BYTES {
            return Err(ManifestError::Shape("too large"));
        }
        let (body, _) = bytes
            .split_last_chunk::<64>()
            .ok_or(ManifestError::Shape("too short"))?;
        let manifest = Manifest::decode(body)?;
        if manifest.encode() == body && manifest.is_sorted() {
            Ok(manifest)
        } else {
            Err(ManifestError::Shape("not canonical"))
        }
    }

    fn is_sorted(&self) -> bool {
        self.batches.is_sorted_by(|before, after| before.0 < after.0)
            && self.files.is_sorted_by(|before, after| before.name < after.name)
            && self.first_year <= self.last_year
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = signed::begin(TAG, FIELDS);
        out.text(self.county.as_str()).text(self.village.as_str());
        out.uint(self.first_year.into()).uint(self.last_year.into());
        out.int(self.exported_at_ms).uint(self.root_size);
        out.array_of(&self.batches, |out, (sequence, id)| {
            out.array(2).uint(*sequence).bytes(id.as_bytes());
        });
        out.array_of(&self.files, |out, file| {
            out.array(3).text(&file.name).uint(file.size).bytes(file.sm3.as_bytes());
        });
        out.finish()
    }

    fn decode(body: &[u8]) -> Result<Manifest, Malformed> {
        let mut from = signed::read_begin(body, TAG, FIELDS)?;
        Ok(Manifest {
            county: from.code("county", |code| code.parse().ok())?,
            village: from.code("village", |code| code.parse().ok())?,
            first_year: from.number("first year")?,
            last_year: from.number("last year")?,
            exported_at_ms: from.number("exported at")?,
            root_size: from.number("root size")?,
            batches: from.array_of(MAX_FILES, "batches", batch)?,
            files: from.array_of(MAX_FILES, "files", file)?,
        })
    }
}

fn batch(from: &mut Reader<'_>) -> Result<(u64, BatchId), Malformed> {
    from.array(2, "batch")?;
    Ok((from.number("sequence")?, BatchId(from.fixed("batch")?)))
}

fn file(from: &mut Reader<'_>) -> Result<FileLine, Malformed> {
    from.array(3, "file")?;
    let name = from.text("name")?;
    if name.len() > MAX_NAME_BYTES {
        return Err(Malformed("name"));
    }
    Ok(FileLine {
        name,
        size: from.number("size")?,
        sm3: Digest(from.fixed("hash")?),
    })
}
