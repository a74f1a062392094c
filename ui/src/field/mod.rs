//! The screens of counsel and cadre, and those everybody meets: enrolment, lock, sync centre, settings. One screen a file.

mod add_cadre;
mod backup;
mod burden;
mod codes;
mod counted;
mod courier;
mod drafts;
mod enrol;
mod entry;
mod forgotten;
mod home;
mod home_cadre;
mod lock;
mod new_pin;
mod ready;
mod rehearsal;
mod reminder;
mod rows;
mod settings;
mod sync_centre;
mod templates;
mod volume;
mod write;

pub use enrol::Enrol;
pub use entry::EntryScreen;
pub use home::Home;
pub use home_cadre::CadreHome;
pub use lock::Lock;
pub use ready::Ready;
pub use rows::Row;
pub use settings::Settings;
pub use sync_centre::SyncCentre;
pub use templates::TemplatesScreen;
pub use volume::{Left as VolumeLeft, Volume, ahead as volume_ahead};
pub use write::Write;
