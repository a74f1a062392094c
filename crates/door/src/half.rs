//! The browser's half of what opens its device: 32 random bytes in a cookie that no script reads. The disk holds no copy of them; the
//! folder's name, the PIN's key and the key of a lost PIN are all made with them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cunfa_client::{Deriver, Random, RandomError, SystemRandom};
use cunfa_evidence::pin::{Cost, PinError, PinKey};
use cunfa_evidence::recovery::Share;
use cunfa_evidence::suite::tagged_hash;
use zeroize::Zeroizing;

/// The cookie's name: by its prefix browsers take it only over TLS, for this host alone and for every path.
const NAME: &str = "__Host-cunfa";
/// How long a browser keeps it, in seconds: as long as browsers keep any. Renewed at each unlocking.
const KEPT_S: u32 = 400 * 24 * 60 * 60;

/// The half.
#[derive(Clone)]
pub(crate) struct Half(Arc<Zeroizing<[u8; 32]>>);

impl Half {
    /// A new one.
    pub(crate) fn draw() -> Result<Half, RandomError> {
        let mut bytes = Zeroizing::new([0; 32]);
        SystemRandom.fill(bytes.as_mut_slice())?;
        Ok(Half(Arc::new(bytes)))
    }

    /// The one that came with a request.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Half> {
        let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = texts.flat_map(|text| text.split(';')).map(str::trim);
        pairs.find_map(|pair| Half::read(pair.strip_prefix(NAME)?.strip_prefix('=')?))
    }

    fn read(text: &str) -> Option<Half> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        let bytes: [u8; 32] = bytes.as_slice().try_into().ok()?;
        Some(Half(Arc::new(Zeroizing::new(bytes))))
    }

    /// The cookie that gives it to the browser.
    pub(crate) fn cookie(&self) -> String {
        let text = URL_SAFE_NO_PAD.encode(self.0.as_slice());
        format!("{NAME}={text}; Path=/; Max-Age={KEPT_S}; Secure; HttpOnly; SameSite=Strict")
    }

    /// Name of the device's folder, which tells nothing of the half.
    pub(crate) fn folder(&self) -> String {
        tagged_hash("cunfa/door/folder", &[self.0.as_slice()]).to_string()
    }
}

impl Deriver for Half {
    /// Argon2id over the half and the PIN.
    fn derive(&self, pin: &str, salt: &[u8; 16], cost: Cost) -> Result<(PinKey, Duration), PinError> {
        let began = Instant::now();
        let half = tagged_hash("cunfa/door/pin", &[self.0.as_slice()]);
        let both = Zeroizing::new(format!("{half}{pin}"));
        Ok((PinKey::derive(&both, salt, cost)?, began.elapsed()))
    }

    /// The server's share opens nothing without the half: disk and county key may lie on the same machine.
    fn share(&self, share: &[u8]) -> Option<Share> {
        let share: [u8; 32] = share.try_into().ok()?;
        let both = tagged_hash("cunfa/door/share", &[self.0.as_slice(), &share]);
        Share::read(both.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn sent(text: &str) -> Option<Half> {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, text.parse().unwrap());
        Half::of(&headers)
    }

    #[test]
    fn what_a_browser_was_given_comes_back_among_other_cookies() {
        let half = Half::draw().unwrap();
        let cookie = half.cookie();
        let pair = cookie.split(';').next().unwrap();
        for text in [pair.to_owned(), format!("a=b; {pair}"), format!("{pair};c=d")] {
            assert_eq!(sent(&text).unwrap().folder(), half.folder());
        }
        for text in ["", "__Host-cunfa=", "__Host-cunfa=AAAA", "cunfa=AAAA"] {
            assert!(sent(text).is_none(), "{text}");
        }
        for word in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(word), "{word}");
        }
        assert!(!cookie.contains(&half.folder()));
    }

    #[test]
    fn the_pin_alone_and_the_share_alone_open_nothing() {
        let (half, other) = (Half::draw().unwrap(), Half::draw().unwrap());
        let (salt, nonce) = ([3; 16], [4; 24]);
        let (key, _) = half.derive("258013", &salt, Cost::TEST).unwrap();
        let sealed = key.seal("db-key", &[1; 32], nonce);
        let plain = PinKey::derive("258013", &salt, Cost::TEST).unwrap();
        let (others, _) = other.derive("258013", &salt, Cost::TEST).unwrap();
        assert!(plain.open("db-key", &sealed).is_err() && others.open("db-key", &sealed).is_err());
        let (again, _) = half.derive("258013", &salt, Cost::TEST).unwrap();
        assert_eq!(*again.open("db-key", &sealed).unwrap(), [1; 32]);
        let sealed = half.share(&[7; 32]).unwrap().seal(&[1; 32], nonce);
        assert!(Share::read(&[7; 32]).unwrap().open(&sealed).is_err());
        assert!(other.share(&[7; 32]).unwrap().open(&sealed).is_err());
        assert_eq!(*half.share(&[7; 32]).unwrap().open(&sealed).unwrap(), [1; 32]);
        assert!(half.share(&[7; 31]).is_none());
    }
}
