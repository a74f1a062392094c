//! The program on desktops; phones and tablets enter through the library.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    cunfa_app::run()
}
