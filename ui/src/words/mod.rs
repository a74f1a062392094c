//! The one table of every text a person reads. No text stands in a screen; nothing here knows a screen.
//!
//! Plain Chinese, no words of the trade of programs. Every closed list of the ledger has a word for each of its values.

pub mod about;
pub mod above;
pub mod aloud;
pub mod backup;
pub mod check;
pub mod codes;
pub mod counties;
pub mod courier;
pub mod deciding;
pub mod desk;
pub mod devices;
pub mod due;
pub mod enrol;
pub mod evidence;
pub mod failure;
pub mod feedback;
pub mod field;
pub mod finding;
pub mod firms;
pub mod form;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod hours;
pub mod inquiries;
pub mod links;
pub mod lists;
pub mod month;
pub mod needs;
pub mod photos;
pub mod questions;
pub mod rare;
pub mod registers;
pub mod report;
pub mod rule_editor;
pub mod rules;
pub mod sheets;
pub mod sitting;
pub mod sync;
pub mod tablet;
pub mod templates;
pub mod when;
pub mod writing;
pub mod year;

use cunfa_core::act::Decision;
use cunfa_core::{Body, Category, Detail, Kind, Mode, Opinion, ResultClass, Role, Stage, Way};

/// Name of the program.
pub const APP: &str = "村法台账";
/// What it is for.
pub const APP_LINE: &str = "一村一法律顾问 工作台账";
/// Shared buttons and marks.
pub const BACK: &str = "返回";
/// Next step.
pub const NEXT: &str = "下一步";
/// Previous step.
pub const PREVIOUS: &str = "上一步";
/// Give up what is being asked.
pub const CANCEL: &str = "取消";
/// Agree to what is being asked.
pub const CONFIRM: &str = "确定";
/// Close a message.
pub const CLOSE: &str = "关闭";
/// Try once more.
pub const AGAIN: &str = "再试一次";
/// A part of the program could not be fetched.
pub const PART_MISSING: &str =
    "这一部分没有打开。已保存的内容都在本机，没有丢失。请点“再试一次”；仍不行，请关闭本程序后重新打开。";
/// While the first answer is on its way.
pub const LOADING: &str = "正在打开…";
/// While a slow command is on its way.
pub const WORKING: &str = "请稍候…";
/// A value that was not given.
pub const NOT_GIVEN: &str = "未填";
/// Optional field.
pub const OPTIONAL: &str = "选填";
/// Yes.
pub const YES: &str = "是";
/// No.
pub const NO: &str = "否";
/// Label of the navigation.
pub const NAVIGATION: &str = "主导航";
/// Skip link.
pub const SKIP: &str = "跳到正文";
/// Navigation: home.
pub const NAV_HOME: &str = "首页";
/// Navigation: the desk.
pub const NAV_DESK: &str = "审核";
/// Navigation: volumes.
pub const NAV_VOLUME: &str = "台账";
/// Navigation: sync centre.
pub const NAV_SYNC: &str = "上传";
/// Navigation: settings.
pub const NAV_SETTINGS: &str = "设置";
/// PIN pad: name of the shown digits.
pub const PIN: &str = "密码";
/// PIN pad: take a digit back.
pub const PIN_BACK: &str = "退格";
/// PIN pad: forget all digits.
pub const PIN_CLEAR: &str = "清空";

/// PIN pad, for screen readers: how many digits are typed.
#[must_use]
pub fn pin_typed(digits: usize) -> String {
    format!("已输入 {digits} 位")
}

/// 服务类别.
#[must_use]
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Consultation => "法律咨询",
        Kind::Visit => "走访值班",
        Kind::Lecture => "法治讲座",
        Kind::Mediation => "矛盾纠纷调解",
        Kind::Drafting => "代书文书",
        Kind::LegalAid => "法律援助指引或代理",
        Kind::VillageRules => "村规民约、章程审修",
        Kind::Election => "换届选举",
        Kind::Contract => "合同、重大项目或决策意见",
        Kind::Publicity => "法治宣传",
        Kind::Petition => "信访与群体性事件协助",
        Kind::Litigation => "代理诉讼",
        Kind::Other => "其他",
    }
}

/// 方式.
#[must_use]
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::OnSite => "现场",
        Mode::Phone => "电话",
        Mode::Online => "线上",
        Mode::Appointment => "预约",
    }
}

/// 结果类别.
#[must_use]
pub fn result_class(class: ResultClass) -> &'static str {
    match class {
        ResultClass::Solved => "已解决",
        ResultClass::ToMediation => "引导调解",
        ResultClass::ToLegalAid => "转法律援助",
        ResultClass::ToLitigation => "引导诉讼",
        ResultClass::FollowUp => "待跟进",
    }
}

/// 服务对象类别.
#[must_use]
pub fn category(category: Category) -> &'static str {
    match category {
        Category::LowIncome => "低保",
        Category::Disabled => "残疾",
        Category::Elderly => "老年",
        Category::Woman => "妇女",
        Category::Minor => "未成年人",
        Category::MigrantWorker => "农民工",
        Category::Veteran => "退役军人",
    }
}

/// A detail of the kind's own.
#[must_use]
pub fn detail(of: Detail) -> &'static str {
    match of {
        Detail::Title => "文件名称",
        Detail::Counterpart => "相对方",
        Detail::Changes => "修改条款",
        Detail::Body => "受理机关",
        Detail::AidStation => "法律援助机构",
        Detail::CaseNumber => "案号",
        Detail::People => "涉及人数",
        Detail::Stage => "所处阶段",
    }
}

/// Where an entry stands.
#[must_use]
pub fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Unsigned => "待签字",
        Stage::Signed => "已签字",
        Stage::InReview => "待审核",
        Stage::Returned => "已退回",
        Stage::Approved => "已通过",
        Stage::Voided => "已作废",
    }
}

/// The role, as people call it.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Counsel => "法律顾问",
        Role::Cadre => "村（社区）干部",
        Role::Office => "司法所",
        Role::County => "县（区）司法局",
        Role::City => "市司法局",
    }
}

/// A cadre's opinion.
#[must_use]
pub fn opinion(opinion: Opinion) -> &'static str {
    match opinion {
        Opinion::True => "情况属实",
        Opinion::TrueAndSatisfied => "情况属实，服务满意",
        Opinion::Differs => "有不同意见",
    }
}

/// What was done, as the heading of an act.
#[must_use]
pub fn act(body: &Body) -> &'static str {
    match body {
        Body::SignOff(_) => "签字",
        Body::Review(review) => match review.decision {
            Decision::Approve => "审核通过",
            Decision::Return { .. } => "退回",
        },
        Body::Void(_) => "作废",
        Body::Submission(_) => "提交",
        Body::Opening(_) => "上级查看全文",
        Body::Acknowledgement => "知悉重大事项",
        Body::Explanation(_) => "说明",
        Body::Registration(_) => "登记",
    }
}

/// How a submitted entry is signed.
#[must_use]
pub fn way(way: Way) -> &'static str {
    match way {
        Way::Electronic => "交村干部签字",
        Way::Paper => "纸上已签字",
    }
}

/// What may stand between the digits of a typed date.
pub const DATE_SIGNS: &str = " -/.年月日号　";

/// Who was served as a row shows it: names, or a head count with its unit.
#[must_use]
pub fn people(people: &str) -> String {
    if people.is_empty() || people.chars().any(|c| !c.is_ascii_digit()) {
        people.to_owned()
    } else {
        format!("{people} 人")
    }
}

/// Parts of a line beside each other, without those that are empty.
#[must_use]
pub fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests;
