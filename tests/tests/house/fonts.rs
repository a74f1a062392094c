//! What is shown looks alike on every machine: each stack of fonts begins with one that set-up brings (Debian's and Ubuntu's
//! `fonts-noto-cjk`) and never with a name that each machine fills as it likes. One more font on a machine once broke lines elsewhere.

use super::colours::without_comments;
use super::source::root;

/// What `fonts-noto-cjk` brings.
const BROUGHT: [&str; 3] = ["Noto Sans CJK SC", "Noto Serif CJK SC", "Noto Sans Mono CJK SC"];
/// The style sheets outside `ui/style`, and the program's own page.
const ELSEWHERE: [&str; 2] = ["sync-server/src/public/style.css", "src-tauri/src/notice.rs"];

/// What stands after `font`, `font-family` or the name of a stack and begins with neither a brought font, a stack nor `inherit`.
fn faults(file: &str, style: &str) -> Vec<String> {
    let style = without_comments(style);
    // A page that stands in a Rust string ends its lines with a backslash.
    let before = |sign: char| sign == '\\' || sign.is_whitespace();
    let declared = style
        .split([';', '{', '}'])
        .filter_map(|line| line.trim_start_matches(before).split_once(':'));
    let fault = |(name, value): (&str, &str)| {
        let value = value.trim();
        let family = match name {
            "font-family" | "--sans" | "--serif" | "--mono" => value,
            // The family stands after the size and the height of a line.
            "font" => value.find(['"', '\'']).map_or(value, |at| value.split_at(at).1),
            _ => return None,
        };
        let first = family.split(',').next()?.trim().trim_matches(['"', '\'']);
        let held = first == "inherit" || first.starts_with("var(--") || BROUGHT.contains(&first);
        (!held).then(|| format!("{file}: {name} begins with {first}"))
    };
    declared.filter_map(fault).collect()
}

#[test]
fn every_stack_of_fonts_begins_with_one_that_set_up_brings() {
    let styles = std::fs::read_dir(root().join("ui/style")).unwrap();
    let mut files: Vec<_> = styles.map(|file| file.unwrap().path()).collect();
    files.extend(ELSEWHERE.map(|file| root().join(file)));
    let read = |file: &std::path::PathBuf| faults(&file.display().to_string(), &std::fs::read_to_string(file).unwrap());
    super::none(&files.iter().flat_map(read).collect::<Vec<_>>());
}

#[test]
fn a_stack_that_each_machine_fills_as_it_likes_is_found() {
    super::one(
        &faults("a.css", ".code { color: red; font-family: ui-monospace, monospace; }"),
        &["ui-monospace"],
    );
    super::one(
        &faults("a.rs", "margin:0;\\\nfont:18px/1.7 'Arial',sans-serif}"),
        &["Arial"],
    );
    super::one(
        &faults("a.css", ":root { --mono: monospace; }"),
        &["--mono", "monospace"],
    );
    super::one(
        &faults("a.css", "p { font: 1rem/1.7 'Arial', \"Noto Sans CJK SC\" }"),
        &["Arial"],
    );
    super::none(&faults(
        "a.css",
        "p { font: inherit; font-family: var(--sans) } h1 { font: 1rem/2 \"Noto Sans CJK SC\", serif }",
    ));
}
