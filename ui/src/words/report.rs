//! Words of the county's and the city's reports: the half-year's assessment, where its numbers come from, and the year's coverage. On the
//! screen, and on paper.

use chrono::{Datelike, NaiveDate};
use cunfa_core::assessment::{
    AssessedCounsel, AssessedMonth, Conclusion, Entries, Ground, LectureDuty, Limit, Paid, ScoreLine, Scored, Total,
};
use cunfa_core::register::Verdict;
use cunfa_core::rules::{PayReason, PayStep, Period, RuleName};
use cunfa_protocol::view::{ReportData, ReportHead};

use super::{hours, rules, year};

pub const HALF: &str = "半年考核：工时、评分、报酬";
pub const YEAR: &str = "全年覆盖情况";
pub const EARLIER: &str = "前一期";
pub const LATER: &str = "后一期";
pub const PRINT: &str = "打印";
pub const BACK: &str = "返回上一层";
pub const RUNNING: &str = "（未完）";
pub const ADDED_UP: &str = "上面的数，就是下面这些加起来的。";
pub const RUNNING_LEFT_OUT: &str = "没有过完的月份不算在里面。";
pub const ADDED_PEOPLE: &str = "法律顾问按人数算，在几处服务的人只算一次，所以人数不能相加。";
pub const NO_RANKS: &str = "按村代码排列，不排名次。";
pub const LIMITS: &str = "这些数字说明不了的";
pub const NOTHING: &str = "这一期还没有开始，没有可以统计的月份。";
pub const NONE: &str = "—";

pub const COUNSEL: &str = "各法律顾问";
pub const VILLAGES: &str = "各村（社区）各月";
pub const VILLAGES_HINT: &str = "每格是计入的小时数 / 应有的小时数；没有过完的月份写明“未完”，不进合计。";
pub const AREAS: &str = "县（区）和乡镇汇总";
pub const ALL_VILLAGES: &str = "各村（社区）汇总";
pub const BY_MONTH: &str = "各月合计";
pub const WITHOUT: &str = "最后一个月 1 日没有法律顾问的村（社区）（按聘任登记和推定）";
pub const NONE_WITHOUT: &str = "最后一个月 1 日，每个村（社区）都有法律顾问（按聘任登记和推定）。";
pub const SIGN: [&str; 3] = ["考核人：", "负责人：", "日期："];

pub const COL_COUNSEL: &str = "法律顾问";
pub const COL_VILLAGE: &str = "村（社区）";
pub const COL_AREA: &str = "地方";
pub const COL_MONTH: &str = "月份";
pub const COL_MONTHS: &str = "达到 / 应服务（村月）";
pub const COL_HOURS: &str = "现场时长";
pub const COL_LECTURES: &str = "讲座";
pub const COL_ENTRIES: &str = "本人记录";
pub const COL_ALL_ENTRIES: &str = "记录";
pub const COL_TRAINING: &str = "培训";
pub const COL_PAY: &str = "报酬";
pub const COL_SCORE: &str = "得分";
pub const COL_VERDICT: &str = "等次";
pub const COL_STAFFED: &str = "有法律顾问 / 村数";
pub const COL_MET: &str = "各月都达到的村";
pub const COL_PEOPLE: &str = "法律顾问（已培训）";
pub const COL_ITEM: &str = "项目";
pub const COL_POINTS: &str = "分值";
pub const COL_HOW: &str = "怎么算";
pub const COL_COUNTED: &str = "计算得分";
pub const COL_GIVEN: &str = "县（区）评分";
pub const COL_FROM: &str = "依据";
pub const COL_RULE: &str = "规则";
pub const COL_DATE: &str = "日期";
pub const COL_LONG: &str = "时长";
pub const COL_COUNTS: &str = "计入";
pub const COL_WHY: &str = "原因";

pub const SCORES: &str = "评分";
pub const PAY: &str = "报酬，逐月计算";
pub const CONCLUDED: &str = "县（区）司法局考核结论";
pub const NOT_CONCLUDED: &str = "还没有登记考核结论。结论在名册里登记。";
pub const UNKNOWN: &str = "（不知姓名）";
pub const NOBODY: &str = "没有";
pub const NOT_REGISTERED: &str = "未登记";

/// Name of a half-year.
#[must_use]
pub fn half(first: NaiveDate) -> String {
    let part = if first.month() <= 6 { "上半年" } else { "下半年" };
    format!("{}年{part}", first.year())
}

/// Head of the half-year's sheet.
#[must_use]
pub fn half_title(first: NaiveDate) -> String {
    format!("{}村（社区）法律顾问工作考核表", half(first))
}

/// Name of a year.
#[must_use]
pub fn year_of(first: NaiveDate) -> String {
    format!("{}年", first.year())
}

/// Head of the year's sheet.
#[must_use]
pub fn year_title(first: NaiveDate) -> String {
    format!("{}年村（社区）法律顾问工作覆盖情况", first.year())
}

/// A month's name within its year.
#[must_use]
pub fn month(month: NaiveDate) -> String {
    format!("{}月", month.month())
}

/// Who made it and when.
#[must_use]
pub fn made(head: &ReportHead) -> String {
    format!(
        "制表：{}（{}），{}",
        head.made_by,
        super::role(head.role),
        super::when::written(&cunfa_core::text::civil(head.made_at))
    )
}

/// From which data, so that the same report can be made again; `came` is when the figures came, `signed` when the server signed its log.
#[must_use]
pub fn data(data: &ReportData, came: &str, signed: &str) -> String {
    let mut text = format!("数据：服务情况到服务器第 {} 批", data.figures);
    if !came.is_empty() {
        text.push_str(&format!("（{came} 收到）"));
    }
    text.push_str(&format!("，名册到第 {} 批", data.registers));
    if data.waiting > 0 {
        text.push_str(&format!("，另有本机未送达的登记 {} 条已算入", data.waiting));
    }
    match &data.log {
        None => text.push_str("；还没有与服务器核对过。"),
        Some(log) => text.push_str(&format!(
            "；服务器 {signed} 签名的记录：第 {} 批为止，签名 {} 份，指纹 {}。",
            log.sequence, log.acts, log.root
        )),
    }
    text
}

/// What a report cannot tell.
#[must_use]
pub fn limit(limit: &Limit) -> String {
    match limit {
        Limit::Overlap => "同一个村时间重叠的记录，按规则重叠部分只算一次；县（区）看到的数字没有起止时刻，这里各算各的，可能比司法所的月表多。".to_owned(),
        Limit::OverlapElsewhere => "同一人同一时间在两个村的服务，按规则只算一个村；这里两个村都算了。".to_owned(),
        Limit::Sitting => "月底跨过半夜的服务，按规则都算在开始的那个月；这里按日期各算各月。".to_owned(),
        Limit::Running { month } => format!(
            "{}还没有过完：只列出到今天的数，不进合计、评分和报酬。",
            rules::month(*month)
        ),
        Limit::Early { month } => format!(
            "{}：最近一次收到数字时这个月还没有过完，后面的记录可能不在内，所差和扣减先不要作数。",
            rules::month(*month)
        ),
        Limit::Supposed { villages } => format!(
            "有 {villages} 个村（社区）有的月份没有登记聘任，由谁服务是推定的：当月写了记录的人；没有记录的月份，算现在能写这个村记录的人。"
        ),
        Limit::WholeMonth => "月中换人的村，整月算给当月 1 日在聘的人；全年的讲座，算给最后一个月 1 日在聘的人。".to_owned(),
        Limit::NoFee { months } => format!("有 {months} 个村月未登记报酬，没有算。"),
        Limit::NoTraining => "没有登记过培训。".to_owned(),
        Limit::NoSheet => "未设评分表：没有文件给出分值，规则文件里也没有写。".to_owned(),
    }
}

/// "4.5 / 5.0 小时，差 0.5".
#[must_use]
pub fn minutes(counted: u32, owed: u32, missing: u32) -> String {
    let sum = format!("{} / {} 小时", year::hours(counted), year::hours(owed));
    match missing {
        0 => sum,
        missing => format!("{sum}，差 {}", year::short(missing)),
    }
}

/// The same of one month; of one that is not over nothing is missing yet.
#[must_use]
pub fn month_minutes(over: bool, counted: u32, owed: u32, missing: u32) -> String {
    if over {
        minutes(counted, owed, missing)
    } else {
        format!("{}（未完）", minutes(counted, owed, 0))
    }
}

/// By which rule file.
#[must_use]
pub fn by_rule(rule: &RuleName) -> String {
    rules::name(rule)
}

/// A village's month in its cell.
#[must_use]
pub fn month_cell(month: &AssessedMonth) -> String {
    let sum = format!(
        "{} / {}",
        year::hours(month.counted_minutes),
        year::hours(month.owed_minutes)
    );
    match (month.over, month.missing_minutes) {
        (false, _) => format!("{sum}（未完）"),
        (true, 0) => sum,
        (true, missing) => format!("{sum} 差{}", year::short(missing)),
    }
}

/// "3 / 6".
#[must_use]
pub fn of(part: u32, whole: u32) -> String {
    format!("{part} / {whole}")
}

/// Lectures of a counsel or an area.
#[must_use]
pub fn lectures(held: u32, owed: u32, missing: u32) -> String {
    match (owed, missing) {
        (0, _) => format!("{held} 场"),
        (owed, 0) => format!("{held} 场，到期应有 {owed} 场"),
        (owed, missing) => format!("{held} 场，到期应有 {owed} 场，差 {missing} 场"),
    }
}

/// Lectures of a village, a piece for each year or quarter.
#[must_use]
pub fn duties(duties: &[LectureDuty]) -> String {
    let pieces: Vec<String> = duties.iter().map(duty).collect();
    pieces.join("；")
}

fn duty(duty: &LectureDuty) -> String {
    let period = match duty.period {
        Period::Year => format!("{}年", duty.from.year()),
        Period::Quarter => format!("第{}季度", duty.from.month0() / 3 + 1),
    };
    let sum = format!("{period} {} / {}", duty.held, duty.owed);
    match (duty.due, duty.missing()) {
        (false, _) => format!("{sum}（未到期）"),
        (true, 0) => sum,
        (true, missing) => format!("{sum} 差{missing}"),
    }
}

/// Entries, and how many of them wait.
#[must_use]
pub fn entries(entries: &Entries) -> String {
    let waiting = [
        ("待签字", entries.unsigned),
        ("待审核", entries.unreviewed),
        ("被退回", entries.returned),
    ];
    let waiting = waiting.iter().filter(|(_, count)| *count > 0);
    let waiting: Vec<String> = waiting.map(|(name, count)| format!("{name} {count}")).collect();
    if waiting.is_empty() {
        format!("{} 条", entries.all)
    } else {
        format!("{} 条（{}）", entries.all, waiting.join("、"))
    }
}

/// How many trainings, if any are registered.
#[must_use]
pub fn trainings(trainings: Option<u32>) -> String {
    trainings.map_or_else(|| NOT_REGISTERED.to_owned(), |count| format!("{count} 次"))
}

/// How many counsel, and how many of them were trained.
#[must_use]
pub fn people(counsel: u32, trained: Option<u32>) -> String {
    match trained {
        None => format!("{counsel} 人（培训未登记）"),
        Some(trained) => format!("{counsel} 人（{trained} 人）"),
    }
}

/// Pay of a counsel's months.
#[must_use]
pub fn pay(of: &AssessedCounsel) -> String {
    let pay = &of.pay;
    let mut pieces = Vec::new();
    if pay.months > 0 {
        let taken = u64::from(pay.base_fen.saturating_sub(pay.fen));
        pieces.push(match taken {
            0 => yuan(pay.fen.into()),
            taken => format!(
                "{}（基数 {}，扣 {}）",
                yuan(pay.fen.into()),
                yuan(pay.base_fen.into()),
                yuan(taken)
            ),
        });
    }
    if pay.months_without > 0 {
        pieces.push(format!("{} 个村月未登记报酬", pay.months_without));
    }
    if pieces.is_empty() {
        NONE.to_owned()
    } else {
        pieces.join("；")
    }
}

/// "50 元", "50.05 元".
#[must_use]
pub fn yuan(fen: u64) -> String {
    match fen % 100 {
        0 => format!("{} 元", fen / 100),
        rest => format!("{}.{rest:02} 元", fen / 100),
    }
}

/// What a month's pay is; its steps are [`step`]s.
#[must_use]
pub fn paid(paid: &Paid) -> String {
    match paid {
        Paid::Steps(pay) => yuan(pay.fen.into()),
        Paid::NoFee => "未登记报酬".to_owned(),
        Paid::Running => "没有过完，不算".to_owned(),
    }
}

/// One step.
#[must_use]
pub fn step(step: &PayStep) -> String {
    let amount = yuan(step.fen.unsigned_abs());
    match step.what {
        PayReason::Base => format!("基数 {amount}"),
        PayReason::MissingMinutes { missing, owed } => format!(
            "缺 {}（应有 {}），扣 {amount}",
            hours::length(missing),
            hours::length(owed)
        ),
        PayReason::MissingTimes {
            held,
            owed,
            fen_per_time,
        } => format!(
            "计入 {held} 次（应有 {owed} 次），每少一次扣 {}，扣 {amount}",
            yuan(fen_per_time.into())
        ),
        PayReason::Cap { fen } => format!("每月最多扣 {}，退回 {amount}", yuan(fen.into())),
        PayReason::NotBelowNothing => format!("最多扣完，退回 {amount}"),
    }
}

/// How it is known who serves.
#[must_use]
pub fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::Appointed => "聘任",
        Ground::Supposed => "推定",
    }
}

/// Who serves a village in a month, and how that is known.
#[must_use]
pub fn serving(names: &[&str], ground: Ground) -> String {
    let who = match names {
        [] => NOBODY.to_owned(),
        names => format!("{}（{}）", names.join("、"), self::ground(ground)),
    };
    format!("{COL_COUNSEL}：{who}")
}

/// Lectures of the period up to the month's end.
#[must_use]
pub fn lectures_of_owed(held: u32, owed: u32, period: Period) -> String {
    format!(
        "{COL_LECTURES}：{}到本月为止 {held} 场，应有 {owed} 场",
        rules::period(period)
    )
}

/// What the county concluded.
#[must_use]
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "优秀",
        Verdict::Basic => "合格",
        Verdict::Poor => "不合格",
    }
}

/// Who concluded it and when.
#[must_use]
pub fn concluded(one: &Conclusion, when: &str) -> String {
    let by = if one.by.is_empty() { UNKNOWN } else { &one.by };
    let note = if one.note.is_empty() {
        String::new()
    } else {
        format!("。{}", one.note)
    };
    format!("{}（{by}，{when}）{note}", verdict(one.verdict))
}

/// Where a score comes from.
#[must_use]
pub fn scored(scored: &Scored) -> String {
    match scored {
        Scored::Counted { part, whole, .. } => format!("{part} ÷ {whole}"),
        Scored::ByHand => "由县（区）司法局评定".to_owned(),
        Scored::NotDue => "期限没有到，不计分".to_owned(),
        Scored::Nothing => "没有可以算的，不计分".to_owned(),
        Scored::NotRegistered => "名册里没有登记，不计分".to_owned(),
    }
}

/// A counted score, if there is one.
#[must_use]
pub fn counted(line: &ScoreLine) -> String {
    match line.scored {
        Scored::Counted { tenths, .. } => points(tenths),
        Scored::ByHand | Scored::NotDue | Scored::Nothing | Scored::NotRegistered => NONE.to_owned(),
    }
}

/// A score that a person gave, if there is one.
#[must_use]
pub fn given(line: &ScoreLine) -> String {
    line.given.map_or_else(|| NONE.to_owned(), points)
}

/// Tenths of a point: "12.4".
#[must_use]
pub fn points(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A sum of scores, with the points of what has one, and how much has none.
#[must_use]
pub fn total(total: &Total) -> String {
    let sum = format!("{} / {} 分", points(total.tenths), total.of_points);
    match total.without {
        0 => sum,
        without => format!("{sum}，{without} 项未评"),
    }
}

/// A sum that the county registered where there is no sheet.
#[must_use]
pub fn total_given(tenths: u32) -> String {
    format!("{} 分（县（区）登记）", points(tenths))
}

/// Opens a person, for those who hear the screen.
#[must_use]
pub fn look_counsel(name: &str) -> String {
    format!("{name}：看评分和报酬怎么算")
}

/// Opens a village, for those who hear the screen.
#[must_use]
pub fn look_village(name: &str) -> String {
    format!("{name}：看每个月怎么算")
}

/// Opens an area or a month, for those who hear the screen.
#[must_use]
pub fn look_sum(name: &str) -> String {
    format!("{name}：看是由哪些加起来的")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use cunfa_core::PersonId;
    use cunfa_core::assessment::PaySum;

    use super::*;

    fn counsel(pay: PaySum) -> AssessedCounsel {
        AssessedCounsel {
            counsel: PersonId([1; 16]),
            villages: Vec::new(),
            months: 0,
            met_months: 0,
            owed_minutes: 0,
            counted_minutes: 0,
            missing_minutes: 0,
            lectures_held: 0,
            lectures_owed: 0,
            lectures_missing: 0,
            entries: Entries::default(),
            trainings: None,
            pay,
            scores: None,
            concluded: None,
        }
    }

    #[test]
    fn pay_names_what_was_taken_and_what_is_not_registered_and_never_says_nothing_is_zero() {
        let sum = PaySum {
            months: 4,
            months_without: 1,
            base_fen: 240_000,
            fen: 180_005,
        };
        assert_eq!(
            pay(&counsel(sum)),
            "1800.05 元（基数 2400 元，扣 599.95 元）；1 个村月未登记报酬"
        );
        assert_eq!(pay(&counsel(PaySum::default())), NONE);
    }

    #[test]
    fn what_is_missing_is_never_told_as_less_and_what_there_is_never_as_more() {
        assert_eq!(minutes(299, 300, 1), "4.9 / 5.0 小时，差 0.1");
        assert_eq!(minutes(300, 300, 0), "5.0 / 5.0 小时");
        assert_eq!(month_minutes(false, 299, 300, 1), "4.9 / 5.0 小时（未完）");
        assert_eq!(total_given(885), "88.5 分（县（区）登记）");
        assert_eq!([0, 9, 124].map(points), ["0.0", "0.9", "12.4"]);
    }

    #[test]
    fn a_lecture_that_is_not_due_is_not_called_missing() {
        let duty = |due| LectureDuty {
            from: "2026-04-01".parse().unwrap(),
            period: Period::Quarter,
            month: "2026-06-01".parse().unwrap(),
            rule: cunfa_core::rules::RuleName {
                id: "ours".to_owned(),
                version: 1,
            },
            held: 0,
            owed: 1,
            due,
        };
        assert_eq!(
            duties(&[duty(false), duty(true)]),
            "第2季度 0 / 1（未到期）；第2季度 0 / 1 差1"
        );
    }
}
