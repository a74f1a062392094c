//! A table for a terminal: columns as wide as their longest text, Chinese characters counted as two.

/// Widest column that is padded; what is longer runs on.
const WIDEST: usize = 40;

/// The lines, the headings first. The last column is not padded.
pub(super) fn lines<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> Vec<String> {
    let mut widths = heads.map(width);
    for row in rows {
        for (most, text) in widths.iter_mut().zip(row) {
            *most = (*most).max(width(text)).min(WIDEST);
        }
    }
    let heads = heads.map(str::to_owned);
    let line = |texts: &[String; N]| {
        let mut line = String::new();
        for (text, wide) in texts.iter().zip(widths) {
            line.push_str(text);
            line.extend(std::iter::repeat_n(' ', wide.saturating_sub(width(text)) + 2));
        }
        line.trim_end().to_owned()
    };
    std::iter::once(&heads).chain(rows).map(line).collect()
}

/// Columns of a terminal that a text takes.
fn width(text: &str) -> usize {
    let wide = |c: char| matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0x2_0000..=0x3_FFFF);
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_also_under_chinese_characters() {
        let rows = [
            ["3".to_owned(), "甲村".to_owned(), "x".to_owned()],
            ["12".to_owned(), "b".to_owned(), String::new()],
        ];
        assert_eq!(
            lines(["行", "名称", "结果"], &rows),
            ["行  名称  结果", "3   甲村  x", "12  b"]
        );
    }
}
