//! One visit to the signing screens: what was shown, what was chosen so far, and the steps through it.
//!
//! The content is asked once and stays as it was shown, whatever is edited elsewhere meanwhile; signing names its digest.

use cunfa_core::{EntryId, Ink, Opinion, Role};
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::view::{EntryView, SIGNING_FORM, Signer, Signing, Topic};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::pad::Pad;
use super::sitting::Sitting;
use super::villagers::{self, Villagers};
use crate::model::route::Route;
use crate::state::{App, use_app};
use crate::transport::ask;
use crate::typed::KeptText;
use crate::words::tablet as words;

/// Where the visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading the page.
    Read,
    /// Choosing an opinion.
    Opinion,
    /// Choosing one's own name.
    Name,
    /// Writing it.
    Write,
    /// Villagers confirm, or not.
    Villagers,
    /// Who stands in for one of them.
    Witness,
    /// One of them, or the witness, writes.
    Villager,
    /// Giving the PIN.
    Pin,
    /// Signed.
    Done,
    /// Handing the tablet back.
    HandBack,
}

impl Step {
    /// The step's place among those that are counted, from 0.
    #[must_use]
    pub fn index(self) -> Option<usize> {
        match self {
            Step::Read => Some(0),
            Step::Opinion => Some(1),
            Step::Name => Some(2),
            Step::Write => Some(3),
            Step::Villagers | Step::Witness | Step::Villager => Some(4),
            Step::Pin => Some(5),
            Step::Done | Step::HandBack => None,
        }
    }

    /// The step before; none where there is no way back.
    #[must_use]
    pub fn before(self) -> Option<Step> {
        match self {
            Step::Opinion => Some(Step::Read),
            Step::Name => Some(Step::Opinion),
            Step::Write => Some(Step::Name),
            Step::Villagers => Some(Step::Write),
            Step::Witness | Step::Villager => Some(Step::Villagers),
            Step::Pin => Some(Step::Villagers),
            Step::Read | Step::Done | Step::HandBack => None,
        }
    }
}

/// Signals of one visit.
#[derive(Clone, Copy)]
pub struct Visit {
    /// Which entry.
    pub entry: EntryId,
    app: App,
    /// Where it stands.
    pub step: RwSignal<Step>,
    /// What is signed; none while it is being opened.
    pub signing: RwSignal<Option<Signing>>,
    /// Chosen opinion.
    pub opinion: RwSignal<Option<Opinion>>,
    /// In own words.
    pub remark: RwSignal<String>,
    /// Who signs.
    pub signer: RwSignal<Option<Signer>>,
    /// The handwriting.
    pub pad: Pad,
    /// What villagers confirm.
    pub villagers: Villagers,
    /// One sentence about what is missing or went wrong.
    pub fault: RwSignal<Option<String>>,
    /// While a command is on its way.
    pub busy: RwSignal<bool>,
    /// The entry after signing.
    pub signed: RwSignal<Option<EntryView>>,
    /// The sitting it is a part of.
    pub sitting: Option<Sitting>,
    /// The remark as it is typed. Neither opinion nor ink is among it: the one is pressed by whoever signs, the other leaves the memory
    /// inside a signature alone.
    kept: KeptText,
}

impl Visit {
    /// Begins and asks for the content.
    #[must_use]
    pub fn begin(entry: EntryId, sitting: Option<Sitting>) -> Visit {
        let remark = RwSignal::new(String::new());
        let visit = Visit {
            entry,
            app: use_app(),
            step: RwSignal::new(Step::Read),
            signing: RwSignal::new(None),
            opinion: RwSignal::new(None),
            remark,
            kept: KeptText::of(SIGNING_FORM, entry, remark),
            signer: RwSignal::new(None),
            pad: Pad::default(),
            villagers: Villagers::begin(),
            fault: RwSignal::new(None),
            busy: RwSignal::new(false),
            signed: RwSignal::new(None),
            sitting,
        };
        visit.app.sealed.set(true);
        visit.open();
        visit
    }

    /// Asks for the content to be signed.
    pub fn open(self) {
        spawn_local(async move {
            match ask(command::OpenSigning { entry: self.entry }).await {
                Ok(signing) => {
                    self.signing.try_set(Some(signing));
                }
                Err(failure) => {
                    self.fault.try_set(Some(words::failure(&failure.code)));
                }
            }
        });
    }

    /// To another step, with a clean slate of faults.
    pub fn to(self, step: Step) {
        self.fault.set(None);
        self.step.set(step);
    }

    /// One step back.
    pub fn back(self) {
        match self.step.get_untracked().before() {
            Some(Step::Villagers) if !self.asks_villagers() => self.to(Step::Write),
            Some(before) => self.to(before),
            None => {}
        }
    }

    /// Chooses an opinion and goes on, unless it is a differing one without words yet.
    pub fn choose(self, opinion: Opinion) {
        self.fault.set(None);
        self.opinion.set(Some(opinion));
        if opinion != Opinion::Differs || !self.has_no_remark() {
            self.opinion_given();
        }
    }

    fn has_no_remark(self) -> bool {
        self.remark.with_untracked(|remark| remark.trim().is_empty())
    }

    /// From the opinion on, if one was chosen and a differing one has its words.
    pub fn opinion_given(self) {
        match self.opinion.get_untracked() {
            None => self.fault.set(Some(words::OPINION_MISSING.to_owned())),
            Some(Opinion::Differs) if self.has_no_remark() => {
                self.fault.set(Some(words::REMARK_MISSING.to_owned()));
            }
            Some(_) => match self.known_signer() {
                Some(signer) => self.name_given(signer),
                None => self.to(Step::Name),
            },
        }
    }

    /// Who signs without being asked: in a sitting whoever signed the entry before, else the only one who can. Not once a name was
    /// chosen or sent back, since whoever comes by there again means somebody else.
    fn known_signer(self) -> Option<Signer> {
        if self.signer.with_untracked(Option::is_some) {
            return None;
        }
        self.signing.with_untracked(|signing| {
            let signing = signing.as_ref()?;
            let before = self.sitting.and_then(|sitting| sitting.signer_before(signing));
            before.or_else(|| match signing.signers.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            })
        })
    }

    /// Who is asked to write, as the head of the step.
    #[must_use]
    pub fn writes(self) -> String {
        self.signer.with(|signer| match signer {
            Some(signer) => words::writes(&signer.name),
            None => words::PAD_TITLE.to_owned(),
        })
    }

    /// From the name on. Another person's name empties the pad: nobody's ink stands under a different name.
    pub fn name_given(self, signer: Signer) {
        let same = self.signer.with_untracked(|before| before.as_ref() == Some(&signer));
        if !same {
            self.pad.clear();
        }
        self.signer.set(Some(signer));
        self.to(Step::Write);
    }

    /// From the pad on, if there is a name on it.
    pub fn ink_given(self) {
        match self.pad.ink().check(&[]) {
            Ok(()) if self.asks_villagers() => self.to(Step::Villagers),
            Ok(()) => self.to_pin(),
            Err(fault) => self.fault.set(Some(crate::words::failure::ink(fault).to_owned())),
        }
    }

    /// The signer's PIN of this sitting, if it is still held.
    #[must_use]
    pub fn held_pin(self) -> Option<String> {
        let signer = self.signer.get_untracked()?;
        self.sitting?.pin_of(&signer)
    }

    /// The last press before the PIN: it signs where the PIN was given before in this sitting.
    pub fn to_pin(self) {
        match self.held_pin() {
            Some(pin) => self.sign(pin),
            None => self.to(Step::Pin),
        }
    }

    /// Whether the page names anybody who could confirm.
    #[must_use]
    pub fn asks_villagers(self) -> bool {
        self.signing
            .with_untracked(|signing| signing.as_ref().is_some_and(|signing| villagers::asks(&signing.entry)))
    }

    /// The steps that are counted: without that of the villagers where the page names none.
    #[must_use]
    pub fn counted(self) -> Vec<(usize, &'static str)> {
        let asks = self
            .signing
            .with(|signing| signing.as_ref().is_none_or(|signing| villagers::asks(&signing.entry)));
        let steps = words::STEPS.into_iter().enumerate();
        steps
            .filter(|(at, _)| asks || Some(*at) != Step::Villagers.index())
            .collect()
    }

    /// Signs.
    pub fn sign(self, pin: String) {
        let (Some(signing), Some(opinion), Some(signer)) = (
            self.signing.get_untracked(),
            self.opinion.get_untracked(),
            self.signer.get_untracked(),
        ) else {
            return self.to(Step::Read);
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.fault.set(None);
        let ink: Ink = self.pad.ink();
        let remark = self.remark.get_untracked();
        let command = command::Sign {
            entry: self.entry,
            content: signing.content,
            slot: signer.slot.slot,
            pin: pin.clone(),
            opinion,
            remark,
            ink,
            confirmations: self.villagers.given.get_untracked(),
        };
        spawn_local(async move {
            let answer = ask(command).await;
            self.busy.try_set(false);
            if answer.is_ok() {
                self.kept.done();
            }
            match answer {
                Ok(view) => match self.sitting {
                    Some(sitting) => sitting.was_signed(self.entry, &signer, pin),
                    None => {
                        self.signed.try_set(Some(view));
                        self.step.try_set(Step::Done);
                    }
                },
                Err(failure) => self.refused(&failure.code),
            }
        });
    }

    fn refused(self, code: &Code) {
        match code {
            Code::WrongPin { .. } | Code::PinWait { .. } | Code::PinLocked => {
                if let Some(sitting) = self.sitting {
                    sitting.forget_pin();
                }
                self.step.try_set(Step::Pin);
            }
            Code::ChangedMeanwhile => {
                self.signing.try_set(None);
                self.opinion.try_set(None);
                self.pad.clear();
                self.villagers.forget();
                self.step.try_set(Step::Read);
                self.open();
            }
            Code::Signing {
                refusal: Refusal::Ink(_),
            } => {
                self.step.try_set(Step::Write);
            }
            Code::Signing {
                refusal: Refusal::RemarkMissing | Refusal::RemarkTooLong { .. } | Refusal::HiddenCharacters,
            } => {
                self.step.try_set(Step::Opinion);
            }
            Code::Signing {
                refusal: Refusal::Confirmations(_),
            } => {
                self.step.try_set(Step::Villagers);
            }
            Code::Signing {
                refusal: Refusal::ForPaper,
            } => {
                self.step.try_set(Step::Read);
            }
            _ => {}
        }
        self.fault.try_set(Some(words::failure(code)));
    }

    /// Away from signing. Who holds the session and signed (or did not) goes home; anybody else hands the tablet back.
    pub fn leave(self) {
        self.kept.done();
        if let Some(sitting) = self.sitting {
            return sitting.leave_for_later(self.entry);
        }
        if self.is_own() {
            self.out();
        } else {
            self.to(Step::HandBack);
        }
    }

    /// Whether whoever signs has the device open themselves: nobody handed it over.
    pub fn is_own(self) -> bool {
        let signer = self
            .signer
            .with_untracked(|signer| signer.as_ref().map(|signer| signer.slot.slot));
        untrack(|| self.app.me())
            .is_some_and(|me| me.person.role == Role::Cadre && signer.is_none_or(|signer| signer == me.slot))
    }

    /// Away, to where the page came from.
    pub fn out(self) {
        self.app.sealed.set(false);
        self.app.hear(&cunfa_protocol::view::Event {
            topics: vec![Topic::Entries],
            entries: vec![self.entry],
        });
        let counsel = untrack(|| self.app.role()).is_some_and(|role| matches!(role, Role::Counsel));
        self.app
            .go(if counsel { Route::Entry(self.entry) } else { Route::Home });
    }
}
