//! Forms and ink as a person would leave them, with texts that can be told apart.

use chrono::{NaiveDate, NaiveTime};
use cunfa_core::entry::{Form, LectureForm};
use cunfa_core::{Detail, Ink, Kind, Mode, Point, ServedPerson, Stroke, VillageCode};

use super::Dice;

/// The day before the clocks of tests begin.
pub const YESTERDAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 11, 22);

/// A complete 法律咨询 about this matter, yesterday from 09:00 to 10:30.
#[must_use]
pub fn consultation(village: &VillageCode, matter: &str) -> Form {
    Form {
        village: Some(village.clone()),
        date: YESTERDAY,
        start: NaiveTime::from_hms_opt(9, 0, 0),
        end: NaiveTime::from_hms_opt(10, 30, 0),
        mode: Some(Mode::OnSite),
        kind: Some(Kind::Consultation),
        persons: vec![served("01-3fa2", "陆小兰")],
        matter: matter.to_owned(),
        advice: "告知办理步骤，建议先行调解".to_owned(),
        result: "当事人表示了解".to_owned(),
        ..Form::default()
    }
}

/// A complete 法治讲座 on this topic, yesterday for 60 minutes.
#[must_use]
pub fn lecture(village: &VillageCode, topic: &str) -> Form {
    Form {
        village: Some(village.clone()),
        date: YESTERDAY,
        minutes: "60".to_owned(),
        mode: Some(Mode::OnSite),
        kind: Some(Kind::Lecture),
        lecture: LectureForm {
            topic: topic.to_owned(),
            speaker: "覃明远".to_owned(),
            place: "村委会会议室".to_owned(),
            head_count: "42".to_owned(),
            copies: "60".to_owned(),
        },
        ..Form::default()
    }
}

/// A complete 代理诉讼 about this matter with a court and a case number, else as [`consultation`].
#[must_use]
pub fn litigation(village: &VillageCode, matter: &str) -> Form {
    let mut form = Form {
        kind: Some(Kind::Litigation),
        ..consultation(village, matter)
    };
    form.set_detail(Detail::Body, "兴宁区人民法院".to_owned());
    form.set_detail(Detail::CaseNumber, "（2026）桂0102民初17号".to_owned());
    form
}

/// One served villager.
#[must_use]
pub fn served(row: &str, name: &str) -> ServedPerson {
    ServedPerson {
        row: row.to_owned(),
        name: name.to_owned(),
        phone: String::new(),
        category: None,
    }
}

/// Handwriting that no other seed gives: three strokes across the pad.
#[must_use]
pub fn ink(seed: u64) -> Ink {
    let mut dice = Dice::new(seed);
    let mut t_ms = 0;
    let mut stroke = || {
        let mut point = |step: u32| {
            t_ms += 16;
            let wobble = |limit: usize, dice: &mut Dice| i32::try_from(dice.below(limit)).unwrap_or(0);
            let x = i32::try_from(step).unwrap_or(0) * 24 + wobble(20, &mut dice);
            Point {
                x,
                y: 40 + wobble(200, &mut dice),
                t_ms,
                pressure: None,
            }
        };
        Stroke((0..20).map(&mut point).collect())
    };
    Ink {
        width: 600,
        height: 300,
        strokes: vec![stroke(), stroke(), stroke()],
    }
}
