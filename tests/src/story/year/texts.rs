//! What stands in an entry: the words of the corpus under every kind, with what each kind asks for.

use chrono::{Days, NaiveDate};
use cunfa_core::entry::{Form, LectureForm, MediationForm};
use cunfa_core::{Category, Kind, Mode, ResultClass};

use crate::bench::sync::corpus::Corpus;
use crate::harness::Dice;

/// Kinds, and how many of a hundred entries. The lectures are counted out village by village.
const KINDS: [(Kind, usize); 12] = [
    (Kind::Consultation, 38),
    (Kind::Visit, 16),
    (Kind::Mediation, 11),
    (Kind::Drafting, 10),
    (Kind::LegalAid, 6),
    (Kind::Contract, 5),
    (Kind::Publicity, 4),
    (Kind::VillageRules, 3),
    (Kind::Petition, 2),
    (Kind::Litigation, 2),
    (Kind::Other, 2),
    (Kind::Election, 1),
];
const TOPICS: [&str; 6] = [
    "民法典里的婚姻家庭",
    "土地承包经营权流转",
    "防范电信网络诈骗",
    "农民工工资怎样讨",
    "宅基地与相邻关系",
    "未成年人保护",
];
/// None of these is for paper only.
const DISPUTES: [&str; 6] = ["相邻", "宅基地", "土地承包", "劳动报酬", "赡养", "借贷"];
/// Agreements over these are signed on paper only (电子签名法 art. 3).
pub(super) const FOR_PAPER: [&str; 2] = ["离婚", "继承"];
pub(super) const MAJOR: [&str; 3] = [
    "涉及十余户，已向镇里口头报告（演示）",
    "可能引发集体上访，已报司法所（演示）",
    "牵涉全村集体资产处置（演示）",
];

/// Draws texts.
pub(super) struct Texts<'c> {
    corpus: &'c Corpus,
    /// The next entry of the corpus.
    next: u64,
}

impl<'c> Texts<'c> {
    pub(super) fn new(corpus: &'c Corpus) -> Texts<'c> {
        Texts { corpus, next: 0 }
    }

    /// Words that no entry had, and their number.
    pub(super) fn fresh(&mut self) -> (u64, Form) {
        self.next += 1;
        (self.next, self.corpus.entry(self.next).form)
    }

    /// Makes it an entry of this kind.
    pub(super) fn of_kind(kind: Kind, speaker: &str, dice: &mut Dice, form: Form) -> Form {
        let mut form = Form {
            kind: Some(kind),
            mode: Some(mode(kind, dice)),
            ..form
        };
        let names: Vec<&str> = form.persons.iter().map(|person| person.name.as_str()).collect();
        let parties = names.join("、");
        match kind {
            Kind::Lecture | Kind::Publicity => {
                form.lecture = lecture(speaker, dice);
                form.persons.clear();
            }
            Kind::Mediation => {
                form.mediation = MediationForm {
                    parties: format!("{parties}与邻居"),
                    dispute: dice.pick(&DISPUTES).copied().unwrap_or_default().to_owned(),
                    agreed: Some(dice.percent(60)),
                };
            }
            Kind::Consultation
            | Kind::Visit
            | Kind::Drafting
            | Kind::LegalAid
            | Kind::VillageRules
            | Kind::Election
            | Kind::Contract
            | Kind::Petition
            | Kind::Litigation
            | Kind::Other => {}
        }
        seldom(&mut form, kind, dice);
        form
    }
}

/// A kind, none of them a lecture.
pub(super) fn kind(dice: &mut Dice) -> Kind {
    let mut left = dice.below(100);
    for (kind, share) in KINDS {
        if left < share {
            return kind;
        }
        left -= share;
    }
    Kind::Consultation
}

fn mode(kind: Kind, dice: &mut Dice) -> Mode {
    let in_the_village = matches!(kind, Kind::Lecture | Kind::Publicity | Kind::Visit | Kind::Mediation);
    match dice.below(100) {
        _ if in_the_village => Mode::OnSite,
        0..74 => Mode::OnSite,
        74..86 => Mode::Phone,
        86..94 => Mode::Online,
        _ => Mode::Appointment,
    }
}

fn lecture(speaker: &str, dice: &mut Dice) -> LectureForm {
    let heads = 12 + dice.below(60);
    LectureForm {
        topic: dice.pick(&TOPICS).copied().unwrap_or_default().to_owned(),
        speaker: speaker.to_owned(),
        place: "村委会会议室".to_owned(),
        head_count: heads.to_string(),
        copies: (heads + dice.below(40)).to_string(),
    }
}

/// What only some entries have.
fn seldom(form: &mut Form, kind: Kind, dice: &mut Dice) {
    form.result_class = dice.pick(kind.asks().results).copied().filter(|_| dice.percent(70));
    if form.result_class == Some(ResultClass::FollowUp) {
        let days = Days::new(7 + dice.below(45) as u64);
        form.follow_up = form.date.and_then(|date: NaiveDate| date.checked_add_days(days));
    }
    for person in &mut form.persons {
        if dice.percent(10) {
            "00000000000".clone_into(&mut person.phone);
        }
        person.category = dice.pick(Category::ALL).copied().filter(|_| dice.percent(25));
    }
    if dice.percent(2) {
        form.paid = Some(format!("演示收费备案第 {} 号", 1 + dice.below(900)));
    }
    if dice.percent(1) || (kind == Kind::Petition && dice.percent(30)) {
        form.major = dice.pick(&MAJOR).map(|why| (*why).to_owned());
    }
}
