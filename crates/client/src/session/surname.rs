//! The surname of a name, for the lock screen, which stands outside the encrypted file.

/// Surnames of two characters in use (复姓).
const TWO: [&str; 28] = [
    "欧阳", "司马", "司徒", "上官", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "长孙", "宇文", "东方", "夏侯", "令狐",
    "端木", "南宫", "西门", "申屠", "澹台", "公冶", "淳于", "轩辕", "闻人", "赫连", "濮阳", "太史", "拓跋", "第五",
];

/// One or two characters; all of a name of one character.
pub(crate) fn surname(name: &str) -> String {
    let letters = name.chars().count();
    let two = TWO.iter().find(|surname| letters > 2 && name.starts_with(**surname));
    two.map_or_else(|| name.chars().take(1).collect(), |surname| (*surname).to_owned())
}

#[cfg(test)]
mod tests {
    use super::surname;

    #[test]
    fn the_lock_screen_shows_the_surname_only_also_for_rare_and_double_ones() {
        assert_eq!(surname("韦玉兰"), "韦");
        assert_eq!(surname("欧阳海"), "欧阳");
        assert_eq!(surname("欧阳"), "欧");
        assert_eq!(surname("\u{21336}志明"), "\u{21336}");
        assert_eq!(surname(""), "");
    }
}
