//! The server without a network: bytes and a time in, an answer out. Holds the county's key and the database; no state of
//! its own but what cannot change (tables of public keys), so an admin command beside it is seen at once.

use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cunfa_core::{DeviceId, Digest, KeyId, Operator, PersonId};
use cunfa_evidence::courier::{CourierKey, PublishedKey};
use cunfa_evidence::frame::FrameError;
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::receipt::TimeToken;
use cunfa_evidence::suite::{hash, tagged_hash};
use cunfa_protocol::courier::COURIER_PATH;
use cunfa_protocol::devices::DEVICES_PATH;
use cunfa_protocol::figures::{FIGURES_PATH, OPENING_PATH};
use cunfa_protocol::firms::FIRMS_PATH;
use cunfa_protocol::index::INDEX_PATH;
use cunfa_protocol::inquiries::INQUIRIES_PATH;
use cunfa_protocol::lacking::LACKING_PATH;
use cunfa_protocol::registers::REGISTERS_PATH;
use cunfa_protocol::wire::{self, Refusal};
use serde::Serialize;

use crate::answer;
use crate::blobs::{Blobs, BlobsError};
use crate::chunks::{AtHand, is_too_large};
use crate::clock::Watch;
use crate::db::{Db, DbError};
use crate::project;
use crate::random::{NoRandomness, Random, draw};
use crate::refusal;
use crate::registers::Folds;
use crate::verify::Prepared;

/// Seconds a device is asked to wait when the server cannot answer now.
const WAIT_S: u64 = 10;

/// Limits the operator may set, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of batches in one answer.
    pub pull_bytes_max: u64,
    /// Most bytes kept from one revoked device.
    pub quarantine_bytes_max: u64,
    /// Most bytes of attachments of one device that no entry in its reach names.
    pub unnamed_bytes_max: u64,
    /// Most bytes of chunks in one answer.
    pub chunk_bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            pull_bytes_max: 4 * 1024 * 1024,
            quarantine_bytes_max: 64 * 1024 * 1024,
            unnamed_bytes_max: 64 * 1024 * 1024,
            chunk_bytes_max: 4 * 1024 * 1024,
        }
    }
}

/// What a server is made of, besides its database.
pub struct ServerConfig {
    /// Signs certificates, receipts and time tokens.
    pub county_key: SigningKey,
    /// Where random bytes come from.
    pub random: Box<dyn Random>,
    /// Where whole attachments lie.
    pub blobs: Box<dyn Blobs>,
    /// Limits.
    pub limits: Limits,
    /// Who runs it, for the app to say.
    pub operator: Operator,
}

/// An answer, ready for any transport. The media type is always [`wire::MEDIA_TYPE`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// CBOR.
    pub body: Vec<u8>,
    /// When to come again, in seconds.
    pub retry_after_s: Option<u64>,
}

/// Why a server cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database.
    #[error("opening the server: {0}")]
    Db(#[from] DbError),
    /// The database has no county key yet.
    #[error("opening the server: the database was never initialised")]
    NotFounded,
    /// The key belongs to another database.
    #[error("opening the server: the county key is not this database's")]
    OtherKey,
}

/// Why a request is not answered as asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// Told to the device.
    #[error("refused")]
    Refused(Refusal),
    /// The database failed: not now.
    #[error(transparent)]
    Db(#[from] DbError),
    /// No random bytes: not now.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// Attachments cannot be stored or read: not now.
    #[error(transparent)]
    Blobs(#[from] BlobsError),
    /// An answer that cannot be encoded.
    #[error(transparent)]
    Wire(#[from] wire::WireError),
    /// An answer that cannot be compressed.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Trouble {
        Trouble::Refused(refusal)
    }
}

/// The server.
pub struct Server {
    pub(crate) db: Box<dyn Db>,
    pub(crate) key: SigningKey,
    pub(crate) courier: CourierKey,
    pub(crate) random: Box<dyn Random>,
    pub(crate) blobs: Box<dyn Blobs>,
    pub(crate) at_hand: AtHand,
    pub(crate) prepared: Prepared,
    pub(crate) folds: Folds,
    /// What is known of this machine's clock.
    pub(crate) clock: Watch,
    /// Held by whoever lets the tables follow the registers.
    pub(crate) following: Mutex<()>,
    /// Held while a firm's passphrase is tried.
    pub(crate) deriving: Mutex<()>,
    pub(crate) limits: Limits,
    pub(crate) operator: Operator,
    /// Where the public page is, if it is served.
    pub(crate) public_url: Option<String>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({})", self.key.id())
    }
}

impl Server {
    /// Opens a server on a founded database.
    ///
    /// # Errors
    /// As [`OpenError`].
    pub fn open(config: ServerConfig, db: Box<dyn Db>) -> Result<Server, OpenError> {
        match db.county_key()? {
            None => Err(OpenError::NotFounded),
            Some(public) if public != config.county_key.public() => Err(OpenError::OtherKey),
            Some(_) => Ok(Server {
                db,
                courier: CourierKey::of_county(&config.county_key).map_err(|_| OpenError::OtherKey)?,
                key: config.county_key.kept_ready().map_err(|_| OpenError::OtherKey)?,
                random: config.random,
                blobs: config.blobs,
                at_hand: AtHand::default(),
                prepared: Prepared::default(),
                folds: Folds::default(),
                clock: Watch::default(),
                following: Mutex::default(),
                deriving: Mutex::default(),
                limits: config.limits,
                operator: config.operator,
                public_url: None,
            }),
        }
    }

    /// The database, for admin commands and tests.
    #[must_use]
    pub fn db(&self) -> &dyn Db {
        self.db.as_ref()
    }

    /// Where whole attachments lie, for tests.
    #[must_use]
    pub fn blobs(&self) -> &dyn Blobs {
        self.blobs.as_ref()
    }

    /// Makes what is derived again from the log; gives how many rows came out.
    ///
    /// # Errors
    /// The database's; then what was there stands.
    pub fn rebuild(&self) -> Result<usize, DbError> {
        self.db.rebuild(&project::row, &project::named)
    }

    /// Answers one POST. `token` is the bearer token, if one was sent; `now_ms` the server's clock.
    #[must_use]
    pub fn answer(&self, path: &str, token: Option<&str>, body: &[u8], now_ms: i64) -> Answer {
        let answered = if is_too_large(path, body.len()) {
            Err(Refusal::TooLarge.into())
        } else {
            match path {
                wire::CHUNKS_PATH => {
                    return self
                        .answer_chunks(token, body, now_ms)
                        .map_or_else(|refused| refused, ok);
                }
                COURIER_PATH => return self.answer_courier(token, body, now_ms),
                INDEX_PATH => {
                    return self.answer_index(token, body).map_or_else(|refused| refused, ok);
                }
                wire::SYNC_PATH => answer::sync(self, token, body, now_ms).map(ok),
                wire::ENROL_PATH => answer::enrol(self, token, body, now_ms).and_then(|message| good(&message)),
                wire::RECOVER_PATH => answer::recover(self, body, now_ms).and_then(|message| good(&message)),
                wire::INVITE_PATH => answer::invite(self, token, body, now_ms).and_then(|message| good(&message)),
                FIGURES_PATH => answer::figures(self, token, body, now_ms).and_then(|message| good(&message)),
                OPENING_PATH => answer::opening(self, token, body, now_ms).and_then(|message| good(&message)),
                INQUIRIES_PATH => answer::inquiries(self, token, body, now_ms).and_then(|message| good(&message)),
                FIRMS_PATH => answer::firms(self, token, body, now_ms).and_then(|message| good(&message)),
                DEVICES_PATH => answer::devices(self, token, body, now_ms).and_then(|message| good(&message)),
                LACKING_PATH => answer::lacking(self, token, body, now_ms).and_then(|message| good(&message)),
                REGISTERS_PATH => answer::registers(self, token, body, now_ms).and_then(|message| good(&message)),
                _ => Err(Refusal::Unreadable.into()),
            }
        };
        answered.unwrap_or_else(|trouble| troubled(&trouble))
    }

    /// The courier's key of the county, as devices are told of it.
    pub(crate) fn courier_key(&self) -> PublishedKey {
        PublishedKey(self.courier.recipient())
    }

    /// A signed word on what time it is here.
    pub(crate) fn time_token(&self, now_ms: i64) -> Result<Vec<u8>, NoRandomness> {
        let nonce = draw(self.random.as_ref())?;
        Ok(TimeToken {
            server_time_ms: now_ms,
            nonce,
        }
        .issue(&self.key))
    }

    /// The token that belongs to an invitation and a device key, 22 characters: the same whenever the same enrolment is asked again, and
    /// not to be guessed without the county's secret.
    pub(crate) fn token(&self, code: &str, device_key: &[u8]) -> String {
        let secret = tagged_hash("cunfa/token-secret", &[self.key.secret()]);
        let token = tagged_hash("cunfa/token", &[secret.as_bytes(), code.as_bytes(), device_key]);
        URL_SAFE_NO_PAD.encode(token.first::<16>())
    }

    /// The share of the recovery of a device's database key: of one person, by one of their keys, on one device. Nothing is
    /// stored for it, so it survives a database that came from a backup.
    pub(crate) fn share(&self, device: DeviceId, person: PersonId, key: KeyId) -> Vec<u8> {
        let secret = tagged_hash("cunfa/share-secret", &[self.key.secret()]);
        let parts: [&[u8]; 4] = [secret.as_bytes(), device.as_bytes(), person.as_bytes(), key.as_bytes()];
        tagged_hash("cunfa/share", &parts).as_bytes().to_vec()
    }

    /// What the code that answers an office's request is drawn from: the same for the same request.
    pub(crate) fn code_seed(&self, request: &Digest) -> Digest {
        let secret = tagged_hash("cunfa/code-secret", &[self.key.secret()]);
        tagged_hash("cunfa/code", &[secret.as_bytes(), request.as_bytes()])
    }
}

/// How the database knows a token.
pub(crate) fn hash_token(token: &str) -> Digest {
    hash(token.as_bytes())
}

fn good<T: Serialize>(message: &T) -> Result<Answer, Trouble> {
    Ok(ok(wire::encode(message)?))
}

pub(crate) fn ok(body: Vec<u8>) -> Answer {
    Answer {
        status: 200,
        body,
        retry_after_s: None,
    }
}

pub(crate) fn troubled(trouble: &Trouble) -> Answer {
    let refusal = match trouble {
        Trouble::Refused(refusal) => refusal,
        Trouble::Db(_) | Trouble::Random(_) | Trouble::Blobs(_) | Trouble::Wire(_) | Trouble::Frame(_) => {
            tracing::error!(error = %trouble, "a request could not be answered");
            &Refusal::Busy
        }
    };
    refuse(refusal)
}

/// A refusal as an answer.
#[must_use]
pub fn refuse(refusal: &Refusal) -> Answer {
    Answer {
        status: refusal::status(refusal),
        body: wire::encode(refusal).unwrap_or_default(),
        retry_after_s: match refusal {
            Refusal::Busy => Some(WAIT_S),
            Refusal::SignInAgain
            | Refusal::DeviceRevoked
            | Refusal::Unreadable
            | Refusal::TooLarge
            | Refusal::Version(_)
            | Refusal::InvitationUnknown
            | Refusal::InvitationUsed
            | Refusal::InvitationExpired
            | Refusal::InvitationElsewhere
            | Refusal::NotAllowed
            | Refusal::PersonAlreadyHere
            | Refusal::BadProof => None,
        },
    }
}
