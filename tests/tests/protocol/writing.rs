//! What helps with writing and stays on the device.

use cunfa_core::Template;
use cunfa_protocol::view::{Burden, DueFollowUp, DueFollowUps, Templates};
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s, views as v};

pub fn templates() -> Templates {
    Templates {
        kept: vec![template()],
        hidden: vec!["builtin.lecture.1".to_owned()],
    }
}

fn template() -> Template {
    Template {
        key: "0123456789abcdef".to_owned(),
        kind: cunfa_core::Kind::Consultation,
        name: "宅基地边界".to_owned(),
        matter: "与邻居的宅基地边界不清".to_owned(),
        advice: "先查登记资料".to_owned(),
        result: String::new(),
    }
}

fn due() -> DueFollowUps {
    DueFollowUps {
        rows: vec![DueFollowUp {
            row: s::row(),
            day: s::date(),
            days_over: 3,
        }],
        total: 6,
    }
}

fn burden() -> Burden {
    Burden {
        entries: 20,
        median_taps: 11,
        median_seconds: 48,
    }
}

pub fn commands() -> Vec<Command> {
    let count = c::CountWriting {
        draft: s::entry_id(),
        taps: 11,
        seconds: 48,
    };
    vec![
        c::FollowUp { entry: s::entry_id() }.into(),
        c::WriteAnother { after: s::entry_id() }.into(),
        c::DueFollowUps {}.into(),
        c::Templates {}.into(),
        c::KeepTemplate { template: template() }.into(),
        c::DropTemplate { template: template() }.into(),
        count.into(),
        c::Burden {}.into(),
        c::ClearBurden {}.into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::FollowUp(v::draft()),
        Reply::WriteAnother(v::draft()),
        Reply::DueFollowUps(due()),
        Reply::Templates(templates()),
        Reply::KeepTemplate(templates()),
        Reply::DropTemplate(templates()),
        Reply::CountWriting(()),
        Reply::Burden(burden()),
        Reply::ClearBurden(burden()),
    ]
}

#[test]
fn what_helps_with_writing_is_written_like_this() {
    held("template-Template", &[template()]);
    held("writing-Templates", &[templates(), Templates::default()]);
    held("due-DueFollowUp", &due().rows);
    held("due-DueFollowUps", &[due()]);
    held("writing-Burden", &[burden()]);
}
