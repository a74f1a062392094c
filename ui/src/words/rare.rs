//! Characters that may come out of the printer as boxes: named with their code and where they stand, before anything is printed.

use cunfa_core::text::Unprintable;

/// What they are, over those of a page.
pub const BEFORE_PRINT: &str = "下面的字是自造字，打印出来可能是方块或空白。打印后请用笔补写；内容没有改动。";
/// Prints all the same.
pub const PRINT_ANYWAY: &str = "知道了，打印";

/// One of them: code and what is around it.
#[must_use]
pub fn one(found: &Unprintable) -> String {
    format!("{}：“{}”里的 □", code(found.character), found.around)
}

/// Those of a field, under it.
#[must_use]
pub fn in_field(found: &[Unprintable]) -> String {
    let mut codes: Vec<String> = found.iter().map(|one| code(one.character)).collect();
    codes.dedup();
    format!("有自造字（{}），照原样保存，但打印时可能显示不出。", codes.join("、"))
}

fn code(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}
