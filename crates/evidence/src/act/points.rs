//! The points of ink as few bytes: binary arithmetic coding of what each point differs from what the pen did before
//! (docs/evidence.md 4). Handwriting is most of a sign-off, and no packer that knows nothing of pens takes it below twice this.
//!
//! One walk over the points serves both ways: a coder that writes is given the values, one that reads gives them.

use cunfa_core::Point;

/// Where a probability stands that nothing was learned of, in 4096ths.
const EVEN: u32 = 2_048;
/// Bounds of what may be learned: no decision is ever certain.
const LEAST: u32 = 32;
const MOST: u32 = 4_064;
/// After so many decisions a probability moves no slower any more.
const SEEN_MOST: u32 = 30;
/// Most binary digits of a number and one.
const DIGITS_MOST: usize = 40;
/// No value of a point is further from 0 than this.
const FARTHEST: i64 = 1 << 33;
/// Points for which there is a byte at least, so that few bytes never make many points.
const POINTS_OF_A_BYTE: usize = 4;

/// How probable it is that a decision is a yes, learned from those before it.
#[derive(Debug, Clone, Copy)]
struct Chance {
    yes: u32,
    seen: u32,
}

impl Chance {
    const NEW: Chance = Chance { yes: EVEN, seen: 0 };

    fn learn(&mut self, yes: bool) {
        let pace = 2 * self.seen + 3;
        if yes {
            self.yes += (4_096 - self.yes) * 2 / pace;
        } else {
            self.yes -= self.yes * 2 / pace;
        }
        self.yes = self.yes.clamp(LEAST, MOST);
        self.seen = (self.seen + 1).min(SEEN_MOST);
    }
}

/// Writes decisions, or reads them.
trait Coder {
    /// One decision, that is a yes with so many 4096ths. Who writes is given it; who reads is given anything.
    fn code(&mut self, yes: u32, decision: bool) -> bool;
}

/// An interval that shrinks with every decision.
struct Interval {
    low: u32,
    high: u32,
}

impl Interval {
    const WHOLE: Interval = Interval { low: 0, high: u32::MAX };

    /// The last value that is a yes.
    fn middle(&self, yes: u32) -> u32 {
        self.low + ((self.high - self.low) >> 12) * yes
    }

    fn take(&mut self, middle: u32, decision: bool) {
        if decision {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
    }

    /// The first byte, once it is the same at both ends; it is gone then.
    fn settled(&mut self) -> Option<u8> {
        let [first, ..] = self.high.to_be_bytes();
        let [low, ..] = self.low.to_be_bytes();
        if first != low {
            return None;
        }
        self.low <<= 8;
        self.high = self.high << 8 | 0xFF;
        Some(first)
    }
}

struct Writing {
    interval: Interval,
    bytes: Vec<u8>,
}

impl Writing {
    /// The shortest end: everything after it reads as zeros.
    fn end(mut self) -> Vec<u8> {
        if self.interval.low > 0 {
            let [first, ..] = self.interval.low.to_be_bytes();
            self.bytes.push(first.saturating_add(1));
        }
        self.bytes
    }
}

impl Coder for Writing {
    fn code(&mut self, yes: u32, decision: bool) -> bool {
        let middle = self.interval.middle(yes);
        self.interval.take(middle, decision);
        while let Some(byte) = self.interval.settled() {
            self.bytes.push(byte);
        }
        decision
    }
}

struct Reading<'b> {
    interval: Interval,
    bytes: std::slice::Iter<'b, u8>,
    at: u32,
}

impl Reading<'_> {
    fn new(bytes: &[u8]) -> Reading<'_> {
        let mut reading = Reading {
            interval: Interval::WHOLE,
            bytes: bytes.iter(),
            at: 0,
        };
        for _ in 0..4 {
            reading.next();
        }
        reading
    }

    fn next(&mut self) {
        self.at = self.at << 8 | u32::from(self.bytes.next().copied().unwrap_or(0));
    }
}

impl Coder for Reading<'_> {
    fn code(&mut self, yes: u32, _: bool) -> bool {
        let middle = self.interval.middle(yes);
        let decision = self.at <= middle;
        self.interval.take(middle, decision);
        while self.interval.settled().is_some() {
            self.next();
        }
        decision
    }
}

/// Numbers of one kind: how many binary digits a number and one has after the first, then these digits, the first `learned` of them by
/// what was learned of them.
struct Numbers {
    digits: [Chance; DIGITS_MOST + 1],
    learned: usize,
    tree: Vec<Chance>,
}

impl Numbers {
    fn new(learned: usize) -> Numbers {
        Numbers {
            digits: [Chance::NEW; DIGITS_MOST + 1],
            learned,
            tree: vec![Chance::NEW; (DIGITS_MOST + 1) << learned],
        }
    }

    /// A number, 0 for 0, 1 for -1, 2 for 1 and so on. `None` for one that is too large.
    fn code(&mut self, coder: &mut impl Coder, given: i64) -> Option<i64> {
        let given = (given.wrapping_shl(1) ^ (given >> 63))
            .cast_unsigned()
            .saturating_add(1);
        let digits = self.length(coder, usize::try_from(given.ilog2()).ok()?)?;
        let mut value = 1_u64;
        for digit in (0..digits).rev() {
            let is_one = given >> digit & 1 == 1;
            let done = digits - digit - 1;
            let is_one = match self.chance(digits, done, value) {
                Some(chance) => decide(coder, chance, is_one),
                None => coder.code(EVEN, is_one),
            };
            value = value << 1 | u64::from(is_one);
        }
        let value = (value - 1).cast_signed();
        Some(value >> 1 ^ -(value & 1))
    }

    fn length(&mut self, coder: &mut impl Coder, given: usize) -> Option<usize> {
        for (length, chance) in self.digits.iter_mut().enumerate() {
            if !decide(coder, chance, length < given) {
                return Some(length);
            }
        }
        None
    }

    /// Of a digit, `done` of `digits` being decided and read as `value`.
    fn chance(&mut self, digits: usize, done: usize, value: u64) -> Option<&mut Chance> {
        if done >= self.learned {
            return None;
        }
        let place = digits << self.learned | usize::try_from(value).ok()?;
        self.tree.get_mut(place)
    }
}

fn decide(coder: &mut impl Coder, chance: &mut Chance, given: bool) -> bool {
    let decision = coder.code(chance.yes, given);
    chance.learn(decision);
    decision
}

/// How a measure goes on from point to point.
struct Measure {
    /// Of a stroke's first point, from the last one of the stroke before.
    first: Numbers,
    /// Of its second, from the first.
    second: Numbers,
    /// Of the others.
    rest: Numbers,
    /// Whether the others are said from the step before instead of from the point before.
    keeps_going: bool,
}

impl Measure {
    /// Across and down: a pen keeps its way.
    fn place() -> Measure {
        Measure {
            first: Numbers::new(1),
            second: Numbers::new(1),
            rest: Numbers::new(1),
            keeps_going: true,
        }
    }

    /// Time and pressure: a screen looks at a steady pace, and whole numbers come again and again.
    fn pace() -> Measure {
        Measure {
            first: Numbers::new(1),
            second: Numbers::new(6),
            rest: Numbers::new(6),
            keeps_going: false,
        }
    }

    /// A column of all strokes; the values are there before, or afterwards.
    fn code(&mut self, coder: &mut impl Coder, lengths: &[usize], column: &mut [i64]) -> Option<()> {
        let (mut at, mut step) = (0_i64, 0_i64);
        let mut column = column.iter_mut();
        for length in lengths {
            for (number, value) in column.by_ref().take(*length).enumerate() {
                let (numbers, expected) = match number {
                    0 => (&mut self.first, 0),
                    1 => (&mut self.second, 0),
                    _ if self.keeps_going => (&mut self.rest, step),
                    _ => (&mut self.rest, 0),
                };
                let given = value.wrapping_sub(at).wrapping_sub(expected);
                step = numbers.code(coder, given)?.checked_add(expected)?;
                at = at.checked_add(step)?;
                if at.abs() > FARTHEST {
                    return None;
                }
                *value = at;
            }
        }
        Some(())
    }
}

/// Columns of all points: across, down, time, and pressure if there is any (0 for none, else 1 more than it is).
type Columns = [Vec<i64>; 4];

fn walk(coder: &mut impl Coder, lengths: &[usize], columns: &mut Columns, has_pressure: bool) -> Option<()> {
    let [x, y, t, pressure] = columns;
    let mut place = Measure::place();
    place.code(coder, lengths, x)?;
    place.code(coder, lengths, y)?;
    Measure::pace().code(coder, lengths, t)?;
    if has_pressure {
        Measure::pace().code(coder, lengths, pressure)?;
    }
    Some(())
}

/// The points of these strokes, all strokes one after the other. Points beyond 2^33 of any measure are no points.
pub(super) fn pack(lengths: &[usize], points: &[Point], has_pressure: bool) -> Vec<u8> {
    let column = |of: fn(&Point) -> i64| points.iter().map(of).collect();
    let mut columns: Columns = [
        column(|point| point.x.into()),
        column(|point| point.y.into()),
        column(|point| point.t_ms.into()),
        column(|point| point.pressure.map_or(0, |pressure| i64::from(pressure) + 1)),
    ];
    let mut writing = Writing {
        interval: Interval::WHOLE,
        bytes: Vec::new(),
    };
    // Values of 32 bits are never too large.
    let _ = walk(&mut writing, lengths, &mut columns, has_pressure);
    let mut bytes = writing.end();
    bytes.resize(bytes.len().max(points.len().div_ceil(POINTS_OF_A_BYTE)), 0);
    bytes
}

/// The points of strokes of these lengths; `None` for what [`pack`] never wrote. Bytes that another packer would write for the same points
/// are read here, and refused by whoever packs them again.
pub(super) fn unpack(lengths: &[usize], bytes: &[u8], has_pressure: bool) -> Option<Vec<Point>> {
    let count: usize = lengths.iter().sum();
    if bytes.len() < count.div_ceil(POINTS_OF_A_BYTE) {
        return None;
    }
    let mut columns: Columns = [vec![0; count], vec![0; count], vec![0; count], vec![0; count]];
    walk(&mut Reading::new(bytes), lengths, &mut columns, has_pressure)?;
    let [x, y, t, pressure] = columns;
    let values = x.into_iter().zip(y).zip(t).zip(pressure);
    let points = values.map(|(((x, y), t), pressure)| {
        Some(Point {
            x: x.try_into().ok()?,
            y: y.try_into().ok()?,
            t_ms: t.try_into().ok()?,
            pressure: match pressure {
                0 => None,
                more => Some((more - 1).try_into().ok()?),
            },
        })
    });
    points.collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn point(x: i32, y: i32, t_ms: u32, pressure: Option<u16>) -> Point {
        Point { x, y, t_ms, pressure }
    }

    fn same(lengths: &[usize], points: &[Point]) -> usize {
        let has_pressure = points.iter().any(|point| point.pressure.is_some());
        let bytes = pack(lengths, points, has_pressure);
        assert_eq!(unpack(lengths, &bytes, has_pressure).unwrap(), points);
        bytes.len()
    }

    /// A pen that goes its way, looked at every 16 or 17 ms.
    fn stroke(points: u32, from: u32) -> Vec<Point> {
        let wave = |at: u32, by: u32| i32::try_from((at * at / 7 + at * by) % 900).unwrap();
        let one = |at: u32| point(wave(at, 13), wave(at, 29), from + at * 50 / 3, None);
        (0..points).map(one).collect()
    }

    #[test]
    fn every_point_comes_back_as_it_was() {
        same(&[], &[]);
        same(&[0, 0], &[]);
        same(&[1], &[point(5, 6, 0, None)]);
        let ends = [
            point(i32::MIN, i32::MAX, u32::MAX, Some(u16::MAX)),
            point(i32::MAX, i32::MIN, 0, None),
            point(0, 0, u32::MAX, Some(0)),
            point(i32::MIN, i32::MIN, 7, Some(1_000)),
        ];
        for lengths in [vec![4], vec![1, 3], vec![2, 0, 2], vec![1, 1, 1, 1]] {
            same(&lengths, &ends);
        }
        let two = [stroke(40, 0), stroke(77, 2_000)].concat();
        same(&[40, 77], &two);
    }

    #[test]
    fn a_pen_that_keeps_its_way_takes_little() {
        let straight: Vec<Point> = (0..200)
            .map(|at| point(at * 9, at * 4, at.unsigned_abs() * 16, None))
            .collect();
        assert!(same(&[200], &straight) <= 50, "{}", same(&[200], &straight));
    }

    #[test]
    fn few_bytes_never_make_many_points() {
        let still = vec![point(3, 3, 0, None); 20_000];
        let bytes = pack(&[20_000], &still, false);
        assert_eq!(bytes.len(), 5_000);
        assert_eq!(unpack(&[20_000], bytes.get(..4_999).unwrap(), false), None);
    }

    #[test]
    fn any_bytes_are_read_as_points_or_refused_and_never_more() {
        let mut state = 7_u32;
        for length in 0..400 {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    state.to_be_bytes()[0]
                })
                .collect();
            for lengths in [vec![length], vec![length, length], vec![length / 2, 0, length]] {
                if let Some(points) = unpack(&lengths, &bytes, length % 2 == 0) {
                    assert_eq!(points.len(), lengths.iter().sum::<usize>());
                }
            }
        }
    }
}
