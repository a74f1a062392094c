//! The notice board on one sheet of paper, with a code that leads to its page.

use cunfa_core::Operator;

use super::super::board::Place;
use super::super::qr::Drawing;
use super::super::words as w;
use super::frame;
use super::village::{facts, heading};

/// The page. `address` is what the code says.
pub(in crate::public) fn print(place: &Place, address: &str, code: Option<&Drawing>, operator: &Operator) -> String {
    frame(w::PRINT_TITLE, operator, |out| {
        out.mark("<p class=\"hint screen\">")
            .text(w::PRINT_HINT)
            .mark("</p><section class=\"sheet\"><p>")
            .text(w::PRINT_TITLE)
            .mark("</p>");
        heading(out, place);
        facts(out, &place.board);
        if let Some(drawing) = code {
            out.mark("<svg class=\"qr\" role=\"img\" shape-rendering=\"crispEdges\" aria-label=\"")
                .text(w::PRINT_CODE_ALT)
                .mark("\" viewBox=\"0 0 ")
                .number(drawing.side)
                .mark(" ")
                .number(drawing.side)
                .mark("\"><path d=\"")
                .text(&drawing.dark)
                .mark("\"/></svg><p>")
                .text(w::PRINT_CODE)
                .mark("</p>");
        }
        out.mark("<p>").text(address).mark("</p></section>");
    })
}
