//! The manifest: readable, signed, and every file as it says.

use cunfa_evidence::hash;
use cunfa_evidence::prepared::Verify;

use crate::archive::Files;
use crate::layout;
use crate::manifest::{Manifest, ManifestError};
use crate::report::{Code, Finding, Tell};

/// Reads the manifest and compares every file with it. One that is not signed by the key is read all the same, to name what
/// does not hold.
pub(super) fn manifest(files: &Files<'_>, county_key: &impl Verify, told: &mut Vec<Finding>) -> Option<Manifest> {
    let Some(bytes) = files.get(layout::MANIFEST) else {
        told.tell(Code::ManifestMissing, layout::MANIFEST);
        return None;
    };
    let manifest = match Manifest::read(bytes, county_key) {
        Ok(manifest) => Some(manifest),
        Err(ManifestError::Shape(_)) => None,
        Err(ManifestError::Suite(_)) => {
            told.tell(Code::ManifestSignature, layout::MANIFEST);
            Manifest::claimed(bytes).ok()
        }
    };
    match &manifest {
        None => told.tell(Code::ManifestUnreadable, layout::MANIFEST),
        Some(manifest) => compare(files, manifest, told),
    }
    manifest
}

fn compare(files: &Files<'_>, manifest: &Manifest, told: &mut Vec<Finding>) {
    if manifest.village.county() != manifest.county {
        told.tell(Code::ManifestOtherCounty, manifest.village.as_str());
    }
    for line in &manifest.files {
        match files.get(line.name.as_str()) {
            None => told.tell(Code::FileMissing, &line.name),
            Some(bytes) if bytes.len() as u64 == line.size && hash(bytes) == line.sm3 => {}
            Some(_) => told.tell(Code::FileChanged, &line.name),
        }
    }
    let listed = |name: &str| {
        manifest
            .files
            .binary_search_by(|line| line.name.as_str().cmp(name))
            .is_ok()
    };
    for name in files.keys().filter(|name| **name != layout::MANIFEST && !listed(name)) {
        told.tell(Code::FileExtra, *name);
    }
}
