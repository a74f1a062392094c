//! What an act costs on the wire: bytes that it adds to a compressed batch.

use cunfa_core::act::{Body, Decision};
use cunfa_core::{Digest, Ink, PersonId, Role};
use cunfa_evidence::act::{NamedRoot, SignedAct, Statement, sign};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::frame::{NEWEST, pack_parts};
use cunfa_evidence::hash;
use cunfa_evidence::keys::SigningKey;
use cunfa_protocol::Code;
use cunfa_protocol::command as c;

use crate::bench::report::{Figure, show};
use crate::harness::forms::consultation;
use crate::harness::scene::{Scene, VILLAGE, village};

/// Issue 4: a review, and a sign-off without its ink and remark.
pub const MAX_ADDED_BYTES: usize = 200;

/// What acts of a real scene add.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// A review.
    pub review: usize,
    /// A sign-off without ink and remark, in the batch of the entry it signs.
    pub sign_off_beside_entry: usize,
    /// A submission, in the batch of the entry and its sign-off.
    pub submission_beside_entry: usize,
    /// A submission in a batch of its own.
    pub submission_alone: usize,
    /// The sign-off in a batch of its own.
    pub sign_off_alone: usize,
    /// With an ink of 60 samples.
    pub sign_off_with_ink: usize,
}

/// Measures as figures.
///
/// # Errors
/// As [`measure`].
pub async fn figures() -> Result<Vec<Figure>, String> {
    let added = measure(&mut Scene::new(7)?).await?;
    let limit = Some(MAX_ADDED_BYTES as f64);
    let figure = |what: &str, bytes: usize, limit| {
        let name = format!("bytes added to a compressed batch: {what}");
        Figure::lower(&name, bytes as f64, "bytes", limit)
    };
    let figures = vec![
        figure("a review", added.review, limit),
        figure(
            "a sign-off beside its entry, no ink, no remark",
            added.sign_off_beside_entry,
            limit,
        ),
        figure("a sign-off alone, no ink, no remark", added.sign_off_alone, limit),
        figure(
            "a submission beside its entry and sign-off",
            added.submission_beside_entry,
            limit,
        ),
        figure("a submission alone", added.submission_alone, limit),
        figure("a sign-off with 60 samples of ink", added.sign_off_with_ink, None),
    ];
    figures.iter().for_each(show);
    Ok(figures)
}

/// Plays the scene and measures.
///
/// # Errors
/// What failed in the scene.
pub async fn measure(scene: &mut Scene) -> Result<Added, String> {
    let batches = approved(scene).await?;
    let [with_entry, review] = &batches[..] else {
        return Err(format!("{} batches instead of two", batches.len()));
    };
    let [submission, sign_off] = &prepared(with_entry)?[..] else {
        return Err(format!("{} acts instead of two", with_entry.acts.len()));
    };
    let [review_act] = &prepared(review)?[..] else {
        return Err(format!("{} acts instead of one", review.acts.len()));
    };
    let bare = bare(sign_off)?;
    let alone = Batch {
        changes: Vec::new(),
        ..with_entry.clone()
    };
    Ok(Added {
        review: added(review, &[], review_act)?,
        sign_off_beside_entry: added(with_entry, &[], &bare)?,
        submission_beside_entry: added(with_entry, &[&bare], submission)?,
        submission_alone: added(&alone, &[], submission)?,
        sign_off_alone: added(&alone, &[], &bare)?,
        sign_off_with_ink: added(with_entry, &[], sign_off)?,
    })
}

/// Written and signed on the tablet, approved at the office; gives the entry's batches as the server got them.
async fn approved(scene: &mut Scene) -> Result<Vec<Batch>, String> {
    let said = |code: Code| format!("{code:?}");
    let (tablet, office) = (scene.tablet().await?, scene.office().await?);
    let form = consultation(&village(VILLAGE)?, "宅基地与相邻道路的界址争议");
    let entry = tablet.write(form).await.map_err(said)?.row.entry;
    let signed = tablet.sign(entry, 1, 1).await.map_err(said)?;
    tablet.sync().await?;
    office.sync().await?;
    let review = c::Review {
        entry,
        sign_off: signed.life.official.ok_or("no sign-off")?,
        decision: Decision::Approve,
    };
    office.ask(review).await.map_err(said)?;
    office.sync().await?;
    let mut batches = scene.server.batches()?;
    batches.remove(&entry).ok_or("the server has no batches".to_owned())
}

/// The acts of a batch as they would be once they name a root of a county of some years and the device's previous act, and are of
/// persons whose ids are as random as real ones.
fn prepared(batch: &Batch) -> Result<Vec<Statement>, String> {
    let acts = batch.acts.iter().map(|act| {
        let act = SignedAct::read(act).map_err(|error| error.to_string())?;
        let mut statement = act.statement().clone();
        statement.root = Some(NamedRoot::of(70_000, hash(b"root")));
        statement.previous = Some(hash(act.bytes()).first());
        statement.act.person = PersonId(hash(statement.act.person.as_bytes()).first());
        Ok(statement)
    });
    acts.collect()
}

/// A sign-off without its ink.
fn bare(statement: &Statement) -> Result<Statement, String> {
    let mut statement = statement.clone();
    match &mut statement.act.body {
        Body::SignOff(sign_off) if sign_off.remark.is_empty() && !sign_off.post.is_empty() => {
            sign_off.ink = Ink::default();
            Ok(statement)
        }
        Body::SignOff(_)
        | Body::Review(_)
        | Body::Void(_)
        | Body::Submission(_)
        | Body::Acknowledgement
        | Body::Explanation(_)
        | Body::Opening(_)
        | Body::Registration(_) => Err("not a sign-off without remark".to_owned()),
    }
}

/// What an act adds to a batch with these other acts, before which it stands.
fn added(batch: &Batch, others: &[&Statement], act: &Statement) -> Result<usize, String> {
    let with = |acts: &[&Statement]| {
        let acts = acts
            .iter()
            .map(|statement| signed(statement))
            .collect::<Result<_, _>>()?;
        sealed_bytes(&Batch { acts, ..batch.clone() })
    };
    let all = [&[act], others].concat();
    Ok(with(&all)? - with(others)?)
}

/// The act as it travels, with a key of its role's own.
fn signed(statement: &Statement) -> Result<Vec<u8>, String> {
    let secret = match statement.act.role {
        Role::Counsel => [8; 32],
        Role::Cadre | Role::Office | Role::County | Role::City => [9; 32],
    };
    let key = SigningKey::from_secret(secret).map_err(|error| error.to_string())?;
    Ok(sign(statement.clone(), Digest([1; 32]), &key).bytes().to_vec())
}

fn sealed_bytes(batch: &Batch) -> Result<usize, String> {
    let key = SigningKey::from_secret([7; 32]).map_err(|error| error.to_string())?;
    let sealed = batch.seal(&key).map_err(|error| error.to_string())?;
    let frame = pack_parts(NEWEST, &[sealed.bytes]).map_err(|error| error.to_string())?;
    Ok(frame.len())
}
