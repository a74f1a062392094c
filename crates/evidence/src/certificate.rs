//! Certificates: an issuer's signed word on which key belongs to whom, and from where in the log on in which scope. Who may issue what is [`crate::chain`]'s to say.

use cunfa_core::{DeviceId, KeyId, Person, PersonId, Role, Standing};

use crate::cbor::{Malformed, Reader, Writer};
use crate::keys::SigningKey;
use crate::signed;
use crate::suite::SuiteError;

/// Most bytes of one certificate.
pub const MAX_BYTES: usize = 64 * 1024;

/// What begins a certificate.
const TAG: &str = "cunfa/certificate";
/// Elements of the array.
const FIELDS: usize = 9;
/// Most areas of one scope.
const MAX_AREAS: usize = 4_096;

/// Subject codes. Stored and signed; they never change.
const PERSON: u8 = 1;
const DEVICE: u8 = 2;
/// Standing codes, likewise.
const PROVISIONAL: u8 = 1;
const CONFIRMED: u8 = 2;

/// Whose key it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A person's signing key on one device.
    Person {
        /// Who, with role and scope as enrolled.
        person: Person,
        /// On which device.
        device: DeviceId,
    },
    /// A device's batch key.
    Device(DeviceId),
}

/// One enrolment, or the confirmation of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The key, uncompressed SEC1.
    pub public_key: Vec<u8>,
    /// Whose.
    pub subject: Subject,
    /// Since when the key is enrolled, ms since 1970 by the server's clock; a confirmation repeats it.
    pub from_ms: i64,
    /// The first place of the county's log its scope holds at: 0 at enrolment, a place when the scope became another one; a
    /// confirmation repeats it.
    pub from_sequence: u64,
    /// Whose key signed this.
    pub issuer: KeyId,
    /// Looked at or not.
    pub standing: Standing,
}

/// Why a certificate is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not a certificate.
    #[error("reading a certificate: {0}")]
    Shape(&'static str),
    /// Not signed by the key it was read with.
    #[error("verifying a certificate: {0}")]
    Suite(#[from] SuiteError),
    /// It names another issuer than the key it was read with.
    #[error("verifying a certificate: it names another issuer")]
    OtherIssuer,
}

impl From<Malformed> for CertificateError {
    fn from(malformed: Malformed) -> CertificateError {
        CertificateError::Shape(malformed.0)
    }
}

impl Subject {
    /// The device the key is on.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        match self {
            Subject::Person { device, .. } | Subject::Device(device) => *device,
        }
    }

    /// The person; `None` for a device's batch key.
    #[must_use]
    pub fn person(&self) -> Option<&Person> {
        match self {
            Subject::Person { person, .. } => Some(person),
            Subject::Device(_) => None,
        }
    }
}

impl Certificate {
    /// The key's id.
    #[must_use]
    pub fn key(&self) -> KeyId {
        crate::suite::key_id(&self.public_key)
    }

    /// Signs it: bytes ‖ 64-byte signature. The key must be the issuer's; with another nobody reads it.
    #[must_use]
    pub fn issue(&self, issuer_key: &SigningKey) -> Vec<u8> {
        signed::issue(self.body(), issuer_key)
    }

    /// Reads and verifies with the issuer's public key.
    ///
    /// # Errors
    /// As [`CertificateError`].
    pub fn read(bytes: &[u8], issuer_public_key: &[u8]) -> Result<Certificate, CertificateError> {
        let body = signed::body::<CertificateError>(bytes, issuer_public_key, MAX_BYTES)?;
        let certificate = Certificate::decode(body)?;
        let readable = crate::suite::read_public_key(&certificate.public_key).is_ok();
        if !readable || certificate.body() != body {
            return Err(CertificateError::Shape("not canonical"));
        }
        if certificate.issuer != crate::suite::key_id(issuer_public_key) {
            return Err(CertificateError::OtherIssuer);
        }
        Ok(certificate)
    }

    /// Whom it names as its issuer, before anything is verified: only good for finding the key to verify with.
    ///
    /// # Errors
    /// [`CertificateError::Shape`].
    pub fn claimed_issuer(bytes: &[u8]) -> Result<KeyId, CertificateError> {
        Ok(Certificate::claimed(bytes)?.issuer)
    }

    /// What it says, before anything is verified: for whoever stored it after that was done.
    ///
    /// # Errors
    /// [`CertificateError::Shape`].
    pub fn stored(bytes: &[u8]) -> Result<Certificate, CertificateError> {
        Certificate::claimed(bytes)
    }

    /// Whose key it names, before anything is verified.
    ///
    /// # Errors
    /// [`CertificateError::Shape`].
    pub fn claimed_key(bytes: &[u8]) -> Result<KeyId, CertificateError> {
        Ok(Certificate::claimed(bytes)?.key())
    }

    fn claimed(bytes: &[u8]) -> Result<Certificate, CertificateError> {
        if bytes.len() > MAX_BYTES {
            return Err(CertificateError::Shape("too large"));
        }
        let (body, _) = bytes
            .split_last_chunk::<64>()
            .ok_or(CertificateError::Shape("too short"))?;
        Ok(Certificate::decode(body)?)
    }

    /// The bytes that are signed.
    pub(crate) fn body(&self) -> Vec<u8> {
        let mut out = signed::begin(TAG, FIELDS);
        out.bytes(&self.public_key);
        write_subject(&mut out, &self.subject);
        out.int(self.from_ms)
            .uint(self.from_sequence)
            .bytes(self.issuer.as_bytes());
        out.uint(match self.standing {
            Standing::Provisional => PROVISIONAL.into(),
            Standing::Confirmed => CONFIRMED.into(),
        });
        out.finish()
    }

    fn decode(body: &[u8]) -> Result<Certificate, Malformed> {
        let mut from = signed::read_begin(body, TAG, FIELDS)?;
        Ok(Certificate {
            public_key: from.bytes("public key")?.to_vec(),
            subject: read_subject(&mut from)?,
            from_ms: from.number("valid from")?,
            from_sequence: from.number("from sequence")?,
            issuer: KeyId(from.fixed("issuer")?),
            standing: match from.number("standing")? {
                PROVISIONAL => Standing::Provisional,
                CONFIRMED => Standing::Confirmed,
                _ => return Err(Malformed("standing")),
            },
        })
    }
}

fn write_subject(out: &mut Writer, subject: &Subject) {
    match subject {
        Subject::Person { person, device } => {
            out.array(7).uint(PERSON.into()).bytes(person.id.as_bytes());
            out.text(&person.name).text(person.role.code()).text(&person.post);
            out.array_of(&person.scope, |out, area| {
                out.text(area.as_str());
            });
            out.bytes(device.as_bytes());
        }
        Subject::Device(device) => {
            out.array(2).uint(DEVICE.into()).bytes(device.as_bytes());
        }
    }
}

fn read_subject(from: &mut Reader<'_>) -> Result<Subject, Malformed> {
    let fields = from.array_up_to(7, "subject")?;
    let code: u8 = from.number("subject")?;
    match (code, fields) {
        (PERSON, 7) => Ok(Subject::Person {
            person: Person {
                id: PersonId(from.fixed("person")?),
                name: from.text("name")?,
                role: from.code("role", Role::from_code)?,
                post: from.text("post")?,
                scope: from.array_of(MAX_AREAS, "scope", |from| from.code("area", |code| code.parse().ok()))?,
            },
            device: DeviceId(from.fixed("device")?),
        }),
        (DEVICE, 2) => Ok(Subject::Device(DeviceId(from.fixed("device")?))),
        _ => Err(Malformed("subject")),
    }
}
