//! A long list of which only a part is in the document: blocks of rows near the screen and the one with the focus. The rest is room of
//! the same height: as measured when the block was there, else as a row of the first one is high.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Rows of a block: a page of the list.
pub const BLOCK: usize = 20;
/// Before the first row was measured.
const ROW_PX: f64 = 112.0;
/// How far a row may be from the height that was taken for it, before all of them are taken for another.
const MUCH: f64 = 0.2;

/// The heights of a list's blocks, in CSS pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Heights {
    rows: usize,
    row_px: f64,
    measured: BTreeMap<usize, f64>,
}

/// A piece of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Rows.
    Block(usize),
    /// Room in place of blocks, the first and the last.
    Room(usize, usize),
}

impl Heights {
    /// Of a list of so many rows, none of which was measured.
    #[must_use]
    pub fn new(rows: usize) -> Heights {
        Heights {
            rows,
            row_px: ROW_PX,
            measured: BTreeMap::new(),
        }
    }

    /// The same list with more or fewer rows.
    pub fn resize(&mut self, rows: usize) {
        if self.rows != rows {
            self.rows = rows;
            // The last block may have had fewer rows.
            let whole = rows / BLOCK;
            self.measured.retain(|block, _| *block < whole);
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many blocks there are.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.rows.div_ceil(BLOCK)
    }

    /// How many rows a block has.
    #[must_use]
    pub fn rows_of(&self, block: usize) -> usize {
        self.rows.saturating_sub(block * BLOCK).min(BLOCK)
    }

    /// Takes heights of blocks as they are in the document. When every row is much higher or lower than was taken for it, as after a
    /// change of the text's size, what was measured before counts no more.
    pub fn measure(&mut self, seen: &[(usize, f64)]) {
        let rows: usize = seen.iter().map(|(block, _)| self.rows_of(*block)).sum();
        let px: f64 = seen.iter().map(|(_, px)| px).sum();
        if rows > 0 {
            #[expect(clippy::cast_precision_loss, reason = "a few rows")]
            let row_px = px / rows as f64;
            if self.measured.is_empty() || (row_px / self.row_px - 1.0).abs() > MUCH {
                self.row_px = row_px;
                self.measured.clear();
            }
        }
        self.measured.extend(seen.iter().copied());
    }

    /// Height of a block.
    #[must_use]
    pub fn of(&self, block: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "at most twenty")]
        let taken = self.rows_of(block) as f64 * self.row_px;
        self.measured.get(&block).copied().unwrap_or(taken)
    }

    /// Height of blocks, the first and the last.
    #[must_use]
    pub fn between(&self, first: usize, last: usize) -> f64 {
        (first..=last.min(self.blocks().saturating_sub(1)))
            .map(|block| self.of(block))
            .sum()
    }

    /// Where a block begins.
    #[must_use]
    pub fn top(&self, block: usize) -> f64 {
        (0..block.min(self.blocks())).map(|block| self.of(block)).sum()
    }

    /// The block at a height; the first or last one outside.
    #[must_use]
    pub fn at(&self, y: f64) -> usize {
        let mut top = 0.0;
        for block in 0..self.blocks() {
            top += self.of(block);
            if y < top {
                return block;
            }
        }
        self.blocks().saturating_sub(1)
    }

    /// A height as a block and the part of it above, 0 to 1.
    #[must_use]
    pub fn place(&self, y: f64) -> (usize, f64) {
        let block = self.at(y.max(0.0));
        let px = self.of(block);
        let part = if px > 0.0 { (y - self.top(block)) / px } else { 0.0 };
        (block, part.clamp(0.0, 1.0))
    }

    /// And back.
    #[must_use]
    pub fn height_of(&self, block: usize, part: f64) -> f64 {
        self.top(block) + part * self.of(block)
    }

    /// The blocks that reach into a stretch.
    #[must_use]
    pub fn near(&self, from: f64, to: f64) -> RangeInclusive<usize> {
        self.at(from)..=self.at(to)
    }

    /// What stands in the document: the blocks of the range and one more, if it is elsewhere, with room between.
    #[must_use]
    pub fn pieces(&self, range: &RangeInclusive<usize>, also: Option<usize>) -> Vec<Piece> {
        let count = self.blocks();
        let mut shown: Vec<usize> = range.clone().chain(also).filter(|block| *block < count).collect();
        shown.sort_unstable();
        shown.dedup();
        let (mut pieces, mut next) = (Vec::new(), 0);
        for block in shown {
            if block > next {
                pieces.push(Piece::Room(next, block - 1));
            }
            pieces.push(Piece::Block(block));
            next = block + 1;
        }
        if next < count {
            pieces.push(Piece::Room(next, count - 1));
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 0.01
    }

    #[test]
    fn the_document_holds_a_range_the_block_with_the_focus_and_room_for_the_rest() {
        let heights = Heights::new(20_000);
        assert_eq!(heights.blocks(), 1_000);
        let pieces = heights.pieces(&(500..=501), Some(3));
        assert_eq!(
            pieces,
            [
                Piece::Room(0, 2),
                Piece::Block(3),
                Piece::Room(4, 499),
                Piece::Block(500),
                Piece::Block(501),
                Piece::Room(502, 999)
            ]
        );
        assert_eq!(
            heights.pieces(&(0..=0), Some(0)),
            [Piece::Block(0), Piece::Room(1, 999)]
        );
        assert_eq!(heights.pieces(&(998..=1_004), None).last(), Some(&Piece::Block(999)));
        assert!(Heights::new(0).pieces(&(0..=3), Some(1)).is_empty());
    }

    #[test]
    fn the_whole_is_as_high_whatever_of_it_is_in_the_document() {
        let mut heights = Heights::new(1_005);
        heights.measure(&[(0, 2_000.0), (7, 2_150.0)]);
        let whole = heights.top(heights.blocks());
        for range in [0..=2, 6..=9, 49..=50] {
            let sum: f64 = heights
                .pieces(&range, None)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Block(block) => heights.of(block),
                    Piece::Room(first, last) => heights.between(first, last),
                })
                .sum();
            assert!(near(sum, whole), "{sum} {whole}");
        }
        assert_eq!(heights.rows_of(50), 5);
        assert!(near(heights.of(50), 5.0 * heights.of(1) / 20.0));
    }

    #[test]
    fn a_height_leads_to_its_block_and_back() {
        let mut heights = Heights::new(2_000);
        heights.measure(&[(0, 1_000.0), (1, 1_100.0)]);
        for block in [0, 1, 2, 50, 99] {
            assert_eq!(heights.at(heights.top(block)), block);
            assert_eq!(heights.at(heights.top(block) + 1.0), block);
        }
        assert_eq!((heights.at(-500.0), heights.at(1e9)), (0, 99));
        let (block, part) = heights.place(1_550.0);
        assert!(block == 1 && near(part, 0.5) && near(heights.height_of(block, part), 1_550.0));
    }

    #[test]
    fn another_size_of_text_makes_every_row_higher_not_only_those_that_are_seen() {
        let mut heights = Heights::new(2_000);
        heights.measure(&[(0, 2_000.0), (1, 2_000.0)]);
        heights.measure(&[(1, 2_050.0)]);
        assert!(
            near(heights.of(0), 2_000.0),
            "a row with one line more changes nothing else"
        );
        heights.measure(&[(40, 4_000.0)]);
        assert!(near(heights.of(0), 4_000.0) && near(heights.top(40), 160_000.0));
    }

    #[test]
    fn fewer_rows_leave_whole_blocks_as_they_were() {
        let mut heights = Heights::new(100);
        heights.measure(&[(0, 2_000.0), (3, 2_100.0)]);
        heights.resize(75);
        assert_eq!(heights.blocks(), 4);
        assert!(near(heights.of(0), 2_000.0) && !near(heights.of(3), 2_100.0));
    }
}
