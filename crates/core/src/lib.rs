//! The ledger's domain, pure: what an entry, a person, a village, an act and a rule are, and the arithmetic over them.
//!
//! Knows no SQL, automerge, HTTP, clock, randomness or window. Time, randomness and identity are arguments.
//! Its value types carry serde because `protocol` sends them as they are (docs/decisions/0003); secrets never live here.

pub mod act;
pub mod assessment;
pub mod attachment;
pub mod confirmation;
pub mod entry;
pub mod feedback;
pub mod figure;
pub mod ids;
pub mod ink;
pub mod inquiry;
pub mod kind;
pub mod life;
pub mod list;
pub mod need;
pub mod operator;
pub mod permission;
pub mod person;
pub mod question;
pub mod register;
pub mod rules;
pub mod said;
pub mod template;
pub mod text;
pub mod village;

pub use act::{
    Act, Body, CounselFault, Decision, Explanation, Opening, Opinion, Review, SignOff, Submission, Void, Way,
};
pub use attachment::{Attachment, AttachmentKind};
pub use confirmation::{Confirmation, Witness};
pub use entry::{DetailText, Entry, Failure, Field, Form, Lecture, Mediation, ServedPerson, ServiceTime};
pub use figure::Figure;
pub use ids::{ActId, BatchId, BlobId, DeviceId, Digest, EntryId, FeedbackId, InquiryId, KeyId, PersonId};
pub use ink::{Ink, InkFault, Point, Stroke};
pub use inquiry::{DismissReason, Inquiry};
pub use kind::{Category, Detail, Kind, Mode, ResultClass};
pub use life::{Life, Stage};
pub use need::{Need, NeedForm};
pub use operator::Operator;
pub use permission::{Action, Relation, may, may_in};
pub use person::{Person, Role, Standing};
pub use question::{Question, QuestionKind};
pub use register::Registration;
pub use template::Template;
pub use village::{Area, Village, VillageCode};
