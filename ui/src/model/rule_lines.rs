//! On which line of a rule file a fault lies, by the key it is told by.

/// The line, from 1, on which a key stands: `on_site_minutes_per_month`, `rounding.to_minutes`. Of a key within a table that is written on one
/// line, that line; none when the key is nowhere.
#[must_use]
pub fn line_of(text: &str, key: &str) -> Option<usize> {
    let outer = key.split('.').next().unwrap_or(key);
    let (mut head, mut of_outer) = (String::new(), None);
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(named) = line.trim_start().strip_prefix('[') {
            head = named
                .trim_start_matches('[')
                .split(']')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned();
            if of_outer.is_none() && (head == outer || head.starts_with(&format!("{outer}."))) {
                of_outer = Some(number);
            }
            continue;
        }
        let Some((name, _)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim();
        let whole = if head.is_empty() {
            name.to_owned()
        } else {
            format!("{head}.{name}")
        };
        if whole == key {
            return Some(number);
        }
        if of_outer.is_none() && whole == outer {
            of_outer = Some(number);
        }
    }
    of_outer
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# on_site_minutes_per_month = 1\nid = \"x\"\non_site_minutes_per_month = -300\n\
                        rounding = { to_minutes = 7, direction = \"up\", of = \"entry\" }\n\n[deduction]\ntimes_per_month = 2\n";

    #[test]
    fn a_fault_is_told_on_the_line_of_its_key() {
        assert_eq!(line_of(TEXT, "on_site_minutes_per_month"), Some(3));
        assert_eq!(line_of(TEXT, "rounding.to_minutes"), Some(4), "a table on one line");
        assert_eq!(line_of(TEXT, "deduction.times_per_month"), Some(7));
        assert_eq!(
            line_of(TEXT, "deduction.fen_per_time"),
            Some(6),
            "the table it is missing in"
        );
        assert_eq!(line_of(TEXT, "lectures"), None);
        assert_eq!(line_of("", "id"), None);
    }
}
