//! The columns of records: their codes, and how the text in each is shaped.

use serde::{Deserialize, Serialize};

use super::kind::RecordKind;
use crate::entry::MAX_NAME_GRAPHEMES;
use crate::kind::codes;

codes!(
    /// One value of a record.
    Column {
        /// 名称、姓名.
        Name = "name",
        /// 机构类别.
        FirmKind = "firm_kind",
        /// 联系电话.
        Phone = "phone",
        /// 法律顾问 (whom it is about).
        Person = "person",
        /// 身份.
        CounselKind = "counsel_kind",
        /// 执业机构.
        Firm = "firm",
        /// 是否公职人员; yes is refused.
        Official = "official",
        /// 村（社区）.
        Village = "village",
        /// 起始日期, the first day on which it holds.
        From = "from",
        /// 截止日期, the last day on which it holds.
        To = "to",
        /// 原有安排: served before the limit, which it may exceed.
        Prior = "prior",
        /// 回避 that it stands in for.
        Recusal = "recusal",
        /// 合同编号.
        ContractNumber = "contract_number",
        /// 签订日期.
        ContractDate = "contract_date",
        /// 金额; of a [`RecordKind::Fee`] for each month.
        FeeFen = "fee_fen",
        /// 职责.
        Duties = "duties",
        /// 驻村时间, in words.
        OnSiteHours = "on_site_hours",
        /// 地点.
        Place = "place",
        /// 下次到村日期.
        NextVisit = "next_visit",
        /// 有利益冲突的另一村（社区）.
        OtherVillage = "other_village",
        /// 理由; of an appointment why it is renewed all the same ([`super::Renewal`]).
        Reason = "reason",
        /// 日期.
        Date = "date",
        /// 培训内容.
        Topic = "topic",
        /// 学时.
        Hours = "hours",
        /// 事项.
        Matter = "matter",
        /// 县（区）已备案.
        Acknowledged = "acknowledged",
        /// 并入的村（社区）.
        MergedInto = "merged_into",
        /// 申请配备的村（社区）.
        Villages = "villages",
        /// 说明.
        Note = "note",
        /// 市局答复.
        Answer = "answer",
        /// 推荐的机构.
        Firms = "firms",
        /// 半年度.
        Half = "half",
        /// 各项得分.
        Scores = "scores",
        /// 考核等次.
        Verdict = "verdict",
        /// 规则文件全文.
        Text = "text",
        /// 月份.
        Month = "month",
        /// 抽查的记录, each with what was found.
        Drawn = "drawn",
        /// 抽查依据: the root of the server's log by which they were drawn.
        Root = "root",
        /// 群众满意度.
        Answers = "answers",
    }
);

/// How the text of a column is shaped; [`super::Values`] reads each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line, of at most so many grapheme clusters.
    Line(usize),
    /// Lines, of at most so many grapheme clusters together.
    Text(usize),
    /// A civil date of the years 1980 to 2100, "2026-11-23".
    Date,
    /// A village's code, 12 digits; no county's seat.
    Village,
    /// Codes of villages, ascending, none twice, with a blank between them; at most [`super::MAX_VILLAGES`].
    Villages,
    /// A person's id, 32 digits of lower-case hex.
    Person,
    /// The id of a record of this kind, 32 digits of lower-case hex.
    Record(RecordKind),
    /// Whole fen (分), 0 to 100,000,000, without leading zeros.
    Fen,
    /// "yes" or "no".
    YesNo,
    /// One of these codes.
    Choice(&'static [&'static str]),
    /// Hours, 0.5 to 999.5 by halves: "4", "7.5".
    Hours,
    /// Half a year: "2026-1", "2026-2".
    Half,
    /// Scores as "key=tenths" with ";" between them, keys ascending, none twice: "lectures=100;on_site=385".
    Scores,
    /// A month of the years 1980 to 2100: "2026-11".
    Month,
    /// A hash of the server's log, 64 digits of lower-case hex.
    Root,
    /// Entries as "id=finding" with ";" between them, ids ascending, none twice, at most [`super::MAX_DRAWN`]; findings "yes", "no", "open".
    Drawn,
    /// Questions as "question=asked:good:fair:poor" with ";" between them, each at most once, in the order of [`super::Asked`]; each number at
    /// most [`super::MAX_ASKED`].
    Answers,
}

const FIRM_KINDS: &[&str] = &["law_firm", "legal_service"];
const COUNSEL_KINDS: &[&str] = &["lawyer", "trainee", "legal_worker"];
const VERDICTS: &[&str] = &["good", "basic", "poor"];
/// Longest short text.
const MAX_SHORT: usize = 500;
/// Longest long text.
const MAX_LONG: usize = 2_000;
/// Longest text of a rule file; how many bytes it may have, its reader says.
const MAX_RULES: usize = 64 * 1024;

impl Column {
    /// The number that is signed (docs/evidence.md).
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Column::Name => 1,
            Column::FirmKind => 2,
            Column::Phone => 3,
            Column::Person => 4,
            Column::CounselKind => 5,
            Column::Firm => 6,
            Column::Official => 7,
            Column::Village => 8,
            Column::From => 9,
            Column::To => 10,
            Column::Prior => 11,
            Column::Recusal => 12,
            Column::ContractNumber => 13,
            Column::ContractDate => 14,
            Column::FeeFen => 15,
            Column::Duties => 16,
            Column::OnSiteHours => 17,
            Column::Place => 18,
            Column::NextVisit => 19,
            Column::OtherVillage => 20,
            Column::Reason => 21,
            Column::Date => 22,
            Column::Topic => 23,
            Column::Hours => 24,
            Column::Matter => 25,
            Column::Acknowledged => 26,
            Column::MergedInto => 27,
            Column::Villages => 28,
            Column::Note => 29,
            Column::Answer => 30,
            Column::Firms => 31,
            Column::Half => 32,
            Column::Scores => 33,
            Column::Verdict => 34,
            Column::Text => 35,
            Column::Month => 36,
            Column::Drawn => 37,
            Column::Root => 38,
            Column::Answers => 39,
        }
    }

    /// How its text is shaped.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self {
            Column::Name | Column::Phone | Column::ContractNumber | Column::Place => Shape::Line(MAX_NAME_GRAPHEMES),
            Column::OnSiteHours | Column::Topic => Shape::Line(MAX_SHORT),
            Column::Reason | Column::Matter => Shape::Text(MAX_SHORT),
            Column::Duties | Column::Note | Column::Answer | Column::Firms => Shape::Text(MAX_LONG),
            Column::Text => Shape::Text(MAX_RULES),
            Column::From | Column::To | Column::ContractDate | Column::NextVisit | Column::Date => Shape::Date,
            Column::Village | Column::OtherVillage | Column::MergedInto => Shape::Village,
            Column::Villages => Shape::Villages,
            Column::Person => Shape::Person,
            Column::Firm => Shape::Record(RecordKind::Firm),
            Column::Recusal => Shape::Record(RecordKind::Recusal),
            Column::FeeFen => Shape::Fen,
            Column::Official | Column::Prior | Column::Acknowledged => Shape::YesNo,
            Column::FirmKind => Shape::Choice(FIRM_KINDS),
            Column::CounselKind => Shape::Choice(COUNSEL_KINDS),
            Column::Verdict => Shape::Choice(VERDICTS),
            Column::Hours => Shape::Hours,
            Column::Half => Shape::Half,
            Column::Scores => Shape::Scores,
            Column::Month => Shape::Month,
            Column::Drawn => Shape::Drawn,
            Column::Root => Shape::Root,
            Column::Answers => Shape::Answers,
        }
    }
}
