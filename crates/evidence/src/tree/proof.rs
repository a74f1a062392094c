//! Verifying, as RFC 9162 §2.1.3.2 and §2.1.4.2 write it.

use cunfa_core::Digest;

use super::{empty, node};

/// Why a proof is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// No such leaf in a tree of this size, or the old size is above the new one.
    #[error("verifying a proof: no such leaf or size")]
    Size,
    /// More or fewer elements than a path between these sizes has.
    #[error("verifying a proof: another number of elements")]
    Length,
    /// It leads to another hash.
    #[error("verifying a proof: it leads to another root")]
    Root,
}

/// Where a path stands in both trees, level by level from the leaves.
struct Climb {
    inner: u64,
    last: u64,
}

/// On which side the next element stands.
enum Side {
    Left,
    Right,
}

impl Climb {
    /// Takes the next element; the places move up behind it.
    fn next(&mut self) -> Result<Side, ProofError> {
        if self.last == 0 {
            return Err(ProofError::Length);
        }
        let side = if self.inner & 1 == 1 || self.inner == self.last {
            while self.inner & 1 == 0 && self.inner != 0 {
                self.up();
            }
            Side::Left
        } else {
            Side::Right
        };
        self.up();
        Ok(side)
    }

    fn up(&mut self) {
        self.inner >>= 1;
        self.last >>= 1;
    }

    fn end(&self) -> Result<(), ProofError> {
        if self.last == 0 {
            Ok(())
        } else {
            Err(ProofError::Length)
        }
    }
}

/// Verifies that `leaf` stands at `index` of the tree of `size` leaves with this root. Size and root must come from one signed
/// root.
///
/// # Errors
/// As [`ProofError`].
pub fn verify_inclusion(leaf: Digest, index: u64, size: u64, path: &[Digest], root: Digest) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Size);
    }
    let mut climb = Climb {
        inner: index,
        last: size - 1,
    };
    let mut hash = leaf;
    for beside in path {
        hash = match climb.next()? {
            Side::Left => node(*beside, hash),
            Side::Right => node(hash, *beside),
        };
    }
    climb.end()?;
    same(hash, root)
}

/// Verifies that the tree of `new_size` leaves begins with the one of `old_size`. Each size and its root must come from one
/// signed root.
///
/// # Errors
/// As [`ProofError`].
pub fn verify_consistency(
    old_size: u64,
    old_root: Digest,
    new_size: u64,
    new_root: Digest,
    path: &[Digest],
) -> Result<(), ProofError> {
    if old_size > new_size {
        return Err(ProofError::Size);
    }
    if old_size == 0 || old_size == new_size {
        return if !path.is_empty() {
            Err(ProofError::Length)
        } else if old_size == new_size {
            same(old_root, new_root)
        } else {
            same(old_root, empty())
        };
    }
    let mut climb = Climb {
        inner: old_size - 1,
        last: new_size - 1,
    };
    while climb.inner & 1 == 1 {
        climb.up();
    }
    // An old tree that is a perfect subtree of the new one does not travel.
    let (first, beside) = if old_size.is_power_of_two() {
        (old_root, path)
    } else {
        let (first, beside) = path.split_first().ok_or(ProofError::Length)?;
        (*first, beside)
    };
    let (mut old, mut new) = (first, first);
    for beside in beside {
        match climb.next()? {
            Side::Left => (old, new) = (node(*beside, old), node(*beside, new)),
            Side::Right => new = node(new, *beside),
        }
    }
    climb.end()?;
    same(old, old_root)?;
    same(new, new_root)
}

fn same(found: Digest, root: Digest) -> Result<(), ProofError> {
    if found == root { Ok(()) } else { Err(ProofError::Root) }
}
