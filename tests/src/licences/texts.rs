//! The texts of licences: those a package brings, each text once; for one that brings none, the standard text of what it names, or
//! what its authors say elsewhere.

use std::collections::BTreeMap;
use std::fs;

use super::shipped::Package;
use super::{DATA, Licences, Listed};

/// How the files are called that hold a text.
const NAMES: [&str; 7] = [
    "LICENSE",
    "LICENCE",
    "COPYING",
    "COPYRIGHT",
    "NOTICE",
    "UNLICENSE",
    "LICENSES",
];

const MIT: &str = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the \"Software\"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
";

/// The texts, each once however its lines are broken.
#[derive(Default)]
struct Texts {
    texts: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Texts {
    fn place(&mut self, text: &str) -> usize {
        let squeezed: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let next = self.texts.len();
        *self.places.entry(squeezed).or_insert_with(|| {
            let lines = text.lines().map(str::trim_end).collect::<Vec<_>>();
            self.texts.push(lines.join("\n").trim_matches('\n').to_owned());
            next
        })
    }
}

/// Whether one may choose MIT: then its text is enough, and the others' are left out.
fn offers_mit(licence: &str) -> bool {
    !licence.contains("AND") && licence.split(['/', ' ', '(', ')']).any(|word| word == "MIT") && licence != "MIT"
}

/// What a package brings, in the order of the files' names.
fn brought(package: &Package) -> Vec<(String, String)> {
    let Ok(listing) = fs::read_dir(&package.folder) else {
        return Vec::new();
    };
    let mut files: Vec<(String, String)> = listing
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().to_uppercase();
            let is_text = NAMES.iter().any(|begin| name.starts_with(begin)) && !name.ends_with(".RS");
            let text = is_text.then(|| fs::read(entry.path()).ok()).flatten()?;
            Some((name, String::from_utf8_lossy(&text).into_owned()))
        })
        .collect();
    files.sort();
    let is_apache = |name: &str| name.contains("APACHE");
    if offers_mit(&package.licence) && files.iter().any(|(name, _)| name.contains("MIT")) {
        files.retain(|(name, _)| !is_apache(name));
    }
    files
}

/// The standard text of what a package names that brings none.
fn standard(licence: &str, authors: &[String], known: &[String]) -> Option<String> {
    let names = |id: &str| licence.split(['/', ' ', '(', ')']).any(|word| word == id);
    let beginning = |words: &str| known.iter().find(|text| text.trim_start().starts_with(words)).cloned();
    if names("MIT") {
        let of = if authors.is_empty() {
            "its authors".to_owned()
        } else {
            authors.join(", ")
        };
        return Some(format!("Copyright (c) {of}\n\n{MIT}"));
    }
    let beginnings = [("Apache-2.0", "Apache License"), ("MPL-2.0", "Mozilla Public License")];
    beginnings
        .into_iter()
        .find(|(id, _)| names(id))
        .and_then(|(_, words)| beginning(words))
}

/// What a package of the same authors brings that names the same licence.
fn of_the_same_authors(one: &Listed, authors: &[String], brought: &[(Listed, &[String])]) -> Vec<usize> {
    let mut others = brought.iter();
    let other = others.find(|(other, by)| !authors.is_empty() && *by == authors && other.licence == one.licence);
    other.map(|(other, _)| other.texts.clone()).unwrap_or_default()
}

/// The list of these packages and of [`DATA`].
#[must_use]
pub fn written(packages: &[Package]) -> Licences {
    let mut texts = Texts::default();
    let mut listed: Vec<(Listed, &[String])> = packages
        .iter()
        .map(|package| {
            let brought = brought(package);
            let places = brought.iter().map(|(_, text)| texts.place(text)).collect();
            (
                listed(&package.name, &package.version, &package.licence, places),
                package.authors.as_slice(),
            )
        })
        .collect();
    listed.extend(
        DATA.iter()
            .map(|(name, version, licence)| (self::listed(name, version, licence, Vec::new()), &[][..])),
    );
    let brought = listed.iter().filter(|(one, _)| !one.texts.is_empty());
    let brought: Vec<(Listed, &[String])> = brought.cloned().collect();
    for (one, authors) in listed.iter_mut().filter(|(one, _)| one.texts.is_empty()) {
        match standard(&one.licence, authors, &texts.texts) {
            Some(text) => one.texts.push(texts.place(&text)),
            None => one.texts = of_the_same_authors(one, authors, &brought),
        }
    }
    let mut packages: Vec<Listed> = listed.into_iter().map(|(one, _)| one).collect();
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Licences {
        packages,
        texts: texts.texts,
    }
}

fn listed(name: &str, version: &str, licence: &str, texts: Vec<usize>) -> Listed {
    Listed {
        name: name.to_owned(),
        version: version.to_owned(),
        licence: licence.to_owned(),
        texts,
    }
}
