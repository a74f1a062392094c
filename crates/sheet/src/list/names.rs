//! Names of villages compared: 那况村, 那况村委会 and 那况村民委员会 are one name; 那况社区 is another one that is near.

use cunfa_core::Village;

/// Longest first, so that what ends with one is not taken for another.
const ENDINGS: [(&str, Kind); 8] = [
    ("社区居民委员会", Kind::Community),
    ("居民委员会", Kind::Community),
    ("社区居委会", Kind::Community),
    ("村民委员会", Kind::Village),
    ("居委会", Kind::Community),
    ("村委会", Kind::Village),
    ("社区", Kind::Community),
    ("村", Kind::Village),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Village,
    Community,
    Unsaid,
}

/// The name without its ending, and what the ending says.
fn parted(name: &str) -> (&str, Kind) {
    let ending = ENDINGS
        .iter()
        .find_map(|(ending, kind)| Some((name.strip_suffix(ending)?, *kind)));
    match ending {
        // 村村 keeps its first character.
        Some((stem, kind)) if !stem.is_empty() => (stem, kind),
        Some(_) | None => (name, Kind::Unsaid),
    }
}

/// Whether two names are one, written in two forms.
pub(super) fn are_one(one: &str, other: &str) -> bool {
    let ((stem, kind), (other_stem, other_kind)) = (parted(one), parted(other));
    let fits = kind == other_kind || kind == Kind::Unsaid || other_kind == Kind::Unsaid;
    one == other || (stem == other_stem && fits)
}

/// Whether two names are one but for what their endings say: 那况村 and 那况社区.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    parted(one).0 == parted(other).0
}

/// Whether one could be meant by the other: another ending, or one character more, less or different.
pub(super) fn are_near(one: &str, other: &str) -> bool {
    let ((stem, _), (other_stem, _)) = (parted(one), parted(other));
    stem == other_stem || (stem.chars().count().max(other_stem.chars().count()) > 1 && one_apart(stem, other_stem))
}

fn one_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let before = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let after = short
        .iter()
        .rev()
        .zip(long.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    match long.len() - short.len() {
        0 => before + after + 1 >= long.len(),
        1 => before + after >= short.len(),
        _ => false,
    }
}

/// What a name in a list means.
pub(super) enum Meant<'k> {
    /// This village; whether its name stands there in another form.
    One(&'k Village, bool),
    /// Nobody knows which of several.
    Many(usize),
    /// None, but these are near.
    Near(Vec<&'k Village>),
    /// None.
    None,
}

/// What a name means among the villages at hand. The township's may stand before it.
pub(super) fn meant<'k>(name: &str, among: &[&'k Village]) -> Meant<'k> {
    let own = |village: &Village| name.strip_prefix(village.township.as_str());
    let is = |village: &&Village| village.name == name || own(village) == Some(village.name.as_str());
    let is_formed = |village: &&Village| {
        are_one(&village.name, name) || own(village).is_some_and(|own| are_one(&village.name, own))
    };
    let exact: Vec<&Village> = among.iter().copied().filter(is).collect();
    let formed: Vec<&Village> = among.iter().copied().filter(is_formed).collect();
    match (exact.as_slice(), formed.as_slice()) {
        ([one], _) => Meant::One(one, false),
        ([], [one]) => Meant::One(one, true),
        ([], []) => {
            let near: Vec<&Village> = among
                .iter()
                .copied()
                .filter(|village| are_near(&village.name, name))
                .collect();
            if near.is_empty() {
                Meant::None
            } else {
                Meant::Near(near)
            }
        }
        (exact, formed) => Meant::Many(exact.len().max(formed.len())),
    }
}

/// Whether the name of a township or county in a list is the register's: 三塘 for 三塘镇, 兴宁 for 兴宁区.
pub(super) fn is_area(given: &str, known: &str) -> bool {
    given == known || (bare(given) == bare(known) && !bare(given).is_empty())
}

/// Without what says what kind of place it is; a name of one character keeps it.
fn bare(name: &str) -> &str {
    const ENDINGS: [&str; 11] = [
        "街道办事处",
        "人民政府",
        "街道办",
        "街道",
        "民族乡",
        "乡",
        "镇",
        "自治县",
        "县",
        "区",
        "市",
    ];
    let stem = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    stem.filter(|stem| stem.chars().nth(1).is_some()).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_one_name_are_one_and_a_village_that_became_a_community_is_near() {
        assert!(are_one("那况村", "那况村民委员会") && are_one("那况", "那况村委会"));
        assert!(are_one("兴宁社区", "兴宁社区居委会") && are_one("兴宁社区居民委员会", "兴宁社区"));
        assert!(!are_one("那况村", "那况社区") && are_near("那况村", "那况社区"));
        assert!(are_near("那况村", "那旷村") && are_near("那况村", "那大况村") && !are_near("那况村", "三塘村"));
        assert!(!are_near("甲村", "乙村"));
    }

    #[test]
    fn townships_are_known_without_their_ending() {
        assert!(is_area("三塘", "三塘镇") && !is_area("塘镇", "塘乡"));
        assert!(is_area("民生街道办事处", "民生街道") && !is_area("昆仑镇", "三塘镇") && is_area("兴宁", "兴宁区"));
    }
}
