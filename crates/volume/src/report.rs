//! What verifying found: for the volume, for each entry, for each act. Codes here, sentences in `words`.

use cunfa_core::{
    ActId, Area, BatchId, DeviceId, Digest, EntryId, KeyId, PersonId, Role, Stage, Standing, VillageCode,
};
use cunfa_evidence::act::ClockQuality;

macro_rules! codes {
    ($( $weight:ident { $( $(#[$meta:meta])* $name:ident = $code:literal ),+ $(,)? } )+) => {
        /// What a finding says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $( $( $(#[$meta])* $name ),+ ),+
        }
        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[ $( $( Code::$name ),+ ),+ ];

            /// The code in JSON; never changes its meaning.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $( $( Code::$name => $code ),+ ),+ }
            }

            /// Whether it stands against what it is said of.
            #[must_use]
            pub fn weight(self) -> Weight {
                match self { $( $( Code::$name => Weight::$weight ),+ ),+ }
            }
        }
    };
}

/// Whether a finding stands against something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// What it is said of does not hold.
    Fails,
    /// Worth knowing; it holds all the same.
    Note,
}

codes! {
    Fails {
        /// The container is not the one its contents make.
        ContainerChanged = "container_changed",
        /// No manifest.
        ManifestMissing = "manifest_missing",
        /// The manifest cannot be read.
        ManifestUnreadable = "manifest_unreadable",
        /// The manifest is not signed by the root key given.
        ManifestSignature = "manifest_signature",
        /// The village is not in the county.
        ManifestOtherCounty = "manifest_other_county",
        /// Listed, not there.
        FileMissing = "file_missing",
        /// There, not listed.
        FileExtra = "file_extra",
        /// Not what the list says.
        FileChanged = "file_changed",
        /// Needed by nothing in the volume, or under another name than its contents give it.
        FileStray = "file_stray",
        /// The root is missing, unreadable or not signed by the root key given.
        RootRefused = "root_refused",
        /// The root is of another county.
        RootOtherCounty = "root_other_county",
        /// The root is not of the size the manifest says.
        RootOtherSize = "root_other_size",
        /// The list of places in the tree cannot be read.
        ProofsUnreadable = "proofs_unreadable",
        /// The list of earlier roots cannot be read.
        RootsUnreadable = "roots_unreadable",
        /// An earlier root that the root does not extend.
        EarlierRootWrong = "earlier_root_wrong",
        /// A certificate that counts for nothing.
        CertificateRefused = "certificate_refused",
        /// A revocation that counts for nothing.
        RevocationRefused = "revocation_refused",
        /// A ruling that counts for nothing, or is on no batch of the volume.
        RulingRefused = "ruling_refused",
        /// Listed in the manifest, not in the volume.
        BatchMissing = "batch_missing",
        /// In the volume, not as listed in the manifest.
        BatchExtra = "batch_extra",
        /// The batch cannot be read.
        BatchUnreadable = "batch_unreadable",
        /// The batch says another entry or device inside than outside.
        BatchClaims = "batch_claims",
        /// The batch is of another village.
        BatchOtherVillage = "batch_other_village",
        /// The same batch at two places.
        BatchTwice = "batch_twice",
        /// No certificate gives the device a key.
        DeviceKeyUnknown = "device_key_unknown",
        /// The device's signature does not hold.
        BatchSignature = "batch_signature",
        /// The device's key was revoked before.
        DeviceRevoked = "device_revoked",
        /// The receipt is unreadable or not signed by the root key given.
        ReceiptRefused = "receipt_refused",
        /// The receipt is of another batch.
        ReceiptOtherBatch = "receipt_other_batch",
        /// The receipt is of another county.
        ReceiptOtherCounty = "receipt_other_county",
        /// The receipt is of another place.
        ReceiptOtherPlace = "receipt_other_place",
        /// Changes that are no document of this entry.
        DocumentBroken = "document_broken",
        /// Changes on which others build are not there.
        DocumentIncomplete = "document_incomplete",
        /// The document is no entry.
        EntryUnreadable = "entry_unreadable",
        /// The entry says another village.
        EntryOtherVillage = "entry_other_village",
        /// Not an act.
        ActUnreadable = "act_unreadable",
        /// Another encoding than the one allowed.
        ActNotCanonical = "act_not_canonical",
        /// A suite or version this program does not know.
        ActUnknownSuite = "act_unknown_suite",
        /// Characters that hide what is said.
        ActHiddenCharacters = "act_hidden_characters",
        /// The act is of another entry.
        ActOtherEntry = "act_other_entry",
        /// The act is of another device than its batch.
        ActOtherDevice = "act_other_device",
        /// In a batch, but its file is not there.
        ActMissing = "act_missing",
        /// In no batch.
        ActExtra = "act_extra",
        /// The content at its heads is not there.
        ContentMissing = "content_missing",
        /// The content in the volume is not the one the document gives.
        ContentDiffers = "content_differs",
        /// A file of the volume is not the attachment the content names.
        AttachmentDiffers = "attachment_differs",
        /// The document gives no content at its heads.
        ContentUnderivable = "content_underivable",
        /// Signed while fields were in conflict.
        SignedUndecided = "signed_undecided",
        /// No certificate that counts names the key.
        KeyUnknown = "key_unknown",
        /// The key was revoked before.
        KeyRevoked = "key_revoked",
        /// The key is another person's.
        PersonDiffers = "person_differs",
        /// The key is of another role.
        RoleDiffers = "role_differs",
        /// The key is on another device.
        DeviceDiffers = "device_differs",
        /// The village is not in the person's scope.
        OutOfScope = "out_of_scope",
        /// The role may not do this.
        NotAllowed = "not_allowed",
        /// r or s is out of range.
        SignatureRange = "signature_range",
        /// The signature does not hold.
        SignatureWrong = "signature_wrong",
        /// The review is of no signature of this entry: no sign-off, and no submission as signed on paper.
        ReviewOfNothing = "review_of_nothing",
        /// The submission, voiding or explanation is by somebody who is not the counsel of the entry.
        NotTheCounsel = "not_the_counsel",
        /// Submitted as signed on paper, but the content names no page with the signatures.
        SignedPageMissing = "signed_page_missing",
        /// Acknowledged as 重大事项, but the content does not say that it is one.
        NotMajor = "not_major",
        /// The handwriting is no signature.
        InkRefused = "ink_refused",
        /// A villager's confirmation does not fit the content.
        ConfirmationRefused = "confirmation_refused",
        /// No place in the tree is given.
        NotInRoot = "not_in_root",
        /// The place in the tree does not hold.
        ProofWrong = "proof_wrong",
        /// The root the act names is not the tree's.
        NamedRootWrong = "named_root_wrong",
        /// The root the act names is not shown.
        NamedRootNotShown = "named_root_not_shown",
        /// It names a later act of its device and entry as the one before.
        OrderBroken = "order_broken",
        /// Two acts of the device name the same one before.
        OrderForked = "order_forked",
    }
    Note {
        /// The holder of the key is not confirmed yet.
        Provisional = "provisional",
        /// A batch of a revoked device that was taken out of quarantine.
        TakenFromQuarantine = "taken_from_quarantine",
        /// The act came in such a batch: it does not count.
        SetAside = "set_aside",
        /// The act is delivered again in another batch.
        ActAgain = "act_again",
        /// The content changed after the official signature.
        ChangedAfterSigning = "changed_after_signing",
        /// Sign-offs over different contents.
        SignOffsDiffer = "sign_offs_differ",
        /// Reviews of one sign-off disagree.
        ReviewsDiffer = "reviews_differ",
        /// It corrects another entry.
        Corrects = "corrects",
        /// Another entry corrects it.
        CorrectedBy = "corrected_by",
        /// It was voided.
        Voided = "voided",
        /// Nobody has signed it.
        Unsigned = "unsigned",
        /// The act before is not in this volume.
        PreviousElsewhere = "previous_elsewhere",
        /// The act before is of another entry, which came into the log later.
        PreviousLater = "previous_later",
        /// The root it names cannot be shown, since the log began anew.
        NamedRootOfAnotherEpoch = "named_root_of_another_epoch",
        /// It stands before the root it names.
        BeforeNamedRoot = "before_named_root",
        /// The name shown is not that of the certificate.
        NameDiffers = "name_differs",
        /// An attachment that the content names is not in the volume.
        AttachmentMissing = "attachment_missing",
        /// Not of the years of the volume.
        OtherYear = "other_year",
    }
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// Of which file, batch, act or person; may be empty.
    pub about: String,
}

/// Where findings go.
pub(crate) trait Tell {
    /// Notes a finding about something.
    fn tell(&mut self, code: Code, about: impl Into<String>);
}

impl Tell for Vec<Finding> {
    fn tell(&mut self, code: Code, about: impl Into<String>) {
        let finding = Finding {
            code,
            about: about.into(),
        };
        if !self.contains(&finding) {
            self.push(finding);
        }
    }
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The key everything was checked with.
    pub root_key: KeyId,
    /// What the manifest says, if it can be read; trust it only when nothing is said against it.
    pub volume: Option<VolumeLine>,
    /// Found about the volume as a whole.
    pub findings: Vec<Finding>,
    /// The entries, by date and number.
    pub entries: Vec<EntryReport>,
}

/// The manifest and root in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeLine {
    /// County.
    pub county: Area,
    /// Village.
    pub village: VillageCode,
    /// First and last year.
    pub years: (u16, u16),
    /// Server clock, ms since 1970.
    pub exported_at_ms: i64,
    /// Leaves of the tree.
    pub root_size: u64,
    /// Its hash, if the root is readable.
    pub root: Option<Digest>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryReport {
    /// Which.
    pub entry: EntryId,
    /// 序号 and date of the official text; empty when it cannot be read.
    pub number: String,
    /// The service date.
    pub date: String,
    /// Where it stands by the acts that hold; `None` when it cannot be read.
    pub stage: Option<Stage>,
    /// The sign-off that gives the official text.
    pub official: Option<ActId>,
    /// SM3 of the canonical content now.
    pub content: Option<Digest>,
    /// Found about it.
    pub findings: Vec<Finding>,
    /// Its batches.
    pub batches: Vec<BatchLine>,
    /// Its acts, in the order of the log.
    pub acts: Vec<ActReport>,
    /// Fields that changed after the official signature: key, then, now.
    pub changed: Vec<(String, String, String)>,
}

/// One batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    /// Its place in the log.
    pub sequence: u64,
    /// Its id.
    pub id: BatchId,
    /// Who sent it.
    pub device: DeviceId,
    /// Server clock when it came, by a receipt that holds.
    pub received_at_ms: Option<i64>,
}

/// What an act does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActKind {
    /// 签署意见.
    SignOff,
    /// 审核.
    Review,
    /// 作废.
    Void,
    /// 提交.
    Submission,
    /// 知悉重大事项.
    Acknowledgement,
    /// 说明.
    Explanation,
    /// 查看全文.
    Opening,
    /// 名册登记, which is about no entry and stands in no volume.
    Registration,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActReport {
    /// Which.
    pub act: ActId,
    /// Place of its batch.
    pub sequence: u64,
    /// What it says, if it can be read.
    pub said: Option<Said>,
    /// Found about it.
    pub findings: Vec<Finding>,
}

/// What a readable act says, and who its key's holder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it does.
    pub kind: ActKind,
    /// In words.
    pub words: String,
    /// By whom.
    pub person: PersonId,
    /// Name of the certificate, else the one in the act; may be empty.
    pub name: String,
    /// As what.
    pub role: Role,
    /// With which key.
    pub key: KeyId,
    /// How well the holder is known; `None` without a certificate.
    pub standing: Option<Standing>,
    /// On which device.
    pub device: DeviceId,
    /// Device clock, seconds since 1970.
    pub device_time_s: i64,
    /// How far that clock is known.
    pub clock: ClockQuality,
    /// SM3 of the content it is about, if it can be derived.
    pub content: Option<Digest>,
    /// Server clock when it came.
    pub received_at_ms: Option<i64>,
}

fn hold(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.code.weight() == Weight::Note)
}

impl ActReport {
    /// Whether it counts for where the entry stands: it holds, and was not set aside.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.holds() && self.findings.iter().all(|finding| finding.code != Code::SetAside)
    }

    /// Whether nothing stands against it.
    #[must_use]
    pub fn holds(&self) -> bool {
        hold(&self.findings)
    }
}

impl EntryReport {
    /// Whether nothing stands against it, its batches and its acts.
    #[must_use]
    pub fn holds(&self) -> bool {
        hold(&self.findings) && self.acts.iter().all(ActReport::holds)
    }
}

impl Report {
    /// Whether nothing stands against the volume and any of its entries.
    #[must_use]
    pub fn holds(&self) -> bool {
        hold(&self.findings) && self.entries.iter().all(EntryReport::holds)
    }

    /// Every finding, wherever it stands.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        let of_entries = self.entries.iter().flat_map(|entry| {
            let of_acts = entry.acts.iter().flat_map(|act| &act.findings);
            entry.findings.iter().chain(of_acts)
        });
        self.findings.iter().chain(of_entries)
    }
}
