//! The list of licences in the settings names everything that is shipped, as it is shipped, with a text for each.

use cunfa_tests::licences::{self, DATA, Licences};

use super::source::root;
use super::{none, one};

type Named = (String, String, String);

fn shipped() -> Vec<Named> {
    let packages = licences::shipped(&root()).expect("cargo metadata").into_iter();
    let packages = packages.map(|package| (package.name, package.version, package.licence));
    let own = |text: &str| text.to_owned();
    let data = DATA
        .iter()
        .map(|(name, version, licence)| (own(name), own(version), own(licence)));
    packages.chain(data).collect()
}

fn faults(list: &Licences, shipped: &[Named]) -> Vec<String> {
    let has_text = |texts: &[usize]| {
        let texts = texts.iter().map(|place| list.texts.get(*place));
        texts.clone().next().is_some()
            && texts
                .into_iter()
                .all(|text| text.is_some_and(|text| !text.trim().is_empty()))
    };
    let of = |one: &licences::Listed| (one.name.clone(), one.version.clone(), one.licence.clone());
    let listed: Vec<Named> = list.packages.iter().map(of).collect();
    let missing = shipped.iter().filter(|one| !listed.contains(one));
    let gone = listed.iter().filter(|one| !shipped.contains(one));
    let bare = list.packages.iter().filter(|one| !has_text(&one.texts));
    missing
        .map(|(name, version, _)| format!("{name} {version} is shipped and not listed: cargo xtask licences"))
        .chain(
            gone.map(|(name, version, _)| format!("{name} {version} is listed and not shipped: cargo xtask licences")),
        )
        .chain(bare.map(|one| format!("{} {} has no text: cargo xtask licences", one.name, one.version)))
        .collect()
}

#[test]
fn every_licence_of_what_is_shipped_stands_in_the_settings_with_its_text() {
    let (list, shipped) = (licences::kept(&root()).expect("the list"), shipped());
    assert!(shipped.iter().any(|(name, ..)| name == "leptos") && shipped.iter().any(|(name, ..)| name == "automerge"));
    none(&faults(&list, &shipped));
    let mut more = shipped.clone();
    more.push(("newcomer".to_owned(), "1.0.0".to_owned(), "MIT".to_owned()));
    one(&faults(&list, &more), &["newcomer", "not listed"]);
    let mut less = list.clone();
    less.packages[0].texts.clear();
    one(&faults(&less, &shipped), &[&list.packages[0].name, "no text"]);
    let mut changed = shipped.clone();
    changed.remove(0);
    one(&faults(&list, &changed), &["not shipped"]);
}
