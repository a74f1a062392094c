//! The tree over acts, against RFC 9162 written down once more as it stands there, for every size up to 70.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use cunfa_core::Digest;
use cunfa_evidence::hash;
use cunfa_evidence::tree::{
    self, NoSuchLeaf, ProofError, Subtree, Tree, completed, consistency_from, empty, inclusion_from, leaf, root_from,
    verify_consistency, verify_inclusion,
};
use std::collections::BTreeMap;

const MOST: usize = 70;

fn leaves() -> Vec<Digest> {
    (0..MOST as u64)
        .map(|n| leaf(1 + n / 3, hash(&n.to_be_bytes())))
        .collect()
}

/// MTH of RFC 9162 §2.1.1 over hashed leaves.
fn mth(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => hash(&[]),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(middle(many.len()));
            hash(&[&[1][..], mth(left).as_bytes(), mth(right).as_bytes()].concat())
        }
    }
}

/// The largest power of two below `n`.
fn middle(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// PATH of §2.1.3.1.
fn path(index: usize, leaves: &[Digest]) -> Vec<Digest> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(middle(leaves.len()));
    if index < left.len() {
        [path(index, left), vec![mth(right)]].concat()
    } else {
        [path(index - left.len(), right), vec![mth(left)]].concat()
    }
}

/// SUBPROOF of §2.1.4.1.
fn subproof(old: usize, leaves: &[Digest], known: bool) -> Vec<Digest> {
    if old == leaves.len() {
        return if known { Vec::new() } else { vec![mth(leaves)] };
    }
    let (left, right) = leaves.split_at(middle(leaves.len()));
    if old <= left.len() {
        [subproof(old, left, known), vec![mth(right)]].concat()
    } else {
        [subproof(old - left.len(), right, false), vec![mth(left)]].concat()
    }
}

/// Paths that are wrong by one byte, one element less, or one more.
fn spoiled(path: &[Digest]) -> Vec<Vec<Digest>> {
    let mut spoiled = Vec::new();
    for place in 0..path.len() {
        let mut flipped = path.to_vec();
        flipped[place].0[place % 32] ^= 1;
        let mut missing = path.to_vec();
        missing.remove(place);
        spoiled.extend([flipped, missing]);
    }
    for place in 0..=path.len() {
        for more in [Digest([0; 32]), path.get(place).copied().unwrap_or(empty())] {
            let mut longer = path.to_vec();
            longer.insert(place, more);
            spoiled.push(longer);
        }
    }
    spoiled
}

#[test]
fn roots_and_paths_are_those_of_the_rfc_at_every_size() {
    let leaves = leaves();
    let whole = Tree::of(&leaves);
    for size in 0..=MOST {
        let (first, n) = (&leaves[..size], size as u64);
        assert_eq!(tree::root(first), mth(first));
        assert_eq!(whole.root(n), Ok(mth(first)));
        for index in 0..size {
            assert_eq!(whole.inclusion(index as u64, n), Ok(path(index, first)));
        }
        for old in 1..=size {
            assert_eq!(whole.consistency(old as u64, n), Ok(subproof(old, first, true)));
        }
        assert_eq!(whole.consistency(0, n), Ok(vec![]));
    }
    assert_eq!(tree::inclusion(&leaves[..7], 3), Ok(path(3, &leaves[..7])));
    assert_eq!(tree::consistency(&leaves[..7], 3), Ok(subproof(3, &leaves[..7], true)));
}

#[test]
fn every_inclusion_proof_holds_and_every_wrong_one_is_refused() {
    let leaves = leaves();
    let whole = Tree::of(&leaves);
    let roots: Vec<Digest> = (0..=MOST).map(|size| mth(&leaves[..size])).collect();
    for size in 1..=MOST {
        for index in 0..size {
            let (n, at, root) = (size as u64, index as u64, roots[size]);
            let path = whole.inclusion(at, n).unwrap();
            let verify = |leaf, at, n, path: &[Digest], root| verify_inclusion(leaf, at, n, path, root);
            assert_eq!(verify(leaves[index], at, n, &path, root), Ok(()));
            for other in (0..=size as u64).filter(|other| *other != at) {
                assert!(
                    verify(leaves[index], other, n, &path, root).is_err(),
                    "{other} for {at} of {n}"
                );
            }
            for other in (0..=MOST).filter(|other| *other != size) {
                assert!(verify(leaves[index], at, other as u64, &path, roots[other]).is_err());
            }
            for wrong in spoiled(&path) {
                assert!(verify(leaves[index], at, n, &wrong, root).is_err(), "{at} of {n}");
            }
            let other_leaf = leaves[(index + 1) % MOST];
            assert_eq!(verify(other_leaf, at, n, &path, root), Err(ProofError::Root));
        }
    }
}

#[test]
fn every_consistency_proof_holds_and_every_wrong_one_is_refused() {
    let leaves = leaves();
    let whole = Tree::of(&leaves);
    let roots: Vec<Digest> = (0..=MOST).map(|size| mth(&leaves[..size])).collect();
    for new in 0..=MOST {
        for old in 0..=new {
            let path = whole.consistency(old as u64, new as u64).unwrap();
            let verify = |old: usize, new: usize, path: &[Digest]| {
                verify_consistency(old as u64, roots[old], new as u64, roots[new], path)
            };
            assert_eq!(verify(old, new, &path), Ok(()));
            if old > 0 && old < new {
                for other in (0..=new).filter(|other| *other != old) {
                    assert!(verify(other, new, &path).is_err(), "{other} for {old} of {new}");
                }
                for other in (old + 1..=MOST).filter(|other| *other != new) {
                    assert!(verify(old, other, &path).is_err(), "{old} of {other} for {new}");
                }
            }
            for wrong in spoiled(&path) {
                assert!(verify(old, new, &wrong).is_err(), "{old} of {new}");
            }
            let other = Digest([0x0D; 32]);
            assert!(verify_consistency(old as u64, other, new as u64, roots[new], &path).is_err());
            if old > 0 {
                assert!(verify_consistency(old as u64, roots[old], new as u64, other, &path).is_err());
            }
            assert_eq!(
                verify_consistency(new as u64 + 1, roots[old], new as u64, roots[new], &path),
                Err(ProofError::Size)
            );
        }
    }
}

/// Why size and hash are signed together: sizes of the same shape take the same path.
#[test]
fn a_proof_alone_does_not_bind_the_size() {
    let leaves = leaves();
    let path = tree::inclusion(&leaves[..3], 0).unwrap();
    let root = tree::root(&leaves[..3]);
    assert_eq!(verify_inclusion(leaves[0], 0, 3, &path, root), Ok(()));
    assert_eq!(verify_inclusion(leaves[0], 0, 4, &path, root), Ok(()));
    assert!(verify_inclusion(leaves[0], 0, 4, &path, tree::root(&leaves[..4])).is_err());
}

#[test]
fn a_tree_answers_only_about_leaves_it_has() {
    let whole = Tree::of(&leaves());
    assert_eq!(whole.root(71), Err(NoSuchLeaf));
    assert_eq!(whole.inclusion(70, 70), Err(NoSuchLeaf));
    assert_eq!(whole.inclusion(0, 71), Err(NoSuchLeaf));
    assert_eq!(whole.consistency(3, 71), Err(NoSuchLeaf));
    assert_eq!(whole.consistency(5, 4), Err(NoSuchLeaf));
    assert_eq!(Tree::default().root(0), Ok(hash(&[])));
    assert_eq!(Tree::default().inclusion(0, 0), Err(NoSuchLeaf));
}

#[test]
fn hostile_sizes_and_paths_end_at_once() {
    let (some, long) = (hash(b"some"), vec![empty(); 70]);
    for size in [1, 2, u64::MAX / 2, u64::MAX - 1, u64::MAX] {
        for index in [0, 1, size / 2, size - 1, u64::MAX] {
            for path in [&[][..], &long[..1], &long[..64], &long[..65], &long] {
                assert!(verify_inclusion(some, index, size, path, empty()).is_err());
                assert!(verify_consistency(index, some, size, empty(), path).is_err());
            }
        }
    }
}

/// A store of subtree hashes that counts its reads, as a database would.
#[derive(Default)]
struct Stored {
    hashes: BTreeMap<Subtree, Digest>,
    reads: usize,
}

impl Stored {
    fn read(&mut self, subtree: Subtree) -> Result<Digest, Subtree> {
        self.reads += 1;
        self.hashes.get(&subtree).copied().ok_or(subtree)
    }
}

#[test]
fn stored_subtrees_give_the_same_with_few_reads() {
    let mut stored = Stored::default();
    let mut whole = Tree::default();
    for index in 0..5_000u64 {
        let leaf = leaf(index, hash(&index.to_be_bytes()));
        let complete = completed(index, leaf, &mut |subtree| stored.read(subtree)).unwrap();
        stored.hashes.extend(complete);
        whole.push(leaf);
    }
    for size in [1, 2, 3, 63, 64, 65, 4_095, 4_097, 5_000] {
        for at in [0, 1, size / 3, size / 2, size - 1] {
            stored.reads = 0;
            let mut read = |subtree| stored.read(subtree);
            assert_eq!(root_from(size, &mut read), Ok(whole.root(size).unwrap()));
            assert_eq!(
                inclusion_from(at, size, &mut read).unwrap(),
                whole.inclusion(at, size).ok()
            );
            assert_eq!(
                consistency_from(at, size, &mut read).unwrap(),
                whole.consistency(at, size).ok()
            );
            assert!(stored.reads <= 3 * 26, "{} reads for {at} of {size}", stored.reads);
        }
    }
    let lacking = Subtree {
        height: 0,
        place: 5_000,
    };
    assert_eq!(
        inclusion_from(0, 5_001, &mut |subtree| stored.read(subtree)),
        Err(lacking)
    );
}
