//! The county's own words: another county, a tree written anew, keys that may not sign here or no more.

use cunfa_core::Standing;
use cunfa_evidence::certificate::Subject;
use cunfa_evidence::hash;
use cunfa_volume::build;
use cunfa_volume::report::Code;

use crate::attacker::*;
use crate::common::*;

#[test]
fn another_countys_volume_and_a_wrong_root_key_are_refused() {
    let world = small();
    let report = verify_both(&world.volume(), key(8).public());
    fails(
        &report,
        &[
            Code::ManifestSignature,
            Code::RootRefused,
            Code::CertificateRefused,
            Code::ReceiptRefused,
        ],
    );
    assert_eq!(falling(&report).len(), 6, "an entry without acts has a receipt too");
    let other = small_of(World::of_county(8));
    fails(
        &verify_both(&other.volume(), &world.root_key()),
        &[Code::ManifestSignature, Code::KeyUnknown],
    );
    // This county's list around another county's receipts, root and certificates.
    let mut manifest = build::manifest(&other.given(), &files(&other));
    manifest.exported_at_ms += 1;
    let report = resealed(&world, &manifest, &files(&other));
    fails(
        &report,
        &[Code::RootRefused, Code::ReceiptRefused, Code::CertificateRefused],
    );
    // The root of another county under the same key.
    let mut moved = small();
    moved.county = "450103".parse().unwrap();
    fails(
        &verify_both(&moved.volume(), &moved.root_key()),
        &[Code::ManifestOtherCounty],
    );
    let receipt = moved.receipt(moved.log[2].1.sealed.id(), 3);
    moved.log[2].1.receipt = receipt;
    moved.county = moved.village.county();
    let report = verify_both(&moved.volume(), &moved.root_key());
    only(&report, &[Code::ReceiptOtherCounty]);
    assert_eq!(falling(&report), ["03-0002"]);
}

#[test]
fn a_tree_that_was_written_anew_is_recognised_by_the_roots_that_acts_name() {
    let mut world = small();
    // The first two batches are exchanged, with receipts and a tree of the server's own.
    world.log.swap(0, 1);
    for (place, (_, given)) in (1u64..).zip(&mut world.log) {
        given.sequence = place;
    }
    let receipts: Vec<_> = world
        .log
        .iter()
        .map(|(_, given)| world.receipt(given.sealed.id(), given.sequence))
        .collect();
    for ((_, given), receipt) in world.log.iter_mut().zip(receipts) {
        given.receipt = receipt;
    }
    let report = verify_both(&world.volume(), &world.root_key());
    fails(&report, &[Code::NamedRootWrong]);
    // Or it shows nothing of the earlier roots.
    let report = by_server_from(&small(), |given| given.earlier_roots.clear());
    only(&report, &[Code::NamedRootNotShown]);
    let report = by_server_from(&small(), |given| given.earlier_roots[0].path.reverse());
    assert!(!report.holds() || small().given().earlier_roots[0].path.len() < 2);
    let report = by_server_from(&small(), |given| given.earlier_roots[0].hash = hash(b"another"));
    fails(&report, &[Code::EarlierRootWrong, Code::NamedRootNotShown]);
}

#[test]
fn a_key_that_was_revoked_before_signs_nothing() {
    let mut world = small();
    world.revoke(Who::Cadre.key().id(), 4);
    let report = verify_both(&world.volume(), &world.root_key());
    only(&report, &[Code::KeyRevoked]);
    assert_eq!(falling(&report), ["03-0004", "03-0005"], "what came before stays valid");
    let mut world = small();
    world.revoke(device_key(TABLET).id(), 5);
    only(&verify_both(&world.volume(), &world.root_key()), &[Code::DeviceRevoked]);
    // A revocation that is left out of the volume is no secret: the list of the county's keys is not here to tell. It is
    // the certificate that must be there.
    let report = by_server_from(&small(), |given| {
        given
            .certificates
            .retain(|bytes| !has(bytes, Who::Office.key().public()));
    });
    fails(&report, &[Code::KeyUnknown, Code::CertificateRefused]);
}

#[test]
fn what_was_signed_while_the_village_was_in_scope_stays_valid_and_nothing_after_does() {
    let elsewhere: &[&str] = &["450102002"];
    for (from, falls) in [(99, vec![]), (4, vec!["03-0004", "03-0005"])] {
        let mut world = small();
        world.rescope(Who::Cadre, from, elsewhere);
        let report = verify_both(&world.volume(), &world.root_key());
        assert_eq!(falling(&report), falls, "from {from} on");
        let expected: &[Code] = if falls.is_empty() { &[] } else { &[Code::OutOfScope] };
        only(&report, expected);
    }
    // A scope that comes back holds from where it came back on.
    let mut world = small();
    let here = world.village.as_str().to_owned();
    world.rescope(Who::Cadre, 4, elsewhere);
    world.rescope(Who::Cadre, 7, &[&here]);
    let report = verify_both(&world.volume(), &world.root_key());
    only(&report, &[Code::OutOfScope]);
    assert_eq!(falling(&report), ["03-0004"]);
    // Nobody brings an earlier scope back with an earlier word.
    world.confirm(Who::Cadre);
    assert_eq!(
        falling(&verify_both(&world.volume(), &world.root_key())),
        falling(&report)
    );
}

#[test]
fn a_key_outside_its_person_role_device_and_scope_is_refused() {
    let with = |who: Who, change: &dyn Fn(&mut Subject)| {
        let mut world = small();
        world.certificates.retain(|bytes| !has(bytes, who.key().public()));
        let mut changed = subject(who);
        change(&mut changed);
        world.certify(who.key().public(), changed, Standing::Confirmed);
        verify_both(&world.volume(), &world.root_key())
    };
    let person = |change: &dyn Fn(&mut cunfa_core::Person)| {
        with(Who::Cadre, &|subject| {
            if let Subject::Person { person, .. } = subject {
                change(person);
            }
        })
    };
    only(&person(&|person| person.id.0[0] ^= 1), &[Code::PersonDiffers]);
    only(
        &person(&|person| person.role = cunfa_core::Role::Counsel),
        &[Code::RoleDiffers],
    );
    only(
        &person(&|person| person.scope = vec!["450102002".parse().unwrap()]),
        &[Code::OutOfScope],
    );
    let report = person(&|person| person.name = "别人".to_owned());
    assert!(report.holds() && codes(&report).contains(&Code::NameDiffers));
    let report = with(Who::Cadre, &|subject| {
        if let Subject::Person { device, .. } = subject {
            *device = DESK;
        }
    });
    only(&report, &[Code::DeviceDiffers]);
    let report = with(Who::Cadre, &|subject| *subject = Subject::Device(TABLET));
    only(&report, &[Code::PersonDiffers]);
}
