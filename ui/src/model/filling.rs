//! Filling 事由, 内容 and 结果 from a template. What a person typed is never overwritten unasked.

use cunfa_core::{Form, Kind, Template};
use cunfa_protocol::view::Templates;

/// How a template fills the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Only what is empty.
    Blanks,
    /// Everything the template has.
    Over,
}

/// Whether the person has to be asked: something typed would be overwritten. What `last` put there was not typed.
#[must_use]
pub fn asks(form: &Form, template: &Template, last: Option<&Template>) -> bool {
    let typed = [&form.matter, &form.advice, &form.result];
    let of = template.texts();
    typed.into_iter().zip(of).enumerate().any(|(at, (typed, text))| {
        let typed = typed.trim();
        let put_there = last.and_then(|last| last.texts().get(at).copied());
        !typed.is_empty() && !text.is_empty() && typed != text && put_there != Some(typed)
    })
}

/// Fills.
pub fn fill(form: &mut Form, template: &Template, how: Fill) {
    let slots = [&mut form.matter, &mut form.advice, &mut form.result];
    for (slot, text) in slots.into_iter().zip(template.texts()) {
        let free = how == Fill::Over || slot.trim().is_empty();
        if free && !text.is_empty() {
            text.clone_into(slot);
        }
    }
}

/// A template of what the form holds, not named yet.
#[must_use]
pub fn template_of(form: &Form, kind: Kind) -> Template {
    Template {
        key: String::new(),
        kind,
        name: cunfa_core::text::shorten(form.matter.trim(), 12),
        matter: form.matter.trim().to_owned(),
        advice: form.advice.trim().to_owned(),
        result: form.result.trim().to_owned(),
    }
}

/// What is offered: the person's own first, then the built-in ones that were neither changed nor deleted. `None`: of every kind.
#[must_use]
pub fn offered(built_in: Vec<Template>, templates: &Templates, kind: Option<Kind>) -> Vec<Template> {
    let untouched = |template: &Template| {
        let changed = templates.kept.iter().any(|kept| kept.key == template.key);
        !changed && !templates.hidden.contains(&template.key)
    };
    let all = templates
        .kept
        .iter()
        .cloned()
        .chain(built_in.into_iter().filter(untouched));
    all.filter(|template| kind.is_none_or(|kind| template.kind == kind))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(key: &str, matter: &str, advice: &str) -> Template {
        Template {
            key: key.to_owned(),
            kind: Kind::Consultation,
            name: "模板".to_owned(),
            matter: matter.to_owned(),
            advice: advice.to_owned(),
            result: String::new(),
        }
    }

    fn typed(matter: &str, advice: &str) -> Form {
        Form {
            matter: matter.to_owned(),
            advice: advice.to_owned(),
            ..Form::default()
        }
    }

    #[test]
    fn typed_text_is_never_overwritten_unasked() {
        let boundary = template("", "边界不清", "先查登记资料");
        assert!(!asks(&typed("", " "), &boundary, None));
        assert!(asks(&typed("欠薪", ""), &boundary, None));
        assert!(
            !asks(&typed("边界不清", ""), &boundary, None),
            "the same text is no loss"
        );
        assert!(
            !asks(&typed("欠薪", ""), &template("", "", "去仲裁"), None),
            "it fills another field"
        );
    }

    #[test]
    fn what_the_last_template_put_there_may_go_without_asking_until_it_is_changed() {
        let (wages, boundary) = (template("", "欠薪", "去仲裁"), template("", "边界不清", "先查登记资料"));
        assert!(!asks(&typed("欠薪", "去仲裁"), &boundary, Some(&wages)));
        assert!(asks(&typed("欠薪三个月", "去仲裁"), &boundary, Some(&wages)));
    }

    #[test]
    fn filling_blanks_leaves_what_is_typed() {
        let boundary = template("", "边界不清", "先查登记资料");
        let mut form = typed("欠薪", " ");
        fill(&mut form, &boundary, Fill::Blanks);
        assert_eq!((form.matter.as_str(), form.advice.as_str()), ("欠薪", "先查登记资料"));
        fill(&mut form, &boundary, Fill::Over);
        assert_eq!(form.matter, "边界不清");
    }

    #[test]
    fn own_templates_come_first_and_changed_or_deleted_built_in_ones_are_not_offered_twice() {
        let built_in = || {
            vec![
                template("builtin.a", "甲", ""),
                template("builtin.b", "乙", ""),
                template("builtin.c", "丙", ""),
            ]
        };
        let templates = Templates {
            kept: vec![template("x", "我的", ""), template("builtin.a", "甲改", "")],
            hidden: vec!["builtin.b".to_owned()],
        };
        let shown = offered(built_in(), &templates, Some(Kind::Consultation));
        let matters: Vec<&str> = shown.iter().map(|one| one.matter.as_str()).collect();
        assert_eq!(matters, ["我的", "甲改", "丙"]);
        assert!(offered(built_in(), &templates, Some(Kind::Lecture)).is_empty());
        assert_eq!(offered(built_in(), &templates, None).len(), 3);
    }

    #[test]
    fn a_template_of_a_form_is_named_by_the_beginning_of_its_matter() {
        let template = template_of(&typed(" 与邻居的宅基地边界不清楚要求丈量 ", "先查"), Kind::Visit);
        assert_eq!(template.name, "与邻居的宅基地边界不清…");
        assert_eq!(
            (template.matter.as_str(), template.kind),
            ("与邻居的宅基地边界不清楚要求丈量", Kind::Visit)
        );
    }
}
