//! The table of permissions: what nobody may do, what is done from above, and how a village lies to somebody.
#![allow(clippy::unwrap_used)]

use cunfa_core::{Action, Area, Relation, Role, VillageCode, may, may_in};

const VILLAGE: &str = "450102101202";

fn lies(role: Role, scope: &[&str]) -> Relation {
    let scope: Vec<Area> = scope.iter().map(|area| area.parse().unwrap()).collect();
    let village: VillageCode = VILLAGE.parse().unwrap();
    Relation::of(role, &scope, &village)
}

fn above(role: Role) -> bool {
    matches!(role, Role::County | Role::City)
}

#[test]
fn nobody_may_do_anything_elsewhere() {
    for role in Role::ALL {
        for action in Action::ALL {
            assert!(!may_in(role, action, Relation::Elsewhere), "{role:?} {action:?}");
        }
    }
}

#[test]
fn whoever_stands_above_sees_figures_opens_and_keeps_or_answers_registers_and_does_nothing_else() {
    for role in Role::ALL {
        for action in Action::ALL {
            let from_above = match action {
                Action::KeepRegister => role == Role::County,
                Action::AnswerAllocation => role == Role::City,
                _ => matches!(
                    action,
                    Action::ReadFigures | Action::OpenFromAbove | Action::ReadRegister
                ),
            };
            assert_eq!(
                may_in(role, action, Relation::Above),
                above(role) && from_above,
                "{role:?} {action:?}"
            );
            assert!(
                !(above(role) && may_in(role, action, Relation::OwnArea)),
                "{role:?} {action:?}"
            );
            assert_eq!(may(role, action) && above(role), above(role) && from_above);
        }
    }
}

#[test]
fn every_action_is_somebodys() {
    for action in Action::ALL {
        assert!(Role::ALL.into_iter().any(|role| may(role, action)), "{action:?}");
    }
}

#[test]
fn how_a_village_lies_comes_from_role_and_scope() {
    assert_eq!(lies(Role::Counsel, &["450102101203", VILLAGE]), Relation::OwnVillage);
    assert_eq!(lies(Role::Office, &["450102101"]), Relation::OwnArea);
    assert_eq!(lies(Role::Office, &["450102101", VILLAGE]), Relation::OwnVillage);
    assert_eq!(lies(Role::County, &["450102"]), Relation::Above);
    assert_eq!(lies(Role::County, &[VILLAGE]), Relation::Above);
    assert_eq!(lies(Role::City, &["4501"]), Relation::Above);
    for role in Role::ALL {
        assert_eq!(lies(role, &["450102101203", "450103"]), Relation::Elsewhere);
        assert_eq!(lies(role, &[]), Relation::Elsewhere);
    }
}
