//! Roots and proofs from the hashes of perfect subtrees alone, so that a database answers with a number of reads that grows
//! with the logarithm of the tree. Reading is an argument; what it fails with comes back.

use cunfa_core::Digest;

use super::{empty, node};

/// A subtree over 2^height leaves, the first of which stands at place × 2^height. Height 0 is a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subtree {
    /// Levels above the leaves, at most 63.
    pub height: u32,
    /// Place among those of the same height, from 0.
    pub place: u64,
}

/// Leaves from `from` to before `to`.
#[derive(Clone, Copy)]
struct Range {
    from: u64,
    to: u64,
}

impl Range {
    fn len(self) -> u64 {
        self.to - self.from
    }

    /// Splits at the largest power of two below the length, which is at least 2.
    fn halves(self) -> (Range, Range) {
        let middle = self.from + (1 << (self.len() - 1).ilog2());
        let (from, to) = (self.from, self.to);
        (Range { from, to: middle }, Range { from: middle, to })
    }
}

/// What adding a leaf at `index` completes: the leaf itself, then every perfect subtree that ends with it, from below.
/// `read` gives subtrees that were complete before.
///
/// # Errors
/// What `read` fails with.
pub fn completed<E>(
    index: u64,
    leaf: Digest,
    read: &mut impl FnMut(Subtree) -> Result<Digest, E>,
) -> Result<Vec<(Subtree, Digest)>, E> {
    let (mut height, mut place, mut hash) = (0, index, leaf);
    let mut complete = vec![(Subtree { height, place }, hash)];
    while place & 1 == 1 {
        let left = Subtree {
            height,
            place: place - 1,
        };
        hash = node(read(left)?, hash);
        (height, place) = (height + 1, place >> 1);
        complete.push((Subtree { height, place }, hash));
    }
    Ok(complete)
}

/// The hash of the first `size` leaves.
///
/// # Errors
/// What `read` fails with.
pub fn root_from<E>(size: u64, read: &mut impl FnMut(Subtree) -> Result<Digest, E>) -> Result<Digest, E> {
    if size == 0 {
        return Ok(empty());
    }
    hash(Range { from: 0, to: size }, read)
}

/// The path from the leaf at `index` to the root of the first `size` leaves; `None` when the index is not below the size.
///
/// # Errors
/// What `read` fails with.
pub fn inclusion_from<E>(
    index: u64,
    size: u64,
    read: &mut impl FnMut(Subtree) -> Result<Digest, E>,
) -> Result<Option<Vec<Digest>>, E> {
    if index >= size {
        return Ok(None);
    }
    let mut path = Vec::new();
    let mut range = Range { from: 0, to: size };
    while range.len() > 1 {
        let (left, right) = range.halves();
        let beside;
        (range, beside) = if index < left.to { (left, right) } else { (right, left) };
        path.push(hash(beside, read)?);
    }
    path.reverse();
    Ok(Some(path))
}

/// The path that shows that the first `new_size` leaves begin with the first `old_size`; empty when the sizes are equal or the
/// old one is 0. `None` when the old size is above the new one.
///
/// # Errors
/// What `read` fails with.
pub fn consistency_from<E>(
    old_size: u64,
    new_size: u64,
    read: &mut impl FnMut(Subtree) -> Result<Digest, E>,
) -> Result<Option<Vec<Digest>>, E> {
    if old_size > new_size {
        return Ok(None);
    }
    let mut path = Vec::new();
    if old_size == 0 {
        return Ok(Some(path));
    }
    let mut range = Range { from: 0, to: new_size };
    while range.to != old_size {
        let (left, right) = range.halves();
        let beside;
        (range, beside) = if old_size <= left.to {
            (left, right)
        } else {
            (right, left)
        };
        path.push(hash(beside, read)?);
    }
    // What is left ends with the old tree; it is the old tree itself when it begins with it.
    if range.from > 0 {
        path.push(hash(range, read)?);
    }
    path.reverse();
    Ok(Some(path))
}

/// The hash of a range that the recursion of RFC 9162 meets: it begins at a multiple of a power of two not below its length.
fn hash<E>(range: Range, read: &mut impl FnMut(Subtree) -> Result<Digest, E>) -> Result<Digest, E> {
    if range.len().is_power_of_two() {
        let height = range.len().ilog2();
        return read(Subtree {
            height,
            place: range.from >> height,
        });
    }
    let (left, right) = range.halves();
    Ok(node(hash(left, read)?, hash(right, read)?))
}
