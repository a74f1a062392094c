//! The county's tree: the signed root, the place of each act in it, and the earlier roots that acts name.

use std::collections::BTreeMap;

use cunfa_core::Digest;
use cunfa_evidence::act::NamedRoot;
use cunfa_evidence::root::Root;
use cunfa_evidence::tree::{leaf, verify_consistency};

use crate::archive::Files;
use crate::layout::{self, Proof};
use crate::manifest::Manifest;
use crate::report::{Code, Finding, Tell};

/// What the volume shows of the tree.
pub(super) struct Trees {
    root: Option<Root>,
    proofs: BTreeMap<(u64, Digest), Proof>,
    /// Earlier roots that the root extends, by size.
    earlier: BTreeMap<u64, Digest>,
}

/// What is to be said of the root an act names.
pub(super) enum Named {
    /// It is one of the tree's.
    Shown,
    /// The tree had another hash at that size.
    Wrong,
    /// Nothing in the volume shows it.
    NotShown,
}

impl Trees {
    pub(super) fn read(
        files: &Files<'_>,
        manifest: Option<&Manifest>,
        root_key: &[u8],
        told: &mut Vec<Finding>,
    ) -> Trees {
        let bytes = |name: &str| files.get(name).copied().unwrap_or_default();
        let root = Root::read(bytes(layout::ROOT), root_key).ok();
        match (&root, manifest) {
            (None, _) => told.tell(Code::RootRefused, layout::ROOT),
            (Some(root), Some(manifest)) => {
                if root.county != manifest.county {
                    told.tell(Code::RootOtherCounty, layout::ROOT);
                }
                if root.size != manifest.root_size {
                    told.tell(Code::RootOtherSize, layout::ROOT);
                }
            }
            (Some(_), None) => {}
        }
        let proofs = layout::decode_proofs(bytes(layout::PROOFS)).unwrap_or_else(|_| {
            told.tell(Code::ProofsUnreadable, layout::PROOFS);
            Vec::new()
        });
        let proofs = proofs.into_iter().map(|proof| ((proof.sequence, proof.act), proof));
        let earlier = layout::decode_roots(bytes(layout::ROOTS)).unwrap_or_else(|_| {
            told.tell(Code::RootsUnreadable, layout::ROOTS);
            Vec::new()
        });
        let mut trees = Trees {
            root,
            proofs: proofs.collect(),
            earlier: BTreeMap::new(),
        };
        for one in earlier {
            let Some(root) = &trees.root else { break };
            match verify_consistency(one.size, one.hash, root.size, root.hash, &one.path) {
                Ok(()) => drop(trees.earlier.insert(one.size, one.hash)),
                Err(_) => told.tell(Code::EarlierRootWrong, one.size.to_string()),
            }
        }
        trees
    }

    pub(super) fn root_hash(&self) -> Option<Digest> {
        self.root.as_ref().map(|root| root.hash)
    }

    /// Whether the log began, or began anew from a backup, after this time: an epoch is the server's clock when it did.
    pub(super) fn began_after(&self, at_ms: i64) -> bool {
        let epoch = self.root.as_ref().map_or(0, |root| root.epoch);
        u64::try_from(at_ms).unwrap_or(0) < epoch
    }

    /// Index of an act's leaf, once its place in the root holds.
    ///
    /// # Errors
    /// What does not hold.
    pub(super) fn place(&self, sequence: u64, act: Digest) -> Result<u64, Code> {
        let proof = self.proofs.get(&(sequence, act)).ok_or(Code::NotInRoot)?;
        let root = self.root.as_ref().ok_or(Code::NotInRoot)?;
        if sequence > root.batches {
            return Err(Code::ProofWrong);
        }
        let holds = root.includes(leaf(sequence, act), proof.index, &proof.path);
        holds.map(|()| proof.index).map_err(|_| Code::ProofWrong)
    }

    pub(super) fn named(&self, named: NamedRoot) -> Named {
        let of_root = self
            .root
            .as_ref()
            .filter(|root| root.size == named.size)
            .map(|root| root.hash);
        let empty = (named.size == 0).then(cunfa_evidence::tree::empty);
        match of_root.or(empty).or_else(|| self.earlier.get(&named.size).copied()) {
            Some(hash) if NamedRoot::of(named.size, hash) == named => Named::Shown,
            Some(_) => Named::Wrong,
            None => Named::NotShown,
        }
    }
}
