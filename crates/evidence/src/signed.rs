//! What the county key signs: a small CBOR array that begins with domain tag, version and suite, followed by 64 bytes of
//! signature over it. The signature is checked before anything is read.

use crate::cbor::{Malformed, Reader, Writer};
use crate::keys::SigningKey;
use crate::prepared::Verify;
use crate::suite::{SM2_SM3, SuiteError};

/// Version of these documents this program writes.
const VERSION: u8 = 1;

/// Begins a document of `fields` elements, the first three of which are tag, version and suite.
#[must_use]
pub fn begin(tag: &str, fields: usize) -> Writer {
    let mut out = Writer::new();
    out.array(fields).text(tag).uint(VERSION.into()).uint(SM2_SM3.into());
    out
}

/// Reads what [`begin`] wrote.
///
/// # Errors
/// [`Malformed`]: another tag, version, suite or number of fields.
pub fn read_begin<'b>(body: &'b [u8], tag: &'static str, fields: usize) -> Result<Reader<'b>, Malformed> {
    let mut from = Reader::new(body);
    let found = from.array_up_to(usize::MAX, "not an array")?;
    from.tag(tag)?;
    let version: u8 = from.number("version")?;
    let suite: u8 = from.number("suite")?;
    match (version == VERSION, suite == SM2_SM3, found == fields) {
        (false, _, _) => Err(Malformed("unknown version")),
        (true, false, _) => Err(Malformed("unknown suite")),
        (true, true, false) => Err(Malformed("another number of fields")),
        (true, true, true) => Ok(from),
    }
}

/// Body ‖ signature.
#[must_use]
pub fn issue(body: Vec<u8>, key: &SigningKey) -> Vec<u8> {
    let signature = key.sign(&body);
    [body.as_slice(), &signature].concat()
}

/// The body, once its signature holds.
///
/// # Errors
/// [`Malformed`] when it is longer than `max_bytes` or too short, [`SuiteError`] when the signature does not hold.
pub fn body<'b, E>(bytes: &'b [u8], public_key: &(impl Verify + ?Sized), max_bytes: usize) -> Result<&'b [u8], E>
where
    E: From<Malformed> + From<SuiteError>,
{
    if bytes.len() > max_bytes {
        return Err(Malformed("too large").into());
    }
    let (body, signature) = bytes.split_last_chunk::<64>().ok_or(Malformed("too short"))?;
    public_key.verify(body, signature)?;
    Ok(body)
}
