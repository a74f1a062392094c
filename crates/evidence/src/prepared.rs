//! Public keys prepared for many verifications: tables of the key's and the generator's multiples take the doublings away.
//!
//! The steps are those of GB/T 32918.2 §7.1; field, scalar and point arithmetic is the `sm2` crate's. Everything here is
//! public, so nothing needs constant time. Agrees with [`crate::suite::verify`] on every input; a test holds the two
//! together.

use std::sync::LazyLock;

use cunfa_core::KeyId;
use sm2::elliptic_curve::BatchNormalize;
use sm2::elliptic_curve::ops::Reduce;
use sm2::elliptic_curve::point::AffineCoordinates;
use sm2::{AffinePoint, FieldBytes, ProjectivePoint, Scalar};
use sm3::Digest as _;

use crate::suite::{self, SIGNER_ID, SuiteError};

/// Bits of a scalar that one addition takes care of.
const WINDOW_BITS: usize = 4;
/// Windows of a scalar of 256 bits.
const WINDOWS: usize = 256 / WINDOW_BITS;
/// Multiples kept for each window; that of 0 is nothing.
const MULTIPLES: usize = (1 << WINDOW_BITS) - 1;

/// a ‖ b ‖ x and y of the generator (GB/T 32918.5), as they go into Z.
const CURVE: [[u8; 16]; 8] = [
    0xffff_fffe_ffff_ffff_ffff_ffff_ffff_ffff_u128.to_be_bytes(),
    0xffff_ffff_0000_0000_ffff_ffff_ffff_fffc_u128.to_be_bytes(),
    0x28e9_fa9e_9d9f_5e34_4d5a_9e4b_cf65_09a7_u128.to_be_bytes(),
    0xf397_89f5_15ab_8f92_ddbc_bd41_4d94_0e93_u128.to_be_bytes(),
    0x32c4_ae2c_1f19_8119_5f99_0446_6a39_c994_u128.to_be_bytes(),
    0x8fe3_0bbf_f266_0be1_715a_4589_334c_74c7_u128.to_be_bytes(),
    0xbc37_36a2_f4f6_779c_59bd_cee3_6b69_2153_u128.to_be_bytes(),
    0xd0a9_877c_c62a_4740_02df_32e5_2139_f0a0_u128.to_be_bytes(),
];

static GENERATOR: LazyLock<Table> = LazyLock::new(|| Table::new(ProjectivePoint::GENERATOR));

/// A key that signatures of suite 1 can be checked with.
pub trait Verify {
    /// Its key id.
    fn id(&self) -> KeyId;

    /// Verifies `signature` (r ‖ s, 64 bytes) over `message`.
    ///
    /// # Errors
    /// [`SuiteError::PublicKey`] or [`SuiteError::Signature`].
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SuiteError>;
}

/// The 65 bytes of a public key, read at each verification.
impl Verify for [u8] {
    fn id(&self) -> KeyId {
        suite::key_id(self)
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SuiteError> {
        suite::verify(suite::SM2_SM3, self, message, signature)
    }
}

impl Verify for [u8; 65] {
    fn id(&self) -> KeyId {
        self.as_slice().id()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SuiteError> {
        self.as_slice().verify(message, signature)
    }
}

impl Verify for Vec<u8> {
    fn id(&self) -> KeyId {
        self.as_slice().id()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SuiteError> {
        self.as_slice().verify(message, signature)
    }
}

/// A public key with its table, about 70 KB. Making one costs as much as two plain verifications.
pub struct PreparedKey {
    id: KeyId,
    z: [u8; 32],
    table: Table,
}

impl std::fmt::Debug for PreparedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PreparedKey({})", self.id)
    }
}

impl PreparedKey {
    /// Prepares the 65 bytes of a public key.
    ///
    /// # Errors
    /// [`SuiteError::PublicKey`].
    pub fn new(public_key: &[u8]) -> Result<PreparedKey, SuiteError> {
        let key = suite::read_public_key(public_key)?;
        Ok(PreparedKey {
            id: suite::key_id(public_key),
            z: z(public_key),
            table: Table::new(ProjectivePoint::from(*key.as_affine())),
        })
    }
}

impl Verify for PreparedKey {
    fn id(&self) -> KeyId {
        self.id
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SuiteError> {
        let signature = sm2::dsa::Signature::from_slice(signature).map_err(|_| SuiteError::SignatureRange)?;
        let (r, s) = (*signature.r(), *signature.s());
        let e: FieldBytes = sm3::Sm3::new_with_prefix(self.z).chain_update(message).finalize();
        let t = r + s;
        if t == Scalar::ZERO {
            return Err(SuiteError::Signature);
        }
        let point = self
            .table
            .add_multiple(GENERATOR.add_multiple(ProjectivePoint::IDENTITY, &s), &t);
        let holds = point != ProjectivePoint::IDENTITY && r == reduce(&e) + reduce(&point.to_affine().x());
        holds.then_some(()).ok_or(SuiteError::Signature)
    }
}

fn reduce(bytes: &FieldBytes) -> Scalar {
    Scalar::reduce(bytes)
}

/// Z of a public key for the signer id every key signs with.
fn z(public_key: &[u8]) -> [u8; 32] {
    let id_bits = (SIGNER_ID.len() as u16) * 8;
    let mut hasher = sm3::Sm3::new();
    hasher.update(id_bits.to_be_bytes());
    hasher.update(SIGNER_ID);
    CURVE.iter().for_each(|half| hasher.update(half));
    hasher.update(public_key.get(1..).unwrap_or_default());
    hasher.finalize().into()
}

/// The multiples 1 to 15 of 16^w times a point, for every window w from the lowest.
struct Table(Vec<AffinePoint>);

impl Table {
    fn new(point: ProjectivePoint) -> Table {
        let mut points = Vec::with_capacity(WINDOWS * MULTIPLES);
        let mut base = point;
        for _ in 0..WINDOWS {
            let mut multiple = base;
            for _ in 0..MULTIPLES {
                points.push(multiple);
                multiple += &base;
            }
            base = multiple;
        }
        Table(ProjectivePoint::batch_normalize(points.as_slice()))
    }

    /// `sum` plus the multiple of the table's point.
    fn add_multiple(&self, mut sum: ProjectivePoint, scalar: &Scalar) -> ProjectivePoint {
        let bytes = scalar.to_bytes();
        let digits = bytes.iter().rev().flat_map(|byte| [byte & 0xf, byte >> WINDOW_BITS]);
        for (digit, multiples) in digits.zip(self.0.chunks_exact(MULTIPLES)) {
            let place = usize::from(digit).checked_sub(1);
            if let Some(multiple) = place.and_then(|place| multiples.get(place)) {
                sum += multiple;
            }
        }
        sum
    }
}
