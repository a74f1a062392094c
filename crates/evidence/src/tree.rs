//! The tree over a county's acts: RFC 9162 §2.1 with SM3. Leaves stand in the order of the log.
//!
//! A proof does not bind the size of the tree by itself: sizes of the same shape take the same path. Size and hash belong
//! together only in a signed root ([`crate::root::Root`]), and whoever verifies takes both from there.

mod proof;
mod subtree;

use cunfa_core::Digest;
use sm3::Digest as _;

use crate::cbor::Writer;

pub use proof::{ProofError, verify_consistency, verify_inclusion};
pub use subtree::{Subtree, completed, consistency_from, inclusion_from, root_from};

/// What stands before a leaf's data, and before two hashes.
const LEAF: u8 = 0;
const NODE: u8 = 1;

/// The leaf of an act: SM3(00 ‖ CBOR `[sequence, act]`), with the sequence of its batch and SM3 of its transmitted bytes.
#[must_use]
pub fn leaf(sequence: u64, act: Digest) -> Digest {
    let mut data = Writer::new();
    data.array(2).uint(sequence).bytes(act.as_bytes());
    prefixed(LEAF, &[&data.finish()])
}

/// The hash of a tree without leaves: SM3 of nothing.
#[must_use]
pub fn empty() -> Digest {
    crate::hash(&[])
}

/// The hash over two subtrees: SM3(01 ‖ left ‖ right).
pub(crate) fn node(left: Digest, right: Digest) -> Digest {
    prefixed(NODE, &[left.as_bytes(), right.as_bytes()])
}

fn prefixed(prefix: u8, parts: &[&[u8]]) -> Digest {
    let mut hasher = sm3::Sm3::new();
    hasher.update([prefix]);
    parts.iter().for_each(|part| hasher.update(part));
    Digest(hasher.finalize().into())
}

/// A whole tree in memory: the hash of every perfect subtree, two digests for each leaf.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    /// By height; the first are the leaves.
    levels: Vec<Vec<Digest>>,
}

/// The tree was asked about leaves it does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("proving: the tree has no such leaf or size")]
pub struct NoSuchLeaf;

impl Tree {
    /// The tree of these leaves.
    #[must_use]
    pub fn of(leaves: &[Digest]) -> Tree {
        let mut tree = Tree::default();
        leaves.iter().for_each(|leaf| tree.push(*leaf));
        tree
    }

    /// Adds a leaf at the end.
    pub fn push(&mut self, leaf: Digest) {
        let mut hash = leaf;
        for height in 0.. {
            if self.levels.len() <= height {
                self.levels.push(Vec::new());
            }
            let Some(level) = self.levels.get_mut(height) else {
                return;
            };
            level.push(hash);
            // A subtree is complete whenever its level holds an even number.
            match level.as_slice() {
                [.., left, right] if level.len().is_multiple_of(2) => hash = node(*left, *right),
                _ => return,
            }
        }
    }

    /// How many leaves it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// The hash of its first `size` leaves.
    ///
    /// # Errors
    /// [`NoSuchLeaf`] when it has fewer.
    pub fn root(&self, size: u64) -> Result<Digest, NoSuchLeaf> {
        root_from(size, &mut |subtree| self.subtree(subtree))
    }

    /// The path from the leaf at `index` to the root of the first `size` leaves.
    ///
    /// # Errors
    /// [`NoSuchLeaf`] when the index is not below the size, or the tree has fewer leaves.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Digest>, NoSuchLeaf> {
        inclusion_from(index, size, &mut |subtree| self.subtree(subtree))?.ok_or(NoSuchLeaf)
    }

    /// The path that shows that the first `new_size` leaves begin with the first `old_size`.
    ///
    /// # Errors
    /// [`NoSuchLeaf`] when the old size is above the new one, or the tree has fewer leaves.
    pub fn consistency(&self, old_size: u64, new_size: u64) -> Result<Vec<Digest>, NoSuchLeaf> {
        consistency_from(old_size, new_size, &mut |subtree| self.subtree(subtree))?.ok_or(NoSuchLeaf)
    }

    fn subtree(&self, subtree: Subtree) -> Result<Digest, NoSuchLeaf> {
        let level = self.levels.get(subtree.height as usize);
        let place = usize::try_from(subtree.place).map_err(|_| NoSuchLeaf)?;
        level.and_then(|level| level.get(place)).copied().ok_or(NoSuchLeaf)
    }
}

/// The root of these leaves.
#[must_use]
pub fn root(leaves: &[Digest]) -> Digest {
    Tree::of(leaves).root(leaves.len() as u64).unwrap_or_else(|_| empty())
}

/// The path from a leaf to the root of all these leaves.
///
/// # Errors
/// [`NoSuchLeaf`].
pub fn inclusion(leaves: &[Digest], index: u64) -> Result<Vec<Digest>, NoSuchLeaf> {
    Tree::of(leaves).inclusion(index, leaves.len() as u64)
}

/// The path that shows that these leaves begin with the first `old_size`.
///
/// # Errors
/// [`NoSuchLeaf`].
pub fn consistency(leaves: &[Digest], old_size: u64) -> Result<Vec<Digest>, NoSuchLeaf> {
    Tree::of(leaves).consistency(old_size, leaves.len() as u64)
}
