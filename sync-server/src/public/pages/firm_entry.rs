//! How a firm gets in: signing in, and using a code for the first time. A passphrase that was typed is in no page.

use cunfa_core::Operator;

use super::super::out::Out;
use super::super::words::firm as w;
use super::frame;

/// The form of signing in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::public) struct EntryForm {
    /// The name that was typed.
    pub(in crate::public) name: String,
    /// Why nobody is in.
    pub(in crate::public) why: Option<NotIn>,
}

/// The form of a code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::public) struct CodeForm {
    /// The code that was typed.
    pub(in crate::public) code: String,
    /// Why nobody is in.
    pub(in crate::public) why: Option<NotIn>,
}

/// Why nobody is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::public) enum NotIn {
    /// No such firm, or another passphrase.
    Wrong,
    /// No such code, or it was used or ran out.
    NoCode,
    /// The passphrase is too short, or far too long.
    Short,
    /// The second one is another.
    Differs,
    /// Too often.
    TooOften,
    /// The form does not come from a page of ours.
    NotOurs,
    /// The session runs no more.
    Over,
    /// The server failed.
    NotNow,
}

impl NotIn {
    /// The HTTP status that says it.
    pub(in crate::public) fn status(self) -> u16 {
        match self {
            NotIn::Over => 200,
            NotIn::Wrong | NotIn::NoCode | NotIn::NotOurs => 403,
            NotIn::Short | NotIn::Differs => 422,
            NotIn::TooOften => 429,
            NotIn::NotNow => 503,
        }
    }

    fn words(self) -> &'static str {
        match self {
            NotIn::Wrong => w::WRONG,
            NotIn::NoCode => w::NO_CODE,
            NotIn::Short => w::TOO_SHORT,
            NotIn::Differs => w::DIFFERS,
            NotIn::TooOften => w::TOO_OFTEN,
            NotIn::NotOurs => w::NOT_OURS,
            NotIn::Over => w::OVER,
            NotIn::NotNow => w::NOT_NOW,
        }
    }
}

/// The page of signing in.
pub(in crate::public) fn firm_entry(form: &EntryForm, operator: &Operator) -> String {
    frame(w::ENTRY, operator, |out| {
        out.mark("<h1>").text(w::ENTRY).mark("</h1><section>");
        said(out, form.why);
        out.mark("<p>")
            .text(w::ENTRY_LEAD)
            .mark("</p><form action=\"/ls/dl\" method=\"post\" accept-charset=\"utf-8\"><label for=\"name\">")
            .text(w::NAME)
            .mark("</label><p class=\"hint\" id=\"name-hint\">")
            .text(w::NAME_HINT)
            .mark("</p><input id=\"name\" name=\"name\" required autocomplete=\"username\" maxlength=\"100\" aria-describedby=\"name-hint\" value=\"")
            .text(&form.name)
            .mark("\">");
        passphrase(out, "pass", w::PASSPHRASE, "current-password");
        out.mark("<button>")
            .text(w::ENTER)
            .mark("</button></form></section><p class=\"more\"><a href=\"/ls/kt\">")
            .text(w::HAS_CODE)
            .mark("</a></p>");
    })
}

/// The page of a code.
pub(in crate::public) fn firm_code(form: &CodeForm, operator: &Operator) -> String {
    frame(w::CODE_TITLE, operator, |out| {
        out.mark("<h1>").text(w::CODE_TITLE).mark("</h1><section>");
        said(out, form.why);
        out.mark("<p>")
            .text(w::CODE_LEAD)
            .mark("</p><form action=\"/ls/kt\" method=\"post\" accept-charset=\"utf-8\"><label for=\"code\">")
            .text(w::CODE)
            .mark("</label><input id=\"code\" name=\"code\" required autocomplete=\"one-time-code\" maxlength=\"30\" value=\"")
            .text(&form.code)
            .mark("\">");
        passphrase(out, "pass", w::NEW_PASSPHRASE, "new-password");
        out.mark("<p class=\"hint\">").text(&w::passphrase_hint()).mark("</p>");
        passphrase(out, "again", w::PASSPHRASE_AGAIN, "new-password");
        out.mark("<button>")
            .text(w::OPEN)
            .mark("</button></form></section><p class=\"more\"><a href=\"/ls/\">")
            .text(w::TO_ENTRY)
            .mark("</a></p>");
    })
}

fn passphrase(out: &mut Out, field: &'static str, label: &str, kind: &'static str) {
    out.mark("<label for=\"")
        .mark(field)
        .mark("\">")
        .text(label)
        .mark("</label><input type=\"password\" required id=\"")
        .mark(field)
        .mark("\" name=\"")
        .mark(field)
        .mark("\" autocomplete=\"")
        .mark(kind)
        .mark("\">");
}

fn said(out: &mut Out, why: Option<NotIn>) {
    if let Some(why) = why {
        out.mark("<div class=\"wrong\" role=\"alert\"><p>")
            .text(why.words())
            .mark("</p></div>");
    }
}
