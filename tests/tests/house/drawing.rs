//! What is drawn is cheap to draw where no graphics card is: nothing is blurred. WebKit draws a blurred shadow of a whole page anew at every
//! change of the screen, which took 90 of 105 ms.

use super::colours::without_comments;
use super::source::root;

/// The blurred shadows and filters of a style sheet.
fn blurred(name: &str, style: &str) -> Vec<String> {
    let style = without_comments(style);
    let lines = style.split([';', '{', '}']).map(str::trim);
    let fault = |line: &str| {
        let (property, value) = line.split_once(':')?;
        let is_blurred = match property.trim() {
            "filter" | "backdrop-filter" => value.trim() != "none",
            property if property.contains("shadow") => outside(value).split(',').any(has_blur),
            _ => false,
        };
        is_blurred.then(|| format!("{name}: {line}"))
    };
    lines.filter_map(fault).collect()
}

/// What stands outside parentheses.
fn outside(value: &str) -> String {
    let parts = value.split('(').map(|part| part.rsplit(')').next().unwrap_or_default());
    parts.collect()
}

/// The third length of a shadow is its blur.
fn has_blur(layer: &str) -> bool {
    let is_length = |word: &&str| {
        word.trim_start_matches('-')
            .starts_with(|first: char| first.is_ascii_digit())
    };
    layer
        .split_whitespace()
        .filter(is_length)
        .nth(2)
        .is_some_and(|blur| blur != "0")
}

#[test]
fn nothing_is_drawn_blurred() {
    let mut found = Vec::new();
    let mut sheets = 0;
    for file in std::fs::read_dir(root().join("ui/style")).unwrap() {
        let path = file.unwrap().path();
        found.extend(blurred(
            &path.display().to_string(),
            &std::fs::read_to_string(&path).unwrap(),
        ));
        sheets += 1;
    }
    assert!(sheets > 5, "the style is looked at");
    super::none(&found);
}

#[test]
fn what_is_blurred_is_found() {
    let found = |style| !blurred("a", style).is_empty();
    assert!(found(".a { box-shadow: 0 0 8px red; }"));
    assert!(found(
        ":root { --shadow: 0 1px 0 rgb(1 2 3 / 4%), 0 1px 2px rgb(1 2 3 / 4%) }"
    ));
    assert!(found(".a { text-shadow: 1px 1px 1px red, 0 0 0 red }"));
    assert!(found(".a { backdrop-filter: blur(2px) }"));
    assert!(!found(
        ".a { box-shadow: inset 0 0 0 3px var(--paper), inset 0 0 0 4px var(--rule) }"
    ));
    assert!(!found(
        ":root { --shadow: 0 1px 0 rgb(1 2 3 / 4%), 0 4px 0 rgb(1 2 3 / 4%) }"
    ));
    assert!(!found(
        ".a { box-shadow: none; filter: none } /* box-shadow: 0 0 8px red; */"
    ));
}
