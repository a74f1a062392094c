//! The registers by kind, in the order in which somebody's work meets them.

use cunfa_core::Role;
use cunfa_core::register::RecordKind;
use leptos::prelude::*;

use super::At;
use crate::components::{Icon, Shape};
use crate::words::registers as w;

/// What a role reads. Rule files have a screen of their own.
fn of(role: Role) -> &'static [RecordKind] {
    match role {
        Role::County => &[
            RecordKind::Appointment,
            RecordKind::Counsel,
            RecordKind::Firm,
            RecordKind::Training,
            RecordKind::Filing,
            RecordKind::Recusal,
            RecordKind::Fee,
            RecordKind::Assessment,
            RecordKind::Allocation,
            RecordKind::Village,
            RecordKind::Board,
            RecordKind::Check,
        ],
        Role::City => &[
            RecordKind::Allocation,
            RecordKind::Appointment,
            RecordKind::Counsel,
            RecordKind::Firm,
            RecordKind::Training,
            RecordKind::Filing,
            RecordKind::Fee,
            RecordKind::Assessment,
            RecordKind::Village,
            RecordKind::Board,
        ],
        Role::Office => &[
            RecordKind::Board,
            RecordKind::Appointment,
            RecordKind::Counsel,
            RecordKind::Firm,
            RecordKind::Filing,
            RecordKind::Recusal,
            RecordKind::Village,
            RecordKind::Check,
        ],
        Role::Counsel => &[
            RecordKind::Appointment,
            RecordKind::Filing,
            RecordKind::Training,
            RecordKind::Assessment,
            RecordKind::Fee,
            RecordKind::Recusal,
            RecordKind::Board,
        ],
        Role::Cadre => &[RecordKind::Board, RecordKind::Appointment],
    }
}

/// The list.
pub(super) fn list(at: At) -> AnyView {
    let one = |kind: &RecordKind| {
        let kind = *kind;
        let test = format!("register-{}", kind.code());
        view! {
            <li>
                <button type="button" class="register" data-test=test on:click=move |_| at.turn_to(Some(kind))>
                    <strong>{w::kind(kind)}</strong>
                    <span>{w::about(kind)}</span>
                    <Icon shape=Shape::Next />
                </button>
            </li>
        }
    };
    let all = of(at.role).iter().map(one).collect_view();
    view! {
        <section class="register-part" aria-labelledby="registers-list">
            <h2 id="registers-list">{w::LIST}</h2>
            <ul class="register-list" data-test="registers-list">{all}</ul>
        </section>
    }
    .into_any()
}
