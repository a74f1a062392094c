//! What an act costs on the wire: bytes that it adds to a compressed batch.

use cunfa_core::act::{Body, Decision};
use cunfa_core::{Digest, Ink, PersonId};
use cunfa_evidence::act::{NamedRoot, SignedAct, Statement, sign};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::hash;
use cunfa_evidence::keys::SigningKey;
use cunfa_protocol::command as c;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::scene::Scene;

use super::{scene, village};

/// Issue 4: a review, and a sign-off without its ink and remark.
const MAX_ADDED_BYTES: usize = 200;

fn sealed_bytes(batch: &Batch) -> usize {
    let key = SigningKey::from_secret([7; 32]).unwrap();
    batch.seal(&key).unwrap().bytes.len()
}

/// What the only act of a batch adds, once it names a root of a county of some years and the device's previous act,
/// and is of a person whose id is as random as a real one.
fn added(batch: &Batch, change: impl FnOnce(&mut Statement)) -> usize {
    let [act] = &batch.acts[..] else {
        panic!("one act: {}", batch.acts.len())
    };
    let mut statement = SignedAct::read(act).unwrap().statement().clone();
    statement.root = Some(NamedRoot::of(70_000, hash(b"root")));
    statement.previous = Some(hash(b"previous").first());
    statement.act.person = PersonId(hash(b"person").first());
    change(&mut statement);
    let key = SigningKey::from_secret([9; 32]).unwrap();
    let act = sign(statement, Digest([1; 32]), &key).bytes().to_vec();
    let with = Batch {
        acts: vec![act],
        ..batch.clone()
    };
    let without = Batch {
        acts: Vec::new(),
        ..batch.clone()
    };
    sealed_bytes(&with) - sealed_bytes(&without)
}

/// Written and signed on the tablet, approved at the office; gives the entry's batches as the server got them.
async fn approved(scene: &mut Scene) -> Vec<Batch> {
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let form = consultation(&village(), "宅基地与相邻道路的界址争议");
    let entry = tablet.write(form).await.unwrap().row.entry;
    let signed = tablet.sign(entry, 1, 1).await.unwrap();
    tablet.sync().await.unwrap();
    office.sync().await.unwrap();
    let review = c::Review {
        entry,
        sign_off: signed.acts[0].act.id,
        decision: Decision::Approve,
    };
    office.ask(review).await.unwrap();
    office.sync().await.unwrap();
    scene.server.batches().unwrap().remove(&entry).unwrap()
}

#[tokio::test]
async fn a_review_and_a_sign_off_without_ink_and_remark_add_little_to_a_batch() {
    let batches = approved(&mut scene()).await;
    let [with_entry, review] = &batches[..] else {
        panic!("two batches: {}", batches.len())
    };
    let bare = |statement: &mut Statement| {
        let Body::SignOff(sign_off) = &mut statement.act.body else {
            panic!("a sign-off")
        };
        assert!(sign_off.remark.is_empty() && sign_off.name.chars().count() == 3 && !sign_off.post.is_empty());
        sign_off.ink = Ink::default();
    };
    let alone = Batch {
        changes: Vec::new(),
        ..with_entry.clone()
    };
    let measured = [
        ("a review", added(review, |_| {})),
        ("a sign-off beside its entry", added(with_entry, bare)),
        ("a sign-off alone", added(&alone, bare)),
    ];
    for (what, bytes) in measured {
        assert!(bytes <= MAX_ADDED_BYTES, "{what} adds {bytes} bytes: {measured:?}");
        assert!(bytes > 64, "{what}: less than its signature");
    }
}
