//! What the people of a tablet do on a day: write, undo, choose photos, save with a double tap, sign, change, correct, keep templates and
//! views, record needs and answer them, sync. What is asked and answered is written down before and after.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cunfa_core::act::Body;
use cunfa_core::entry::Form;
use cunfa_core::need::{Channel, CloseReason, NeedForm};
use cunfa_core::{EntryId, Kind, Opinion, Template};
use cunfa_protocol::command as c;
use cunfa_protocol::view::{AttachmentView, Draft, EntryView, NeedState, Sought, VolumeFilter};
use cunfa_protocol::{Ask, Code};
use jpeg_encoder::{ColorType, Encoder};

use super::state::{Day, Line, Made, Need, Op, Written};
use crate::bench::field_device;
use crate::bench::sync::pack::base64;
use crate::harness::device::PIN;
use crate::harness::photos::is_blob;
use crate::harness::{Dice, forms};
use crate::kill::history::History;
use crate::kill::tablet::Tablet;
use crate::story::people::VILLAGE;

/// Whose place on the tablet is whose.
const COUNSEL: usize = 0;
const CADRE: usize = 1;
/// Longest a pass is waited for. It goes on by itself.
const PATIENCE: Duration = Duration::from_secs(2);
/// So many templates and views are kept; then one is deleted.
const ENOUGH: usize = 8;
/// Sides of a photo.
const PHOTO: (u16, u16) = (320, 240);
/// How many scenes a day has.
const SCENES: usize = 10;

/// A failure that no tablet may answer with ends the program.
type Outcome<T> = Result<T, String>;

fn said(what: &str) -> impl Fn(Code) -> String + '_ {
    move |code| format!("{what}: {code:?}")
}

/// A tablet's day.
pub struct Visitor {
    tablet: Tablet,
    out: History,
    dice: Dice,
    /// Makes texts of this process differ from those of every other.
    seed: u64,
    written: u64,
}

impl Visitor {
    /// Goes on with a history.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(tablet: Tablet, history: &Path, seed: u64) -> Outcome<Visitor> {
        Ok(Visitor {
            tablet,
            out: History::append(history)?,
            dice: Dice::new(seed),
            seed,
            written: 0,
        })
    }

    /// Says `ready` on standard output, then a line for each thing that is begun, and is busy for ever.
    ///
    /// # Errors
    /// An answer that no tablet may give.
    pub async fn work(mut self) -> Outcome<()> {
        self.tablet.unlock(COUNSEL).await?;
        self.out.add(&Line::Started)?;
        say("ready")?;
        tokio::spawn(Arc::clone(&self.tablet.app).run());
        self.look().await?;
        let mut scene = self.dice.below(SCENES);
        loop {
            self.scene(scene % SCENES).await?;
            scene += 1;
            if self.dice.percent(30) {
                self.look().await?;
            }
        }
    }

    async fn scene(&mut self, scene: usize) -> Outcome<()> {
        match scene {
            0 | 5 => self.write().await,
            1 => self.carry_on().await,
            2 => self.sign().await,
            3 => self.put_away().await,
            4 => self.sync().await,
            6 => self.change().await,
            7 => self.need().await,
            8 => self.correct().await,
            _ => self.templates_and_views().await,
        }
    }

    /// Everything it shows, and what of that cannot be right by itself.
    ///
    /// # Errors
    /// When something is refused.
    pub async fn show(&self) -> Outcome<(Day, Vec<String>)> {
        self.tablet.unlock(COUNSEL).await?;
        self.shown().await
    }

    async fn look(&mut self) -> Outcome<()> {
        let (day, wrong) = self.shown().await?;
        self.out.add(&Line::Shown(Box::new(day), wrong))
    }

    async fn shown(&self) -> Outcome<(Day, Vec<String>)> {
        let (mut day, mut wrong) = (Day::default(), Vec::new());
        for draft in self.tablet.ask(c::Drafts {}).await.map_err(said("drafts"))? {
            let photos = self.photos(&draft.photos, &mut wrong).await?;
            let form = draft.form;
            day.drafts.insert(draft.draft, Written { form, photos });
        }
        for view in self.entries().await? {
            let photos = self.photos(&view.attachments, &mut wrong).await?;
            let form = Form::of(&view.entry);
            let count = |is: fn(&Body) -> bool| view.acts.iter().filter(|act| is(&act.act.body)).count();
            let made = Made {
                text: Written { form, photos },
                submissions: count(|body| matches!(body, Body::Submission(_))),
                sign_offs: count(|body| matches!(body, Body::SignOff(_))),
            };
            let holds = view.acts.iter().all(|act| act.holds);
            if !holds || view.amendment.is_some() || made.submissions + made.sign_offs < view.acts.len() {
                wrong.push(format!("the acts of {} are not what was signed", view.row.entry));
            }
            day.entries.insert(view.row.entry, made);
        }
        let templates = self.tablet.ask(c::Templates {}).await.map_err(said("templates"))?;
        let named = |one: Template| (one.name, one.matter);
        day.templates = templates.kept.into_iter().map(named).collect();
        let views = self.tablet.ask(c::Views {}).await.map_err(said("views"))?;
        day.views = views.into_iter().map(|view| (view.name, view.sought.search)).collect();
        self.needs(&mut day).await?;
        Ok((day, wrong))
    }

    /// The photos by their rows. The bytes of each are looked at.
    async fn photos(
        &self,
        shown: &[AttachmentView],
        wrong: &mut Vec<String>,
    ) -> Outcome<std::collections::BTreeMap<String, cunfa_core::BlobId>> {
        let mut photos = std::collections::BTreeMap::new();
        for one in shown {
            let blob = one.attachment.blob;
            let bytes = self.tablet.app.with_store(move |store| store.blob(blob)).await;
            let bytes = bytes.map_err(|failure| format!("reading a photo: {failure:?}"))?;
            let bytes = bytes.map_err(|error| format!("reading a photo: {error}"))?;
            if !bytes.is_some_and(|bytes| is_blob(&bytes, blob)) || !one.state.is_here() {
                wrong.push(format!("the photo {blob} is not whole"));
            }
            photos.insert(one.attachment.row.clone(), blob);
        }
        Ok(photos)
    }

    async fn entries(&self) -> Outcome<Vec<EntryView>> {
        let mut views = Vec::new();
        loop {
            let ask = c::Volume {
                village: None,
                year: None,
                filter: VolumeFilter::default(),
                search: String::new(),
                offset: u32::try_from(views.len()).unwrap_or(u32::MAX),
            };
            let page = self.tablet.ask(ask).await.map_err(said("listing"))?;
            for row in &page.rows {
                let entry = row.entry;
                views.push(self.tablet.ask(c::OpenEntry { entry }).await.map_err(said("opening"))?);
            }
            if page.rows.is_empty() || views.len() >= usize::try_from(page.total).unwrap_or(usize::MAX) {
                return Ok(views);
            }
        }
    }

    async fn needs(&self, day: &mut Day) -> Outcome<()> {
        loop {
            let offset = u32::try_from(day.needs.len()).unwrap_or(u32::MAX);
            let ask = c::Needs {
                village: None,
                open: false,
                search: String::new(),
                offset,
            };
            let page = self.tablet.ask(ask).await.map_err(said("needs"))?;
            for row in &page.rows {
                let need = Need {
                    matter: row.need.matter.clone(),
                    closed: row.state == NeedState::Closed,
                    answered: row.state == NeedState::Answered,
                };
                day.needs.insert(row.id, need);
            }
            if page.rows.is_empty() || day.needs.len() >= usize::try_from(page.total).unwrap_or(usize::MAX) {
                break;
            }
        }
        self.tablet.unlock(CADRE).await?;
        let typed = self.tablet.ask(c::StartNeed {}).await.map_err(said("a need"))?;
        day.typed_need = typed.saved_at_ms.map(|_| (typed.need, typed.form.matter));
        self.tablet.unlock(COUNSEL).await
    }

    /// Begins something that is to be saved.
    fn begin(&mut self, op: Op) -> Outcome<()> {
        self.out.add(&Line::Asked(op))?;
        say("begun")
    }

    /// Writes down how it went.
    fn end<T>(&mut self, answer: Result<T, Code>) -> Outcome<Option<T>> {
        match answer {
            Ok(answer) => {
                self.out.add(&Line::Done(None))?;
                Ok(Some(answer))
            }
            Err(Code::Internal { attempted }) => Err(format!("an internal failure: {attempted}")),
            Err(code) => {
                self.out.add(&Line::Refused(format!("{code:?}")))?;
                Ok(None)
            }
        }
    }

    async fn save<A: Ask>(&mut self, op: Op, ask: A) -> Outcome<Option<A::Answer>> {
        self.begin(op)?;
        let answer = self.tablet.ask(ask).await;
        self.end(answer)
    }

    /// Says it twice at once, as two taps do. Both are answered alike.
    async fn save_twice<A: Ask + Clone>(&mut self, op: Op, ask: A) -> Outcome<Option<A::Answer>> {
        self.begin(op)?;
        let (one, other) = tokio::join!(self.tablet.ask(ask.clone()), self.tablet.ask(ask));
        self.end(one.and(other))
    }

    /// Another text each time.
    fn word(&mut self, what: &str) -> String {
        self.written += 1;
        format!("{what}{:x}-{}", self.seed >> 40, self.written)
    }

    /// A form as it is typed now: complete, with texts that no other has.
    fn form(&mut self, draft: &Draft) -> Outcome<Form> {
        let made = field_device::form(self.dice.roll(), draft.today).ok_or("a form")?;
        Ok(Form {
            matter: self.word("事由"),
            corrects: draft.form.corrects,
            follows: draft.form.follows,
            answers: draft.form.answers,
            village: draft.form.village.clone().or(made.village.clone()),
            date: draft.form.corrects.map_or(made.date, |_| draft.form.date),
            ..made
        })
    }

    async fn draft(&self, changes: Option<EntryId>, corrects: Option<EntryId>) -> Outcome<Draft> {
        say("starting")?;
        let fresh = changes.or(corrects).is_none();
        let ask = c::StartDraft {
            kind: fresh.then_some(Kind::Consultation),
            village: fresh.then(|| VILLAGE.parse().ok()).flatten(),
            corrects,
            changes,
        };
        self.tablet.ask(ask).await.map_err(said("starting a draft"))
    }

    async fn keep(&mut self, draft: EntryId, form: &Form, from: Option<EntryId>) -> Outcome<()> {
        let op = Op::Type {
            draft,
            form: Box::new(form.clone()),
            from,
        };
        let form = form.clone();
        self.save(op, c::SaveDraft { draft, form }).await.map(|_| ())
    }

    /// Types a text in four pieces, takes one back, and gives the form as it stands.
    async fn typed(&mut self, draft: &Draft, from: Option<EntryId>) -> Outcome<Form> {
        let whole = self.form(draft)?;
        let characters: Vec<char> = whole.advice.chars().collect();
        let part = |quarter: usize| Form {
            advice: characters.iter().take(characters.len() * quarter / 4).collect(),
            ..whole.clone()
        };
        for quarter in [1, 2, 3, 2, 4] {
            self.keep(draft.draft, &part(quarter), from).await?;
        }
        Ok(part(4))
    }

    async fn write(&mut self) -> Outcome<()> {
        let draft = self.draft(None, None).await?;
        let form = self.typed(&draft, None).await?;
        if self.dice.percent(60) {
            self.photo(draft.draft).await?;
        }
        if self.dice.percent(85) {
            self.make(draft.draft, form).await?;
        }
        Ok(())
    }

    async fn make(&mut self, draft: EntryId, form: Form) -> Outcome<()> {
        let op = Op::Save {
            draft,
            form: Box::new(form.clone()),
        };
        self.save_twice(op, c::SaveEntry { draft, form }).await.map(|_| ())
    }

    /// One is chosen; sometimes it is taken off again and put back.
    async fn photo(&mut self, draft: EntryId) -> Outcome<()> {
        let picture = picture(&mut self.dice)?;
        self.begin(Op::Photo { draft })?;
        let (row, blob) = match self.tablet.ask(c::AddPhoto { draft, picture }).await {
            Ok(added) => {
                let is_it = |one: &&AttachmentView| one.attachment.row == added.row;
                let blob = added.photos.iter().find(is_it).map(|one| one.attachment.blob);
                let blob = blob.ok_or("a photo that was added is not there")?;
                self.out.add(&Line::Done(Some((added.row.clone(), blob))))?;
                (added.row, blob)
            }
            Err(code) => return self.end::<()>(Err(code)).map(|_| ()),
        };
        if self.dice.percent(40) {
            let away = row.clone();
            self.save(
                Op::PhotoAway {
                    draft,
                    row: row.clone(),
                },
                c::DropPhoto { draft, row: away },
            )
            .await?;
            let back = row.clone();
            self.save(Op::PhotoBack { draft, row, blob }, c::RestorePhoto { draft, row: back })
                .await?;
        }
        Ok(())
    }

    /// A draft that is offered is written to its end.
    async fn carry_on(&mut self) -> Outcome<()> {
        let drafts = self.tablet.ask(c::Drafts {}).await.map_err(said("drafts"))?;
        let Some(draft) = self.dice.pick(&drafts).cloned() else {
            return self.write().await;
        };
        let form = self.typed(&draft, draft.changes).await?;
        self.make(draft.draft, form).await
    }

    async fn pick(&mut self, is: impl Fn(&EntryView) -> bool) -> Outcome<Option<EntryId>> {
        let entries = self.entries().await?;
        let fitting: Vec<EntryId> = entries.iter().filter(|one| is(one)).map(|one| one.row.entry).collect();
        Ok(self.dice.pick(&fitting).copied())
    }

    /// An entry that was handed over stays as it is, so that it is submitted once.
    async fn change(&mut self) -> Outcome<()> {
        let Some(entry) = self.pick(|one| one.may_change && one.acts.is_empty()).await? else {
            return self.write().await;
        };
        let draft = self.draft(Some(entry), None).await?;
        let form = Form {
            village: draft.form.village.clone(),
            ..self.typed(&draft, Some(entry)).await?
        };
        if self.dice.percent(40) {
            self.photo(entry).await?;
        }
        self.make(entry, form).await
    }

    async fn correct(&mut self) -> Outcome<()> {
        let signed = |one: &EntryView| one.may_correct && one.corrected_by.is_empty() && !one.attachments.is_empty();
        let Some(entry) = self.pick(signed).await? else {
            return self.sign().await;
        };
        let draft = self.draft(None, Some(entry)).await?;
        let form = self.typed(&draft, Some(entry)).await?;
        self.make(draft.draft, form).await
    }

    async fn sign(&mut self) -> Outcome<()> {
        let drafts = self.tablet.ask(c::Drafts {}).await.map_err(said("drafts"))?;
        let is_changed = |entry: EntryId| drafts.iter().any(|draft| draft.draft == entry);
        let Some(entry) = self.pick(|one| one.may_sign && !is_changed(one.row.entry)).await? else {
            return Ok(());
        };
        let slot = self.tablet.slot(CADRE).await?;
        if let Some(shown) = self.save(Op::Submit { entry }, c::OpenSigning { entry }).await? {
            let sign = c::Sign {
                entry,
                content: shown.content,
                slot,
                pin: PIN.to_owned(),
                opinion: Opinion::TrueAndSatisfied,
                remark: String::new(),
                ink: forms::ink(self.dice.roll()),
                confirmations: Vec::new(),
            };
            self.save(Op::Sign { entry }, sign).await?;
        }
        self.tablet.unlock(COUNSEL).await
    }

    async fn put_away(&mut self) -> Outcome<()> {
        let draft = self.draft(None, None).await?;
        let form = self.typed(&draft, None).await?;
        let draft = draft.draft;
        self.save(Op::Drop { draft }, c::DropDraft { draft }).await?;
        if self.dice.percent(50) {
            let photos = std::collections::BTreeMap::new();
            let written = Box::new(Written { form, photos });
            self.save(Op::Keep { draft, written }, c::KeepDraft { draft }).await?;
        }
        Ok(())
    }

    async fn templates_and_views(&mut self) -> Outcome<()> {
        let (name, matter) = (self.word("模板"), self.word("事由"));
        let template = Template {
            key: String::new(),
            kind: Kind::Consultation,
            name: name.clone(),
            matter: matter.clone(),
            advice: String::new(),
            result: String::new(),
        };
        let kept = self
            .save(Op::Template { name, matter }, c::KeepTemplate { template })
            .await?;
        let kept = kept.map(|all| all.kept).unwrap_or_default();
        if let Some(template) = self.dice.pick(&kept).filter(|_| kept.len() > ENOUGH).cloned() {
            let name = template.name.clone();
            self.save(Op::TemplateAway { name }, c::DropTemplate { template })
                .await?;
        }
        let (name, search) = (self.word("图"), self.word("找"));
        let sought = Sought {
            search: search.clone(),
            ..Sought::default()
        };
        let op = Op::View {
            name: name.clone(),
            search,
        };
        let named = name.clone();
        let views = self.save(op, c::SaveView { name, sought }).await?.unwrap_or_default();
        let Some(view) = views.iter().find(|view| view.name == named) else {
            return Ok(());
        };
        let to = self.word("改");
        let op = Op::ViewRenamed {
            from: named,
            to: to.clone(),
        };
        let rename = c::RenameView {
            view: view.view,
            name: to.clone(),
        };
        self.save(op, rename).await?;
        let (view, search) = (view.view, view.sought.search.clone());
        self.save(Op::ViewAway { name: to.clone() }, c::DropView { view })
            .await?;
        if views.len() < ENOUGH {
            self.save(Op::View { name: to, search }, c::KeepView { view }).await?;
        }
        Ok(())
    }

    /// The cadre records one, and closes it or leaves it to the counsel, who answers it.
    async fn need(&mut self) -> Outcome<()> {
        self.tablet.unlock(CADRE).await?;
        let started = self.tablet.ask(c::StartNeed {}).await.map_err(said("a need"))?;
        let (need, matter) = (started.need, self.word("群众问"));
        let form = NeedForm {
            village: VILLAGE.parse().ok(),
            date: Some(started.today),
            name: "陆大爷".to_owned(),
            matter: matter.clone(),
            channel: Some(Channel::InPerson),
            ..NeedForm::default()
        };
        for _ in 0..2 {
            let (form, matter) = (form.clone(), matter.clone());
            self.save(Op::TypeNeed { need, matter }, c::SaveNeedDraft { need, form })
                .await?;
        }
        self.save_twice(Op::Need { need, matter }, c::RecordNeed { need, form })
            .await?;
        if self.dice.percent(40) {
            let (reason, note) = (CloseReason::Withdrawn, String::new());
            let close = c::CloseNeed { need, reason, note };
            self.save(Op::CloseNeed { need }, close).await?;
            self.save(Op::ReopenNeed { need }, c::ReopenNeed { need }).await?;
        }
        self.tablet.unlock(COUNSEL).await?;
        say("answering")?;
        let draft = self
            .tablet
            .ask(c::AnswerNeed { need })
            .await
            .map_err(said("answering"))?;
        let form = self.typed(&draft, None).await?;
        self.make(draft.draft, form).await
    }

    /// A pass is waited for or left to itself.
    async fn sync(&mut self) -> Outcome<()> {
        say("syncing")?;
        let _ = tokio::time::timeout(PATIENCE, self.tablet.app.sync_pass()).await;
        Ok(())
    }
}

fn say(word: &str) -> Outcome<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{word}")
        .and_then(|()| out.flush())
        .map_err(|error| format!("saying how far it is: {error}"))
}

/// A picture as a phone gives it, in base64.
fn picture(dice: &mut Dice) -> Outcome<String> {
    let (width, height) = PHOTO;
    let shade = dice.roll().to_le_bytes();
    let pixel = |place: usize| shade.get(place / 61 % shade.len()).copied().unwrap_or(0);
    let pixels: Vec<u8> = (0..usize::from(width) * usize::from(height)).map(pixel).collect();
    let mut jpeg = Vec::new();
    let made = Encoder::new(&mut jpeg, 85).encode(&pixels, width, height, ColorType::Luma);
    made.map_err(|error| format!("making a picture: {error}"))?;
    Ok(base64(&jpeg))
}
