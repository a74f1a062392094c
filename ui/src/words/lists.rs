//! Words of a list that is taken into the registers: what becomes of each row, what was put right, what somebody has to decide.

use cunfa_core::Village;
use cunfa_core::list::{Column, Place, Question, Repair, Repaired, Why};
use cunfa_core::register::{Column as Value, RecordKind};
use cunfa_protocol::failure::ListFault;
use cunfa_protocol::view::{ListCounts, ListFilter, ListOutcome, ListRow, ListTaken, ListedRecord};

use super::registers as w;
use crate::model::record::{Names, changes};

pub const IMPORT: &str = "导入名单";
pub const TITLE: &str = "导入名单";
pub const LEAD: &str = "可以导入两种表：从这里导出、改好的登记表；一行一个村（社区）的法律顾问名册（乡镇、村名或代码、姓名、类别、律所、聘期起止）。认得 Excel（xlsx、xls）和 CSV。";
pub const CARE: &str =
    "先看预览，什么也不会登记。文件只在内存里读，不另存在本机；没有写明是公职人员的，按不是公职人员登记。";
pub const CHOOSE: &str = "选文件";
pub const CHOOSE_OTHER: &str = "换一个文件";
pub const READING: &str = "正在读表……";
pub const BACK: &str = "返回名册";
pub const SHOW: &str = "显示";
pub const BY_CODE: &str = "村名和名册不同的，按代码登记";
pub const BEFORE: &str = "上一页";
pub const NEXT: &str = "下一页";
pub const NOTHING: &str = "没有要登记的";
pub const NOTHING_MORE: &str = "名单上的都已经在名册里，或要先改正。";
pub const NO_ROWS: &str = "没有这样的行";
pub const NO_ROWS_MORE: &str = "请换一种显示。";
pub const CONFIRM_TITLE: &str = "签名并登记这份名单";
pub const CONFIRM_LEAD: &str = "有问题的行不登记；改好表以后再导入一次，已登记的不会重复。";
pub const CONFIRM: &str = "签名并登记";
pub const GIVE_UP: &str = "放弃没有被接受的";
pub const GIVEN_UP: &str = "已放弃，以现在的名册为准。";
pub const TABLE: &str = "名单逐行预览";
/// The columns of the preview.
pub const HEADS: [&str; 4] = ["行", "名单上写的", "结果", "说明"];

/// Why a list is not read; for the test of the table.
#[cfg(test)]
pub const FAULTS: [ListFault; 16] = [
    ListFault::Empty,
    ListFault::TooLarge,
    ListFault::TooManyRows,
    ListFault::TooWide,
    ListFault::Password,
    ListFault::OpenDocument,
    ListFault::Xlsb,
    ListFault::WebPage,
    ListFault::TooOld,
    ListFault::UnknownEncoding,
    ListFault::NotASheet,
    ListFault::NothingVisible,
    ListFault::Damaged,
    ListFault::NoHeadings,
    ListFault::NoRows,
    ListFault::Gone,
];

/// Why a list is not read.
#[must_use]
pub fn fault(fault: ListFault) -> &'static str {
    match fault {
        ListFault::Empty => "文件是空的，没有导入任何内容。",
        ListFault::TooLarge => "文件太大，超过 32 MB。请只留名单，去掉图片后再试。",
        ListFault::TooManyRows => "超过 100,000 行，没有读。请分成几个文件。",
        ListFault::TooWide => "有内容离名单太远，没有读。请删去名单以外的内容再试。",
        ListFault::Password => "文件有密码。请在 Excel 里打开，取消密码后另存再导入。",
        ListFault::OpenDocument => "这是 OpenDocument 表格（ods）。请另存为 xlsx 再导入。",
        ListFault::Xlsb => "这是二进制工作簿（xlsb）。请另存为 xlsx 再导入。",
        ListFault::WebPage => "这是网页，只是名字像表格。请用 Excel 打开，另存为 xlsx 再导入。",
        ListFault::TooOld => "这是 1993 年以前的 Excel 文件。请另存为 xlsx 再导入。",
        ListFault::UnknownEncoding => "文字的编码认不出。请另存为 xlsx 再导入。",
        ListFault::NotASheet => "这不是表格文件。认得 xlsx、xls、csv。",
        ListFault::NothingVisible => "工作表都隐藏着，隐藏的不读。请在 Excel 里取消隐藏再导入。",
        ListFault::Damaged => "文件不完整或损坏了。请用 Excel 打开看看，另存为 xlsx 再导入。",
        ListFault::NoHeadings => {
            "没有找到认得的表头（隐藏的工作表不读）。法律顾问名册要有“姓名”和“村（社区）”或“代码”。"
        }
        ListFault::NoRows => "只有表头，没有一行内容。",
        ListFault::Gone => "名单已经不在内存里（本机锁定过）。什么也没有登记，请重新选文件。",
    }
}

/// A choice of rows, with its code for tests.
#[must_use]
pub fn filter(filter: ListFilter) -> (&'static str, &'static str) {
    match filter {
        ListFilter::All => ("全部", "all"),
        ListFilter::Problems => ("有问题", "problems"),
        ListFilter::Changes => ("有改动", "changes"),
    }
}

/// The numbers at the top.
#[must_use]
pub fn counts(counts: &ListCounts) -> String {
    format!(
        "新增 {} 行，改动 {} 行，已有或重复 {} 行，有问题 {} 行；要登记的行里有 {} 行先做了修正。",
        counts.new, counts.changed, counts.known, counts.left_out, counts.repaired
    )
}

/// What is signed, and how it goes to the server.
#[must_use]
pub fn signs(counts: &ListCounts) -> String {
    let parts = match counts.parts {
        0 | 1 => "整份一次送到服务器，要么全收，要么全不收".to_owned(),
        parts => format!("按顺序分 {parts} 批送到服务器，每批要么全收，要么全不收，已收下的不再重送"),
    };
    format!(
        "一共登记 {} 条，每条都签您的名，在本机一次写入。{parts}；不联网时先存在本机。",
        counts.records
    )
}

/// The button.
#[must_use]
pub fn take(records: u32) -> String {
    format!("签名并登记 {records} 条")
}

/// It was signed.
#[must_use]
pub fn taken(taken: &ListTaken) -> String {
    format!("已签名登记 {} 条，存在本机，联网后会自动上传。", taken.records)
}

/// What the server did not take.
#[must_use]
pub fn refused(count: u32) -> String {
    format!(
        "以前用名单登记的，有 {count} 条没有被服务器接受：别人同时改了名册。它们在这次登记或放弃时一并收起。请用原来的名单，下面是按新的名册重新核对的结果，请看过再登记。"
    )
}

/// How many villages are called otherwise.
#[must_use]
pub fn renamed(count: u32) -> String {
    format!("有 {count} 行的村名和名册里这个代码的名称不同。")
}

/// What of the file is not read.
#[must_use]
pub fn aside(hidden: &[String], sheets: &[String], columns: &[String]) -> Vec<String> {
    let told = |what: &str, names: &[String]| (!names.is_empty()).then(|| format!("{what}：{}。", names.join("、")));
    [
        told("隐藏的工作表没有读", hidden),
        told("没有认得的表头、没有读的工作表", sheets),
        told("没有用到的列", columns),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Which rows are in sight.
#[must_use]
pub fn page(first: u32, shown: u32, found: u32) -> String {
    let last = first.saturating_add(shown);
    format!("第 {} 到 {last} 行，共 {found} 行", first.saturating_add(1))
}

/// Where a row stands.
#[must_use]
pub fn place(place: &Place) -> String {
    if place.sheet.is_empty() {
        place.row.to_string()
    } else {
        format!("{}!{}", place.sheet, place.row)
    }
}

/// What becomes of a row, in a word.
#[must_use]
pub fn outcome(outcome: &ListOutcome) -> &'static str {
    match outcome {
        ListOutcome::New => "新增",
        ListOutcome::Changed => "改动",
        ListOutcome::Known => "已有",
        ListOutcome::Repeated(_) => "重复",
        ListOutcome::Asked(_) => "待核对",
        ListOutcome::Refused(_) | ListOutcome::Faults(_) => "不登记",
    }
}

/// Why, what would be said, and what was put right, line by line.
#[must_use]
pub fn lines(row: &ListRow, names: &Names) -> Vec<String> {
    let mut lines = match &row.outcome {
        ListOutcome::Asked(question) => vec![asked(question)],
        ListOutcome::Refused(why) => vec![refused_row(why)],
        ListOutcome::Faults(faults) => faults.iter().map(|one| w::fault(one.kind, &one.fault, names)).collect(),
        ListOutcome::Repeated(first) => vec![format!("与第 {} 行相同，只登记一次", place(first))],
        ListOutcome::New | ListOutcome::Changed | ListOutcome::Known => Vec::new(),
    };
    lines.extend(row.records.iter().flat_map(|one| record(one, names)));
    lines.extend(row.repairs.iter().map(repaired));
    lines
}

/// What would be said of a record.
fn record(one: &ListedRecord, names: &Names) -> Vec<String> {
    let kind = one.kind;
    if let Some(before) = &one.before {
        let shown = |column, text: Option<String>| text.map(|text| w::value(column, &text, names));
        let changed = changes(kind.columns(), before, &one.values).into_iter().map(|change| {
            let (before, after) = (shown(change.column, change.before), shown(change.column, change.after));
            let name = format!("{}·{}", w::kind(kind), w::column(kind, change.column));
            w::changed(&name, before.as_deref(), after.as_deref())
        });
        return changed.collect();
    }
    let is_id = |column: Value| kind == RecordKind::Counsel && column == Value::Person;
    let values = one.values.iter().filter(|(column, _)| !is_id(*column));
    let values =
        values.map(|(column, text)| format!("{} {}", w::column(kind, *column), w::value(*column, text, names)));
    vec![format!("{}：{}", w::kind(kind), values.collect::<Vec<_>>().join("，"))]
}

fn column(column: Column) -> &'static str {
    match column {
        Column::Code => "代码",
        Column::Village => "村（社区）",
        Column::Township => "乡镇（街道）",
        Column::County => "县（区）",
        Column::City => "市",
        Column::Name => "姓名",
        Column::Role => "身份",
        Column::Firm => "单位",
        Column::Post => "职务",
        Column::Phone => "电话",
        Column::Remark => "备注",
        Column::Term => "聘期",
        Column::Record => "登记编号",
        Column::Withdrawn => "撤销理由",
        // Counsel have the most of these names in common with others.
        Column::Of(column) => w::column(RecordKind::Counsel, column),
    }
}

/// What was put right.
#[must_use]
pub fn repaired(one: &Repaired) -> String {
    let head = format!("{}：{}", column(one.column), repair(one.repair));
    match one.repair {
        // What cannot be seen is not shown.
        Repair::Invisible | Repair::Spaces => format!("{head}，现为“{}”", one.now),
        _ if one.was.is_empty() && one.now.is_empty() => head,
        _ if one.was.is_empty() => format!("{head}（{}）", one.now),
        _ if one.now.is_empty() => format!("{head}（{}）", one.was),
        _ => format!("{head}（{} → {}）", one.was, one.now),
    }
}

fn repair(repair: Repair) -> &'static str {
    match repair {
        Repair::Merged => "合并单元格，取上面的内容",
        Repair::Formula => "公式，取存下的结果",
        Repair::Number => "代码存成了数字，已还原",
        Repair::Scientific => "科学计数法，位数完整，已还原",
        Repair::TrailingZero => "去掉末尾的“.0”",
        Repair::LeadingZeros => "补回开头丢掉的 0",
        Repair::FullWidth => "全角改半角",
        Repair::Invisible => "去掉看不见的字符",
        Repair::Spaces => "去掉多余的空格",
        Repair::Quoted => "去掉为保留文本而加的符号",
        Repair::Derived => "表里没有，按代码补上",
        Repair::Form => "写法不同，按名册的写法",
        Repair::CodeFound => "按乡镇和村名找到代码",
        Repair::ByCode => "村名不同，按代码登记",
        Repair::Date => "日期改成统一写法",
        Repair::OpenEnd => "没有截止日期",
    }
}

fn villages(villages: &[Village]) -> String {
    let name = |village: &Village| format!("{}（{}）", village.name, village.code);
    villages.iter().map(name).collect::<Vec<_>>().join("、")
}

fn asked(question: &Question) -> String {
    match question {
        Question::Renamed { known } => format!(
            "名册里这个代码叫“{}”。是改名了，请在上面选“{BY_CODE}”；是代码写错了，请改表。",
            known.name
        ),
        Question::OtherCode { known } => format!(
            "名册里{}的“{}”代码是 {}。请核对后改表。",
            known.township, known.name, known.code
        ),
        Question::NearVillages { given, near } => {
            format!("没有“{given}”。是不是：{}？请在表里写对村名或代码。", villages(near))
        }
        Question::OtherScope { .. } => "此人已登记，负责的村不同。请核对。".to_owned(),
        Question::SameName { known } => format!("名册里已有同名的人（{known}）。请核对。"),
        Question::OtherPhone { first } => format!("与第 {} 行同名而电话不同。是同一个人请写一样的电话。", place(first)),
        Question::Differs {
            column: which,
            given,
            known,
        } => {
            let or = |text: &str| {
                if text.is_empty() {
                    super::NOT_GIVEN.to_owned()
                } else {
                    text.to_owned()
                }
            };
            format!(
                "名册里有同名的法律顾问，{}是“{}”，名单上是“{}”。是同一个人，请先在名册里改好或照名册改表；不是，请先单独登记这个人。",
                column(*which),
                or(known),
                or(given)
            )
        }
        Question::ManyPeople { name, count } => {
            format!("法律顾问名册里叫“{name}”的有 {count} 人。请在表里写明律所，或单独登记。")
        }
        Question::Unlisted { name } => {
            format!("“{name}”已开通账号，还没有登记成法律顾问。是同一个人，请先在名册的“要办的事”里登记，再导入。")
        }
        Question::UnknownPerson { name } => format!("法律顾问名册里没有“{name}”。请先登记这个人，再导入。"),
        Question::FirmKind { name } => {
            format!("看不出“{name}”是律师事务所还是基层法律服务所。请写全称，或先登记这家机构。")
        }
    }
}

fn refused_row(why: &Why) -> String {
    match why {
        Why::Missing(which) => format!("没有{}。", column(*which)),
        Why::ErrorCell(which, error) if error.is_empty() => format!(
            "{}是公式，文件里没有它的结果。请用 Excel 打开、保存后再导入。",
            column(*which)
        ),
        Why::ErrorCell(which, error) => format!("{}是错误值 {error}。", column(*which)),
        Why::Digits(text) => format!("代码“{text}”有 {} 位，应为 12 位。", text.chars().count()),
        Why::DigitsLost(text) => {
            format!("代码“{text}”是科学计数法，后面的数字已经丢了。请把这一列设成文本，重新填写。")
        }
        Why::NotDigits(text) => format!("代码“{text}”不是数字。"),
        Why::UnknownCode(code) => format!("没有代码为 {code} 的村（社区）。"),
        Why::UnknownVillage(name) => format!("没有叫“{name}”的村（社区）。请写全称，或写 12 位代码。"),
        Why::ManyVillages(name, count) => {
            format!("叫“{name}”的村（社区）有 {count} 个。请写明乡镇（街道），或写 12 位代码。")
        }
        Why::Elsewhere {
            column: which,
            given,
            known,
        } => format!("代码属于“{known}”，表里的{}写的是“{given}”。请核对。", column(*which)),
        Why::CodeTwice(first) => format!("代码与第 {} 行相同，村名不同。", place(first)),
        Why::PublicOfficial(official) => format!(
            "{}写着“{}”：公职人员不能担任法律顾问。",
            column(official.column),
            official.text
        ),
        Why::UnknownRole(text) => format!("身份“{text}”不认识，应为：律师、实习人员、基层法律服务工作者。"),
        Why::BadText(which) => format!("{}太长，或有不能用的字符。", column(*which)),
        Why::Sum => "合计行，不是名单内容。".to_owned(),
        Why::Value(which, text) => format!("{}“{text}”看不懂，请改成统一的写法。", column(*which)),
        Why::UnknownFirm(name) => format!("名册里没有机构“{name}”。请先登记，或在同一个文件里带上律所的表。"),
        Why::UnknownRecord(text) => format!("没有编号为“{text}”的登记。新的一行请把登记编号留空。"),
        Why::Withdrawn => "已撤销的不能用名单改，名单也不能撤销登记。请在程序里做。".to_owned(),
        Why::TakesAway(which, known) => {
            format!(
                "名册里{}是“{known}”，名单不清空名册。请在程序里改，或照名册改表。",
                column(*which)
            )
        }
        Why::SaidAbove(first) => format!("与第 {} 行说的是同一条登记，内容不同。请只留一行。", place(first)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_right_is_told_with_what_it_was_and_nothing_unseen_is_shown() {
        let one = |repair, was: &str, now: &str| Repaired {
            column: Column::Of(Value::To),
            repair,
            was: was.to_owned(),
            now: now.to_owned(),
        };
        assert_eq!(
            repaired(&one(Repair::Date, "2026.1.1", "2026-01-01")),
            "截止日期：日期改成统一写法（2026.1.1 → 2026-01-01）"
        );
        assert_eq!(
            repaired(&one(Repair::OpenEnd, "长期", "")),
            "截止日期：没有截止日期（长期）"
        );
        assert!(!repaired(&one(Repair::Invisible, "\u{200B}", "甲")).contains('\u{200B}'));
    }
}
