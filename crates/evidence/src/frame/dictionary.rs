//! What most batches hold, so that a small one need not say it: field names and codes of a first change, usual posts, the
//! bones of an act and of a batch. The nearer to the end, the cheaper to be named.

use super::FrameError;

/// A dictionary this program holds. All that were ever used stay in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dictionary(&'static [u8]);

/// The one that is written with, unless somebody asks for another.
pub const NEWEST: Dictionary = Dictionary(FIRST);

impl Dictionary {
    /// The one a frame names.
    ///
    /// # Errors
    /// [`FrameError::Dictionary`] when it is not held here, [`FrameError::Broken`] when this is no beginning of a frame.
    pub fn of(frame: &[u8]) -> Result<Dictionary, FrameError> {
        let is_frame = frame.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]);
        is_frame.then_some(NEWEST).ok_or(FrameError::Broken)
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(self) -> &'static [u8] {
        self.0
    }
}

/// A raw content dictionary (RFC 8878) for version 1 of the batch. Another one is another version.
///
/// The posts: 社区居委会主任, 村党组织书记, 村党支部书记, 村委会委员, 村委会主任, 村委会副主任.
const FIRST: &[u8] = b"\
\x0electure.copies\x12lecture.head_count\x0dlecture.place\x0flecture.speaker\x0dlecture.topic\
\x10mediation.agreed\x11mediation.dispute\x11mediation.parties\x07minutes\x05major\x04paid\x08corrects\
publicityvisitdraftinglegal_aidvillage_ruleselectioncontractpetitionlitigationotherphoneappointment\
\x17person.02-.category\x14person.02-.phone\x13person.02-.name\
\x85oJ\x83\x10\x01\x00\x00\x00\x06\x154\x01B\x02V\x02W\x01p\x02q\
\x05entry\x06advice\x07counsel\x0ccounsel_name\x04date\x03end\x04kind\x06matter\x04mode\x06number\
\x13person.01-.name\x06result\x0cresult_class\x05start\x07village\x0awritten_at\
\x0f\x0f\x01x\x87\x02\xf6\x04\x86\x04\x96\x012026-11-10:30consultation202on_site01-000109:0045010210\
\xe7\xa4\xbe\xe5\x8c\xba\xe5\xb1\x85\xe5\xa7\x94\xe4\xbc\x9a\xe4\xb8\xbb\xe4\xbb\xbb\
\xe6\x9d\x91\xe5\x85\x9a\xe7\xbb\x84\xe7\xbb\x87\xe4\xb9\xa6\xe8\xae\xb0\
\xe6\x9d\x91\xe5\x85\x9a\xe6\x94\xaf\xe9\x83\xa8\xe4\xb9\xa6\xe8\xae\xb0\
\xe6\x9d\x91\xe5\xa7\x94\xe4\xbc\x9a\xe5\xa7\x94\xe5\x91\x98\
\xe6\x9d\x91\xe5\xa7\x94\xe4\xbc\x9a\xe4\xb8\xbb\xe4\xbb\xbb\
\xe6\x9d\x91\xe5\xa7\x94\xe4\xbc\x9a\xe5\x89\xaf\xe4\xb8\xbb\xe4\xbb\xbb\
\x87\x00\x00\x80\x80\x80\x80\xf6\x80P\x82\x81\x01\x03P\x01\x82\x1a\x00\x01\
\x8d\x01\x01\x04\x82P\x8d\x01\x01\x01\x82P\x8d\x01\x01\x02\x82P\x87kcunfa/batch\x01l4501";
