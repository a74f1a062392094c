//! Where in the county's registers something is to be seen, and what villagers left on the public page.

use chrono::{Duration, NaiveDateTime};
use cunfa_core::{Inquiry, VillageCode, inquiry};
use cunfa_server::Server;

use super::county::County;
use super::{clock_ms, said};

/// What the registers hold and a person may want to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// A village without counsel.
    Uncovered,
    /// An appointment that ends soon.
    Ending,
    /// 原有安排, where the villages are too many otherwise.
    Prior,
    /// A village with another name.
    Renamed,
    /// A village that is merged into another.
    Merging,
    /// A recusal, and who stands in.
    StandIn,
    /// A counsel without training this year.
    Untrained,
    /// A filing that the county has not acknowledged.
    Filed,
    /// A request to the city with its answer.
    Answered,
    /// A request to the city that waits.
    Requested,
    /// A rule file, said in the registers.
    RuleFile,
    /// The last half-year's assessments.
    Assessed,
    /// A notice board with the next visit.
    Board,
    /// What an office's check of last month found, corrected once.
    Checked,
    /// A question left on the public page.
    Asked,
}

impl Matter {
    /// Every matter.
    pub const ALL: [Matter; 15] = [
        Matter::Uncovered,
        Matter::Ending,
        Matter::Prior,
        Matter::Renamed,
        Matter::Merging,
        Matter::StandIn,
        Matter::Untrained,
        Matter::Filed,
        Matter::Answered,
        Matter::Requested,
        Matter::RuleFile,
        Matter::Assessed,
        Matter::Board,
        Matter::Checked,
        Matter::Asked,
    ];

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Matter::Uncovered => "没有法律顾问的村",
            Matter::Ending => "60 天内到期的聘任",
            Matter::Prior => "原有安排",
            Matter::Renamed => "更名的村",
            Matter::Merging => "将要并入邻村的村",
            Matter::StandIn => "回避和代理的法律顾问",
            Matter::Untrained => "今年没有培训的法律顾问",
            Matter::Filed => "等县（区）备案的收费",
            Matter::Answered => "市里答复了的配备申请",
            Matter::Requested => "市里还没答复的配备申请",
            Matter::RuleFile => "明年起施行的规则文件（演示）",
            Matter::Assessed => "上个半年的考核",
            Matter::Board => "有下次到村日期的公示牌",
            Matter::Checked => "登记过、又更正过的月度检查",
            Matter::Asked => "网上提问",
        }
    }
}

/// Somewhere to look in the registers, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What is to be seen.
    pub matter: Matter,
    /// The village, when it is of one.
    pub village: Option<VillageCode>,
    /// The whole sentence.
    pub words: String,
}

/// Villagers leave questions, as the public page takes them in; they wait for the office.
pub(super) fn asked(server: &Server, county: &County, now: NaiveDateTime) -> Result<Vec<Kept>, String> {
    let questions = [
        ("村里的水渠坏了，说好的修理费一直没有给，可以要求谁出？（演示）", 2),
        ("外出打工的工资拖了半年，应当带什么材料来？（演示）", 1),
    ];
    let mut kept = Vec::new();
    for (number, (matter, days)) in (0_u8..).zip(questions) {
        let village = county.villages.get(usize::from(number)).ok_or("no such village")?;
        let written = Inquiry {
            name: "某村民（演示）".to_owned(),
            phone: String::new(),
            matter: matter.to_owned(),
        };
        let written = inquiry::check(&written).map_err(|failures| format!("a question of the year: {failures:?}"))?;
        let at_ms = clock_ms(now - Duration::days(days));
        let stored = server.keep_inquiry(&[number; 16], &village.code, written, at_ms);
        stored
            .map_err(|error| said(&error))?
            .ok_or("the public page takes no more questions")?;
        kept.push(Kept {
            matter: Matter::Asked,
            village: Some(village.code.clone()),
            words: format!("{}：看{}", Matter::Asked.words(), county.name_of(usize::from(number))),
        });
    }
    Ok(kept)
}
