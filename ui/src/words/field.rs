//! Words of the field screens: enrolment, lock, home, writing, volumes, one entry, sync centre, settings.

use cunfa_core::rules::{Period, Reason};
use cunfa_protocol::view::Slot;

use super::rules;
use crate::model::hours;

/// 签后有改动.
pub const CHANGED: &str = "签后有改动";
/// A newer program wrote something of the entry.
pub const NEWER: &str = "新版所写";
/// The same, in a sentence.
pub const NEWER_LEAD: &str = "这条记录里有新版程序写的内容或签字，本机的程序看不全，也不能核对。更新程序之前不能在这里修改、签字或审核；内容都完整保存着。";
/// 重大事项.
pub const MAJOR: &str = "重大事项";

// Enrolment
pub const ENROL_TITLE: &str = "开通这台设备";
pub const ENROL_LEAD: &str = "请向司法所要一个开通码。开通时需要联网，以后没有网络也能用。";
pub const ENROL_SERVER: &str = "服务器地址";
pub const ENROL_SERVER_HINT: &str = "司法所给的网址，以 https:// 开头";
pub const ENROL_CODE: &str = "开通码";
pub const ENROL_CODE_HINT: &str = "大小写和横线不影响";
pub const ENROL_DEVICE: &str = "设备名称";
pub const ENROL_DEVICE_HINT: &str = "司法所看到的名字，如：韦律师的平板";
pub const ENROL_NEEDED: &str = "请填写这一项。";
pub const ENROL_DONE: &str = "已开通";
pub const PIN_NEW: &str = "设置您的密码";
pub const PIN_NEW_HINT: &str = "6 到 12 位数字。密码只在这台设备上，谁也查不到，请记牢。";
pub const PIN_REPEAT: &str = "请再输一次密码";
pub const PIN_DIFFERS: &str = "两次输入不一样，请重新设置。";
pub const PIN_NEXT: &str = "下一步";
pub const PIN_ENROL: &str = "开通";

// Lock
pub const LOCK_WHO: &str = "请选择您是谁";
pub const LOCK_OPEN: &str = "打开";
pub const LOCK_OTHER: &str = "换一个人";
pub const LOCK_SAFE: &str = "已锁定，台账内容都在这台设备上，没有上传的也不会丢。";
pub const ADD_PERSON: &str = "添加人员";
pub const ADD_LEAD: &str = "在这台设备上再开通一个人，如村（社区）干部。各人有各人的密码。";
pub const ADD_DONE: &str = "已添加，可以用自己的密码打开。";

#[must_use]
pub fn pin_of(slot: &Slot) -> String {
    format!("{}，请输入密码", slot_of(slot))
}

#[must_use]
pub fn slot_of(slot: &Slot) -> String {
    format!("{}（{}）", slot.label, super::role(slot.role))
}

#[must_use]
pub fn slot_number(slot: u32) -> String {
    format!("第 {slot} 位")
}

// Home
pub const NEW_ENTRY: &str = "新增记录";
pub const THIS_MONTH: &str = "本月现场服务";
pub const HOW_COUNTED: &str = "怎么算的";
pub const OTHER_VILLAGES: &str = "其他村（社区）";
pub const WRITE_HERE: &str = "记一条";
pub const COUNT_DRAFTS: &str = "草稿";
pub const COUNT_UNSIGNED: &str = "待签字";
pub const COUNT_UNSENT: &str = "未上传";
pub const COUNT_RETURNED: &str = "被退回";
pub const NO_VILLAGES: &str = "还没有服务的村（社区）";
pub const NO_VILLAGES_HINT: &str = "请联网同步一次；如仍没有，请司法所登记您的聘任。";
pub const NO_LINES: &str = "本月还没有记录。";
pub const COUNTED: &str = "计入";
pub const CADRE_WAITING: &str = "等您签字的记录";
pub const CADRE_NONE: &str = "没有等您签字的记录";
pub const CADRE_NONE_HINT: &str = "法律顾问写好记录后，会出现在这里。";
pub const SIGN_NOW: &str = "去签字";

#[must_use]
pub fn ring_of(owed_minutes: u32) -> String {
    format!("应满 {}", hours::length(owed_minutes))
}

#[must_use]
pub fn month_sentence(counted: u32, missing: u32) -> String {
    if missing == 0 {
        format!("已计 {}，本月要求已满。", hours::length(counted))
    } else {
        format!("已计 {}，还差 {}。", hours::length(counted), hours::length(missing))
    }
}

#[must_use]
pub fn lectures(per: Period, held: u32, owed: u32) -> String {
    let per = rules::period(per);
    if held >= owed {
        format!("{per}法治讲座 {held} 次，要求 {owed} 次，已满。")
    } else {
        format!("{per}法治讲座 {held} 次，要求 {owed} 次，还差 {} 次。", owed - held)
    }
}

#[must_use]
pub fn of_owed(counted: u32, owed: u32) -> String {
    format!("{} / {}", hours::length(counted), hours::length(owed))
}

#[must_use]
pub fn left_out(reason: Reason, minutes: u32) -> String {
    format!("{} 不计（{}）", hours::length(minutes), rules::reason(reason))
}

#[must_use]
pub fn counted_line(minutes: u32) -> String {
    format!("{COUNTED} {}", hours::length(minutes))
}

// Drafts
pub const DRAFT_RESTORE: &str = "恢复";
pub const DRAFT_DROP: &str = "放弃";
pub const DRAFT_UNDO: &str = "撤销放弃";
pub const DRAFT_DROPPED: &str = "草稿已放弃。";
pub const DRAFT_GONE: &str = "没有找到这份草稿";
pub const DRAFT_GONE_HINT: &str = "它可能已经保存成记录，或已被放弃。";

#[must_use]
pub fn draft_found(moment: Option<&str>) -> String {
    match moment {
        Some(moment) => format!("发现未保存的内容（{moment}）"),
        None => "发现未保存的内容".to_owned(),
    }
}

// Writing
pub const WRITE_TITLE: &str = "新增记录";
pub const WRITE_CHANGE: &str = "修改记录";
pub const WRITE_CORRECT: &str = "更正记录";
pub const WRITE_CORRECT_LEAD: &str = "原记录已签字，不会被改动。这里另写一条更正，写好后请干部重新签字。";
pub const STEPS: [&str; 3] = ["时间和类别", "人和事", "核对保存"];
pub const WRITE_LEAVE: &str = "先退出";
pub const WRITE_DROP: &str = "放弃草稿";
pub const WRITE_UNDO: &str = "撤销一步";
pub const SAVE: &str = "保存";
pub const SAVE_AND_SIGN: &str = "保存并请干部签字";
pub const SAVE_SUBMITS: &str = "按“保存并请干部签字”，就是本人提交这条记录。";
pub const SAVING: &str = "正在保存…";
pub const NOT_SAVED_YET: &str = "改动会自动保存";
pub const DATE_OTHER: &str = "其他日期";
pub const DATE_TYPED: &str = "写日期";
pub const DATE_HINT: &str = "如 2026-11-3 或 11月3日";
pub const DATE_UNREADABLE: &str = "看不懂这个日期。请写成 2026-11-3 这样。";
pub const TIME_UNREADABLE: &str = "看不懂这个时间。请写成 9:30 这样。";
pub const START_CHIPS: &str = "常用开始时间";
pub const LENGTH_CHIPS: &str = "多长时间";
pub const ONLY_LENGTH: &str = "只记时长（分钟）";
pub const ONLY_LENGTH_HINT: &str = "记不清起止时间时填写";
pub const KIND_MORE: &str = "更多类别";
pub const PERSON_ADD: &str = "再加一人";
pub const PERSON_FIRST: &str = "加一位服务对象";
pub const PERSON_REMOVE: &str = "删去";
pub const PERSON_MORE: &str = "电话、类别（选填）";
pub const PERSON_CATEGORY: &str = "对象类别";
pub const PERSON_RECENT: &str = "最近写过的姓名";
pub const EXTRA: &str = "其他情况";
pub const IS_MAJOR: &str = "重大事项";
pub const IS_PAID: &str = "收费服务";
pub const WET_SIGN: &str = "婚姻、收养、继承方面的协议不能用电子签字，请打印后手写签字。";
pub const CHECK_TITLE: &str = "请核对，干部签的就是这一页";
pub const STILL_WRONG: &str = "还差这些，点一下去补";
pub const NO_NUMBER_YET: &str = "（保存时编号）";

#[must_use]
pub fn step_of(step: u8) -> String {
    format!("第 {step} 步，共 {} 步", STEPS.len())
}

#[must_use]
pub fn saved_at(clock: &str) -> String {
    format!("已保存 {clock}")
}

#[must_use]
pub fn draft_saved_at(clock: &str) -> String {
    format!("草稿已保存 {clock}")
}

#[must_use]
pub fn takes(minutes: u32) -> String {
    format!("共 {}", hours::length(minutes))
}

#[must_use]
pub fn person(at: usize) -> String {
    format!("第 {} 位姓名", at + 1)
}

// Volumes
pub const VOLUME_TITLE: &str = "台账";
pub const VOLUME_SEARCH: &str = "查找姓名、事由";
pub const VOLUME_SEARCH_CLEAR: &str = "清除查找";
pub const VOLUME_VILLAGE: &str = "村（社区）";
pub const VOLUME_ALL: &str = "全部";
pub const VOLUME_YEAR: &str = "年份";
pub const VOLUME_STAGE: &str = "状态";
pub const VOLUME_MORE: &str = "继续显示";
pub const VOLUME_EMPTY: &str = "没有符合的记录";
pub const VOLUME_EMPTY_HINT: &str = "换一个条件，或清除查找的字再看。";
pub const VOLUME_NONE: &str = "还没有记录";
pub const VOLUME_NONE_HINT: &str = "写好的记录都会在这里，一村一卷。";

#[must_use]
pub fn year(year: i32) -> String {
    format!("{year} 年")
}

#[must_use]
pub fn total(total: u32, here: usize) -> String {
    if usize::try_from(total).is_ok_and(|total| total > here) {
        format!("共 {total} 条，已显示 {here} 条")
    } else {
        format!("共 {total} 条")
    }
}

#[must_use]
pub fn number(number: &str) -> String {
    format!("第 {number} 号")
}

// One entry
pub const ENTRY_SIGN: &str = "请干部签字";
pub const ENTRY_SUBMITS: &str = "按“请干部签字”，就是本人提交这条记录。";
pub const ENTRY_PAPER: &str = "纸上已签字，提交";
pub const ENTRY_PAPER_SUBMITS: &str = "按“纸上已签字，提交”，就是本人提交这条记录；以后不能再改，只能更正或作废。";
pub const PAPER_DONE: &str = "已提交，等司法所审核。";
pub const ENTRY_CHANGE: &str = "修改";
pub const ENTRY_CORRECT: &str = "更正";
pub const ENTRY_VOID: &str = "作废";
pub const ENTRY_NO_ACTS: &str = "还没有人签字。";
pub const ENTRY_NO_ACTS_HINT: &str = "请村（社区）干部看过后在这台设备上签字。";
pub const ACT_HOLDS: &str = "检验通过：签的就是当时这份内容";
pub const ACT_BROKEN: &str = "检验没有通过，这个签名不能作数";
pub const ACT_COVERS: &str = "签后内容没有改动";
pub const ACT_STALE: &str = "签后内容有改动，以签字时的内容为准";
pub const ACT_DELIVERED: &str = "已送达服务器";
pub const ACT_HERE: &str = "还在本机，未上传";
pub const RETURN_REASONS: &str = "退回的原因";
pub const VOID_REASONS: &str = "作废的原因";
pub const RETURNED_LEAD: &str = "司法所退回了这条记录。请按原因写一条“更正”，再请干部签字。";
pub const SIGN_OFFS_DIFFER: &str = "两次签字签的内容不一样，都保留着，请司法所定夺。";
pub const REVIEWS_DIFFER: &str = "两次审核的结论不一样，先按退回处理，请司法所定夺。";
pub const CONFLICT_TITLE: &str = "有内容在两处写得不同，请选一个";
pub const CONFLICT_LEAD: &str = "两边写的都还在。选定之前不能签字。";
pub const CORRECTED_BY: &str = "更正它的记录";
pub const CORRECTS: &str = "这是一条更正，原记录";
pub const OPEN_IT: &str = "打开";
pub const VOID_TITLE: &str = "作废这条记录";
pub const VOID_LEAD: &str = "作废后记录仍保留、看得到，但不再计算时长。请写明原因。";
pub const VOID_REASON: &str = "作废的原因";
pub const VOID_DONE: &str = "已作废，原因已记下。";
pub const SETTLED: &str = "已选定。";

#[must_use]
pub fn choose(value: &str) -> String {
    format!("选这个：{value}")
}

// Sync centre
pub const SYNC_TITLE: &str = "上传与同步";
pub const SYNC_NOW: &str = "立即同步";
pub const SYNC_RUNNING: &str = "正在同步…";
pub const SYNC_WAITING: &str = "还没有送达的记录";
pub const SYNC_RETRY: &str = "再传一次";
pub const SYNC_OPEN: &str = "看记录";
pub const SYNC_FACTS: &str = "情况";
pub const SYNC_LAST: &str = "上次完成";
pub const SYNC_NEXT: &str = "下次自动同步";
pub const SYNC_LEFT: &str = "还要上传";
pub const SYNC_TRAFFIC: &str = "上次用流量";
pub const SYNC_NEVER: &str = "还没有过";
pub const SYNC_LONG: &str = "有记录超过三天没有上传。请到有信号的地方打开本程序，会自动上传；内容都在本机，没有丢失。";
pub const DEMO_NETWORK: &str = "演示：网络";
pub const DEMO_ON: &str = "通";
pub const DEMO_CUT: &str = "断";

#[must_use]
pub fn entries_and_size(count: u32, size: &str) -> String {
    format!("{count} 条，约 {size}")
}

#[must_use]
pub fn traffic(up: &str, down: &str) -> String {
    format!("上传 {up}，下载 {down}")
}

#[must_use]
pub fn skew(minutes: i64) -> String {
    if minutes >= 0 {
        format!("本机时钟比服务器快 {minutes} 分钟。记录照常保存和上传，请有空时校准时钟。")
    } else {
        format!(
            "本机时钟比服务器慢 {} 分钟。记录照常保存和上传，请有空时校准时钟。",
            -minutes
        )
    }
}

// Settings
pub const SETTINGS_TITLE: &str = "设置";
pub const DISPLAY_TEXT: &str = "字号";
pub const TEXT_STANDARD: &str = "标准";
pub const TEXT_ELDER: &str = "大字（适老）";
pub const DISPLAY_THEME: &str = "颜色";
pub const THEME_LIGHT: &str = "浅色";
pub const THEME_CONTRAST: &str = "高对比";
pub const THEME_DARK: &str = "深色";
pub const DISPLAY_SCALE: &str = "放大";
pub const LOCK_AFTER: &str = "多久没人动就自动锁定";
pub const PEOPLE: &str = "这台设备上的人";
pub const LOCK_NOW: &str = "锁定";
pub const LOCK_HINT: &str = "锁定后要输入密码才能再看。没有上传的内容不会丢。";

/// How much larger everything is.
#[must_use]
pub fn scale(percent: u16) -> String {
    match percent {
        100 => "不放大".to_owned(),
        percent => format!("{percent}%"),
    }
}

/// Any touch keeps it open.
pub const GO_ON: &str = "继续使用";

/// Before the device locks by itself.
#[must_use]
pub fn locks_soon(seconds: i64) -> String {
    format!("即将锁定（约 {seconds} 秒），点一下继续。")
}

/// A choice of minutes.
#[must_use]
pub fn minutes_idle(minutes: u16) -> String {
    match minutes {
        60 => "1 小时".to_owned(),
        minutes => format!("{minutes} 分钟"),
    }
}
