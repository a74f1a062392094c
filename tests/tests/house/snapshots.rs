//! Every type that `protocol` and `core` serialise, and every variant of their enums, is held by a snapshot beside the
//! protocol tests. A type is named by its file and itself: `wire-Refusal` is not `failure-Refusal`.

use std::collections::BTreeMap;

use super::source::{self, SourceFile, Token, root};
use super::{none, one};

/// Bytes within other messages.
const TRANSPARENT: [&str; 1] = ["wire-Blob"];

/// A serialised type with the variants it has, if it is an enum.
type Types = BTreeMap<String, Vec<String>>;

fn serialised(file: &SourceFile) -> Result<Types, String> {
    let tokens = file.tokens()?;
    let mut types = Types::new();
    let mut promised = false;
    for (at, token) in tokens.iter().enumerate() {
        let next = |steps: usize| tokens.get(at + steps).map_or("", |token| token.text.as_str());
        match token.text.as_str() {
            "derive" => promised = names_serialize(&tokens[at..]),
            "struct" | "enum" if promised && next(1) != "$" => {
                let variants = if token.text == "enum" {
                    variants(&tokens[at..])
                } else {
                    Vec::new()
                };
                types.insert(format!("{}-{}", stem(&file.path), next(1)), variants);
                promised = false;
            }
            "struct" | "enum" => promised = false,
            _ => {}
        }
    }
    Ok(types)
}

/// The file's own name, or its folder's for a `mod.rs`.
fn stem(path: &str) -> &str {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.rsplit('/').next().unwrap_or(path)
}

fn names_serialize(from: &[Token]) -> bool {
    from.iter()
        .skip(2)
        .take_while(|token| token.text != ")")
        .any(|token| token.text == "Serialize")
}

/// The words at depth one of the first braces, that begin a variant.
fn variants(from: &[Token]) -> Vec<String> {
    let mut depth = 0;
    let mut found = Vec::new();
    let mut begins = false;
    for token in from {
        match token.text.as_str() {
            "{" | "(" | "[" => {
                depth += 1;
                begins |= depth == 1;
            }
            "}" | ")" | "]" => {
                depth -= 1;
                // The end of an attribute: the variant itself still comes.
                begins |= depth == 1 && token.text == "]";
                if depth == 0 {
                    return found;
                }
            }
            "," if depth == 1 => begins = true,
            "#" => {}
            "$" => return Vec::new(),
            word if depth == 1 && begins => {
                found.push(word.to_owned());
                begins = false;
            }
            _ => {}
        }
    }
    found
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// `snapshots` by type name.
fn faults(types: &Types, snapshots: &BTreeMap<String, String>) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, variants) in types.iter().filter(|(name, _)| !TRANSPARENT.contains(&name.as_str())) {
        let Some(text) = snapshots.get(name) else {
            faults.push(format!("{name}: serialised but held by no snapshot"));
            continue;
        };
        let held = |variant: &&String| {
            !text.contains(&format!("\"{}\"", snake(variant))) && !text.contains(&format!("\"{variant}\""))
        };
        faults.extend(
            variants
                .iter()
                .filter(held)
                .map(|variant| format!("{name}::{variant}: in no snapshot")),
        );
    }
    faults
}

fn protocol_types() -> Result<Types, String> {
    let mut types = Types::new();
    let rooms = ["crates/protocol/src/", "crates/core/src/"];
    for file in source::all()
        .iter()
        .filter(|file| rooms.iter().any(|room| file.path.starts_with(room)))
    {
        types.extend(serialised(file)?);
    }
    Ok(types)
}

/// Commands are declared as `Name { .. }` blocks of one macro, not by `derive`.
fn commands() -> Types {
    let door = source::all()
        .into_iter()
        .find(|file| file.path == "crates/protocol/src/door.rs")
        .expect("the door");
    let tokens = door.tokens().unwrap();
    let begin = source::find(&tokens, &["door", "!", "{"])
        .first()
        .map(|token| token.line)
        .expect("the list of commands");
    let pairs = tokens
        .windows(3)
        .filter(|pair| pair[0].line > begin && pair[1].text == "-" && pair[2].text == ">");
    pairs.map(|pair| (pair[0].text.clone(), Vec::new())).collect()
}

fn stored() -> BTreeMap<String, String> {
    let folder = root().join("tests/tests/protocol/snapshots");
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = files
        .map(|item| item.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "snap"));
    paths
        .map(|path| {
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            (stem, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

#[test]
fn every_serialised_type_of_the_protocol_is_held_by_a_snapshot() {
    let types = protocol_types().unwrap();
    assert!(types.len() > 70, "only {} types found", types.len());
    none(&faults(&types, &stored()));
}

#[test]
fn every_command_and_its_reply_is_held_by_a_snapshot() {
    let names = commands();
    assert!(names.len() > 20, "only {} commands found", names.len());
    let snapshots = stored();
    for whole in ["door-Command", "door-Reply"] {
        let variants = names.keys().cloned().collect();
        none(&faults(&Types::from([(whole.to_owned(), variants)]), &snapshots));
    }
}

#[test]
fn a_type_or_variant_without_a_snapshot_is_found() {
    let text = "#[derive(Debug, Serialize)]\npub struct New { pub a: u8 }\n#[derive(Serialize)]\npub enum Way { #[serde(rename = \"x\")] OneWay, \
                Other { b: u8 }, Third(u8) }\n#[derive(Debug)]\nstruct Plain;";
    let types = serialised(&SourceFile::synthetic("crates/protocol/src/x.rs", text)).unwrap();
    assert_eq!(
        types.get("x-Way").map(Vec::as_slice),
        Some(["OneWay".to_owned(), "Other".to_owned(), "Third".to_owned()].as_slice())
    );
    assert!(!types.contains_key("x-Plain"));
    let way = ("x-Way".to_owned(), "\"one_way\" \"third\" \"other\"".to_owned());
    one(&faults(&types, &BTreeMap::from([way])), &["x-New"]);
    let both = BTreeMap::from([
        ("x-New".to_owned(), String::new()),
        ("x-Way".to_owned(), "\"one_way\" \"third\"".to_owned()),
    ]);
    one(&faults(&types, &both), &["x-Way::Other"]);
}
