//! Which list a sheet holds, by its headings: the one that knows most of them.

use std::collections::BTreeMap;

use cunfa_core::list::Column;
use cunfa_core::register::{Column as C, RecordKind};

use super::super::counsel;
use super::super::heading::{self, Headings};
use crate::read::Sheet;

/// A list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Records of one kind, one a row.
    Kind(RecordKind),
    /// 村（社区）法律顾问名册: a village and its counsel in each row.
    Roster,
}

/// What a column is called, without blanks, brackets and strokes.
type Names = (Column, &'static [&'static str]);

/// Registers by tables: firms before counsel, counsel before what is said of them. Rule files and the month's check have screens of their own.
const KINDS: [(RecordKind, &str); 11] = [
    (RecordKind::Village, "村（社区）变更"),
    (RecordKind::Firm, "律所和服务所"),
    (RecordKind::Counsel, "法律顾问"),
    (RecordKind::Recusal, "回避"),
    (RecordKind::Appointment, "聘任"),
    (RecordKind::Board, "公示牌"),
    (RecordKind::Training, "培训"),
    (RecordKind::Filing, "收费备案"),
    (RecordKind::Fee, "报酬"),
    (RecordKind::Assessment, "半年考核"),
    (RecordKind::Allocation, "配备申请"),
];

/// What a roster says besides what a list of counsel does.
const ROSTER: [Names; 7] = [
    (
        Column::Term,
        &[
            "聘期",
            "聘期起止",
            "聘任期限",
            "聘任期",
            "聘用期限",
            "合同期限",
            "服务期限",
            "起止日期",
            "起止时间",
            "聘期起止时间",
        ],
    ),
    (Column::Of(C::From), names(C::From)),
    (Column::Of(C::To), names(C::To)),
    (Column::Of(C::Prior), names(C::Prior)),
    (Column::Of(C::ContractNumber), names(C::ContractNumber)),
    (Column::Of(C::ContractDate), names(C::ContractDate)),
    (Column::Of(C::Official), names(C::Official)),
];

/// Where a record names a village.
const VILLAGE: [Names; 3] = [
    (
        Column::Code,
        &["村代码", "代码", "村社区代码", "区划代码", "行政区划代码", "编码"],
    ),
    (
        Column::Village,
        &[
            "村社区",
            "村",
            "村名",
            "社区",
            "村居",
            "行政村",
            "服务村社区",
            "服务村",
            "村社区名称",
            "village",
        ],
    ),
    (
        Column::Township,
        &["乡镇", "乡镇街道", "镇", "街道", "所属乡镇", "所在乡镇"],
    ),
];

impl Form {
    /// Its place among others: whatever relies on another comes after it.
    pub(super) fn order(self) -> usize {
        match self {
            Form::Kind(kind) => KINDS.iter().position(|(one, _)| *one == kind).unwrap_or(KINDS.len()),
            Form::Roster => KINDS.len(),
        }
    }

    /// What its columns are called.
    pub(super) fn words(self) -> Vec<Names> {
        match self {
            Form::Roster => [counsel::WORDS, &ROSTER[..]].concat(),
            Form::Kind(kind) => {
                let columns = kind.columns().iter().filter(|column| !is_left_out(kind, **column));
                let mut words: Vec<Names> = Vec::new();
                for column in columns {
                    match column {
                        C::Village => words.extend(VILLAGE),
                        column => words.push((Column::Of(*column), named(kind, *column))),
                    }
                }
                words.push((Column::Record, &["登记编号"]));
                words.push((Column::Withdrawn, &["撤销理由"]));
                words
            }
        }
    }

    fn suffices(self, columns: &BTreeMap<Column, u32>) -> bool {
        let has = |column| columns.contains_key(&column);
        let has_village = has(Column::Village) || has(Column::Code);
        match self {
            Form::Roster => has(Column::Name) && has_village,
            Form::Kind(kind) => kind.columns().iter().all(|column| match column {
                C::Village => has_village,
                // What may be left out of a table: it is filled in, or no table says it.
                C::Official | C::Prior | C::Acknowledged => true,
                column if is_left_out(kind, *column) || !kind.required(*column) => true,
                column => has(Column::Of(*column)),
            }),
        }
    }
}

/// Who a counsel is stands in no table: people see no numbers of persons.
fn is_left_out(kind: RecordKind, column: C) -> bool {
    kind == RecordKind::Counsel && column == C::Person
}

/// The list that a sheet holds; a sheet that is called as a register is that one, and of several that know as many headings a roster goes first.
pub(super) fn find(sheet: &Sheet) -> Option<(Form, Headings)> {
    let kinds = KINDS
        .iter()
        .map(|(kind, name)| (Form::Kind(*kind), sheet.name == *name));
    let mut best: Option<(bool, usize, Form, Headings)> = None;
    for (form, is_named) in std::iter::once((Form::Roster, false)).chain(kinds) {
        let words = form.words();
        let Some(headings) = heading::find(sheet, &words, |columns| form.suffices(columns)) else {
            continue;
        };
        let known = headings.columns.len();
        let is_better = best
            .as_ref()
            .is_none_or(|(named, most, ..)| (is_named, known) > (*named, *most));
        if is_better {
            best = Some((is_named, known, form, headings));
        }
    }
    best.map(|(_, _, form, headings)| (form, headings))
}

/// What a kind calls its column.
fn named(kind: RecordKind, column: C) -> &'static [&'static str] {
    match (kind, column) {
        (RecordKind::Counsel, C::Name) => &["姓名", "法律顾问", "法律顾问姓名", "顾问姓名", "律师姓名", "name"],
        (RecordKind::Village, C::Name) => &["新名称", "新村名", "新名", "改名后", "变更后名称"],
        (RecordKind::Fee, C::FeeFen) => &["每月报酬", "月报酬", "报酬", "每月报酬元", "报酬标准"],
        (_, column) => names(column),
    }
}

/// What a column is called; the first as the program's own tables call it.
const fn names(column: C) -> &'static [&'static str] {
    match column {
        C::Name => &["名称", "机构名称", "单位名称", "律所名称", "律所", "律师事务所", "name"],
        C::FirmKind => &["机构类别", "机构类型", "类别", "类型"],
        C::Phone => &["联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "phone"],
        C::Person => &["法律顾问", "姓名", "法律顾问姓名", "顾问姓名", "律师姓名", "顾问"],
        C::CounselKind => &["身份", "执业类别", "人员类别", "顾问类别", "类别", "执业身份"],
        C::Firm => &[
            "执业机构",
            "律所",
            "单位",
            "工作单位",
            "律师事务所",
            "所在律所",
            "所在单位",
        ],
        C::Official => &["是否公职人员", "公职人员"],
        C::Village => &["村社区"],
        C::From => &[
            "起始日期",
            "开始日期",
            "起始时间",
            "聘任起始日期",
            "聘期起",
            "聘任日期",
            "起",
            "起日",
            "生效日期",
        ],
        C::To => &[
            "截止日期",
            "结束日期",
            "截止时间",
            "聘任截止日期",
            "聘期止",
            "到期日期",
            "终止日期",
            "止",
            "止日",
        ],
        C::Prior => &["原有安排", "是否原有安排"],
        C::Recusal => &["代理哪次回避"],
        C::ContractNumber => &["合同编号", "合同号", "协议编号"],
        C::ContractDate => &["签订日期", "合同签订日期", "签约日期"],
        C::FeeFen => &["收费金额", "金额", "收费", "收费金额元"],
        C::Duties => &["职责"],
        C::OnSiteHours => &["驻村时间"],
        C::Place => &["地点"],
        C::NextVisit => &["下次到村日期"],
        C::OtherVillage => &["有利益冲突的另一村社区", "另一村社区", "冲突村"],
        C::Reason => &["理由", "回避理由", "续聘理由", "原因"],
        C::Date => &["日期", "培训日期", "收费日期", "时间"],
        C::Topic => &["培训内容", "内容", "主题"],
        C::Hours => &["学时", "课时"],
        C::Matter => &["服务事项", "事项"],
        C::Acknowledged => &["县区已备案", "已备案"],
        C::MergedInto => &["并入的村社区", "并入"],
        C::Villages => &["申请配备的村社区"],
        C::Note => &["说明", "备注"],
        C::Answer => &["市局答复"],
        C::Firms => &["推荐的机构"],
        C::Half => &["半年度"],
        C::Scores => &["得分", "各项得分"],
        C::Verdict => &["考核等次", "等次"],
        C::Text => &["规则文件全文"],
        // Of the month's check, which no list takes in.
        C::Month | C::Drawn | C::Root | C::Answers => &[],
    }
}
