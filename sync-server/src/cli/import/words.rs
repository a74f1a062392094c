//! Every sentence about a list that is taken in, in plain Chinese.

use std::collections::BTreeMap;

use cunfa_core::{Area, Village};
use cunfa_sheet::read::{MAX_COLUMNS, MAX_ROWS};
use cunfa_sheet::{
    Column, Counts, Encoding, Format, Line, ListError, Place, Preview, Question, ReadError, Repair, Repaired, Verdict,
    Why,
};

pub(super) const TABLE: [&str; 4] = ["行", "名称", "结果", "说明"];
pub(super) const VILLAGES: &str = "个村（社区）";
pub(super) const PEOPLE: &str = "名法律顾问";
pub(super) const VILLAGE_HEADINGS: &str = "“代码”和“村（社区）”";
pub(super) const COUNSEL_HEADINGS: &str = "“姓名”，以及“村（社区）”或“代码”";
pub(super) const LATER: &str = "没有写入的行，改好表后再导入一次即可，已写入的不会重复。";

pub(super) fn format(format: Format) -> String {
    let kind = match format {
        Format::Xlsx => "Excel 工作簿（xlsx）",
        Format::Xls => "Excel 97-2003 工作簿（xls）",
        Format::Csv(Encoding::Utf8) => "文本表格（UTF-8）",
        Format::Csv(Encoding::Utf16) => "文本表格（UTF-16）",
        Format::Csv(Encoding::Gb18030) => "文本表格（GB18030）",
    };
    format!("文件类型：{kind}")
}

/// What of the file is not read.
pub(super) fn aside<T>(preview: &Preview<T>) -> Vec<String> {
    let told = |what: &str, names: &[String], why: &str| {
        (!names.is_empty()).then(|| format!("{what}：{}。{why}", names.join("、")))
    };
    [
        told(
            "隐藏的工作表没有读",
            &preview.hidden,
            "要导入它，请先在 Excel 里取消隐藏。",
        ),
        told("没有表头的工作表没有读", &preview.other_sheets, ""),
        told("没有用到的列", &preview.other_columns, ""),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn counts(counts: &Counts) -> String {
    let Counts {
        accepted,
        repaired,
        nothing_new,
        asked,
        refused,
    } = counts;
    format!(
        "合计：直接写入 {accepted} 行，修正后写入 {repaired} 行，已有或重复 {nothing_new} 行，等人决定 {asked} 行，不能写入 {refused} 行。"
    )
}

/// How many of each repair.
pub(super) fn repairs<T>(preview: &Preview<T>) -> Vec<String> {
    let mut counts: BTreeMap<Repair, usize> = BTreeMap::new();
    for one in preview.lines.iter().flat_map(|line| &line.repairs) {
        *counts.entry(one.repair).or_default() += 1;
    }
    let line = |(repair, count): (Repair, usize)| format!("  修正：{} {count} 处", kind(repair));
    counts.into_iter().map(line).collect()
}

pub(super) fn only_looked(count: usize, what: &str) -> String {
    format!("以上只是预览，没有改动任何内容。确认后加 --yes 再运行一次，会一次写入 {count} {what}。")
}

pub(super) fn villages_taken(changed: usize) -> String {
    format!("已写入 {changed} 个村（社区）。各设备下次同步时收到。")
}

pub(super) fn people_taken(added: usize) -> String {
    format!("已登记 {added} 名法律顾问。下一步：用 person list 查编号，用 invite --person 编号 发开通码。")
}

pub(super) fn place(place: &Place) -> String {
    if place.sheet.is_empty() {
        place.row.to_string()
    } else {
        format!("{}!{}", place.sheet, place.row)
    }
}

/// In a word or two; `decided`: the question was answered on the command line.
pub(super) fn verdict<T>(line: &Line<T>, decided: bool) -> &'static str {
    match &line.verdict {
        Verdict::Taken(_) if line.repairs.is_empty() => "写入",
        Verdict::Taken(_) => "修正后写入",
        Verdict::Known => "已有",
        Verdict::Repeated(_) => "重复",
        Verdict::Joined(_) => "并入",
        Verdict::Waits(_) => "暂不写入",
        Verdict::Asked(..) if decided => "改名写入",
        Verdict::Asked(..) => "待决定",
        Verdict::Refused(_) => "不写入",
    }
}

/// Why, and what was put right.
pub(super) fn why<T>(line: &Line<T>) -> String {
    let first = match &line.verdict {
        Verdict::Taken(_) | Verdict::Known => None,
        Verdict::Repeated(first) => Some(format!("与第 {} 行相同，只取一次", place(first))),
        Verdict::Joined(first) => Some(format!("与第 {} 行是同一个人", place(first))),
        Verdict::Waits(other) => Some(format!("同一个人的第 {} 行还不能写入，改好后一起写入", place(other))),
        Verdict::Asked(question, _) => Some(asked(question)),
        Verdict::Refused(why) => Some(refused(why)),
    };
    let repairs = line.repairs.iter().map(repaired);
    first.into_iter().chain(repairs).collect::<Vec<_>>().join("；")
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
        // Nothing of the registers is taken in here: the county does that in the program.
        Column::Of(_) => "登记内容",
    }
}

fn kind(repair: Repair) -> &'static str {
    match repair {
        Repair::Merged => "合并单元格，取上面的内容",
        Repair::Formula => "公式，取存下的结果",
        Repair::Number => "代码存成了数字，已还原成文本",
        Repair::Scientific => "科学计数法，位数完整，已还原",
        Repair::TrailingZero => "去掉末尾的“.0”",
        Repair::LeadingZeros => "补回开头丢掉的 0",
        Repair::FullWidth => "全角改半角",
        Repair::Invisible => "去掉看不见的字符",
        Repair::Spaces => "去掉多余的空格",
        Repair::Quoted => "去掉为保留文本而加的符号",
        Repair::Derived => "表里没有，按代码从名册补上",
        Repair::Form => "写法不同，按名册的写法",
        Repair::CodeFound => "按乡镇和村名找到代码",
        Repair::ByCode => "村名不同，按代码",
        Repair::Date => "日期改成统一写法",
        Repair::OpenEnd => "没有截止日期",
    }
}

fn repaired(one: &Repaired) -> String {
    let head = format!("{}：{}", column(one.column), kind(one.repair));
    match one.repair {
        // What cannot be seen is not shown.
        Repair::Invisible | Repair::Spaces => format!("{head}，现为“{}”", one.now),
        _ if one.was.is_empty() => format!("{head}（{}）", one.now),
        _ => format!("{head}（{} → {}）", one.was, one.now),
    }
}

fn names(villages: &[Village]) -> String {
    let name = |village: &Village| format!("{}（{}）", village.name, village.code);
    villages.iter().map(name).collect::<Vec<_>>().join("、")
}

fn asked(question: &Question) -> String {
    match question {
        Question::Renamed { known } => format!(
            "名册里这个代码叫“{}”。是改名吗？是就加 --renames 写入，不是请改表",
            known.name
        ),
        Question::OtherCode { known } => format!(
            "名册里{}的“{}”代码是 {}，不在表中。是换了代码还是写错了？请核对后改表",
            known.township, known.name, known.code
        ),
        Question::NearVillages { given, near } => {
            format!("名册里没有“{given}”。是不是：{}？请在表中写对村名或代码", names(near))
        }
        Question::OtherScope { known } => {
            let codes = known.iter().map(Area::as_str).collect::<Vec<_>>().join(",");
            format!("此人已登记，现在的范围是 {codes}。要换村请用 person scope")
        }
        Question::SameName { known } if known.is_empty() => {
            "名册里已有同名的法律顾问。是同一个人就不用导入；不是，请用 person add 单独登记".to_owned()
        }
        Question::SameName { known } => {
            format!("名册里已有同名的法律顾问（{known}）。是同一个人就不用导入；不是，请用 person add 单独登记")
        }
        Question::OtherPhone { first } => {
            format!(
                "与第 {} 行同名同单位而电话不同。是同一个人请写一样的电话，不是请用 person add 单独登记",
                place(first)
            )
        }
        Question::Differs {
            column: which,
            given,
            known,
        } => format!("{}在名册里是“{known}”，表里是“{given}”。是同一个人吗？", column(*which)),
        Question::ManyPeople { name, count } => format!("名册里叫“{name}”的有 {count} 人。请写明单位"),
        Question::Unlisted { name } | Question::UnknownPerson { name } => format!("名册里没有“{name}”。请先登记"),
        Question::FirmKind { name } => format!("“{name}”是律师事务所还是基层法律服务所？请写全称"),
    }
}

fn refused(why: &Why) -> String {
    match why {
        Why::Missing(which) => format!("没有{}", column(*which)),
        Why::ErrorCell(which, error) if error.is_empty() => {
            format!(
                "{}是公式，文件里没有它的结果。请用 Excel 打开、保存后再导入",
                column(*which)
            )
        }
        Why::ErrorCell(which, error) => format!("{}是错误值 {error}", column(*which)),
        Why::Digits(text) => format!("代码“{text}”有 {} 位，应为 12 位", text.chars().count()),
        Why::DigitsLost(text) => {
            format!("代码“{text}”是科学计数法，后面的数字已经丢了。请在 Excel 里把这一列设成文本，重新填写")
        }
        Why::NotDigits(text) => format!("代码“{text}”不是数字"),
        Why::UnknownCode(code) => format!("名册里没有代码 {code}"),
        Why::UnknownVillage(name) => format!("名册里没有“{name}”。请写全称，或写 12 位代码"),
        Why::ManyVillages(name, count) => {
            format!("名册里叫“{name}”的有 {count} 个。请写明乡镇（街道），或写 12 位代码")
        }
        Why::Elsewhere {
            column: which,
            given,
            known,
        } => format!("代码属于“{known}”，表里的{}写的是“{given}”。请核对", column(*which)),
        Why::CodeTwice(first) => format!("代码与第 {} 行相同，村名不同", place(first)),
        Why::PublicOfficial(official) => format!(
            "{}写着“{}”：法律顾问由律师、实习人员、基层法律服务工作者担任，公务员不能担任（实施方案二（四））",
            column(official.column),
            official.text
        ),
        Why::UnknownRole(text) => format!("身份“{text}”不认识，应为：律师、实习人员、基层法律服务工作者"),
        Why::BadText(which) => format!("{}太长，或有不能用的字符（最多 60 个字）", column(*which)),
        Why::Sum => "合计行，不是名单内容".to_owned(),
        Why::Value(which, text) => format!("{}“{text}”看不懂", column(*which)),
        Why::UnknownFirm(name) => format!("名册里没有机构“{name}”"),
        Why::UnknownRecord(text) => format!("没有编号“{text}”的登记"),
        Why::Withdrawn => "这一条已撤销".to_owned(),
        Why::TakesAway(which, known) => format!("名册里{}是“{known}”，名单不清空名册", column(*which)),
        Why::SaidAbove(first) => format!("第 {} 行说的是同一条，内容不同", place(first)),
    }
}

/// Why a file is not read.
pub(super) fn unread(error: &ReadError) -> String {
    match error {
        ReadError::Empty => "文件是空的".to_owned(),
        ReadError::TooLarge(bytes) => format!("文件有 {} MB，超过 32 MB。请只留名单，去掉图片再试", bytes >> 20),
        ReadError::UnpacksTooLarge => "文件解开后太大，没有读。请另存一份只有名单的文件再试".to_owned(),
        ReadError::TooManyRows => format!("超过 {MAX_ROWS} 行，没有读。请按县（区）分成几个文件"),
        ReadError::TooWide => format!("有内容在第 {MAX_COLUMNS} 列以外，或离名单太远。请删去名单以外的内容再试"),
        ReadError::Password => "文件有密码。请在 Excel 里打开，取消密码后另存再导入".to_owned(),
        ReadError::OpenDocument => "这是 OpenDocument 表格（ods）。请另存为 xlsx 再导入".to_owned(),
        ReadError::Xlsb => "这是二进制工作簿（xlsb）。请另存为 xlsx 再导入".to_owned(),
        ReadError::WebPage => "这是网页，只是名字像表格。请用 Excel 打开，另存为 xlsx 再导入".to_owned(),
        ReadError::TooOld => "这是 1993 年以前的 Excel 文件。请另存为 xlsx 再导入".to_owned(),
        ReadError::UnknownEncoding => {
            "文字的编码认不出（认得 UTF-8、UTF-16、GB18030）。请另存为 xlsx 再导入".to_owned()
        }
        ReadError::NotASheet => "这不是表格文件。认得 xlsx、xls、csv".to_owned(),
        ReadError::NothingVisible { hidden } => {
            format!("没有可见的工作表（隐藏的有：{}）。请取消隐藏再导入", hidden.join("、"))
        }
        ReadError::Damaged(_) => "文件不完整或损坏了。请用 Excel 打开看看，另存为 xlsx 再导入".to_owned(),
    }
}

/// Why it is not the list that is wanted.
pub(super) fn not_a_list(error: &ListError, headings: &str) -> String {
    let (words, hidden) = match error {
        ListError::NoHeadings { hidden } => (format!("没有找到表头。表头里要有{headings}"), hidden),
        ListError::NoRows { hidden } => ("只有表头，没有一行内容".to_owned(), hidden),
    };
    if hidden.is_empty() {
        words
    } else {
        format!("{words}。隐藏的工作表没有读：{}", hidden.join("、"))
    }
}
