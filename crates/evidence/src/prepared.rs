//! Public keys prepared for many verifications: multiples of the key's point that are kept take most doublings away, a table of the
//! generator's all of them.
//!
//! The steps are those of GB/T 32918.2 §7.1; field, scalar and point arithmetic is the `sm2` crate's. Everything here is
//! public, so nothing needs constant time. Agrees with [`crate::suite::verify`] on every input; a test holds the two
//! together.

use std::sync::LazyLock;

use cunfa_core::KeyId;
use sm2::elliptic_curve::BatchNormalize;
use sm2::elliptic_curve::ops::{Double, Reduce};
use sm2::elliptic_curve::point::AffineCoordinates;
use sm2::{AffinePoint, FieldBytes, ProjectivePoint, Scalar};
use sm3::Digest as _;

use crate::suite::{self, SIGNER_ID, SuiteError};

/// Bits of a scalar.
const SCALAR_BITS: usize = 256;
/// Bits of a scalar that one addition takes care of: for a key, as far apart as may be, and for the generator, beside each other.
const TEETH: usize = 4;
const GENERATOR_BITS: usize = 6;
/// Doublings in a verification with a key's comb. Half of them would take as many additions and twice the points to keep.
const COLUMNS: usize = 16;

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
        let key = suite::read_public_key(self)?;
        let key = ProjectivePoint::from(*key.as_affine());
        check(z(self), message, signature, |t| key.mul_vartime(t))
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

/// A public key with its comb, about 4 KB. Making one costs as much as a plain verification, verifying with it two fifths of that.
pub struct PreparedKey {
    id: KeyId,
    z: [u8; 32],
    comb: Comb,
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
            comb: Comb::new(ProjectivePoint::from(*key.as_affine())),
        })
    }
}

impl Verify for PreparedKey {
    fn id(&self) -> KeyId {
        self.id
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SuiteError> {
        check(self.z, message, signature, |t| self.comb.multiple(t))
    }
}

/// Checks a signature by the key whose `z` and multiples are given.
fn check(
    z: [u8; 32],
    message: &[u8],
    signature: &[u8],
    multiple: impl FnOnce(&Scalar) -> ProjectivePoint,
) -> Result<(), SuiteError> {
    let signature = sm2::dsa::Signature::from_slice(signature).map_err(|_| SuiteError::SignatureRange)?;
    let (r, s) = (*signature.r(), *signature.s());
    let e: FieldBytes = sm3::Sm3::new_with_prefix(z).chain_update(message).finalize();
    let t = r + s;
    if t == Scalar::ZERO {
        return Err(SuiteError::Signature);
    }
    let point = GENERATOR.add_multiple(multiple(&t), &s);
    let holds = point != ProjectivePoint::IDENTITY && r == reduce(&e) + reduce(&point.to_affine().x());
    holds.then_some(()).ok_or(SuiteError::Signature)
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

/// A bit of a scalar, from the lowest; 0 beyond the highest.
fn bit(scalar: &FieldBytes, place: usize) -> usize {
    let byte = scalar.iter().rev().nth(place / 8);
    byte.map_or(0, |byte| usize::from(byte >> (place % 8) & 1))
}

/// A comb of Lim and Lee (CRYPTO '94) in blocks: for each block of columns, the sums of every choice of its teeth but none. A tooth is the
/// point times 2 to the power of the block's lowest column, and of a quarter of the scalar's bits more for each tooth before it.
struct Comb {
    points: Vec<AffinePoint>,
}

impl Comb {
    const CHOICES: usize = (1 << TEETH) - 1;
    /// Places from a tooth to the next.
    const APART: usize = SCALAR_BITS / TEETH;

    fn new(point: ProjectivePoint) -> Comb {
        // The point times 2 to the power of 0, COLUMNS, 2 · COLUMNS, ...
        let next = |base: &ProjectivePoint| Some((0..COLUMNS).fold(*base, |power, _| power.double()));
        let places: Vec<_> = std::iter::successors(Some(point), next)
            .take(SCALAR_BITS / COLUMNS)
            .collect();
        let blocks = Self::APART / COLUMNS;
        let mut points = Vec::with_capacity(blocks * Self::CHOICES);
        for block in 0..blocks {
            let mut sums = vec![ProjectivePoint::IDENTITY];
            for tooth in places.iter().skip(block).step_by(blocks) {
                let with: Vec<_> = sums.iter().map(|sum| *sum + tooth).collect();
                sums.extend(with);
            }
            points.extend(sums.into_iter().skip(1));
        }
        Comb {
            points: ProjectivePoint::batch_normalize(points.as_slice()),
        }
    }

    /// The multiple of the comb's point.
    fn multiple(&self, scalar: &Scalar) -> ProjectivePoint {
        let bytes = scalar.to_bytes();
        let mut sum = ProjectivePoint::IDENTITY;
        for column in (0..COLUMNS).rev() {
            sum = sum.double();
            for (lowest, sums) in (column..).step_by(COLUMNS).zip(self.points.chunks_exact(Self::CHOICES)) {
                let teeth = (0..TEETH).map(|tooth| bit(&bytes, lowest + tooth * Self::APART) << tooth);
                let chosen = teeth.sum::<usize>().checked_sub(1).and_then(|place| sums.get(place));
                if let Some(chosen) = chosen {
                    sum += chosen;
                }
            }
        }
        sum
    }
}

/// The multiples 1 to 2^(bits − 1) of 2^(bits · w) times a point, for every window w from the lowest: a digit above the half is
/// one more of the next window, less the rest.
struct Table {
    points: Vec<AffinePoint>,
}

impl Table {
    /// How many are kept for each window.
    const MULTIPLES: usize = 1 << (GENERATOR_BITS - 1);

    fn new(point: ProjectivePoint) -> Table {
        // One bit more than a scalar has, to carry.
        let windows = (SCALAR_BITS + 1).div_ceil(GENERATOR_BITS);
        let mut points = Vec::with_capacity(Self::MULTIPLES * windows);
        let mut base = point;
        for _ in 0..windows {
            let mut multiple = base;
            for _ in 1..Self::MULTIPLES {
                points.push(multiple);
                multiple += &base;
            }
            points.push(multiple);
            base = multiple.double();
        }
        Table {
            points: ProjectivePoint::batch_normalize(points.as_slice()),
        }
    }

    /// `sum` plus the multiple of the table's point.
    fn add_multiple(&self, mut sum: ProjectivePoint, scalar: &Scalar) -> ProjectivePoint {
        let bytes = scalar.to_bytes();
        let half = Self::MULTIPLES;
        let mut carry = 0;
        for (first, multiples) in (0..).step_by(GENERATOR_BITS).zip(self.points.chunks_exact(half)) {
            let bits = (0..GENERATOR_BITS).map(|place| bit(&bytes, first + place) << place);
            let digit = carry + bits.sum::<usize>();
            let is_less = digit > half;
            let size = if is_less { 2 * half - digit } else { digit };
            carry = usize::from(is_less);
            let multiple = size.checked_sub(1).and_then(|place| multiples.get(place));
            match multiple {
                Some(multiple) if is_less => sum -= multiple,
                Some(multiple) => sum += multiple,
                None => {}
            }
        }
        sum
    }
}
