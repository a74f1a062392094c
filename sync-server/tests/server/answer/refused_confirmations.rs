//! What villagers confirm under a sign-off: the server looks at it again.

use cunfa_core::act::Body;
use cunfa_core::{Confirmation, Ink, Point, Stroke, Witness};
use cunfa_protocol::view::ParkedReason;

use crate::support::{Stage, sign_off, stage};

fn hand() -> Ink {
    let point = |x, y| Point {
        x,
        y,
        t_ms: 0,
        pressure: None,
    };
    Ink {
        width: 600,
        height: 200,
        strokes: vec![Stroke(vec![point(10, 190), point(200, 20), point(220, 150)])],
    }
}

/// By the one person of the entry.
fn confirmation() -> Confirmation {
    Confirmation {
        row: "01-3fa2".to_owned(),
        name: "梁某".to_owned(),
        ink: Some(hand()),
        witness: None,
    }
}

fn witnessed(name: &str, reason: &str) -> Confirmation {
    Confirmation {
        ink: None,
        witness: Some(Witness {
            name: name.to_owned(),
            reason: reason.to_owned(),
        }),
        ..confirmation()
    }
}

#[test]
fn confirmations_that_do_not_stand_take_the_sign_off_down() {
    let Stage {
        house,
        mut cadre,
        ledger,
        ..
    } = stage();
    let own = crate::support::ink();
    let confirmed = |ink: Ink, confirmations: Vec<Confirmation>| {
        let Body::SignOff(body) = sign_off(&cadre) else {
            panic!("a sign-off")
        };
        let body = cunfa_core::SignOff {
            ink,
            confirmations,
            ..body
        };
        ledger.act(&house, &cadre, Body::SignOff(body))
    };
    let named = |row: &str, name: &str| Confirmation {
        row: row.to_owned(),
        name: name.to_owned(),
        ..confirmation()
    };
    let inked = |ink: Option<Ink>| Confirmation { ink, ..confirmation() };
    let table = [
        ("another row", vec![named("02-3fa2", "梁某")]),
        ("another name", vec![named("01-3fa2", "梁某某")]),
        ("twice", vec![confirmation(), witnessed("韦某", "不识字")]),
        ("neither ink nor witness", vec![inked(None)]),
        ("blank ink", vec![inked(Some(Ink::default()))]),
        ("the signer's own ink", vec![inked(Some(own.clone()))]),
        ("a witness without a name", vec![witnessed("", "不识字")]),
        ("a witness without a reason", vec![witnessed("韦某", " ")]),
    ];
    let refused: Vec<_> = table
        .into_iter()
        .map(|(why, given)| (why, confirmed(own.clone(), given)))
        .collect();
    let stands = [
        confirmed(own.clone(), vec![confirmation()]),
        confirmed(crate::support::ink(), vec![witnessed("韦某", "不识字")]),
    ];
    for (why, act) in refused {
        let sealed = ledger.sealed(&cadre, &[], &[&act]);
        assert_eq!(cadre.refusal(&house, &sealed), ParkedReason::Content, "{why}");
    }
    for act in stands {
        cadre.push(&house, &ledger.sealed(&cadre, &[], &[&act]));
    }
}

#[test]
fn what_is_confirmed_is_the_text_at_the_signed_heads_and_not_the_text_now() {
    let Stage {
        house,
        mut counsel,
        mut cadre,
        mut ledger,
        ..
    } = stage();
    let Body::SignOff(mut body) = sign_off(&cadre) else {
        panic!("a sign-off")
    };
    body.confirmations = vec![confirmation()];
    let act = ledger.act(&house, &cadre, Body::SignOff(body));
    let renamed = ledger.edit(&house, "person.01-3fa2.name", "梁某某");
    counsel.push(&house, &ledger.sealed(&counsel, &[&renamed], &[]));
    cadre.push(&house, &ledger.sealed(&cadre, &[], &[&act]));
}
