//! A page on its way out. Markup is what the program itself says; everything else is text, and what looks like markup in it comes out as it
//! was written.

/// The page so far.
#[derive(Debug, Default)]
pub(super) struct Out(String);

impl Out {
    /// Markup of the program's own: nothing that somebody wrote is ever one.
    pub(super) fn mark(&mut self, markup: &'static str) -> &mut Out {
        self.0.push_str(markup);
        self
    }

    /// A text, between two marks or between the double quotes of an attribute.
    pub(super) fn text(&mut self, text: &str) -> &mut Out {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // HTML has no way to write them.
                c if c.is_control() && c != '\n' && c != '\t' => {}
                c => self.0.push(c),
            }
        }
        self
    }

    /// A number.
    pub(super) fn number(&mut self, number: impl Into<i64>) -> &mut Out {
        let number: i64 = number.into();
        self.0.push_str(&number.to_string());
        self
    }

    /// The whole page.
    pub(super) fn done(self) -> String {
        self.0
    }
}

/// How many bytes a text takes in a page.
pub(super) fn length(text: &str) -> usize {
    let mut out = Out::default();
    out.text(text);
    out.0.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_markup_comes_out_as_text() {
        let mut out = Out::default();
        out.mark("<p title=\"")
            .text("\" onclick='x' <b>&amp;")
            .mark("\">")
            .text("<script>\u{0}\u{1b}村\n")
            .mark("</p>")
            .number(-3);
        let page = "<p title=\"&quot; onclick=&#39;x&#39; &lt;b&gt;&amp;amp;\">&lt;script&gt;村\n</p>-3";
        assert_eq!(out.done(), page);
        assert_eq!(length("<村\">"), 4 + 3 + 6 + 4);
    }
}
