//! A list that arrives in pages: which page is wanted next, and how pages join.

/// Rows that are here, of how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages<T> {
    /// The rows from the first on.
    pub rows: Vec<T>,
    /// How many there are in all.
    pub total: u32,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Pages {
            rows: Vec::new(),
            total: 0,
        }
    }
}

impl<T> Pages<T> {
    /// The offset to ask for next; `None` when all rows are here.
    #[must_use]
    pub fn next_offset(&self) -> Option<u32> {
        let here = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        (here < self.total).then_some(here)
    }

    /// Adds a page. A page that does not follow on (asked before the list changed) is left out.
    pub fn add(&mut self, offset: u32, rows: Vec<T>, total: u32) {
        let here = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        if offset == 0 {
            self.rows = rows;
        } else if offset == here {
            self.rows.extend(rows);
        }
        self.total = total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_join_once_and_end() {
        let mut pages = Pages::default();
        pages.add(0, vec![1, 2], 3);
        assert_eq!(pages.next_offset(), Some(2));
        pages.add(2, vec![3], 3);
        pages.add(2, vec![3], 3);
        assert_eq!((pages.rows.clone(), pages.next_offset()), (vec![1, 2, 3], None));
        pages.add(0, vec![9], 1);
        assert_eq!(pages.rows, vec![9]);
    }
}
