//! Texts without words: common characters, the commoner the oftener, and marks between them.

use crate::harness::Dice;

/// The commonest first.
const COMMON: &str = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里\
用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已\
工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门\
任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期\
市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规\
万取拉格望觉术领共确传师观清今切院让识候带导争运";
/// After which another begins.
const MARKS: [&str; 5] = ["，", "，", "，", "。", "；"];

/// So many characters, with marks.
pub fn text(dice: &mut Dice, characters: usize) -> String {
    let common: Vec<char> = COMMON.chars().collect();
    let mut out = String::new();
    let mut clause = 0;
    for _ in 0..characters {
        // The lower of two: a commoner one.
        let place = dice.below(common.len()).min(dice.below(common.len()));
        out.extend(common.get(place));
        clause += 1;
        if clause > 5 && dice.percent(20) {
            out.push_str(dice.pick(&MARKS).copied().unwrap_or_default());
            clause = 0;
        }
    }
    out
}
