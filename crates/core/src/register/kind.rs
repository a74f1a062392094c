//! The kinds of record: what each says, what of it must be said, and who keeps it.

use serde::{Deserialize, Serialize};

use super::column::Column as C;
use crate::kind::codes;
use crate::permission::Action;

codes!(
    /// What a record is.
    RecordKind {
        /// 律所（基层法律服务所）.
        Firm = "firm",
        /// 法律顾问.
        Counsel = "counsel",
        /// 聘任.
        Appointment = "appointment",
        /// 公示牌.
        Board = "board",
        /// 回避.
        Recusal = "recusal",
        /// 培训.
        Training = "training",
        /// 收费备案.
        Filing = "filing",
        /// 村（社区）变更.
        Village = "village",
        /// 配备申请.
        Allocation = "allocation",
        /// 半年考核.
        Assessment = "assessment",
        /// 规则文件.
        RuleFile = "rule_file",
        /// 报酬.
        Fee = "fee",
        /// 月度检查.
        Check = "check",
    }
);

impl RecordKind {
    /// The number that is signed (docs/evidence.md).
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            RecordKind::Firm => 1,
            RecordKind::Counsel => 2,
            RecordKind::Appointment => 3,
            RecordKind::Board => 4,
            RecordKind::Recusal => 5,
            RecordKind::Training => 6,
            RecordKind::Filing => 7,
            RecordKind::Village => 8,
            RecordKind::Allocation => 9,
            RecordKind::Assessment => 10,
            RecordKind::RuleFile => 11,
            RecordKind::Fee => 12,
            RecordKind::Check => 13,
        }
    }

    /// What it may say, in the order a form asks for it.
    #[must_use]
    pub fn columns(self) -> &'static [C] {
        match self {
            RecordKind::Firm => &[C::Name, C::FirmKind, C::Phone],
            RecordKind::Counsel => &[C::Person, C::Name, C::CounselKind, C::Firm, C::Phone, C::Official],
            RecordKind::Appointment => &[
                C::Village,
                C::Person,
                C::From,
                C::To,
                C::Prior,
                C::Recusal,
                C::ContractNumber,
                C::ContractDate,
                C::Reason,
            ],
            RecordKind::Board => &[C::Village, C::Duties, C::OnSiteHours, C::Phone, C::Place, C::NextVisit],
            RecordKind::Recusal => &[C::Village, C::OtherVillage, C::Person, C::From, C::To, C::Reason],
            RecordKind::Training => &[C::Person, C::Date, C::Topic, C::Hours],
            RecordKind::Filing => &[C::Village, C::Person, C::Date, C::Matter, C::FeeFen, C::Acknowledged],
            RecordKind::Village => &[C::Village, C::Name, C::MergedInto, C::From],
            RecordKind::Allocation => &[C::Villages, C::Note, C::Answer, C::Firms],
            RecordKind::Assessment => &[C::Person, C::Half, C::Scores, C::Verdict, C::Note],
            RecordKind::RuleFile => &[C::Text],
            RecordKind::Fee => &[C::Village, C::Person, C::From, C::FeeFen],
            RecordKind::Check => &[C::Village, C::Month, C::Root, C::Drawn, C::Answers, C::Note],
        }
    }

    /// What it may leave out.
    fn optional(self) -> &'static [C] {
        match self {
            RecordKind::Firm => &[C::Phone],
            RecordKind::Counsel => &[C::Firm, C::Phone],
            RecordKind::Appointment => &[C::To, C::Recusal, C::ContractNumber, C::ContractDate, C::Reason],
            RecordKind::Board => &[C::NextVisit],
            RecordKind::Recusal => &[C::OtherVillage, C::To],
            RecordKind::Village => &[C::Name, C::MergedInto],
            RecordKind::Allocation => &[C::Note, C::Answer, C::Firms],
            RecordKind::Assessment => &[C::Note],
            RecordKind::Check => &[C::Root, C::Drawn, C::Answers, C::Note],
            RecordKind::Training | RecordKind::Filing | RecordKind::RuleFile | RecordKind::Fee => &[],
        }
    }

    /// Whether a record of this kind says this, and must.
    #[must_use]
    pub fn required(self, column: C) -> bool {
        self.columns().contains(&column) && !self.optional().contains(&column)
    }

    /// What a record is about, which no later act changes, so that who may read one of its acts may read each ([`super::may_read`]). A record
    /// that is about something else is another one.
    #[must_use]
    pub fn fixed(self) -> &'static [C] {
        match self {
            RecordKind::Firm => &[],
            RecordKind::Counsel | RecordKind::Training => &[C::Person],
            RecordKind::Appointment | RecordKind::Filing | RecordKind::Fee => &[C::Village, C::Person],
            RecordKind::Board | RecordKind::Village => &[C::Village],
            RecordKind::Recusal => &[C::Village, C::OtherVillage, C::Person],
            RecordKind::Allocation => &[C::Villages],
            RecordKind::Assessment => &[C::Person, C::Half],
            RecordKind::RuleFile => &[C::Text],
            RecordKind::Check => &[C::Village, C::Month],
        }
    }

    /// What together names the thing: no two records that hold name the same. Empty where others are judged by more than their names.
    #[must_use]
    pub fn named_by(self) -> &'static [C] {
        match self {
            RecordKind::Firm => &[C::Name],
            RecordKind::Counsel => &[C::Person],
            RecordKind::Board => &[C::Village],
            RecordKind::Training => &[C::Person, C::Date, C::Topic],
            RecordKind::Village => &[C::Village, C::From],
            RecordKind::Assessment => &[C::Person, C::Half],
            RecordKind::RuleFile => &[C::Text],
            RecordKind::Fee => &[C::Village, C::Person, C::From],
            RecordKind::Check => &[C::Village, C::Month],
            RecordKind::Appointment | RecordKind::Recusal | RecordKind::Filing | RecordKind::Allocation => &[],
        }
    }

    /// What of it is the answer of another: only that is said by who answers, and nothing else after it.
    #[must_use]
    pub fn answer(self) -> &'static [C] {
        match self {
            RecordKind::Filing => &[C::Acknowledged],
            RecordKind::Allocation => &[C::Answer, C::Firms],
            RecordKind::Firm
            | RecordKind::Counsel
            | RecordKind::Appointment
            | RecordKind::Board
            | RecordKind::Recusal
            | RecordKind::Training
            | RecordKind::Village
            | RecordKind::Assessment
            | RecordKind::RuleFile
            | RecordKind::Fee
            | RecordKind::Check => &[],
        }
    }

    /// What who begins such a record must be allowed to do.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            RecordKind::Board => Action::KeepBoard,
            RecordKind::Filing => Action::FilePaid,
            RecordKind::Check => Action::KeepCheck,
            RecordKind::Firm
            | RecordKind::Counsel
            | RecordKind::Appointment
            | RecordKind::Recusal
            | RecordKind::Training
            | RecordKind::Village
            | RecordKind::Allocation
            | RecordKind::Assessment
            | RecordKind::RuleFile
            | RecordKind::Fee => Action::KeepRegister,
        }
    }
}
