//! Names of the files in a volume, and the two files that are lists: a batch with what belongs to it, and the proofs.

use cunfa_core::{ActId, BlobId, DeviceId, Digest, EntryId};
use cunfa_evidence::batch::SealedBatch;
use cunfa_evidence::cbor::{Malformed, Reader, Writer};
use cunfa_evidence::hash;

/// The signed list of all other files.
pub const MANIFEST: &str = crate::archive::FIRST;
/// The signed root of the county's tree.
pub const ROOT: &str = "root";
/// Where each act stands in that tree.
pub const PROOFS: &str = "proofs";
/// The earlier roots that acts name.
pub const ROOTS: &str = "roots";
/// Folders.
pub const ACTS: &str = "acts/";
pub const ATTACHMENTS: &str = "attachments/";
pub const BATCHES: &str = "batches/";
pub const CERTIFICATES: &str = "certificates/";
pub const CONTENTS: &str = "contents/";
pub const REVOCATIONS: &str = "revocations/";
pub const RULINGS: &str = "rulings/";

/// Longest path of a proof.
const MAX_PATH: usize = 65;

/// A batch of the log as a volume carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// The entry it belongs to, as the batch says.
    pub entry: EntryId,
    /// The device that made it, as the batch says.
    pub device: DeviceId,
    /// As the device sent it.
    pub sealed: SealedBatch,
    /// The server's signed receipt.
    pub receipt: Vec<u8>,
}

/// An act's place in the tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proof {
    /// Sequence of its batch.
    pub sequence: u64,
    /// SM3 of its transmitted bytes.
    pub act: Digest,
    /// Index of its leaf.
    pub index: u64,
    /// From the leaf to the root.
    pub path: Vec<Digest>,
}

/// An earlier root that the volume's root extends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EarlierRoot {
    /// Leaves of the earlier tree.
    pub size: u64,
    /// Its hash.
    pub hash: Digest,
    /// The consistency path to the volume's root.
    pub path: Vec<Digest>,
}

/// `acts/` and the act's id.
#[must_use]
pub fn act(id: ActId) -> String {
    format!("{ACTS}{id}")
}

/// `attachments/` and the first 16 bytes of its hash, in hex.
#[must_use]
pub fn attachment(blob: BlobId) -> String {
    format!("{ATTACHMENTS}{}", ActId(Digest(blob.0).first()))
}

/// `batches/` and the sequence in 12 digits (more when it has more).
#[must_use]
pub fn batch(sequence: u64) -> String {
    format!("{BATCHES}{sequence:012}")
}

/// `contents/` and the first 16 bytes of SM3 of the entry's id and the heads, in hex.
#[must_use]
pub fn content(entry: EntryId, heads: &[Digest]) -> String {
    let mut key = entry.as_bytes().to_vec();
    heads.iter().for_each(|head| key.extend_from_slice(head.as_bytes()));
    format!("{CONTENTS}{}", short(&key))
}

/// `certificates/` and the first 16 bytes of SM3 of the certificate.
#[must_use]
pub fn certificate(bytes: &[u8]) -> String {
    format!("{CERTIFICATES}{}", short(bytes))
}

/// `revocations/` likewise.
#[must_use]
pub fn revocation(bytes: &[u8]) -> String {
    format!("{REVOCATIONS}{}", short(bytes))
}

/// `rulings/` likewise.
#[must_use]
pub fn ruling(bytes: &[u8]) -> String {
    format!("{RULINGS}{}", short(bytes))
}

fn short(bytes: &[u8]) -> ActId {
    ActId(hash(bytes).first())
}

impl Logged {
    /// `[entry, device, batch, signature, receipt]`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(5).bytes(self.entry.as_bytes()).bytes(self.device.as_bytes());
        out.bytes(&self.sealed.bytes)
            .bytes(&self.sealed.signature)
            .bytes(&self.receipt);
        out.finish()
    }

    /// Reads what [`Logged::encode`] wrote, and no other encoding.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn decode(bytes: &[u8]) -> Result<Logged, Malformed> {
        let mut from = Reader::new(bytes);
        from.array(5, "batch file")?;
        let logged = Logged {
            entry: EntryId(from.fixed("entry")?),
            device: DeviceId(from.fixed("device")?),
            sealed: SealedBatch {
                bytes: from.bytes("batch")?.to_vec(),
                signature: from.fixed::<64>("signature")?.to_vec(),
            },
            receipt: from.bytes("receipt")?.to_vec(),
        };
        canonical(logged.encode() == bytes, logged)
    }
}

/// `[[sequence, act, index, path], …]`, sorted.
#[must_use]
pub fn encode_proofs(proofs: &[Proof]) -> Vec<u8> {
    let mut out = Writer::new();
    out.array_of(proofs, |out, proof| {
        out.array(4)
            .uint(proof.sequence)
            .bytes(proof.act.as_bytes())
            .uint(proof.index);
        write_path(out, &proof.path);
    });
    out.finish()
}

/// Reads what [`encode_proofs`] wrote.
///
/// # Errors
/// [`Malformed`]; also when they are not sorted or one stands there twice.
pub fn decode_proofs(bytes: &[u8]) -> Result<Vec<Proof>, Malformed> {
    let mut from = Reader::new(bytes);
    let proofs = from.array_of(usize::MAX, "proofs", |from| {
        from.array(4, "proof")?;
        Ok(Proof {
            sequence: from.number("sequence")?,
            act: Digest(from.fixed("act")?),
            index: from.number("index")?,
            path: read_path(from)?,
        })
    })?;
    let sorted = proofs.is_sorted_by(|before, after| before < after);
    canonical(sorted && encode_proofs(&proofs) == bytes, proofs)
}

/// `[[size, hash, path], …]`, sorted.
#[must_use]
pub fn encode_roots(roots: &[EarlierRoot]) -> Vec<u8> {
    let mut out = Writer::new();
    out.array_of(roots, |out, root| {
        out.array(3).uint(root.size).bytes(root.hash.as_bytes());
        write_path(out, &root.path);
    });
    out.finish()
}

/// Reads what [`encode_roots`] wrote.
///
/// # Errors
/// [`Malformed`]; also when they are not sorted or one stands there twice.
pub fn decode_roots(bytes: &[u8]) -> Result<Vec<EarlierRoot>, Malformed> {
    let mut from = Reader::new(bytes);
    let roots = from.array_of(usize::MAX, "roots", |from| {
        from.array(3, "earlier root")?;
        Ok(EarlierRoot {
            size: from.number("size")?,
            hash: Digest(from.fixed("hash")?),
            path: read_path(from)?,
        })
    })?;
    let sorted = roots.is_sorted_by(|before, after| before < after);
    canonical(sorted && encode_roots(&roots) == bytes, roots)
}

fn write_path(out: &mut Writer, path: &[Digest]) {
    out.array_of(path, |out, hash| {
        out.bytes(hash.as_bytes());
    });
}

fn read_path(from: &mut Reader<'_>) -> Result<Vec<Digest>, Malformed> {
    from.array_of(MAX_PATH, "path", |from| from.fixed("hash").map(Digest))
}

fn canonical<T>(same: bool, value: T) -> Result<T, Malformed> {
    if same {
        Ok(value)
    } else {
        Err(Malformed("not canonical"))
    }
}
