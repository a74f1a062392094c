//! Every sentence this crate says, in plain Chinese.

use cunfa_core::{Body, Decision, Opinion, Role, Stage, Standing, Submission, Way};
use cunfa_evidence::act::ClockQuality;
use cunfa_evidence::chain::ChainFault;

use crate::archive::{ArchiveError, Fault, Part};
use crate::report::{ActKind, Code};
use crate::verify::Unreadable;

/// What a code says.
pub(crate) fn sentence(code: Code) -> &'static str {
    match code {
        Code::ContainerChanged => "卷文件的封装被改动过",
        Code::ManifestMissing => "卷里没有清单",
        Code::ManifestUnreadable => "清单读不出",
        Code::ManifestSignature => "清单不是用给定的根密钥签的：可能是别的县的卷，也可能给错了根密钥，或清单被改动过",
        Code::ManifestOtherCounty => "清单上的村（社区）不属于清单上的县（区）",
        Code::FileMissing => "清单上有这个文件，卷里没有",
        Code::FileExtra => "卷里多出清单上没有的文件",
        Code::FileChanged => "文件与清单不符，被改动过",
        Code::FileStray => "卷里没有任何内容用到这个文件，或它的名字与内容不符",
        Code::RootRefused => "总账根缺失、读不出，或不是用给定的根密钥签的",
        Code::RootOtherCounty => "总账根属于别的县（区）",
        Code::RootOtherSize => "总账根的大小与清单不符",
        Code::ProofsUnreadable => "入账证明读不出",
        Code::RootsUnreadable => "早先总账根的证明读不出",
        Code::EarlierRootWrong => "早先的总账根不在现在这本总账里：总账被改写过",
        Code::CertificateRefused => "证书不能采信",
        Code::RevocationRefused => "停用声明不能采信",
        Code::RulingRefused => "对隔离内容的处置不能采信",
        Code::BatchMissing => "清单上有这批数据，卷里没有：内容被抽走",
        Code::BatchExtra => "这批数据与清单不符",
        Code::BatchUnreadable => "这批数据读不出",
        Code::BatchClaims => "这批数据里写的记录或设备与外面标的不一致：被挪动过",
        Code::BatchOtherVillage => "这批数据属于别的村（社区）",
        Code::BatchTwice => "同一批数据出现了两次",
        Code::DeviceKeyUnknown => "没有证书证明是哪台设备交来的",
        Code::BatchSignature => "设备签名不成立",
        Code::DeviceRevoked => "交来时设备已停用",
        Code::ReceiptRefused => "回执读不出，或不是用给定的根密钥签的",
        Code::ReceiptOtherBatch => "回执是另一批数据的",
        Code::ReceiptOtherCounty => "回执属于别的县（区）",
        Code::ReceiptOtherPlace => "回执上的序号与卷里的位置不符：次序被改动过",
        Code::DocumentBroken => "记录的修改过程不成立",
        Code::DocumentIncomplete => "记录的修改过程不完整，有内容被抽走",
        Code::EntryUnreadable => "读不出这条记录",
        Code::EntryOtherVillage => "记录写的是别的村（社区）",
        Code::ActUnreadable => "签署读不出",
        Code::ActNotCanonical => "签署的写法不合规定",
        Code::ActUnknownSuite => "签署用的是本程序不认识的版本或算法",
        Code::ActHiddenCharacters => "签署的文字里有看不见的控制字符",
        Code::ActOtherEntry => "签署是另一条记录的：被挪动过",
        Code::ActOtherDevice => "签署是另一台设备上做的",
        Code::ActMissing => "签署的文件缺失，或与设备交来的不一样",
        Code::ActExtra => "多出一份签署，没有设备交来过它",
        Code::ContentMissing => "缺少签署时的正文",
        Code::ContentDiffers => "卷里的正文不是签署时的正文",
        Code::AttachmentDiffers => "卷里的附件（照片或签字页）不是签署时的那一个：被换过或改动过",
        Code::ContentUnderivable => "得不出签署时的正文",
        Code::SignedUndecided => "签署时有的栏目还有两种写法没有定下来",
        Code::KeyUnknown => "没有可采信的证书说明这把钥匙是谁的",
        Code::KeyRevoked => "签署入账时这把钥匙已停用",
        Code::PersonDiffers => "钥匙是另一个人的",
        Code::RoleDiffers => "钥匙不是这个身份的",
        Code::DeviceDiffers => "钥匙不在这台设备上",
        Code::OutOfScope => "这个村（社区）不在此人的范围内",
        Code::NotAllowed => "这个身份不能做这件事",
        Code::SignatureRange => "签名的数值超出范围",
        Code::SignatureWrong => "签名不成立：签署或正文被改动过",
        Code::ReviewOfNothing => "审核的那份签署意见（或纸上签字的提交）不在这条记录里",
        Code::NotTheCounsel => "提交、作废或说明的人不是这条记录的法律顾问",
        Code::SignedPageMissing => "说是纸上已签字，正文里却没有签好的纸页",
        Code::NotMajor => "知悉的是重大事项，正文里却没有重大事项",
        Code::InkRefused => "手写签名是空白、只有点，或超出签字板",
        Code::ConfirmationRefused => "群众确认与正文不符或不完整",
        Code::NotInRoot => "没有证明这份签署已入总账",
        Code::ProofWrong => "入账证明不成立：总账里没有这份签署",
        Code::NamedRootWrong => "签署时设备见过的总账与现在的总账不一致：总账被改写过",
        Code::NamedRootNotShown => "卷里没有证明签署时设备见过的总账仍在现在的总账里",
        Code::OrderBroken => "同一台设备对这条记录的签署次序被改动过",
        Code::OrderForked => "同一台设备有两份签署接在同一份之后",
        Code::Provisional => "签署人待登记，司法所尚未确认",
        Code::TakenFromQuarantine => "设备停用后交来，由人核对后接收：只收正文，其中的签署不作数",
        Code::SetAside => "随停用设备交来的内容接收，这份签署不作数",
        Code::ActAgain => "同一份签署又交来过一次，只算一次",
        Code::ChangedAfterSigning => "签后有改动，以签署时的正文为准",
        Code::SignOffsDiffer => "几份签署意见对应的正文不同",
        Code::ReviewsDiffer => "对同一内容的审核不一致",
        Code::Corrects => "本条更正另一条记录",
        Code::CorrectedBy => "本条已由另一条记录更正",
        Code::Voided => "已作废",
        Code::Unsigned => "还没有人签署",
        Code::PreviousElsewhere => "同一台设备的上一份签署不在本卷",
        Code::PreviousLater => "同一台设备的上一份签署属于另一条记录，后入账",
        Code::NamedRootOfAnotherEpoch => "服务器曾从备份恢复，签署时设备见过的总账无从比对",
        Code::BeforeNamedRoot => "签署排在它所见过的总账之前",
        Code::NameDiffers => "签署时显示的姓名与证书不同",
        Code::AttachmentMissing => "有附件（照片或签字页）不在卷里，正文和签署不受影响",
        Code::OtherYear => "服务日期不在本卷的年份内",
    }
}

/// Why nothing can be said.
pub(crate) fn unreadable(why: &Unreadable) -> String {
    match why {
        Unreadable::RootKey => "根密钥读不出：应为 65 字节的公钥（130 位十六进制数）".to_owned(),
        Unreadable::Archive(ArchiveError::Limit(_)) => "文件太大，不是卷".to_owned(),
        Unreadable::Archive(ArchiveError::Name) => "不是卷，或被改动过：文件名不合规定".to_owned(),
        Unreadable::Archive(ArchiveError::Header { offset, after }) if after.is_empty() => {
            format!("不是卷，或开头被改动过（第 {offset} 字节）")
        }
        Unreadable::Archive(ArchiveError::Header { offset, after }) => {
            format!("卷文件被改动过：{after} 之后读不下去（第 {offset} 字节）")
        }
        Unreadable::Archive(ArchiveError::Twice(name)) => format!("卷文件被改动过：{name} 出现了两次"),
    }
}

/// Where the container is not what it must be.
pub(crate) fn place(fault: &Fault) -> String {
    let part = match &fault.part {
        Part::File(name) => name.clone(),
        Part::Line(name) => format!("目录中的 {name}"),
        Part::End => "文件末尾".to_owned(),
    };
    format!("{part}，第 {} 字节", fault.offset)
}

/// Why a word of the chain counts for nothing.
pub(crate) fn chain_fault(fault: &ChainFault) -> &'static str {
    match fault {
        ChainFault::Certificate(_) => "读不出，或签名不成立",
        ChainFault::Revocation(_) => "读不出，或不是用给定的根密钥签的",
        ChainFault::UnknownIssuer => "不知道是谁发的",
        ChainFault::IssuerNotOffice => "发证的不是司法所",
        ChainFault::IssuerProvisional => "发证的人自己还没有确认",
        ChainFault::OfficeProvisional => "司法所只能确认，不能发待登记的证书",
        ChainFault::OfficeDevice => "司法所不能给设备发证",
        ChainFault::OfficeRole => "司法所只能确认法律顾问和村干部",
        ChainFault::OfficeScope => "超出司法所的范围",
        ChainFault::Contradiction => "与别的证书矛盾",
    }
}

/// What an act says.
pub(crate) fn body(body: &Body) -> String {
    match body {
        Body::SignOff(sign_off) => {
            let opinion = match sign_off.opinion {
                Opinion::True => "情况属实",
                Opinion::TrueAndSatisfied => "情况属实，服务满意",
                Opinion::Differs => "有不同意见",
            };
            let remark = if sign_off.remark.is_empty() {
                String::new()
            } else {
                format!("：{}", sign_off.remark)
            };
            let confirmed = match sign_off.confirmations.len() {
                0 => String::new(),
                count => format!("；群众确认 {count} 人"),
            };
            format!("{opinion}{remark}{confirmed}")
        }
        Body::Review(review) => match &review.decision {
            Decision::Approve => "通过".to_owned(),
            Decision::Return { reasons } => format!("退回：{}", reasons.join("；")),
        },
        Body::Void(void) => void.reason.clone(),
        Body::Submission(Submission { way: Way::Electronic }) => "交村干部签字".to_owned(),
        Body::Submission(Submission { way: Way::Paper }) => "纸上已签字".to_owned(),
        Body::Acknowledgement => String::new(),
        Body::Explanation(explanation) => explanation.text.clone(),
        Body::Opening(opening) => opening.reason.clone(),
        Body::Registration(_) => String::new(),
    }
}

pub(crate) fn kind(kind: ActKind) -> &'static str {
    match kind {
        ActKind::SignOff => "签署意见",
        ActKind::Review => "审核",
        ActKind::Void => "作废",
        ActKind::Submission => "提交",
        ActKind::Acknowledgement => "知悉重大事项",
        ActKind::Explanation => "说明",
        ActKind::Opening => "查看全文",
        ActKind::Registration => "名册登记",
    }
}

pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Counsel => "法律顾问",
        Role::Cadre => "村干部",
        Role::Office => "司法所",
        Role::County => "县（区）司法局",
        Role::City => "市司法局",
    }
}

pub(crate) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Unsigned => "待签字",
        Stage::Signed => "已签字",
        Stage::InReview => "待审核",
        Stage::Returned => "已退回",
        Stage::Approved => "已通过",
        Stage::Voided => "作废",
    }
}

pub(crate) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Provisional => "待登记",
        Standing::Confirmed => "已确认",
    }
}

pub(crate) fn clock(clock: ClockQuality) -> &'static str {
    match clock {
        ClockQuality::Checked => "核对过",
        ClockQuality::Unchecked => "未核对",
        ClockQuality::Off => "已知不准",
    }
}

/// The field of a document's key.
pub(crate) fn field(key: &str) -> &str {
    match key {
        "village" => "村（社区）",
        "number" => "序号",
        "date" => "日期",
        "start" => "开始",
        "end" => "结束",
        "minutes" => "时长",
        "mode" => "方式",
        "kind" => "服务类别",
        "matter" => "事由",
        "advice" => "内容",
        "result" => "结果",
        "result_class" => "结果类别",
        "paid" => "收费备案",
        "major" => "重大事项",
        "follow_up" => "跟进日期",
        "corrects" => "更正的记录",
        "follows" => "跟进的记录",
        "answers" => "答复的群众需求",
        person if person.starts_with("person.") => "服务对象",
        other => other,
    }
}

pub(crate) const HOLDS: &str = "成立";
pub(crate) const FAILS: &str = "不成立";
pub(crate) const SET_ASIDE: &str = "不作数";
pub(crate) const VOLUME_HOLDS: &str = "结论：本卷全部成立。";
pub(crate) const VOLUME_FAILS: &str = "结论：本卷有不成立之处，见上。";
pub(crate) const NOTE: &str = "说明";
pub(crate) const WRONG: &str = "不符";
pub(crate) const VOLUME: &str = "卷";
pub(crate) const NO_MANIFEST: &str = "（清单读不出）";
pub(crate) const ROOT_KEY: &str = "根密钥";
pub(crate) const NOBODY: &str = "（姓名不详）";

/// The heading of a volume.
pub(crate) fn heading(village: &str, first: u16, last: u16) -> String {
    if first == last {
        format!("村（社区）{village}，{first} 年")
    } else {
        format!("村（社区）{village}，{first} 至 {last} 年")
    }
}

/// When and from which tree.
pub(crate) fn exported(at: &str, root_size: u64) -> String {
    format!("导出时间 {at}，总账共 {root_size} 份签署")
}

/// How many entries and acts there are.
pub(crate) fn count(entries: usize, acts: usize, failing: usize) -> String {
    format!("共 {entries} 条记录、{acts} 份签署，其中 {failing} 条记录有不成立之处")
}

/// What a change after signing was.
pub(crate) fn change(key: &str, then: &str, now: &str) -> String {
    format!("{}：签时「{then}」，现在「{now}」", field(key))
}

/// How many acts follow one that is not here.
pub(crate) fn elsewhere(acts: usize) -> String {
    format!("{acts} 份签署的上一份在同一台设备上、但不在本卷（设备也服务别的村时属正常）")
}

/// Times of an act.
pub(crate) fn times(device: &str, clock: &str, received: &str) -> String {
    format!("设备时间 {device}（{clock}），服务器收到 {received}")
}
