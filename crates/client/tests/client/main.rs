//! The client through its own doors: real store files, a clock set by hand, a scripted link.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice
)]

mod after_signing;
mod aids;
mod attachments;
mod confirming;
mod corrections;
mod deciding;
mod delivery;
mod drafts;
mod due;
mod engine;
mod enrolment;
mod entries;
mod evidence;
mod files;
mod finding;
mod follow_up;
mod forgetting;
mod handing;
mod handing_many;
mod http;
mod needs;
mod photos;
mod pins;
mod pins_wrapped_anew;
mod refusals;
mod reviews;
mod roots;
mod rules;
mod signing;
mod story;
mod submitting;
mod submitting_paper;
mod support;
mod transfer;
