//! What is read can be read: every pair of colours that the interface sets text in has a contrast of 4.5 to 1 in every theme (WCAG 2.2 AA),
//! and what only has to be seen 3 to 1.

use std::collections::BTreeMap;

use super::source::root;

/// Text on its ground.
const READ: [(&str, &str); 26] = [
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "surface-2"),
    ("ink", "action-soft"),
    ("ink", "warn-soft"),
    ("ink", "error-soft"),
    ("ink", "good-soft"),
    ("ink-2", "ground"),
    ("ink-2", "surface"),
    ("ink-2", "surface-2"),
    ("action", "ground"),
    ("action", "surface"),
    ("action-strong", "surface"),
    ("action-strong", "action-soft"),
    ("on-action", "action"),
    ("on-action", "action-strong"),
    ("paper-ink", "paper"),
    ("paper-ink", "paper-2"),
    ("paper-ink-2", "paper"),
    ("vermilion", "paper"),
    ("on-vermilion", "vermilion"),
    ("warn", "warn-soft"),
    ("warn", "surface"),
    ("error", "error-soft"),
    ("error", "surface"),
    ("good", "good-soft"),
];
/// Edges and rings.
const SEEN: [(&str, &str); 4] = [
    ("line-strong", "surface"),
    ("line-strong", "ground"),
    ("focus", "surface"),
    ("focus", "ground"),
];

type Colours = BTreeMap<String, [f64; 3]>;

/// A style sheet without its comments.
pub fn without_comments(style: &str) -> String {
    let mut parts = style.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.filter_map(|part| part.split_once("*/"));
    first + &rest.map(|(_, after)| after).collect::<String>()
}

/// The colours of the rules whose selector is this one.
fn colours(style: &str, selector: &str) -> Colours {
    let rules = style.split(selector).skip(1);
    let rules = rules.filter_map(|rest| rest.trim_start().strip_prefix('{')?.split('}').next());
    let lines = rules.flat_map(|rule| rule.split(';'));
    let colour = |line: &str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
        let number = u32::from_str_radix(value, 16).ok().filter(|_| value.len() == 6)?;
        let part = |shift: u32| f64::from((number >> shift) & 0xff) / 255.0;
        Some((name.to_owned(), [part(16), part(8), part(0)]))
    };
    lines.filter_map(colour).collect()
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear = |part: f64| {
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn faults(theme: &str, colours: &Colours) -> Vec<String> {
    let pairs = READ.iter().map(|pair| (pair, 4.5));
    let pairs = pairs.chain(SEEN.iter().map(|pair| (pair, 3.0)));
    let fault = |((over, under), least): (&(&str, &str), f64)| match (colours.get(*over), colours.get(*under)) {
        (Some(one), Some(other)) => {
            let has = contrast(*one, *other);
            (has < least).then(|| format!("{theme}: {over} on {under} has {has:.2} of {least}"))
        }
        _ => Some(format!("{theme}: {over} or {under} is no colour")),
    };
    pairs.filter_map(fault).collect()
}

#[test]
fn every_pair_of_colours_can_be_read_in_every_theme() {
    let style = without_comments(&std::fs::read_to_string(root().join("ui/style/tokens.css")).unwrap());
    let light = colours(&style, ":root ");
    let mut found = faults("light", &light);
    for theme in ["contrast", "dark"] {
        let own = colours(&style, &format!(":root[data-theme=\"{theme}\"] "));
        assert!(own.len() > 20, "{theme} is in the style");
        let mut all = light.clone();
        all.extend(own);
        found.extend(faults(theme, &all));
    }
    super::none(&found);
}

#[test]
fn a_pair_that_cannot_be_read_is_found() {
    let grey = colours(":root { --ink: #999999; --ground: #ffffff; }", ":root ");
    let found = faults("light", &grey);
    assert!(
        found
            .iter()
            .any(|fault| fault.starts_with("light: ink on ground has 2.85")),
        "{found:?}"
    );
}
