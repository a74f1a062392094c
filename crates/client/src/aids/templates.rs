//! Templates of the person the device is open for.

use cunfa_core::entry::Rule;
use cunfa_core::template::{MAX_TEMPLATE_KEY_BYTES, MAX_TEMPLATES, TEMPLATE_NAME};
use cunfa_core::{Action, Failure, Field, PersonId, Template};
use cunfa_protocol::Code;
use cunfa_protocol::view::Templates;
use cunfa_store::KeptTemplate;

use crate::desk::{Desk, code_of};

/// All of them.
pub(crate) fn templates(desk: &Desk) -> Result<Templates, Code> {
    let owner = owner(desk)?;
    let mut templates = Templates::default();
    for one in desk.store()?.templates(owner).map_err(code_of)? {
        if one.dropped {
            templates.hidden.push(one.template.key);
        } else {
            templates.kept.push(one.template);
        }
    }
    Ok(templates)
}

/// Keeps one; without a key it is a new one.
pub(crate) fn keep(desk: &mut Desk, template: &Template) -> Result<Templates, Code> {
    let owner = owner(desk)?;
    let mut template = template.check().map_err(|failures| Code::Form { failures })?;
    let others = desk.store()?.templates(owner).map_err(code_of)?;
    let is_new = others.iter().all(|other| other.template.key != template.key);
    if (is_new && others.len() >= MAX_TEMPLATES) || template.key.len() > MAX_TEMPLATE_KEY_BYTES {
        return Err(too_many());
    }
    if template.key.is_empty() {
        let key: [u8; 8] = desk.random()?;
        template.key = key.iter().map(|byte| format!("{byte:02x}")).collect();
    }
    put(desk, owner, template, false)
}

/// Deletes one. Keeping the same template again takes it back.
pub(crate) fn drop(desk: &mut Desk, template: &Template) -> Result<Templates, Code> {
    let owner = owner(desk)?;
    if template.is_built_in() {
        if template.key.len() > MAX_TEMPLATE_KEY_BYTES {
            return Err(too_many());
        }
        let template = template.check().map_err(|failures| Code::Form { failures })?;
        return put(desk, owner, template, true);
    }
    desk.store_mut()?
        .remove_template(owner, &template.key)
        .map_err(code_of)?;
    templates(desk)
}

fn put(desk: &mut Desk, owner: PersonId, template: Template, dropped: bool) -> Result<Templates, Code> {
    let kept = KeptTemplate { template, dropped };
    desk.store_mut()?.put_template(owner, &kept).map_err(code_of)?;
    templates(desk)
}

fn owner(desk: &Desk) -> Result<PersonId, Code> {
    Ok(desk.person_who_may(Action::WriteEntry)?.id)
}

fn too_many() -> Code {
    Code::Form {
        failures: vec![Failure {
            field: Field::Other(TEMPLATE_NAME.to_owned()),
            rule: Rule::TooMany { max: MAX_TEMPLATES },
        }],
    }
}
