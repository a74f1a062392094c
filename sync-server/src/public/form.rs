//! What a form or an address says: pairs of names and values as `application/x-www-form-urlencoded` (WHATWG URL, 5.1).

/// The pairs, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads them. There is no text that cannot be read: what is no UTF-8 becomes the sign for that.
    pub(super) fn read(text: &[u8]) -> Fields {
        let pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
        Fields(pairs.map(pair).collect())
    }

    /// The first value of this name; empty when there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        let mut named = self.0.iter().filter(|(of, _)| of == name);
        named.next().map_or("", |(_, value)| value.as_str())
    }
}

fn pair(pair: &[u8]) -> (String, String) {
    let mut parts = pair.splitn(2, |byte| *byte == b'=');
    let mut next = || decoded(parts.next().unwrap_or_default());
    (next(), next())
}

fn decoded(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => nibble(*high).zip(nibble(*low)),
            _ => None,
        };
        match (escaped, first) {
            (Some((high, low)), _) => {
                bytes.push((high << 4) | low);
                rest = after.get(2..).unwrap_or_default();
            }
            (None, b'+') => bytes.push(b' '),
            (None, byte) => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn nibble(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_decoded_and_the_first_of_a_name_counts() {
        let fields = Fields::read("q=%E9%82%A3+%e5%86%b5&z=450102101&q=2&empty=&bare&a=b=c".as_bytes());
        assert_eq!((fields.get("q"), fields.get("z")), ("那 况", "450102101"));
        assert_eq!((fields.get("empty"), fields.get("bare"), fields.get("none")), ("", "", ""));
        assert_eq!(fields.get("a"), "b=c");
    }

    #[test]
    fn what_is_wrongly_written_is_read_as_it_stands() {
        for (written, read) in [
            ("%", "%"),
            ("%4", "%4"),
            ("%zz", "%zz"),
            ("%41%", "A%"),
            ("100%25", "100%"),
            ("%E9%82", "\u{fffd}"),
            ("%ff", "\u{fffd}"),
        ] {
            assert_eq!(Fields::read(format!("q={written}").as_bytes()).get("q"), read, "{written}");
        }
        assert_eq!(Fields::read(b"&&=&").get(""), "");
    }
}
