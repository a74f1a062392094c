//! What the search table holds of each row, as an order-free sum over (position, token). A contentless table cannot be read
//! back as text; its vocabulary can.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::StoreError;

/// Number of tokens, and the sum.
pub(super) type Sum = (u64, u64);

/// The sum of every row of the search table.
pub(super) fn stored(connection: &Connection) -> Result<BTreeMap<i64, Sum>, StoreError> {
    connection.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab (main, search, instance)",
    )?;
    let mut statement = connection.prepare_cached("SELECT doc, offset, term FROM temp.search_words")?;
    let mut rows = statement.query([])?;
    let mut sums: BTreeMap<i64, Sum> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let term: String = row.get(2)?;
        add(
            sums.entry(row.get(0)?).or_default(),
            row.get::<_, i64>(1)?.cast_unsigned(),
            &term,
        );
    }
    Ok(sums)
}

/// The sum tokens should have.
pub(super) fn of_tokens(tokens: &str) -> Sum {
    let mut sum = Sum::default();
    for (place, token) in (0..).zip(tokens.split_ascii_whitespace()) {
        add(&mut sum, place, token);
    }
    sum
}

/// FNV-1a over position and token, finished so that sums of it do not cancel out.
fn add((count, sum): &mut Sum, place: u64, token: &str) {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in place.to_le_bytes().iter().chain(token.as_bytes()) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    *count += 1;
    *sum = sum.wrapping_add((hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15));
}
