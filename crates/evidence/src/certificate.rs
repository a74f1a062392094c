//! Certificates: the county key's signed word on which key belongs to whom. Issue by issue this grows into the chain of
//! authority; today the county key signs each enrolment itself.

use cunfa_core::{DeviceId, KeyId, Person, PersonId, Role};

use crate::cbor::{Malformed, Reader, Writer};
use crate::keys::SigningKey;
use crate::signed;
use crate::suite::SuiteError;

/// Most bytes of one certificate.
pub const MAX_BYTES: usize = 64 * 1024;

/// What begins a certificate.
const TAG: &str = "cunfa/certificate";
/// Elements of the array.
const FIELDS: usize = 7;
/// Most areas of one scope.
const MAX_AREAS: usize = 4_096;

/// Subject codes. Stored and signed; they never change.
const PERSON: u8 = 1;
const DEVICE: u8 = 2;

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

/// One enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The key.
    pub public_key: Vec<u8>,
    /// Whose.
    pub subject: Subject,
    /// Valid from, ms since 1970 by the server's clock.
    pub from_ms: i64,
    /// Revoked at, by the server's clock; signatures that reached the server before stay valid.
    pub revoked_at_ms: Option<i64>,
}

/// Why a certificate is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not a certificate.
    #[error("reading a certificate: {0}")]
    Shape(&'static str),
    /// Not signed by the county key.
    #[error("verifying a certificate: {0}")]
    Suite(#[from] SuiteError),
}

impl From<Malformed> for CertificateError {
    fn from(malformed: Malformed) -> CertificateError {
        CertificateError::Shape(malformed.0)
    }
}

impl Certificate {
    /// The key's id.
    #[must_use]
    pub fn key(&self) -> KeyId {
        crate::suite::key_id(&self.public_key)
    }

    /// Signs it with the county key: bytes ‖ 64-byte signature.
    #[must_use]
    pub fn issue(&self, county_key: &SigningKey) -> Vec<u8> {
        signed::issue(self.encode(), county_key)
    }

    /// Reads and verifies.
    ///
    /// # Errors
    /// As [`CertificateError`].
    pub fn read(bytes: &[u8], county_public_key: &[u8]) -> Result<Certificate, CertificateError> {
        let body = signed::body::<CertificateError>(bytes, county_public_key, MAX_BYTES)?;
        let certificate = Certificate::decode(body)?;
        let readable = crate::suite::read_public_key(&certificate.public_key).is_ok();
        if !readable || certificate.encode() != body {
            return Err(CertificateError::Shape("not canonical"));
        }
        Ok(certificate)
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = signed::begin(TAG, FIELDS);
        out.bytes(&self.public_key);
        write_subject(&mut out, &self.subject);
        out.int(self.from_ms);
        out.optional(self.revoked_at_ms, |out, at_ms| {
            out.int(at_ms);
        });
        out.finish()
    }

    fn decode(body: &[u8]) -> Result<Certificate, Malformed> {
        let mut from = signed::read_begin(body, TAG, FIELDS)?;
        Ok(Certificate {
            public_key: from.bytes("public key")?.to_vec(),
            subject: read_subject(&mut from)?,
            from_ms: from.number("valid from")?,
            revoked_at_ms: from.optional("revoked at", |from| from.number("revoked at"))?,
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
