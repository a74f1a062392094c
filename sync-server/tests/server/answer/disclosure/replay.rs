//! What one device said, another one sends again under its own token: in no cell of the table does it say anything, before it stands in the log or
//! after.

use cunfa_core::{Action, Relation, Role, may_in};

use super::{Deed, Make, SCOPES, Says, Yard, county, deed, is_stored, yard};
use crate::support::{House, TestDevice, courier, registers};

/// A device of somebody who may do this in the village.
fn entitled(yard: &mut Yard, action: Action) -> TestDevice {
    let name = yard.name();
    let roles = [
        (Role::Counsel, Relation::OwnVillage),
        (Role::Cadre, Relation::OwnVillage),
        (Role::Office, Relation::OwnArea),
        (Role::County, Relation::Above),
        (Role::City, Relation::Above),
    ];
    let role = roles
        .into_iter()
        .find(|(role, relation)| may_in(*role, action, *relation));
    match role.unwrap().0 {
        Role::Counsel => yard.house.counsel(&name),
        Role::Cadre => yard.house.cadre(&name),
        Role::Office => yard.house.office(&name),
        Role::County => county(yard),
        Role::City => yard.house.device(&name, &yard.house.person(Role::City, &["450102"])),
    }
}

/// How far the log of the county reaches.
fn reaches(house: &House) -> u64 {
    let shard = house.server.db().shard(&"450102".parse().unwrap()).unwrap();
    shard.map_or(0, |shard| shard.last_sequence)
}

/// Sends something that is not the sender's; nothing of it comes into the log.
fn says_nothing(yard: &Yard, what: &str, send: impl FnOnce()) {
    let before = reaches(&yard.house);
    send();
    assert_eq!(reaches(&yard.house), before, "{what}");
}

fn batch_again(yard: &mut Yard, actor: &mut TestDevice, action: Action, make: Make) {
    let mut owner = entitled(yard, action);
    let own = [make(yard, &mut owner)];
    let what = format!("{:?} of {:?}: {action:?}", actor.person.role, actor.person.scope);
    says_nothing(yard, &what, || {
        assert!(!is_stored(&actor.sync(&yard.house, &own).answers), "{what}");
        let answers = courier::taken(&yard.house, actor, &actor.request(&own));
        assert!(!is_stored(&answers[0].answers), "{what} by courier");
    });
    assert!(is_stored(&owner.sync(&yard.house, &own).answers), "{action:?}");
    // Whoever has the very bytes is told that the log holds them, and nothing more.
    says_nothing(yard, &what, || {
        actor.sync(&yard.house, &own);
        courier::taken(&yard.house, actor, &actor.request(&own));
    });
}

fn word_again(yard: &mut Yard, actor: &TestDevice, action: Action, says: Says) {
    let owner = entitled(yard, action);
    let word = says(yard, &owner).word(&yard.house, &owner);
    let what = format!("{:?} of {:?}: {action:?}", actor.person.role, actor.person.scope);
    let again = |yard: &Yard| {
        says_nothing(yard, &what, || {
            registers::ask(&yard.house, actor, (7, 0), &[&word.sealed]).ok();
            registers::ask_by_courier(&yard.house, actor, (7, 0), &[&word.sealed]);
        });
    };
    again(yard);
    assert_eq!(
        registers::refusal_of(&yard.house, &owner, &word.sealed),
        None,
        "{action:?}"
    );
    again(yard);
}

#[test]
fn what_one_device_said_no_other_says_by_sending_it_again_in_any_cell_of_the_table() {
    for role in Role::ALL {
        for scope in SCOPES {
            if role == Role::Cadre && scope.len() != 12 {
                continue;
            }
            let mut yard = yard();
            let mut actor = yard.house.device("actor", &yard.house.person(role, &[scope]));
            for action in Action::ALL {
                match deed(action) {
                    Deed::Batch(make) => batch_again(&mut yard, &mut actor, action, make),
                    Deed::Word(says) => word_again(&mut yard, &actor, action, says),
                    Deed::Other(_) => {}
                }
            }
        }
    }
}
