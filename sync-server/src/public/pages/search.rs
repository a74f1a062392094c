//! Home: finding a village by words, or by its township.

use cunfa_core::{Area, Operator, Village};

use super::super::out::Out;
use super::super::words as w;
use super::{frame, link};

/// What is shown below the field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::public) struct Found {
    /// The words that were looked for; empty when none were.
    pub(in crate::public) words: String,
    /// Villages that were asked for; `None` when nothing was.
    pub(in crate::public) villages: Option<Vec<Village>>,
    /// There are more of them.
    pub(in crate::public) more: bool,
    /// Every township, each with its county's and its own name.
    pub(in crate::public) townships: Vec<(Area, String)>,
}

/// The page.
pub(in crate::public) fn search(found: &Found, operator: &Operator) -> String {
    frame(w::SEARCH, operator, |out| {
        out.mark("<h1>").text(w::SEARCH).mark("</h1>");
        field(out, &found.words);
        if let Some(villages) = &found.villages {
            results(out, villages, found.more);
        }
        townships(out, &found.townships);
        out.mark("<p class=\"more\"><a href=\"/ls/\">")
            .text(w::firm::ENTRY_LINK)
            .mark("</a></p>");
    })
}

fn field(out: &mut Out, words: &str) {
    out.mark("<form class=\"find\" action=\"/gs/\" method=\"get\" role=\"search\"><label for=\"q\">")
        .text(w::SEARCH_FIELD)
        .mark("</label><p class=\"hint\" id=\"q-hint\">")
        .text(w::SEARCH_HINT)
        .mark("</p><input id=\"q\" name=\"q\" maxlength=\"60\" aria-describedby=\"q-hint\" value=\"")
        .text(words)
        .mark("\"><button>")
        .text(w::SEARCH_KEY)
        .mark("</button></form>");
}

fn results(out: &mut Out, villages: &[Village], more: bool) {
    out.mark("<section><h2>").text(w::FOUND).mark("</h2>");
    if villages.is_empty() {
        out.mark("<p>").text(w::FOUND_NONE).mark("</p>");
    }
    out.mark("<ul>");
    for village in villages {
        out.mark("<li>");
        let name = format!("{}{} {}", village.county, village.township, village.name);
        link(out, village.code.as_str(), &name);
        out.mark("</li>");
    }
    out.mark("</ul>");
    if more {
        out.mark("<p>").text(w::FOUND_MORE).mark("</p>");
    }
    out.mark("</section>");
}

fn townships(out: &mut Out, townships: &[(Area, String)]) {
    if townships.is_empty() {
        return;
    }
    out.mark("<section><h2>").text(w::TOWNSHIPS).mark("</h2><ul>");
    for (area, name) in townships {
        out.mark("<li><a href=\"/gs/?z=")
            .text(area.as_str())
            .mark("\">")
            .text(name)
            .mark("</a></li>");
    }
    out.mark("</ul></section>");
}
