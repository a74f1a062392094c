//! Sentences of failures: what happened, what to do, and that nothing is lost.

use cunfa_core::InkFault;
use cunfa_core::confirmation::Fault;
use cunfa_core::entry::Rule;
use cunfa_protocol::Code;
use cunfa_protocol::failure::Refusal;

/// The sentence of a code.
#[must_use]
pub fn sentence(code: &Code) -> String {
    let plain = match code {
        Code::WrongPin { wait_ms: 0, tries_left } => {
            return format!("密码不对，请再输一次。还可以试 {tries_left} 次。");
        }
        Code::WrongPin { wait_ms, tries_left } => {
            return format!(
                "密码不对，还可以试 {tries_left} 次。请等 {}后再试，台账内容都在，不受影响。",
                wait(*wait_ms)
            );
        }
        Code::PinWait { wait_ms, tries_left } => {
            return format!(
                "密码输错次数较多，还可以试 {tries_left} 次。请等 {}后再试，台账内容都在，不受影响。",
                wait(*wait_ms)
            );
        }
        Code::Signing { refusal } => return refusal_sentence(refusal),
        Code::ReasonUnfit { rule } => return super::form::unfit(rule, "写的文字"),
        Code::PinLocked => {
            "密码输错 10 次，已经锁住，不能再试。请向司法所要一个开通码，点“忘记密码”设新密码。台账内容都在，没有丢失。"
        }
        Code::OtherNewPin => "这个开通码刚才用另一个新密码提交过。请输入那一次设的新密码。内容没有丢失。",
        Code::WeakPin => "这个密码太简单。请用 6 到 12 位数字，不要全相同，也不要 123456 这样连着的数字。",
        Code::Locked => "台账已锁定，请先输入密码。没有丢失任何内容。",
        Code::NotNow => "现在不能这样操作，请返回上一步再试。已保存的内容都在。",
        Code::InvitationUnknown => "没有这个开通码。请核对后再输，或请司法所重新发一个。",
        Code::InvitationUsed => "这个开通码已经用过。每个码只能用一次，请司法所再发一个。",
        Code::InvitationExpired => "这个开通码已过期。请司法所再发一个。",
        Code::InvitationElsewhere => {
            "这个开通码不能在这里用：它是发给别人、别的设备，或办另一件事的。请发码的人核对后再发一个。"
        }
        Code::PersonAlreadyHere => "此人已经在这台设备上，直接用原来的密码打开即可。",
        Code::BadServerAddress => "服务器地址不能用。地址应以 https:// 开头，请向司法所核对。",
        Code::NoNetwork => "没有网络，或服务器没有回应。已保存的内容都在本机，联网后会自动上传。",
        Code::NotOurServer => "回应的不是台账服务器，可能要先登录这个网络，或地址有误。内容都在本机，没有丢失。",
        Code::AppTooOld => super::sync::APP_TOO_OLD,
        Code::ServerTooOld => super::sync::SERVER_TOO_OLD,
        Code::WrittenByNewer => super::field::NEWER_LEAD,
        Code::ClockOff => super::sync::CLOCK_OFF,
        Code::DeviceRevoked => "这台设备已被停用。写好的内容仍在本机，请联系司法所。",
        Code::NotAllowed => "您的身份不能办理这一项，或不负责这个村（社区）。内容没有改动。",
        Code::Form { .. } => "还有内容要补充或改正，已在下面标出。已填的内容都在。",
        Code::NotHereYet { .. } => super::sync::FETCHING,
        Code::NoSuchEntry => "本机没有这条记录。它可能还没有下载到这台设备，请联网同步后再看。",
        Code::AlreadySigned => "这条记录已经签字，不能直接修改。可以“更正”（另写一条）或“作废”。",
        Code::ChangedMeanwhile => "这条记录刚刚有改动，请重新看一遍再决定。刚才的操作没有生效。",
        Code::Photo { fault } => super::photos::fault(*fault),
        Code::Courier { fault } => super::courier::fault(*fault),
        Code::Backup { fault } => super::backup::fault(*fault),
        Code::View { fault } => super::finding::fault(*fault),
        Code::List { fault } => super::lists::fault(*fault),
        Code::ReasonMissing => "请写明原因，至少一条。",
        Code::DiskFull => "设备存储空间已满，这次没有存上。以前保存的都在。请清理出一些空间后再试。",
        Code::FileDamaged => "本机的台账文件有损坏。文件没有被改动，请联系技术人员，不要卸载本程序。",
        Code::FileTooNew => "台账文件由更新的版本写成，这个版本打不开。文件没有被改动，请更新本程序。",
        Code::FileKeyWrong => "台账文件的钥匙对不上，没有打开。文件没有被改动，请联系技术人员。",
        Code::Internal { .. } => "程序出了问题，这一步没有完成。已保存的内容都在，请再试一次；仍不行请联系技术人员。",
    };
    plain.to_owned()
}

/// Why signing is refused.
#[must_use]
pub fn refusal_sentence(refusal: &Refusal) -> String {
    let plain = match refusal {
        Refusal::Conflict => "有的内容在两处写得不同，要先由法律顾问选定，再签字。",
        Refusal::AttachmentMissing => {
            "这条记录的照片还没有全部到这台设备，看不全就不能签字。请联网同步，等照片传到后再签；记录没有丢失。"
        }
        Refusal::ForPaper => super::tablet::PAPER,
        Refusal::SignedPageMissing => "还没有手写签字页。请把纸上签好的那一页拍下来，附在这条记录上，再提交。",
        Refusal::Ink(fault) => ink(*fault),
        Refusal::SignedAlready => "您已经为这份内容签过字，不用再签。",
        Refusal::Voided => "这条记录已作废，不能签字。",
        Refusal::NotThisVillage => "您不是这个村（社区）的干部，不能为它签字。",
        Refusal::NotEnrolled => "您在这台设备上的登记没有被接受，或已停用，不能签字。请联系司法所。",
        Refusal::RemarkMissing => "选了“有不同意见”，请写明是什么意见。",
        Refusal::RemarkTooLong { given, max } => {
            let rule = Rule::TooLong {
                given: *given,
                max: *max,
            };
            return super::form::unfit(&rule, "意见");
        }
        Refusal::HiddenCharacters => "写的文字里有看不见的特殊字符，别人看到的可能和写的不一样。请删掉重新写。",
        Refusal::Confirmations(failures) => {
            failures.first().map_or("群众确认的内容有误，请重新确认。", |failure| {
                confirmation(&failure.fault)
            })
        }
    };
    plain.to_owned()
}

/// Why a villager's confirmation is refused.
#[must_use]
pub fn confirmation(fault: &Fault) -> &'static str {
    match fault {
        Fault::NotInContent => "确认的人不在这条记录的服务对象里。请从服务对象中选人。",
        Fault::Twice => "同一个人已经确认过，不用再确认。",
        Fault::TooMany { .. } => "确认的人太多，超过了一条记录能有的人数。请减少后再签。",
        Fault::InkMissing => "群众还没有签名。请本人写下名字；不会写字的，请见证人代签并写明原因。",
        Fault::Ink(InkFault::Blank) => "群众签名处还是空白。请本人写下名字。",
        Fault::Ink(InkFault::Dot) => "群众签名处只看到点。请本人写下名字。",
        Fault::Ink(InkFault::OffPad) => "群众签名有的笔画写到了框外面。请清除后重新写。",
        Fault::Ink(InkFault::TooLarge) => "群众签名的笔画太多了。请清除后只写名字。",
        Fault::Ink(InkFault::Copy) => "群众签名和别的签名一模一样。请本人亲手写。",
        Fault::WitnessNameMissing => "请写明见证人的姓名。",
        Fault::WitnessReasonMissing => "请写明本人为什么不能签名。",
        Fault::TooLong => "见证人的姓名或原因太长：姓名最多 60 个字，原因最多 200 个字。请写短一些。",
        Fault::ControlCharacters => "见证人的姓名或原因里有看不见的特殊字符。请删掉重新写。",
    }
}

/// Why ink is refused.
#[must_use]
pub fn ink(fault: InkFault) -> &'static str {
    match fault {
        InkFault::Blank => "还没有签名。请在横线上方写下您的名字。",
        InkFault::Dot => "只看到点，没有看到名字。请写下您的名字。",
        InkFault::OffPad => "有的笔画写到了签名框外面。请清除后重新写。",
        InkFault::TooLarge => "笔画太多了。请清除后只写名字。",
        InkFault::Copy => "这个签名和以前的一模一样。请亲手重新写一次。",
    }
}

fn wait(ms: u64) -> String {
    let seconds = ms.div_ceil(1000);
    if seconds < 120 {
        format!("{seconds} 秒")
    } else {
        format!("{} 分钟", seconds.div_ceil(60))
    }
}
