//! A device of the kill test: the real client on its real file and link, in a process of its own, busy until it is killed.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use cunfa_core::{Decision, EntryId, Opinion};
use cunfa_protocol::command as c;
use cunfa_protocol::view::{EntryView, Sync, SyncOutcome, VolumeFilter, VolumePage};
use cunfa_protocol::{Ask, Code};
use serde::{Deserialize, Serialize};

use super::history::{Event, History, Marked, Op, Seen, read, text};
use super::tablet::Tablet;
use crate::bench::field_device::form;
use crate::harness::device::PIN;
use crate::harness::{Dice, forms};
use crate::story::people::VILLAGE;

/// No more entries than this are made; then what there is is changed.
const MOST_ENTRIES: usize = 150;
/// How many of the entries it wrote a device looks at when it is started again.
const LOOKED_AT: usize = 12;
/// Longest a pass is waited for. It goes on by itself.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a device shows in the end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shown {
    /// Every entry.
    pub views: Vec<EntryView>,
    /// Its drafts.
    pub drafts: Vec<EntryId>,
    /// What waits.
    pub sync: Sync,
}

/// A device of its program.
pub struct Device {
    /// Its number.
    place: usize,
    tablet: Tablet,
    history: PathBuf,
    out: History,
    dice: Dice,
    /// Of the last write.
    version: u32,
}

/// A failure that no device may answer with ends the program.
type Outcome<T> = Result<T, String>;

impl Device {
    /// Goes on with a history.
    ///
    /// # Errors
    /// When that cannot be read or written.
    pub fn new(tablet: Tablet, history: PathBuf, seed: u64) -> Outcome<Device> {
        let out = History::append(&history)?;
        let written = read(&history)?.into_iter().filter_map(|event| match event {
            Event::Invoked(Op::Make { version, .. } | Op::Change { version, .. }) => Some(version),
            _ => None,
        });
        Ok(Device {
            place: tablet.place,
            tablet,
            version: written.max().unwrap_or(0),
            history,
            out,
            dice: Dice::new(seed),
        })
    }

    /// Says `ready` on standard output and is busy for ever.
    ///
    /// # Errors
    /// An answer that no device may give.
    pub async fn work(mut self) -> Outcome<()> {
        self.tablet.unlock(0).await?;
        self.out.add(&Event::Started)?;
        println!("ready");
        std::io::stdout().flush().map_err(|error| error.to_string())?;
        tokio::spawn(Arc::clone(&self.tablet.app).run());
        self.look_again().await?;
        loop {
            self.step().await?;
        }
    }

    /// Everything it shows.
    ///
    /// # Errors
    /// When something is refused.
    pub async fn show(&self) -> Outcome<Shown> {
        self.tablet.unlock(0).await?;
        let said = |code: Code| format!("showing: {code:?}");
        let mut views = Vec::new();
        loop {
            let page = self.page(views.len()).await.map_err(said)?;
            for row in &page.rows {
                views.push(self.tablet.ask(c::OpenEntry { entry: row.entry }).await.map_err(said)?);
            }
            if page.rows.is_empty() || views.len() >= usize::try_from(page.total).unwrap_or(usize::MAX) {
                break;
            }
        }
        Ok(Shown {
            views,
            drafts: self.drafts().await?,
            sync: self.tablet.ask(c::SyncStatus {}).await.map_err(said)?,
        })
    }

    async fn page(&self, offset: usize) -> Result<VolumePage, Code> {
        let ask = c::Volume {
            village: None,
            year: None,
            filter: VolumeFilter::default(),
            search: String::new(),
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
        };
        self.tablet.ask(ask).await
    }

    /// Reads what it was told to be saved before it was killed.
    async fn look_again(&mut self) -> Outcome<()> {
        let mut mine = Vec::new();
        let mut asked = None;
        for event in read(&self.history)? {
            match event {
                Event::Invoked(Op::Make { entry, .. }) => asked = Some(entry),
                Event::Done => mine.extend(asked.take()),
                _ => asked = None,
            }
        }
        let last = mine.len().saturating_sub(LOOKED_AT / 2);
        let mut looked_at: BTreeSet<EntryId> = mine.iter().skip(last).copied().collect();
        for _ in 0..LOOKED_AT / 2 {
            looked_at.extend(self.dice.pick(&mine));
        }
        for entry in looked_at {
            self.look(entry).await?;
        }
        self.look_at_drafts().await
    }

    async fn look(&mut self, entry: EntryId) -> Outcome<()> {
        match self.tablet.ask(c::OpenEntry { entry }).await {
            Ok(view) => self.out.add(&Event::Showed(vec![Seen::of(&view)])),
            Err(Code::NoSuchEntry) => self.out.add(&Event::Missing(entry)),
            Err(code) => Err(format!("opening {entry}: {code:?}")),
        }
    }

    async fn look_at_drafts(&mut self) -> Outcome<()> {
        let drafts = self.drafts().await?;
        self.out.add(&Event::Drafts(drafts))
    }

    /// The office has none.
    async fn drafts(&self) -> Outcome<Vec<EntryId>> {
        if self.place > 1 {
            return Ok(Vec::new());
        }
        let drafts = self.tablet.ask(c::Drafts {}).await;
        let drafts = drafts.map_err(|code| format!("showing drafts: {code:?}"))?;
        Ok(drafts.into_iter().map(|draft| draft.draft).collect())
    }

    /// Some entry, if there is one; all that were seen on the way are written down. One of which a first filling has brought the row
    /// and not yet the text is none.
    async fn some(&mut self) -> Outcome<Option<EntryView>> {
        let said = |code: Code| format!("listing: {code:?}");
        let total = usize::try_from(self.page(0).await.map_err(said)?.total).unwrap_or(0);
        let offset = self.dice.below(total);
        let rows = self.page(offset).await.map_err(said)?.rows;
        let Some(row) = rows.first() else { return Ok(None) };
        let view = match self.tablet.ask(c::OpenEntry { entry: row.entry }).await {
            Ok(view) => view,
            Err(Code::NotHereYet { .. }) => return Ok(None),
            Err(code) => return Err(format!("opening {}: {code:?}", row.entry)),
        };
        self.out.add(&Event::Showed(vec![Seen::of(&view)]))?;
        Ok(Some(view))
    }

    async fn step(&mut self) -> Outcome<()> {
        match (self.place, self.dice.below(100)) {
            (0 | 1, 0..22) => self.make().await,
            (0 | 1, 22..42) => self.change().await,
            (0, 42..60) => self.sign().await,
            (0 | 1, 60..64) => self.void().await,
            (0 | 1, 64..69) => self.discard().await,
            (2, 0..45) => self.review().await,
            (_, 69..88) => self.sync().await,
            _ => self.some().await.map(|_| ()),
        }
    }

    /// Asks for something that changes an entry, and writes down how it went.
    async fn do_it<A: Ask>(&mut self, op: Op, ask: A) -> Outcome<Option<A::Answer>> {
        self.out.add(&Event::Invoked(op))?;
        match self.tablet.ask(ask).await {
            Ok(answer) => {
                self.out.add(&Event::Done)?;
                Ok(Some(answer))
            }
            Err(Code::Internal { attempted }) => Err(format!("an internal failure: {attempted}")),
            Err(code) => {
                self.out.add(&Event::Refused(format!("{code:?}")))?;
                Ok(None)
            }
        }
    }

    async fn make(&mut self) -> Outcome<()> {
        let said = |code: Code| format!("starting a draft: {code:?}");
        if self.page(0).await.map_err(said)?.total as usize >= MOST_ENTRIES {
            return self.change().await;
        }
        let draft = self.draft(None).await.map_err(said)?;
        self.version += 1;
        let made = form(self.version.into(), draft.today);
        let mut made = made.ok_or("a form")?;
        made.matter = text(self.place, self.version);
        made.advice = text(self.place, self.version);
        let (entry, version) = (draft.draft, self.version);
        self.do_it(
            Op::Make { entry, version },
            c::SaveEntry {
                draft: entry,
                form: made,
            },
        )
        .await?;
        self.look(entry).await
    }

    async fn draft(&self, changes: Option<EntryId>) -> Result<cunfa_protocol::view::Draft, Code> {
        let village = changes.is_none().then(|| VILLAGE.parse().ok()).flatten();
        let kind = changes.is_none().then_some(cunfa_core::Kind::Consultation);
        let corrects = None;
        self.tablet
            .ask(c::StartDraft {
                kind,
                village,
                corrects,
                changes,
            })
            .await
    }

    async fn change(&mut self) -> Outcome<()> {
        let Some(view) = self.some().await?.filter(|view| view.may_change) else {
            return Ok(());
        };
        let entry = view.row.entry;
        // Somebody else may have signed it meanwhile: the app may refuse.
        let Ok(draft) = self.draft(Some(entry)).await else {
            return Ok(());
        };
        self.version += 1;
        let (mut form, version) = (draft.form, self.version);
        match Marked::of(self.place) {
            Marked::Matter => form.matter = text(self.place, version),
            Marked::Advice => form.advice = text(self.place, version),
        }
        let (op, draft) = (Op::Change { entry, version }, draft.draft);
        self.do_it(op, c::SaveEntry { draft, form }).await?;
        self.look(entry).await
    }

    async fn sign(&mut self) -> Outcome<()> {
        let Some(view) = self.some().await?.filter(|view| view.may_sign) else {
            return Ok(());
        };
        let entry = view.row.entry;
        let cadre = self.tablet.slot(1).await?;
        if let Some(shown) = self.do_it(Op::Sign { entry }, c::OpenSigning { entry }).await? {
            let sign = c::Sign {
                entry,
                content: shown.content,
                slot: cadre,
                pin: PIN.to_owned(),
                opinion: Opinion::TrueAndSatisfied,
                remark: String::new(),
                ink: forms::ink(self.dice.roll()),
                confirmations: Vec::new(),
            };
            self.do_it(Op::Sign { entry }, sign).await?;
        }
        self.tablet.unlock(0).await?;
        self.look(entry).await
    }

    async fn review(&mut self) -> Outcome<()> {
        let Some(view) = self.some().await?.filter(|view| view.may_review) else {
            return Ok(());
        };
        let (entry, Some(sign_off)) = (view.row.entry, view.life.official) else {
            return Ok(());
        };
        let decision = if self.dice.percent(70) {
            Decision::Approve
        } else {
            Decision::Return {
                reasons: vec!["时间不对".to_owned()],
            }
        };
        self.do_it(
            Op::Review { entry },
            c::Review {
                entry,
                sign_off,
                decision,
            },
        )
        .await?;
        self.look(entry).await
    }

    async fn void(&mut self) -> Outcome<()> {
        let Some(view) = self.some().await?.filter(|view| view.may_void) else {
            return Ok(());
        };
        let (entry, reason) = (view.row.entry, "记错了村".to_owned());
        self.do_it(Op::Void { entry }, c::VoidEntry { entry, reason }).await?;
        self.look(entry).await
    }

    async fn discard(&mut self) -> Outcome<()> {
        let draft = self
            .draft(None)
            .await
            .map_err(|code| format!("starting a draft: {code:?}"))?;
        let form = form(u64::MAX, draft.today).ok_or("a form")?;
        let draft = draft.draft;
        if self.tablet.ask(c::SaveDraft { draft, form }).await.is_ok() {
            self.do_it(Op::Discard { draft }, c::DropDraft { draft }).await?;
        }
        self.look_at_drafts().await
    }

    /// Waits for a pass or leaves it to itself.
    async fn sync(&mut self) -> Outcome<()> {
        self.out.add(&Event::Invoked(Op::Sync))?;
        let waited = self.dice.percent(60);
        let outcome = if waited {
            let pass = self.tablet.app.sync_pass();
            tokio::time::timeout(PATIENCE, pass).await.ok()
        } else {
            let _ = self.tablet.ask(c::SyncNow {}).await;
            None
        };
        match outcome {
            Some(SyncOutcome::Done) => self.out.add(&Event::Done)?,
            other => self.out.add(&Event::Refused(format!("{other:?}")))?,
        }
        self.some().await.map(|_| ())
    }
}
