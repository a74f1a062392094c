//! `POST /v1/sync`, the roots: one for each day somebody asks on, extending what the device holds.

use cunfa_evidence::root::Root;
use cunfa_evidence::tree::{Tree, leaf};
use cunfa_protocol::wire::{HeldRoot, SYNC_PATH, Short};

use crate::support::{Answered, House, Ledger, NOW_MS, TestDevice, VILLAGE, key};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Asks at another time.
fn ask(house: &House, device: &TestDevice, root: Option<HeldRoot>, now_ms: i64) -> Answered {
    let mut request = device.request(&[]);
    request.root = root;
    let answer = house
        .server
        .answer(SYNC_PATH, Some(&device.token), &request.body().unwrap(), now_ms);
    Answered::read(&answer.body).unwrap()
}

fn read(response: &Answered) -> Root {
    let news = response.root.as_ref().unwrap();
    Root::read(&news.root.0, key("county").public()).unwrap()
}

fn held(root: &Root) -> Option<HeldRoot> {
    Some(HeldRoot {
        epoch: root.epoch,
        size: root.size,
        name: Short::of(root.name()),
    })
}

/// An entry that the cadre signs: one act in the log.
fn signed(house: &House, counsel: &mut TestDevice, cadre: &mut TestDevice) {
    let ledger = Ledger::new(house, counsel, VILLAGE);
    counsel.push(house, &ledger.first(counsel));
    let sign_off = ledger.sign_off(house, cadre);
    cadre.push(house, &ledger.sealed(cadre, &[], &[&sign_off]));
}

#[test]
fn a_device_gets_one_root_a_day_and_each_extends_the_one_before() {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("a"), house.cadre("b"));
    let first = read(&ask(&house, &counsel, None, NOW_MS));
    assert_eq!((first.epoch, first.size, first.batches, first.at_ms), (7, 0, 0, NOW_MS));
    let mut before = first;
    for day in 1..6 {
        signed(&house, &mut counsel, &mut cadre);
        signed(&house, &mut counsel, &mut cadre);
        assert_eq!(
            ask(&house, &counsel, held(&before), before.at_ms + 1).root,
            None,
            "of that day"
        );
        let now_ms = NOW_MS + day * DAY_MS;
        let response = ask(&house, &counsel, held(&before), now_ms);
        let root = read(&response);
        root.extends(&before, &response.head.root.unwrap().consistency).unwrap();
        assert_eq!(
            (root.size, root.batches, root.at_ms),
            (2 * day as u64, 4 * day as u64, now_ms)
        );
        before = root;
    }
    assert_eq!(house.server.db().roots(&before.county).unwrap().len(), 6);
    let fresh = ask(&house, &counsel, None, before.at_ms);
    assert_eq!((read(&fresh), fresh.head.root.unwrap().consistency), (before, vec![]));
}

#[test]
fn the_tree_is_over_the_acts_of_the_log_in_their_order() {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("a"), house.cadre("b"));
    for _ in 0..5 {
        signed(&house, &mut counsel, &mut cadre);
    }
    let county = "450102".parse().unwrap();
    let made = house.server.new_root(&county, NOW_MS).unwrap();
    let mut tree = Tree::default();
    counsel.cursor = 0;
    for pulled in counsel.sync(&house, &[]).pulled {
        let (bytes, signature) = (pulled.batch.bytes.0, pulled.batch.signature.0);
        let batch = cunfa_evidence::batch::SealedBatch::from_the_way(bytes, signature);
        for act in batch.open().unwrap().acts {
            tree.push(leaf(pulled.sequence, cunfa_evidence::hash(&act)));
        }
    }
    assert_eq!((tree.size(), tree.root(5).unwrap()), (made.root.size, made.root.hash));
    assert_eq!(Root::read(&made.bytes, key("county").public()), Ok(made.root));
}

#[test]
fn a_device_that_knows_more_than_there_is_gets_a_root_it_will_refuse() {
    let house = House::new();
    let counsel = house.counsel("a");
    let known = HeldRoot {
        epoch: 7,
        size: 9,
        name: Short([9; 6]),
    };
    let response = ask(&house, &counsel, Some(known), NOW_MS);
    assert_eq!(
        (read(&response).size, response.head.root.unwrap().consistency),
        (0, vec![])
    );
}

#[test]
fn a_log_that_begins_anew_gives_receipts_and_roots_of_its_epoch() {
    let house = House::new();
    let (mut counsel, mut cadre) = (house.counsel("a"), house.cadre("b"));
    signed(&house, &mut counsel, &mut cadre);
    let ledger = Ledger::new(&house, &counsel, VILLAGE);
    let batch = ledger.first(&counsel);
    let receipt = counsel.push(&house, &batch);
    let before = read(&ask(&house, &counsel, None, NOW_MS + DAY_MS));
    house.server.begin_anew(NOW_MS + DAY_MS).unwrap();
    let response = ask(&house, &counsel, held(&before), NOW_MS + DAY_MS + 1);
    let after = read(&response);
    assert_eq!((after.epoch, response.epoch), ((NOW_MS + DAY_MS) as u64, after.epoch));
    assert_eq!(
        (after.size, after.hash),
        (before.size, before.hash),
        "what was there is still there"
    );
    assert_eq!(response.pulled.len(), 3);
    let again = counsel.push(&house, &batch);
    assert_eq!(
        (again.epoch, again.sequence, again.received_at_ms),
        (after.epoch, receipt.sequence, NOW_MS)
    );
}
