//! The pages. Each is a function from what it shows to HTML; what it shows was decided before.

mod firm;
mod firm_entry;
mod print;
mod search;
mod village;

use cunfa_core::Operator;

use super::out::Out;
use super::words as w;

pub(super) use firm::{firm, firm_counsel};
pub(super) use firm_entry::{CodeForm, EntryForm, NotIn, firm_code, firm_entry};
pub(super) use print::print;
pub(super) use search::{Found, search};
pub(super) use village::{AskForm, Said, TRAP, kept, village};

/// The address of the stylesheet.
pub(super) const STYLE: &str = "/gs/style.css";
/// Where ICP filings are looked up, as whoever runs a site has to say.
const FILINGS: &str = "https://beian.miit.gov.cn/";

/// A page around its content.
fn frame(title: &str, operator: &Operator, content: impl FnOnce(&mut Out)) -> String {
    let mut out = Out::default();
    out.mark("<!doctype html><html lang=\"zh-Hans\"><head><meta charset=\"utf-8\">")
        .mark("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
        .text(title)
        .mark("</title><link rel=\"stylesheet\" href=\"")
        .text(STYLE)
        .mark("\"></head><body><header><a href=\"/gs/\">")
        .text(w::NAME)
        .mark("</a></header><main>");
    content(&mut out);
    out.mark("</main><footer>");
    if !operator.name.is_empty() {
        out.mark("<p>")
            .text(w::RUN_BY)
            .text(&operator.name)
            .mark(" ")
            .text(&operator.contact)
            .mark("</p>");
    }
    if !operator.icp_filing.is_empty() {
        out.mark("<p><a href=\"")
            .text(FILINGS)
            .mark("\">")
            .text(&operator.icp_filing)
            .mark("</a></p>");
    }
    out.mark("</footer></body></html>\n");
    out.done()
}

/// A page that says one thing and leads home.
pub(super) fn says(title: &str, more: &str, operator: &Operator) -> String {
    frame(title, operator, |out| {
        out.mark("<h1>")
            .text(title)
            .mark("</h1><p>")
            .text(more)
            .mark("</p><p class=\"more\"><a href=\"/gs/\">")
            .text(w::SEARCH)
            .mark("</a></p>");
    })
}

/// A link to a village's board.
fn link(out: &mut Out, code: &str, name: &str) {
    out.mark("<a href=\"/gs/")
        .text(code)
        .mark("\">")
        .text(name)
        .mark("</a>");
}
