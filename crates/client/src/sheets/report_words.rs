//! Words of the county's and the city's reports in tables, as the screens say them: a house test holds each function to the one of its name in
//! `ui/src/words/report.rs`.

use chrono::{Datelike as _, NaiveDate};
use cunfa_core::assessment::{Ground, Limit, Paid, Scored};
use cunfa_core::register::Verdict;
use cunfa_core::rules::{Pay, PayReason, PayStep};
use cunfa_protocol::view::ReportData;

use super::words::{moment, month};

pub(super) const AREAS: &str = "汇总";
pub(super) const COUNSEL: &str = "法律顾问";
pub(super) const VILLAGES: &str = "各村各月";
pub(super) const SCORES: &str = "评分";
pub(super) const BY_MONTH: &str = "各月";
pub(super) const WITHOUT: &str = "最后一个月1日没有法律顾问的村（按聘任登记和推定）";

pub(super) const AREA_HEADS: &[(&str, u8)] = &[
    ("代码", 15),
    ("县（区）、乡镇、村", 20),
    ("村数", 8),
    ("有法律顾问", 10),
    ("各月都达到的村", 10),
    ("应服务（村月）", 10),
    ("达到（村月）", 10),
    ("应有（分钟）", 10),
    ("计入（分钟）", 10),
    ("还差（分钟）", 10),
    ("讲座（场）", 8),
    ("到期应有讲座", 10),
    ("还差讲座", 8),
    ("记录（条）", 8),
    ("待签字", 8),
    ("待审核", 8),
    ("被退回", 8),
    ("法律顾问（人）", 10),
    ("已培训（人）", 10),
];
pub(super) const COUNSEL_HEADS: &[(&str, u8)] = &[
    ("法律顾问", 14),
    ("服务的村（社区）", 30),
    ("应服务（村月）", 10),
    ("达到（村月）", 10),
    ("应有（分钟）", 10),
    ("计入（分钟）", 10),
    ("还差（分钟）", 10),
    ("讲座（场）", 8),
    ("到期应有讲座", 10),
    ("还差讲座", 8),
    ("本人记录（条）", 10),
    ("待签字", 8),
    ("待审核", 8),
    ("被退回", 8),
    ("本年培训（次）", 10),
    ("报酬基数（元）", 12),
    ("扣减后（元）", 12),
    ("未登记报酬（村月）", 10),
    ("得分", 8),
    ("已评项目满分", 8),
    ("未评项目", 8),
    ("等次", 10),
    ("说明", 30),
];
pub(super) const VILLAGE_HEADS: &[(&str, u8)] = &[
    ("乡镇（街道）", 14),
    ("村（社区）", 18),
    ("代码", 15),
    ("月份", 12),
    ("法律顾问", 14),
    ("依据", 8),
    ("应有（分钟）", 10),
    ("计入（分钟）", 10),
    ("以后补上（分钟）", 10),
    ("还差（分钟）", 10),
    ("讲座（场）", 8),
    ("记录（条）", 8),
    ("待签字", 8),
    ("待审核", 8),
    ("被退回", 8),
    ("报酬怎么算", 50),
    ("扣减后（元）", 12),
    ("规则", 24),
];
pub(super) const SCORE_HEADS: &[(&str, u8)] = &[
    ("法律顾问", 14),
    ("评分表", 20),
    ("项目", 24),
    ("分值", 8),
    ("怎么算", 40),
    ("计算得分", 10),
    ("县（区）评分", 10),
    ("规则", 24),
];
pub(super) const MONTH_HEADS: &[(&str, u8)] = &[
    ("月份", 12),
    ("达到的村", 10),
    ("应有（分钟）", 12),
    ("计入（分钟）", 12),
    ("还差（分钟）", 12),
    ("讲座（场）", 10),
    ("记录（条）", 10),
    ("待签字", 8),
    ("待审核", 8),
    ("被退回", 8),
];
pub(super) const WITHOUT_HEADS: &[(&str, u8)] = &[("乡镇（街道）", 14), ("村（社区）", 18), ("代码", 15)];
pub(super) const COUNTIES: &str = "各县（区）";
pub(super) const DATA: &str = "数据来源";
pub(super) const SUM: &str = "合计";
/// After those of an area.
pub(super) const CITY_HEADS: &[(&str, u8)] = &[("现在没有法律顾问的村", 12), ("待答复的配备申请", 12)];
pub(super) const DATA_HEADS: &[(&str, u8)] =
    &[("代码", 15), ("县（区）", 20), ("数据", 60), ("规则", 40), ("说明", 60)];
pub(super) const CITY_SUM: &str = "合计由各县（区）的数相加；同一人在两个县（区）服务的，两边各算一人。";
pub(super) const FOOT: &str = "按村代码排列，不排名次。本表没有签名，以有签名的记录为准。";
pub(super) const NOT_REGISTERED: &str = "未登记";
pub(super) const UNKNOWN: &str = "（不知姓名）";

pub(super) fn half_title(first: NaiveDate) -> String {
    format!("{}年{}法律顾问考核表", first.year(), half(first))
}

pub(super) fn year_title(first: NaiveDate) -> String {
    format!("{}年法律顾问工作覆盖情况", first.year())
}

pub(super) fn city_title(first: NaiveDate) -> String {
    format!("{}年全市法律顾问工作覆盖情况", first.year())
}

/// Counties that are not in it.
pub(super) fn closed(counties: u32) -> String {
    format!("另有 {counties} 个县（区）没有打开，没有算进来。")
}

fn half(first: NaiveDate) -> &'static str {
    if first.month() <= 6 { "上半年" } else { "下半年" }
}

/// From which data.
pub(super) fn data(data: &ReportData) -> String {
    let mut text = format!("数据：服务情况到服务器第 {} 批", data.figures);
    if let Some(came) = data.came_ms.map(moment) {
        text.push_str(&format!("（{came} 收到）"));
    }
    text.push_str(&format!("，名册到第 {} 批", data.registers));
    if data.waiting > 0 {
        text.push_str(&format!("，另有本机未送达的登记 {} 条已算入", data.waiting));
    }
    match &data.log {
        None => text.push_str("；还没有与服务器核对过。"),
        Some(log) => {
            let signed = moment(log.at_ms);
            text.push_str(&format!(
                "；服务器 {signed} 签名的记录：第 {} 批为止，签名 {} 份，指纹 {}。",
                log.sequence, log.acts, log.root
            ));
        }
    }
    text
}

/// What it cannot tell.
pub(super) fn limit(limit: &Limit) -> String {
    match limit {
        Limit::Overlap => "同一个村时间重叠的记录，按规则重叠部分只算一次；县（区）看到的数字没有起止时刻，这里各算各的，可能比司法所的月表多。".to_owned(),
        Limit::OverlapElsewhere => "同一人同一时间在两个村的服务，按规则只算一个村；这里两个村都算了。".to_owned(),
        Limit::Sitting => "月底跨过半夜的服务，按规则都算在开始的那个月；这里按日期各算各月。".to_owned(),
        Limit::Running { month: of } => format!("{}还没有过完：只列出到今天的数，不进合计、评分和报酬。", month(*of)),
        Limit::Early { month: of } => format!(
            "{}：最近一次收到数字时这个月还没有过完，后面的记录可能不在内，所差和扣减先不要作数。",
            month(*of)
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

pub(super) fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::Appointed => "聘任",
        Ground::Supposed => "推定",
    }
}

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "优秀",
        Verdict::Basic => "合格",
        Verdict::Poor => "不合格",
    }
}

/// Pay, step by step.
pub(super) fn paid(paid: &Paid) -> String {
    match paid {
        Paid::Steps(pay) => steps(pay),
        Paid::NoFee => "未登记报酬".to_owned(),
        Paid::Running => "没有过完，不算".to_owned(),
    }
}

fn steps(pay: &Pay) -> String {
    let steps: Vec<String> = pay.steps.iter().map(step).collect();
    steps.join("；")
}

fn step(step: &PayStep) -> String {
    let amount = yuan(step.fen.unsigned_abs());
    match step.what {
        PayReason::Base => format!("基数 {amount}"),
        PayReason::MissingMinutes { missing, owed } => {
            format!("缺 {}（应有 {}），扣 {amount}", length(missing), length(owed))
        }
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

/// In minutes, as the columns beside it.
fn length(minutes: u32) -> String {
    format!("{minutes} 分钟")
}

/// "50.05 元".
fn yuan(fen: u64) -> String {
    format!("{}.{:02} 元", fen / 100, fen % 100)
}

/// Where a score comes from.
pub(super) fn scored(scored: &Scored) -> String {
    match scored {
        Scored::Counted { part, whole, .. } => format!("{part} ÷ {whole}"),
        Scored::ByHand => "由县（区）司法局评定".to_owned(),
        Scored::NotDue => "期限没有到，不计分".to_owned(),
        Scored::Nothing => "没有可以算的，不计分".to_owned(),
        Scored::NotRegistered => "名册里没有登记，不计分".to_owned(),
    }
}

/// Tenths of a point.
pub(super) fn points(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A sum that the county registered where there is no sheet.
pub(super) fn total_given(tenths: u32) -> String {
    format!("{} 分（县（区）登记）", points(tenths))
}

/// A month; one that is not over is marked.
pub(super) fn month_of(of: NaiveDate, over: bool) -> String {
    if over {
        month(of)
    } else {
        format!("{}（未完）", month(of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_points_are_told_to_the_last_digit() {
        assert_eq!(
            [0, 5, 105, 40_000].map(yuan),
            ["0.00 元", "0.05 元", "1.05 元", "400.00 元"]
        );
        assert_eq!([0, 9, 124].map(points), ["0.0", "0.9", "12.4"]);
    }
}
