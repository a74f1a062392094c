//! The device's encrypted file: log of changes and acts, outbox, and the tables screens read, which are derived from the log
//! and can be dropped and rebuilt. Everything is synchronous; a write is one transaction or nothing.
//!
//! Knows no HTTP, window or wording; time and keys are arguments. SQL lives here and nowhere else in the app.
//!
//! [`Store`] is one open file: `create`/`open`, then by area
//! - the device and its people: `enrol`, `device`, `people`, `add_person`, `renew_key`, `villages`, `holder`, `chain`,
//!   `rules`
//! - drafts: `put_draft`, `draft`, `drafts`, `drop_draft`, `keep_draft`
//! - writing: `document`, `append`; needs: `append_need`, `put_need_draft`, `need_draft`, `drop_need_draft`; what helps with it and stays
//!   here: `templates`, `put_template`, `remove_template`, `burden`, `add_burden`, `clear_burden`
//! - reading without documents: `rows`, `counts`, `services`, `queue_waiting`, `queue_major`, `asking`, …; whole: `open_entry`; needs:
//!   `needs`, `need_row`, `open_needs`, `needs_in_hand`, `answers_to`, `open_need`
//! - what a person looks for again: `views`, `add_view`, `rename_view`, `mark_view`; `reminder_away`, `put_reminder_away`
//! - sync: `seal`, `next_batches`, `mark_sending`, `reset_sending`, `store_answers`, `store_pulled`, `unsent`, `retry_parked`;
//!   what others wrote and a log that began anew lacks: `lacking`, `note_lacking`
//! - the courier: `open_batches`, `carried_blobs`, `answers_since`, `keep_courier`, `courier`, `courier_taken`, `courier_key`
//! - backups: `copy_to`, `adopt_drafts`, `restored`, `keep_restored`, `drop_restored`
//! - what the villages of the log come to: `count_digests`, `differs`, `note_differs`, `read_log_again`
//! - roots: `accepted_root`, `note_root_refused`, `root_notice`, `root_notice_read`
//! - photos and what else hangs on entries: `keep_blob`, `blob`, `blob_state`, `thumb`, `keep_thumb`, `mend_blob`, `sweep_blobs`;
//!   of drafts: `draft_attachments`, `attach_to_draft`, `drop_from_draft`, `restore_to_draft`; on their way: `uploads`, `wants`,
//!   `losses`, `chunk`, `begin_upload`, `note_server`, `keep_chunk`, `blob_totals`
//! - the first filling: `filling`, `begin_index`, `keep_index`, `end_index`, `end_filling`, `indexed`, `entry_beginning`
//! - who runs the server: `operator`; what people tell them: `feedback_of`, `waiting_feedback`, `feedback_draft`, `put_feedback_draft`,
//!   `add_feedback`
//! - figures, and texts opened from above: `figures_place`, `keep_figures`, `figures`, `all_figures`, `figure`, `put_opening`, `opening`,
//!   `waiting_openings`
//! - the county's registers: `add_registration`, `add_registrations`, `waiting_registrations`, `waiting_of`, `count_waiting_registrations`,
//!   `open_registrations`, `knows_registration`, `give_up_registrations`, `drop_refused_registrations`, `drop_refused_lists`;
//!   `registers_place`, `registers_due`, `keep_registers`, `answer_registrations`, `registered`
//! - villages that nobody here may read any more: `forgotten`, `forgotten_read`
//! - deciding: `reasons`, `put_reason`, `drop_reason`; the return that is being written: `returning`, `returning_all`, `put_returning`;
//!   the rule file: `rule_draft`, `put_rule_draft`
//! - whether anything was written meanwhile: `written`
//! - integrity: `faults`, `audit`, `rebuild`, `repair`
//!
//! [`keyfile`] is the small plain file beside it that holds the sealed key of the encrypted one.

mod append;
mod backup;
mod blob;
mod connection;
mod error;
mod fault;
mod forget;
mod index;
mod integrity;
pub mod keyfile;
mod open;
mod pass;
mod read;
mod schema;
mod search;
mod state;
mod store;
mod table;

pub use append::{Append, Appended};
pub use blob::{BlobState, BlobTotals, KeptChunk, Left, ServerHas, Span, Upload, Wanted};
pub use connection::CIPHER;
pub use error::StoreError;
pub use fault::Step;
pub use forget::Forgotten;
pub use index::{Filling, FillingState, IndexPlace, IndexedRow};
pub use integrity::{Fault, FaultKind, Repair};
pub use pass::{LackingBatch, OutgoingBatch, ParkedReason, PassResult, Position, PulledBatch, Stored};
pub use read::unsent::{ItemState, Unsent, UnsentItem};
pub use read::{Asked, Asking, Counts, Digests, NeedQuery, NeedRow, OpenNeeds, Page, Row, RowQuery};
pub use state::{ActRecord, Delivery, EntryRecord, Known, NeedRecord};
pub use store::Store;
pub use table::burden::Burden;
pub use table::claims::{ClaimFault, StoredClaim};
pub use table::couriers::Courier;
pub use table::decisions::{DecisionFault, DecisionKind, StoredDecision};
pub use table::device::Device;
pub use table::directory::Directory;
pub use table::draft_attachments::DraftAttachment;
pub use table::drafts::Draft;
pub use table::feedback::StoredFeedback;
pub use table::figures::FiguresPlace;
pub use table::need_drafts::NeedDraft;
pub use table::openings::{OpeningState, StoredOpening};
pub use table::people::{Enrolment, Renewed, StoredPerson};
pub use table::reasons::OwnReason;
pub use table::registered::{
    KeptRegisters, RegisteredAct, RegistersNews, RegistersPlace, RegistersStamp, RegistrationAnswer,
};
pub use table::registrations::{RegistrationState, StoredRegistration};
pub use table::restored::Restored;
pub use table::root::RootNotice;
pub use table::sync::{HeldToken, PassNote};
pub use table::templates::KeptTemplate;
pub use table::views::StoredView;
