//! Reads the closing lines of test runners: cargo test, wasm-bindgen-test, nextest, and the plain `N passed, N failed`.

/// Counts of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub passed: u32,
    pub failed: u32,
}

impl Totals {
    /// Adds up every closing line found in a runner's output.
    pub fn read(text: &str) -> Self {
        let mut sum = Self::default();
        for found in text.lines().filter_map(closing_line) {
            sum.passed += found.passed;
            sum.failed += found.failed;
        }
        sum
    }
}

fn closing_line(line: &str) -> Option<Totals> {
    let line = line.trim();
    let libtest = line.starts_with("test result: ");
    let nextest = line.starts_with("Summary [") && (line.contains(" tests run: ") || line.contains(" test run: "));
    let plain = is_plain(line);
    if !(libtest || nextest || plain) {
        return None;
    }
    let failed = before(line, "failed")
        + if nextest {
            before(line, "timed out") + before(line, "exec failed")
        } else {
            0
        };
    Some(Totals {
        passed: before(line, "passed"),
        failed,
    })
}

/// `12 passed, 0 failed`, and nothing else but a count of skipped ones.
fn is_plain(line: &str) -> bool {
    let mut parts = line.split(", ");
    let counted = |part: Option<&str>, word: &str| {
        part.and_then(|part| part.strip_suffix(word))
            .is_some_and(|number| number.parse::<u32>().is_ok())
    };
    counted(parts.next(), " passed") && counted(parts.next(), " failed")
}

/// The number that stands right before a word.
fn before(line: &str, word: &str) -> u32 {
    let Some((head, _)) = line.split_once(&format!(" {word}")) else {
        return 0;
    };
    head.rsplit(|letter: char| !letter.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Totals;

    fn check(line: &str, passed: u32, failed: u32) {
        assert_eq!(Totals::read(line), Totals { passed, failed }, "{line}");
    }

    #[test]
    fn each_runner_is_understood() {
        check(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            3,
            0,
        );
        check(
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 filtered out; finished in 1.2s",
            2,
            1,
        );
        check(
            "     Summary [   0.512s] 12 tests run: 10 passed (1 slow), 2 failed, 3 skipped",
            10,
            2,
        );
        check(
            "     Summary [  61.0s] 3 tests run: 1 passed, 1 failed, 1 timed out, 0 skipped",
            1,
            2,
        );
        check("     Summary [   0.012s] 1 test run: 1 passed, 0 skipped", 1, 0);
        check("15 passed, 0 failed", 15, 0);
    }

    #[test]
    fn other_lines_count_for_nothing() {
        check("test passes_when_12 passed ... ok", 0, 0);
        check("the entry was passed, and 3 failed", 0, 0);
        check("", 0, 0);
    }

    #[test]
    fn several_runners_add_up() {
        check(
            "test result: ok. 3 passed; 0 failed;\nrunning 2 tests\ntest result: ok. 2 passed; 0 failed;",
            5,
            0,
        );
    }
}
