//! The pinyin initials of names (首字母): 覃明远 is found by `qmy`, by `qm` and by `my`.
//!
//! A character with several readings counts with each of them, since nobody knows from the characters alone how a name is said: 覃 is
//! Qín as nearly every surname in Guangxi and Tán in the dictionary. Readings that only a surname has, and the dictionary leaves out,
//! stand in [`SURNAMES`].

use pinyin::{Pinyin, ToPinyinMulti as _};

/// Most spellings of one name; readings that would make more are left out, the rarest first.
const MOST_SPELLINGS: usize = 32;
/// Longest run of characters that is taken for a name; a longer one is a sentence.
const LONGEST_NAME: usize = 6;
/// Shortest run.
const SHORTEST_NAME: usize = 2;

/// First letters that a character has as a surname besides those of the dictionary's readings.
const SURNAMES: &[(char, char)] = &[('费', 'b')];

/// Every way to write the initials of every name in a text, in lower case; none for what is no name.
pub(super) fn spellings(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut run: Vec<Vec<char>> = Vec::new();
    for character in text.chars().chain(['\n']) {
        match letters(character, run.is_empty()) {
            Some(letters) => run.push(letters),
            None => all.extend(of_name(&std::mem::take(&mut run))),
        }
    }
    all.sort();
    all.dedup();
    all
}

/// The first letters of a character's readings, the commonest first; `None` for what has none, which ends a name.
fn letters(character: char, first: bool) -> Option<Vec<char>> {
    let mut letters: Vec<char> = Vec::new();
    let mut push = |letter: Option<char>| {
        if let Some(letter) = letter.filter(char::is_ascii_lowercase)
            && !letters.contains(&letter)
        {
            letters.push(letter);
        }
    };
    for reading in character.to_pinyin_multi()? {
        push(Pinyin::plain(reading).chars().next());
    }
    if first {
        let surname = SURNAMES.iter().filter(|(written, _)| *written == character);
        surname.for_each(|(_, letter)| push(Some(*letter)));
    }
    (!letters.is_empty()).then_some(letters)
}

fn of_name(run: &[Vec<char>]) -> Vec<String> {
    if !(SHORTEST_NAME..=LONGEST_NAME).contains(&run.len()) {
        return Vec::new();
    }
    let mut spellings = vec![String::new()];
    for letters in run {
        let room = (MOST_SPELLINGS / spellings.len()).max(1);
        spellings = spellings
            .iter()
            .flat_map(|begun| letters.iter().take(room).map(move |letter| format!("{begun}{letter}")))
            .collect();
    }
    spellings
}

#[cfg(test)]
mod tests {
    use super::{MOST_SPELLINGS, spellings};

    #[test]
    fn surnames_are_found_as_they_are_said() {
        let said = [
            ("覃明远", "qmy"),
            ("曾国强", "zgq"),
            ("仇大山", "qds"),
            ("区小妹", "oxm"),
            ("单美花", "smh"),
            ("查文生", "zws"),
            ("解春兰", "xcl"),
            ("任桂英", "rgy"),
            ("盖叫天", "gjt"),
            ("朴秀英", "pxy"),
            ("乐进", "yj"),
            ("尉迟恭", "ycg"),
            ("万俟山", "mqs"),
            ("长孙明", "zsm"),
            ("令狐冲", "lhc"),
            ("澹台明", "ttm"),
            ("缪大山", "mds"),
            ("宓大山", "mds"),
            ("翟大山", "zds"),
            ("冼大山", "xds"),
            ("隗大山", "wds"),
            ("繁大山", "pds"),
            ("员大山", "yds"),
            ("折大山", "sds"),
            ("秘大山", "bds"),
            ("种大山", "cds"),
            ("祭大山", "zds"),
            ("华大山", "hds"),
            ("召大山", "sds"),
            ("逄大山", "pds"),
            ("韦垭山", "wys"),
            ("农大山", "nds"),
            ("闭大山", "bds"),
            ("岑大山", "cds"),
            ("麻大山", "mds"),
            ("晁大山", "cds"),
            ("郗大山", "cds"),
            ("郝大山", "hds"),
            ("费大山", "bds"),
            ("过大山", "gds"),
            ("哈大山", "hds"),
            ("黑大山", "hds"),
            ("角大山", "jds"),
            ("纪大山", "jds"),
            ("阚大山", "kds"),
            ("能大山", "nds"),
            ("乜大山", "nds"),
            ("谌大山", "cds"),
            ("石大山", "sds"),
            ("洗大山", "xds"),
            ("燕大山", "yds"),
            ("应大山", "yds"),
            ("车大山", "cds"),
            ("褚大山", "cds"),
            ("褶大山", "xds"),
            ("谷大山", "gds"),
            ("么大山", "yds"),
            ("葛大山", "gds"),
            ("瞿大山", "qds"),
            ("句大山", "gds"),
            ("阙大山", "qds"),
            ("沈大山", "sds"),
            ("盛大山", "sds"),
            ("撒大山", "sds"),
            ("眭大山", "sds"),
            ("相大山", "xds"),
            ("铅大山", "qds"),
            ("邛大山", "qds"),
            ("訾大山", "zds"),
            ("笪大山", "dds"),
            ("佴大山", "nds"),
            ("郜大山", "gds"),
            ("勾大山", "gds"),
            ("炅大山", "gds"),
            ("贠大山", "yds"),
            ("亓官明", "qgm"),
            ("夏侯明", "xhm"),
            ("皇甫明", "hfm"),
            ("宰父明", "zfm"),
            ("申屠明", "stm"),
            ("淳于明", "cym"),
            ("单于明", "cym"),
            ("呼延明", "hym"),
            ("鲜于明", "xym"),
            ("拓跋明", "tbm"),
            ("宗政明", "zzm"),
            ("濮阳明", "pym"),
            ("公冶明", "gym"),
            ("相里明", "xlm"),
            ("漆雕明", "qdm"),
        ];
        let missed: Vec<_> = said
            .iter()
            .filter(|(name, letters)| !spellings(name).iter().any(|one| one == letters))
            .collect();
        assert!(missed.is_empty(), "{missed:?}");
    }

    #[test]
    fn what_is_no_name_has_none() {
        for text in ["", "韦", "Wei", "12345", "与邻居因宅基地边界发生争议咨询如何处理"] {
            assert_eq!(spellings(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn several_names_stand_apart() {
        assert_eq!(spellings("韦明山、农小妹（代）"), ["nxm", "wms"]);
    }

    #[test]
    fn a_name_has_no_more_spellings_than_are_kept() {
        let found = spellings("单单单单单单");
        assert!((2..=MOST_SPELLINGS).contains(&found.len()), "{found:?}");
    }
}
