//! The parts screens are made of. They know words and signals, not commands; each is named by its `data-test`.

mod banner;
mod basis;
mod button;
mod changing;
mod chips;
mod dialog;
mod empty;
mod failure;
mod icon;
mod marks;
mod nav;
mod pin_pad;
mod print;
mod ring;
mod said;
mod status;
mod text;

pub use banner::{Banner, Tone};
pub use basis::{Readings, RuleFaults, RuleOf, Steps};
pub use button::{Button, Look};
pub use changing::changing;
pub use chips::{Chip, Chips};
pub use dialog::Dialog;
pub use empty::{Empty, Loading};
pub use failure::FailureBanner;
pub use icon::{Icon, Shape};
pub use marks::{ChangedMark, DeliveryMark, StageMark, StandingMark};
pub use nav::{NavBar, NavItem};
pub use pin_pad::PinPad;
pub use print::{PrintButton, RareNote};
pub use ring::Ring;
pub use said::Said;
pub use status::{StatusLine, is_long_unsent};
pub use text::{Hinted, TextArea, TextInput};
