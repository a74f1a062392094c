//! Templates: what a counsel writes again and again, per kind, on the counsel's own device. They are no part of the ledger.

use serde::{Deserialize, Serialize};

use crate::entry::{Failure, Field, MAX_NAME_GRAPHEMES, MAX_TEXT_GRAPHEMES, Rule, check_text};
use crate::kind::Kind;

/// Most templates of one person.
pub const MAX_TEMPLATES: usize = 200;
/// Longest key, in bytes.
pub const MAX_TEMPLATE_KEY_BYTES: usize = 40;
/// How the keys of built-in templates begin; the interface has their words.
pub const BUILT_IN: &str = "builtin.";
/// What [`Field::Other`] holds where the name of a template is wrong.
pub const TEMPLATE_NAME: &str = "template_name";

/// One template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its key, one for each of a person's; empty for one that was not kept yet.
    pub key: String,
    /// The kind it is offered for.
    pub kind: Kind,
    /// Name, as on its chip; up to 60 graphemes.
    pub name: String,
    /// 事由.
    pub matter: String,
    /// 内容.
    pub advice: String,
    /// 结果.
    pub result: String,
}

impl Template {
    /// Whether it comes with the program; one that was changed keeps the key.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.key.starts_with(BUILT_IN)
    }

    /// The template in NFC, trimmed: it has a name, and at least one text.
    ///
    /// # Errors
    /// Everything that is wrong with it; the name as [`Field::Other`] of [`TEMPLATE_NAME`], no text at all as a missing 事由.
    pub fn check(&self) -> Result<Template, Vec<Failure>> {
        let mut failures = Vec::new();
        let mut text = |field: Field, typed: &str, most| {
            let (tidy, rules) = check_text(typed, most);
            failures.extend(rules.into_iter().map(|rule| Failure {
                field: field.clone(),
                rule,
            }));
            tidy
        };
        let name = || Field::Other(TEMPLATE_NAME.to_owned());
        let template = Template {
            key: self.key.clone(),
            kind: self.kind,
            name: text(name(), &self.name, MAX_NAME_GRAPHEMES),
            matter: text(Field::Matter, &self.matter, MAX_TEXT_GRAPHEMES),
            advice: text(Field::Advice, &self.advice, MAX_TEXT_GRAPHEMES),
            result: text(Field::Result, &self.result, MAX_TEXT_GRAPHEMES),
        };
        let mut missing = |field| {
            failures.push(Failure {
                field,
                rule: Rule::Missing,
            });
        };
        if template.name.is_empty() {
            missing(name());
        }
        if template.texts().into_iter().all(str::is_empty) {
            missing(Field::Matter);
        }
        if failures.is_empty() {
            Ok(template)
        } else {
            Err(failures)
        }
    }

    /// 事由, 内容, 结果.
    #[must_use]
    pub fn texts(&self) -> [&str; 3] {
        [&self.matter, &self.advice, &self.result]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn template(name: &str, matter: &str) -> Template {
        Template {
            key: String::new(),
            kind: Kind::Consultation,
            name: name.to_owned(),
            matter: matter.to_owned(),
            advice: String::new(),
            result: String::new(),
        }
    }

    fn wrong(template: &Template) -> Vec<(Field, Rule)> {
        let failures = template.check().unwrap_err();
        failures.into_iter().map(|one| (one.field, one.rule)).collect()
    }

    #[test]
    fn a_template_has_a_name_and_at_least_one_text() {
        let name = Field::Other(TEMPLATE_NAME.to_owned());
        assert_eq!(
            template(" 宅基地 ", " 边界不清\n").check().unwrap(),
            template("宅基地", "边界不清")
        );
        assert_eq!(wrong(&template(" ", "边界")), [(name.clone(), Rule::Missing)]);
        assert_eq!(wrong(&template("宅基地", "　")), [(Field::Matter, Rule::Missing)]);
        let long = Rule::TooLong { given: 61, max: 60 };
        assert_eq!(wrong(&template(&"宅".repeat(61), "边界")), [(name, long)]);
        assert_eq!(
            wrong(&template("宅基地", "边\u{7}界")),
            [(Field::Matter, Rule::ControlCharacters)]
        );
    }
}
