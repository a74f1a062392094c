//! How plain data is packed for the peers, and how small it could be.

use cunfa_core::{Ink, Point};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Ink as columns of differences, one byte for most values.
#[must_use]
pub fn ink(ink: &Ink) -> Vec<u8> {
    let points: Vec<&Point> = ink.strokes.iter().flat_map(|stroke| &stroke.0).collect();
    let mut out: Vec<u8> = ink
        .strokes
        .iter()
        .flat_map(|stroke| varint(stroke.0.len() as u64))
        .collect();
    let columns: [fn(&Point) -> i64; 3] = [
        |point| point.x.into(),
        |point| point.y.into(),
        |point| point.t_ms.into(),
    ];
    for column in columns {
        let mut before = 0;
        for point in &points {
            let now = column(point);
            out.extend(varint(zigzag(now - before)));
            before = now;
        }
    }
    out
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7F).unwrap_or(0);
        value >>= 7;
        if value == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 0x80);
    }
}

/// RFC 4648 with padding.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    let letter = |bits: u32| char::from(ALPHABET.get((bits & 63) as usize).copied().unwrap_or(b'='));
    let four = |three: &[u8]| {
        let at = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        let mut four = [letter(bits >> 18), letter(bits >> 12), letter(bits >> 6), letter(bits)];
        four.iter_mut().skip(three.len() + 1).for_each(|letter| *letter = '=');
        four
    };
    bytes.chunks(3).flat_map(four).collect()
}

/// The floor: everything in one frame of zstd at level 19, as no protocol that knows the data can send it much shorter.
///
/// # Errors
/// zstd's.
pub fn floor(plain: &[u8]) -> Result<u64, String> {
    let packed = zstd::bulk::compress(plain, 19).map_err(|error| format!("compressing: {error}"))?;
    Ok(packed.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let pairs = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, packed) in pairs {
            assert_eq!(base64(plain.as_bytes()), packed);
        }
    }

    #[test]
    fn a_varint_takes_a_byte_for_seven_bits() {
        assert_eq!(varint(0), [0]);
        assert_eq!(varint(127), [127]);
        assert_eq!(varint(300), [0xAC, 0x02]);
        assert_eq!((zigzag(0), zigzag(-1), zigzag(1)), (0, 1, 2));
    }
}
