//! The files of the interface, read once and packed once with brotli, which every browser that runs the interface takes over TLS. What was packed
//! is kept, by the hash of its file. Nothing is read by a name that a request gives.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use brotli::enc::BrotliEncoderParams;

use crate::DoorError;

/// The page.
const INDEX: &str = "index.html";
/// What the page needs first, said before it is read.
const FIRST: [(&str, &str); 2] = [
    ("cunfa-ui_bg.wasm", "rel=preload; as=fetch; crossorigin"),
    ("cunfa-ui.js", "rel=modulepreload"),
];
/// Folder of what was packed, beside the devices.
const PACKED: &str = "packed";

/// Every file by its path.
pub(crate) struct Pages {
    files: HashMap<String, File>,
    first: Option<HeaderValue>,
}

struct File {
    plain: Bytes,
    packed: Option<Bytes>,
    tag: HeaderValue,
    media: &'static str,
}

impl Pages {
    /// Reads the bundle; takes some seconds the first time.
    pub(crate) fn read(interface: &Path, devices: &Path) -> Result<Pages, DoorError> {
        let mut files = HashMap::new();
        read_in(interface, "", &devices.join(PACKED), &mut files)
            .and_then(|()| match files.contains_key(INDEX) {
                true => Ok(()),
                false => Err(std::io::ErrorKind::NotFound.into()),
            })
            .map_err(|error| DoorError::Interface {
                folder: interface.display().to_string(),
                error,
            })?;
        let links = FIRST.iter().filter(|(path, _)| files.contains_key(*path));
        let links: Vec<String> = links.map(|(path, how)| format!("</{path}>; {how}")).collect();
        let first = HeaderValue::from_str(&links.join(", ")).ok();
        Ok(Pages {
            files,
            first: first.filter(|links| !links.is_empty()),
        })
    }

    /// The file at a path, or word that the browser has it.
    pub(crate) fn answer(&self, path: &str, asked: &HeaderMap) -> Response<Body> {
        let name = match path.trim_start_matches('/') {
            "" => INDEX,
            name => name,
        };
        let Some(file) = self.files.get(name) else {
            return status(StatusCode::NOT_FOUND);
        };
        let mut answer = if asked.get(IF_NONE_MATCH).is_some_and(|tag| *tag == file.tag) {
            status(StatusCode::NOT_MODIFIED)
        } else {
            file.answer(asked)
        };
        let headers = answer.headers_mut();
        headers.insert(ETAG, file.tag.clone());
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        // A browser asks each time whether it is still the same: an old interface never meets a new server.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Some(links) = self.first.as_ref().filter(|_| name == INDEX) {
            headers.insert(LINK, links.clone());
        }
        answer
    }
}

impl File {
    fn of(path: &Path, packed: &Path) -> std::io::Result<File> {
        let plain = fs::read(path)?;
        let digest = cunfa_evidence::hash(&plain).to_string();
        let media = media_type(path);
        let packed = if media.starts_with("image/png") || media.starts_with("font/") {
            None
        } else {
            let small = pack(&plain, &packed.join(&digest))?;
            (small.len() < plain.len()).then(|| small.into())
        };
        Ok(File {
            tag: HeaderValue::from_str(&format!("\"{digest}\"")).map_err(std::io::Error::other)?,
            plain: plain.into(),
            packed,
            media,
        })
    }

    fn answer(&self, asked: &HeaderMap) -> Response<Body> {
        let takes = |value: &HeaderValue| {
            let text = value.to_str().unwrap_or_default();
            text.split(',')
                .any(|one| one.split(';').next().is_some_and(|name| name.trim() == "br"))
        };
        let packed = self
            .packed
            .as_ref()
            .filter(|_| asked.get(ACCEPT_ENCODING).is_some_and(takes));
        let mut answer = Response::new(Body::from(packed.unwrap_or(&self.plain).clone()));
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media));
        if packed.is_some() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        answer
    }
}

fn status(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    answer
}

fn read_in(folder: &Path, within: &str, packed: &Path, files: &mut HashMap<String, File>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        let name = format!("{within}{}", name.to_string_lossy());
        if path.is_dir() {
            read_in(&path, &format!("{name}/"), packed, files)?;
        } else {
            files.insert(name, File::of(&path, packed)?);
        }
    }
    Ok(())
}

/// As small as brotli makes it, from the time before if there was one.
fn pack(plain: &[u8], kept: &Path) -> std::io::Result<Vec<u8>> {
    if let Ok(small) = fs::read(kept) {
        return Ok(small);
    }
    let with = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: plain.len(),
        ..BrotliEncoderParams::default()
    };
    let (mut rest, mut small) = (plain, Vec::new());
    brotli::BrotliCompress(&mut rest, &mut small, &with)?;
    let unfinished = kept.with_extension("new");
    if let Some(folder) = kept.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&unfinished, &small)?;
    fs::rename(&unfinished, kept)?;
    Ok(small)
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
