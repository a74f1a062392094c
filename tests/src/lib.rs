//! Whole-product tests: the harness, the simulation, the story in real windows, the figures.
//!
//! Tests of one room live in that room; here the rooms meet.

pub mod bench;
pub mod bridge;
pub mod dictionary;
pub mod harness;
pub mod kill;
pub mod licences;
pub mod screens;
pub mod sim;
pub mod story;
