//! A village: what its notice board shows, and the form of a question. What was typed is in the form again whenever it could not be kept.

use cunfa_core::inquiry::MAX_ASKED_GRAPHEMES;
use cunfa_core::{Failure, Inquiry, Operator};

use super::super::board::{Board, Place};
use super::super::out::Out;
use super::super::words as w;
use super::{frame, link};

/// Name of the field that nobody sees and only a program fills in.
pub(in crate::public) const TRAP: &str = "website";

/// The form of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::public) struct AskForm {
    /// Tells this form from others: the same text of it twice is one question.
    pub(in crate::public) number: String,
    /// What was typed.
    pub(in crate::public) typed: Inquiry,
    /// What is said above it.
    pub(in crate::public) said: Vec<Said>,
}

/// Why a question was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::public) enum Said {
    /// Something is wrong with it.
    Wrong(Failure),
    /// The field that nobody sees was filled in.
    Trapped,
    /// Too many came from there.
    TooOften,
    /// Too many wait.
    Full,
    /// The server failed.
    NotKept,
    /// It does not come from a page of ours.
    NotOurs,
    /// The village is another's now.
    Merged,
}

impl Said {
    fn words(&self) -> String {
        match self {
            Said::Wrong(failure) => w::failure(failure),
            Said::Trapped => w::TRAPPED.to_owned(),
            Said::TooOften => w::TOO_OFTEN.to_owned(),
            Said::Full => w::FULL.to_owned(),
            Said::NotKept => w::NOT_KEPT.to_owned(),
            Said::NotOurs => w::NOT_OURS.to_owned(),
            Said::Merged => w::MERGED_NOT_KEPT.to_owned(),
        }
    }
}

/// The page.
pub(in crate::public) fn village(place: &Place, form: &AskForm, operator: &Operator) -> String {
    frame(&place.village.name, operator, |out| {
        heading(out, place);
        if let Some(into) = &place.merged {
            if !form.said.is_empty() {
                not_taken(out, form);
            }
            out.mark("<section><p>").text(&w::merged(&into.name));
            link(out, into.code.as_str(), &into.name);
            out.mark("</p></section>");
            return;
        }
        // Who comes back from the form reads first what is wrong with it.
        if form.said.is_empty() {
            board_section(out, &place.board);
            ask(out, place, form);
        } else {
            ask(out, place, form);
            board_section(out, &place.board);
        }
        out.mark("<p class=\"more\"><a href=\"/gs/")
            .text(place.village.code.as_str())
            .mark("/pai\">")
            .text(w::PRINT)
            .mark("</a></p><p class=\"more\"><a href=\"/gs/\">")
            .text(w::BACK_HOME)
            .mark("</a></p>");
    })
}

/// The page that says that a question was kept.
pub(in crate::public) fn kept(place: &Place, operator: &Operator) -> String {
    frame(w::KEPT, operator, |out| {
        out.mark("<h1>")
            .text(w::KEPT)
            .mark("</h1><p>")
            .text(w::KEPT_MORE)
            .mark("</p><p class=\"more\"><a href=\"/gs/")
            .text(place.village.code.as_str())
            .mark("\">")
            .text(w::BACK_TO_VILLAGE)
            .mark("</a></p>");
    })
}

/// Name and place of a village.
pub(super) fn heading(out: &mut Out, place: &Place) {
    let village = &place.village;
    out.mark("<h1>")
        .text(&village.name)
        .mark("</h1><p>")
        .text(&village.county)
        .text(&village.township)
        .mark("</p>");
}

fn board_section(out: &mut Out, board: &Board) {
    out.mark("<section aria-labelledby=\"board\"><h2 id=\"board\">")
        .text(w::BOARD)
        .mark("</h2>");
    facts(out, board);
    out.mark("</section>");
}

/// What the board says, line by line.
pub(super) fn facts(out: &mut Out, board: &Board) {
    out.mark("<dl>");
    match &board.counsel {
        Some(counsel) => {
            let stands_in = if counsel.stands_in { w::STANDS_IN } else { "" };
            fact(out, w::COUNSEL, &[counsel.name.as_str(), stands_in].concat());
            fact(out, w::FIRM, &counsel.firm);
        }
        None => fact(out, w::COUNSEL, w::NO_COUNSEL),
    }
    fact(out, w::DUTIES, &board.duties);
    phone(out, &board.phone);
    fact(out, w::HOURS, &board.hours);
    fact(out, w::PLACE, &board.place);
    let next = board.next_visit.map_or_else(|| w::NEXT_VISIT_OPEN.to_owned(), w::day);
    fact(out, w::NEXT_VISIT, &next);
    out.mark("</dl>");
}

fn fact(out: &mut Out, name: &str, said: &str) {
    let said = if said.is_empty() { w::NOT_WRITTEN } else { said };
    out.mark("<dt>").text(name).mark("</dt><dd>").text(said).mark("</dd>");
}

/// A phone that can be called by a touch, where it is one number and nothing else.
fn phone(out: &mut Out, phone: &str) {
    let Some(number) = callable(phone) else {
        fact(out, w::PHONE, phone);
        return;
    };
    out.mark("<dt>")
        .text(w::PHONE)
        .mark("</dt><dd><a href=\"tel:")
        .text(&number)
        .mark("\">")
        .text(phone)
        .mark("</a></dd>");
}

/// The one number that a text is. A blank may stand between two of them, so a text with one inside is none.
fn callable(phone: &str) -> Option<String> {
    let number: String = phone.trim().chars().filter(|c| !"-－—（）()".contains(*c)).collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    let is_one = (3..=13).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then_some(number)
}

/// What was asked of a village that is another's now: not received, and still there to be copied.
fn not_taken(out: &mut Out, form: &AskForm) {
    out.mark("<section>");
    said(out, &form.said);
    out.mark("<label for=\"matter\">")
        .text(w::MATTER)
        .mark("</label><textarea id=\"matter\" readonly>\n")
        .text(&form.typed.matter)
        .mark("</textarea></section>");
}

fn ask(out: &mut Out, place: &Place, form: &AskForm) {
    out.mark("<section aria-labelledby=\"ask\"><h2 id=\"ask\">")
        .text(w::ASK)
        .mark("</h2>");
    said(out, &form.said);
    out.mark("<p>")
        .text(w::ASK_LEAD)
        .mark("</p><form action=\"/gs/")
        .text(place.village.code.as_str())
        .mark("/wen\" method=\"post\" accept-charset=\"utf-8\"><input type=\"hidden\" name=\"number\" value=\"")
        .text(&form.number)
        .mark("\"><label for=\"matter\">")
        .text(w::MATTER)
        .mark("</label><p class=\"hint\" id=\"matter-hint\">")
        .text(&w::matter_hint())
        .mark("</p><textarea id=\"matter\" name=\"matter\" required aria-describedby=\"matter-hint\" maxlength=\"")
        .number(u16::try_from(MAX_ASKED_GRAPHEMES).unwrap_or(u16::MAX))
        // A line break right behind the tag belongs to nobody (HTML, 13.1.2.5).
        .mark("\">\n")
        .text(&form.typed.matter)
        .mark("</textarea>");
    line(out, "name", w::CALLED, "", &form.typed.name);
    line(out, "phone", w::REACHED, w::REACHED_HINT, &form.typed.phone);
    out.mark("<div class=\"trap\" aria-hidden=\"true\"><label for=\"website\">")
        .text(w::TRAP)
        .mark("</label><input id=\"website\" name=\"website\" tabindex=\"-1\" autocomplete=\"off\"></div><button>")
        .text(w::SEND)
        .mark("</button><p class=\"hint\">")
        .text(&w::privacy())
        .mark("</p></form></section>");
}

/// A line that may stay empty.
fn line(out: &mut Out, field: &'static str, label: &str, hint: &str, typed: &str) {
    out.mark("<label for=\"")
        .mark(field)
        .mark("\">")
        .text(label)
        .mark("<small>")
        .text(w::OPTIONAL)
        .mark("</small></label>");
    if !hint.is_empty() {
        out.mark("<p class=\"hint\" id=\"")
            .mark(field)
            .mark("-hint\">")
            .text(hint)
            .mark("</p>");
    }
    out.mark("<input id=\"")
        .mark(field)
        .mark("\" name=\"")
        .mark(field)
        .mark("\" autocomplete=\"off\" maxlength=\"60\"");
    if field == "phone" {
        out.mark(" type=\"tel\"");
    }
    if !hint.is_empty() {
        out.mark(" aria-describedby=\"").mark(field).mark("-hint\"");
    }
    out.mark(" value=\"").text(typed).mark("\">");
}

fn said(out: &mut Out, said: &[Said]) {
    if said.is_empty() {
        return;
    }
    out.mark("<div class=\"wrong\" role=\"alert\">");
    for one in said {
        out.mark("<p>").text(&one.words()).mark("</p>");
    }
    out.mark("<p>").text(w::WRITTEN_STAYS).mark("</p></div>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_can_be_called_by_a_touch_and_nothing_else_can() {
        for (written, number) in [
            ("0771-1234567", "07711234567"),
            ("（0771）1234567", "07711234567"),
            ("+86-13800000000", "+8613800000000"),
            ("110", "110"),
        ] {
            assert_eq!(callable(written).as_deref(), Some(number), "{written}");
        }
        for written in [
            "",
            "12",
            "+",
            "++12345",
            "123+45",
            "12345 12348",
            "0771-1234567、13800000000",
            "0771-1234567-13800000000",
            "12345678901234",
            "司法所 1234567",
        ] {
            assert_eq!(callable(written), None, "{written}");
        }
    }
}
