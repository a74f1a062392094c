//! The container: a zip of stored files in one fixed layout, so that its contents determine every byte of it.
//!
//! Reading takes what can be read and then builds the container again: the first byte that differs is named. Limits come first,
//! and nothing is copied. Layout: PKWARE APPNOTE 6.3, version 1.0 features only.

use std::collections::BTreeMap;

/// Most bytes of one archive.
pub const MAX_BYTES: usize = 512 * 1024 * 1024;
/// Most files of one archive.
pub const MAX_FILES: usize = 65_534;
/// Longest name, in bytes.
pub const MAX_NAME_BYTES: usize = 64;

/// The file that stands first; all others follow sorted by name.
pub const FIRST: &str = "manifest";

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
/// Bytes of a local header before the name.
const LOCAL_BYTES: usize = 30;
/// Needed version 1.0, no flags, stored, midnight of 1980-01-01.
const FIXED: [u8; 10] = [10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];

/// Files by name.
pub type Files<'b> = BTreeMap<&'b str, &'b [u8]>;

/// What an archive holds, and the first place where it is not what its contents make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive<'b> {
    /// The files.
    pub files: Files<'b>,
    /// Set unless the bytes are exactly those the files make.
    pub fault: Option<Fault>,
}

/// A byte that should be another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, from the first byte of the archive.
    pub offset: usize,
    /// In what.
    pub part: Part,
}

/// A part of the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The header or the contents of a file. (Contents that were changed show in the header, which holds their checksum.)
    File(String),
    /// A file's line in the directory.
    Line(String),
    /// The end record, or what follows it.
    End,
}

/// Why bytes are no archive, or files do not fit one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Over a limit.
    #[error("an archive: over the limit of {0}")]
    Limit(&'static str),
    /// A name that is empty or holds anything but `a-z 0-9 /`.
    #[error("an archive: a name of other characters")]
    Name,
    /// No header where one must stand.
    #[error("reading an archive: no file begins at byte {offset}, after {after:?}")]
    Header {
        /// Where.
        offset: usize,
        /// The file before; empty for the first.
        after: String,
    },
    /// The same name twice.
    #[error("reading an archive: {0:?} stands in it twice")]
    Twice(String),
}

/// Writes files in the fixed layout.
///
/// # Errors
/// [`ArchiveError::Limit`] or [`ArchiveError::Name`].
pub fn write(files: &Files<'_>) -> Result<Vec<u8>, ArchiveError> {
    within(files.len(), MAX_FILES, "files")?;
    let mut bytes = 0usize;
    for (name, data) in files {
        check_name(name.as_bytes())?;
        let each = data.len().saturating_add(128).saturating_add(2 * name.len());
        bytes = bytes.saturating_add(each);
    }
    within(bytes, MAX_BYTES, "bytes")?;
    let mut out = Vec::with_capacity(bytes);
    emit(files, &mut |_, piece| out.extend_from_slice(piece));
    Ok(out)
}

/// Reads an archive. Contents are not checked against anything but the container.
///
/// # Errors
/// [`ArchiveError`] when it cannot be taken apart; everything else is in [`Archive::fault`].
pub fn read(bytes: &[u8]) -> Result<Archive<'_>, ArchiveError> {
    within(bytes.len(), MAX_BYTES, "bytes")?;
    let mut files = Files::new();
    let (mut rest, mut before) = (bytes, "");
    while !rest.starts_with(&CENTRAL) {
        let no_header = || ArchiveError::Header {
            offset: bytes.len() - rest.len(),
            after: before.to_owned(),
        };
        let (name, data, after) = read_file(rest).ok_or_else(no_header)??;
        within(files.len(), MAX_FILES - 1, "files")?;
        if files.insert(name, data).is_some() {
            return Err(ArchiveError::Twice(name.to_owned()));
        }
        (rest, before) = (after, name);
    }
    let fault = compare(&files, bytes);
    Ok(Archive { files, fault })
}

type File<'b> = (&'b str, &'b [u8], &'b [u8]);

/// Name, contents and what follows; `None` when no file begins here.
fn read_file(bytes: &[u8]) -> Option<Result<File<'_>, ArchiveError>> {
    let (header, rest) = bytes.split_at_checked(LOCAL_BYTES)?;
    if !header.starts_with(&LOCAL) {
        return None;
    }
    let size = u32::from_le_bytes(*header.get(18..)?.first_chunk()?);
    let name_bytes = u16::from_le_bytes(*header.get(26..)?.first_chunk()?);
    let (name, rest) = rest.split_at_checked(usize::from(name_bytes))?;
    let (data, rest) = rest.split_at_checked(usize::try_from(size).ok()?)?;
    if let Err(error) = check_name(name) {
        return Some(Err(error));
    }
    Some(Ok((std::str::from_utf8(name).ok()?, data, rest)))
}

fn check_name(name: &[u8]) -> Result<(), ArchiveError> {
    within(name.len(), MAX_NAME_BYTES, "name bytes")?;
    let good = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'/';
    if !name.is_empty() && name.iter().all(good) {
        Ok(())
    } else {
        Err(ArchiveError::Name)
    }
}

fn within(given: usize, max: usize, of: &'static str) -> Result<(), ArchiveError> {
    if given <= max {
        Ok(())
    } else {
        Err(ArchiveError::Limit(of))
    }
}

/// The first byte that is not what the files make.
fn compare(files: &Files<'_>, bytes: &[u8]) -> Option<Fault> {
    let mut fault = None;
    let mut rest = bytes;
    emit(files, &mut |part, piece| {
        if fault.is_some() {
            return;
        }
        let (given, after) = rest.split_at(piece.len().min(rest.len()));
        if given == piece {
            rest = after;
        } else {
            let same = given
                .iter()
                .zip(piece)
                .take_while(|(given, made)| given == made)
                .count();
            let offset = bytes.len() - rest.len() + same;
            fault = Some(Fault { offset, part: part() });
        }
    });
    match fault {
        None if !rest.is_empty() => Some(Fault {
            offset: bytes.len() - rest.len(),
            part: Part::End,
        }),
        fault => fault,
    }
}

/// Takes a piece of the archive, and can ask what it is part of.
type Sink<'s> = dyn FnMut(&dyn Fn() -> Part, &[u8]) + 's;

/// Gives the whole archive piece by piece, each with what it is part of.
fn emit(files: &Files<'_>, out: &mut Sink<'_>) {
    let first = files.get_key_value(FIRST).into_iter();
    let ordered = || first.clone().chain(files.iter().filter(|(name, _)| **name != FIRST));
    let mut offset = 0u32;
    let mut directory: Vec<(&str, Vec<u8>)> = Vec::with_capacity(files.len());
    for (name, data) in ordered() {
        let facts = facts(name, data);
        let part = || Part::File((*name).to_owned());
        out(&part, &[&LOCAL[..], &facts].concat());
        out(&part, name.as_bytes());
        out(&part, data);
        // Made by the same version; no comment, first disk, no attributes.
        let line = [
            &CENTRAL[..],
            &[10, 0],
            &facts,
            &[0; 10],
            &offset.to_le_bytes(),
            name.as_bytes(),
        ]
        .concat();
        directory.push((name, line));
        offset = offset.wrapping_add(low(LOCAL_BYTES + name.len() + data.len()));
    }
    for (name, line) in &directory {
        out(&|| Part::Line((*name).to_owned()), line);
    }
    let count = low16(files.len()).to_le_bytes();
    let size = low(directory.iter().map(|(_, line)| line.len()).sum()).to_le_bytes();
    let end = [&END[..], &[0; 4], &count, &count, &size, &offset.to_le_bytes(), &[0; 2]].concat();
    out(&|| Part::End, &end);
}

/// What the local header and the directory's line share: from the needed version to the length of the extra field.
fn facts(name: &str, data: &[u8]) -> Vec<u8> {
    let size = low(data.len()).to_le_bytes();
    let checksum = crc32fast::hash(data).to_le_bytes();
    [
        &FIXED[..],
        &checksum,
        &size,
        &size,
        &low16(name.len()).to_le_bytes(),
        &[0; 2],
    ]
    .concat()
}

/// Sizes are within 32 bits by the limits; what is not makes an archive that differs.
fn low(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

fn low16(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
