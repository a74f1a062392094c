//! The admin commands. Each opens the same database the running server uses; what they say is plain Chinese, and with
//! `--json` one JSON value a script can read.

mod courier;
mod device;
mod export;
mod feedback;
mod firm;
mod import;
mod init;
mod invite;
mod open;
mod person;
mod quarantine;
mod queue;
mod rules;
mod say;
mod serve;
mod status;
mod table;
mod upkeep;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use cunfa_core::{Area, BatchId, DeviceId, EntryId, FeedbackId, PersonId, Role, VillageCode};
use cunfa_door::DoorError;
use cunfa_evidence::courier::CourierError;
use cunfa_evidence::ruling::Verdict;
use cunfa_volume::archive::ArchiveError;
use cunfa_volume::build::BuildError;

use crate::blobs::BlobsError;
use crate::config::ConfigError;
use crate::county_key::KeyError;
use crate::courier::ImportError;
use crate::db::DbError;
use crate::export::{Attachments, ExportError};
use crate::firms::FirmError;
use crate::http::ServeError;
use crate::random::NoRandomness;
use crate::register::{PersonError, RegisterError};
use crate::server::OpenError;

/// 村法台账同步服务器
#[derive(Debug, Parser)]
#[command(name = "cunfa-server", version)]
struct Cli {
    /// 配置文件
    #[arg(long, global = true, default_value = "cunfa-server.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 新建数据库和县级密钥，导入村（社区）名册
    Init {
        /// 名册 CSV 文件，或 nanning（程序自带的南宁市名册）
        #[arg(long)]
        villages: String,
        /// 使用已有的县级密钥文件，不新建
        #[arg(long)]
        county_key: Option<PathBuf>,
    },
    /// 启动服务
    Serve {
        /// 本机时钟与日志差得太远时不予采信；确认时钟没有错，加上这一项启动一次
        #[arg(long)]
        trust_clock: bool,
    },
    /// 各县（区）的日志，以及本机时钟是否可信
    Status {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 村（社区）名册
    #[command(subcommand)]
    Villages(VillagesCommand),
    /// 规则文件：应有时长、讲座、怎样计入
    #[command(subcommand)]
    Rules(RulesCommand),
    /// 人员
    #[command(subcommand)]
    Person(PersonCommand),
    /// 给一个人发一次性开通码
    Invite {
        /// 人员编号
        #[arg(long)]
        person: PersonId,
        /// 设备编号：此人在这台设备上忘记了密码，用开通码重设
        #[arg(long)]
        device: Option<DeviceId>,
        /// 有效天数
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=90))]
        days: u16,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 设备
    #[command(subcommand)]
    Device(DeviceCommand),
    /// 停用的设备交来的内容：单独存放，等人处理
    #[command(subcommand)]
    Quarantine(QuarantineCommand),
    /// 列出一个乡镇（街道）待审核的记录
    Queue {
        /// 乡镇（街道）代码，9 位
        #[arg(long)]
        township: Area,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 导出一个村（社区）的卷，任何人都可用 cunfa-verify 校验
    Export {
        /// 村（社区）代码，12 位
        #[arg(long)]
        village: VillageCode,
        /// 服务年份
        #[arg(long)]
        year: u16,
        /// 到哪一年为止；不写就只导出一年
        #[arg(long)]
        to_year: Option<u16>,
        /// 写到哪个文件；不会覆盖已有的文件
        #[arg(long)]
        out: PathBuf,
        /// 不带照片、签字页等附件
        #[arg(long)]
        without_attachments: bool,
    },
    /// 投诉建议：用户写给运营单位的话，不带姓名和设备
    #[command(subcommand)]
    Feedback(FeedbackCommand),
    /// 律所（法律服务所）在公示页面上查看本所法律顾问
    #[command(subcommand)]
    Firm(FirmCommand),
    /// 离线包
    #[command(subcommand)]
    Courier(CourierCommand),
    /// 从日志重新生成各种列表
    Rebuild,
    /// 数据库从备份恢复之后运行一次，让各设备重新核对
    Restored,
}

#[derive(Debug, Subcommand)]
enum VillagesCommand {
    /// 从表格（xlsx、xls、csv）导入村（社区）。先看预览：每一行怎样、修正了什么、为什么不收
    Import {
        /// 表格文件。要有“代码”和“村（社区）”两列，顺序不限
        file: PathBuf,
        /// 改了名的村（社区）也写入新名称
        #[arg(long)]
        renames: bool,
        #[command(flatten)]
        asked: import::Asked,
    },
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// 列出规则文件，以及它们有什么问题
    List,
    /// 采用一个新的规则文件。先用上个月的记录试算：哪些村的数字会变
    Put {
        /// 规则文件（TOML）
        file: PathBuf,
        /// 真正采用；不加就只试算，什么也不改
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
enum PersonCommand {
    /// 从表格（xlsx、xls、csv）登记法律顾问。先看预览：每一行怎样、修正了什么、为什么不收
    Import {
        /// 表格文件。要有“姓名”，以及“村（社区）”或“代码”，顺序不限
        file: PathBuf,
        #[command(flatten)]
        asked: import::Asked,
    },
    /// 登记一个人
    Add {
        /// 姓名
        #[arg(long)]
        name: String,
        /// 身份：counsel 法律顾问、cadre 村干部、office 司法所、county 县（区）司法局、city 市司法局
        #[arg(long, value_parser = role)]
        role: Role,
        /// 范围：区域或村（社区）代码，用逗号隔开，都在一个县（区）内；市司法局的人可以跨县（区），会在每个县（区）各登记一次
        #[arg(long, value_delimiter = ',', required = true)]
        scope: Vec<Area>,
        /// 职务或单位
        #[arg(long, default_value = "")]
        post: String,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 列出所有人
    List {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 改一个人的范围（变小、变大或换村）。以前签的字照旧有效；不再负责的村，会从此人的设备上删去
    Scope {
        /// 人员编号
        id: PersonId,
        /// 新的范围，全部写出：区域或村（社区）代码，用逗号隔开
        #[arg(long, value_delimiter = ',', required = true)]
        scope: Vec<Area>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 以县级名义确认一个人的登记（范围跨乡镇、没有哪个司法所能确认的人用）
    Confirm {
        /// 人员编号
        id: PersonId,
    },
}

#[derive(Debug, Subcommand)]
enum FeedbackCommand {
    /// 列出待处理的
    List {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 处理完了：删去内容，不再列出
    Done {
        /// 编号，可以写几个
        #[arg(required = true)]
        ids: Vec<FeedbackId>,
    },
}

#[derive(Debug, Subcommand)]
enum FirmCommand {
    /// 列出名册里的机构，哪些开通了查看
    List {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 发一个开通码，7 天之内用一次。以前的开通码和口令不再有效
    Invite {
        /// 机构编号（list 列出的）
        firm: EntryId,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 停止查看，登录着的也退出
    Stop {
        /// 机构编号
        firm: EntryId,
    },
}

#[derive(Debug, Subcommand)]
enum CourierCommand {
    /// 导入一台设备的离线包，写出只有那台设备读得出的回执
    Import {
        /// 离线包文件
        file: PathBuf,
        /// 回执写到哪个文件；不写就在离线包旁边
        #[arg(long)]
        reply: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum DeviceCommand {
    /// 列出所有设备
    List {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 停用一台设备：它不再收到任何内容，它交来的内容单独存放
    Revoke {
        /// 设备编号
        id: DeviceId,
    },
}

#[derive(Debug, Subcommand)]
enum QuarantineCommand {
    /// 列出待处理的内容
    List {
        /// 处理过的也列出
        #[arg(long)]
        all: bool,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 显示一份内容
    Show {
        /// 编号
        id: BatchId,
    },
    /// 以县级名义接收：正文入账，其中的签字不作数，需要重新签
    Accept {
        /// 编号，可以写几个，先来的在前
        #[arg(required = true)]
        ids: Vec<BatchId>,
        /// 为什么接收
        #[arg(long)]
        reason: String,
    },
    /// 以县级名义不接收：内容仍保存，只是不再列出
    Dismiss {
        /// 编号，可以写几个
        #[arg(required = true)]
        ids: Vec<BatchId>,
        /// 为什么不接收
        #[arg(long)]
        reason: String,
    },
}

fn role(code: &str) -> Result<Role, String> {
    Role::from_code(code).ok_or_else(|| "应为 counsel、cadre、office、county 或 city".to_owned())
}

/// Why a command ends without having done its work.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("{0}")]
    Db(String),
    #[error("这个数据库还没有初始化，请先运行 init")]
    NotFounded,
    #[error("县级密钥文件与这个数据库不配")]
    OtherKey,
    #[error("名册 {path} 有误：{error}")]
    Register { path: String, error: RegisterError },
    #[error("读不出名册 {path}：{error}", error = say::of_system(error))]
    RegisterFile { path: String, error: std::io::Error },
    #[error("{path} 没有导入，什么也没有改动：{words}")]
    List { path: String, words: String },
    #[error("{path} 没有采用，什么也没有改动：{words}")]
    Rules { path: String, words: String },
    #[error(transparent)]
    Person(PersonError),
    #[error("没有这个人：{0}")]
    NoPerson(PersonId),
    #[error("没有这台设备：{0}")]
    NoDevice(DeviceId),
    #[error("隔离区里没有它：{0}")]
    NotInQuarantine(BatchId),
    #[error("没有这一条待处理的投诉建议：{0}")]
    NoFeedback(FeedbackId),
    #[error("名册里没有这个机构，或者没有给它开通查看：{0}")]
    NoFirm(EntryId),
    #[error("请写明理由，不超过 {0} 个字")]
    Reason(usize),
    #[error("{0} 没有处理：{1}")]
    NotRuled(BatchId, String),
    #[error("此人不在这台设备上：{0}")]
    NotOnDevice(DeviceId),
    #[error("此人的范围不在同一个县（区）内。目前一台设备只属于一个县（区），不能发开通码")]
    ManyCounties,
    #[error("没有这个乡镇（街道）：{0}")]
    NoTownship(Area),
    #[error("没有这个村（社区）")]
    NoVillage,
    #[error("导出不成：{0}")]
    Volume(BuildError),
    #[error("附件的存放处不能用：{0}")]
    Blobs(#[from] BlobsError),
    #[error("一卷放不下，请按年份分开导出，或加 --without-attachments 不带附件")]
    VolumeTooLarge,
    #[error("附件读不出，没有导出，请过一会儿再试：{0}")]
    Attachment(String),
    #[error("读不出 {path}：{error}", error = say::of_system(error))]
    In { path: String, error: std::io::Error },
    #[error("{0}")]
    Courier(&'static str),
    #[error("现在不能导入，已收下的都在，请过一会儿再导入一次：{0}")]
    NotNow(String),
    #[error("写不出 {path}：{error}", error = say::of_system(error))]
    Out { path: String, error: std::io::Error },
    #[error("系统没有给出随机数")]
    Random(#[from] NoRandomness),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error("浏览器入口不能打开：{0}")]
    Door(#[from] DoorError),
    #[error("不能启动：{0}")]
    Start(std::io::Error),
    #[error("日志设置 {0:?} 有误")]
    Log(String),
}

impl From<DbError> for CliError {
    fn from(error: DbError) -> CliError {
        CliError::Db(match error {
            DbError::TooNew { found, known } => {
                format!("数据库是更新的程序建的（版本 {found}，本程序只认识到 {known}），请升级本程序")
            }
            DbError::Missing => "没有找到数据库，请检查配置，或先运行 init".to_owned(),
            DbError::Exists => "数据库已经存在，没有改动它".to_owned(),
            DbError::Unreadable(what) => format!("数据库里的内容读不出（{what}），请从备份恢复"),
            DbError::NoSuch(what) => format!("数据库里没有这一项（{what}）"),
            DbError::Engine(words) => format!("数据库出错：{words}"),
        })
    }
}

impl From<FirmError> for CliError {
    fn from(error: FirmError) -> CliError {
        match error {
            FirmError::Db(error) => error.into(),
            FirmError::Random(error) => error.into(),
            FirmError::Key(_) => DbError::Unreadable("firm's key").into(),
        }
    }
}

impl From<ExportError> for CliError {
    fn from(error: ExportError) -> CliError {
        match error {
            ExportError::NoVillage => CliError::NoVillage,
            ExportError::Db(error) => error.into(),
            ExportError::Build(BuildError::Archive(ArchiveError::Limit(_))) => CliError::VolumeTooLarge,
            ExportError::Build(error) => CliError::Volume(error),
            ExportError::Attachment(error) => CliError::Attachment(error),
        }
    }
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> CliError {
        CliError::Courier(match error {
            ImportError::File(CourierError::NotCourier) => "这不是离线包文件",
            ImportError::File(CourierError::Version(_)) | ImportError::Version => {
                "这个离线包是别的版本的程序写的，请先把程序升到同一版本"
            }
            ImportError::File(CourierError::OtherWay) => "这是回执，不是离线包，请带回设备导入",
            ImportError::File(CourierError::NotForUs) => "这个离线包是给别的县（区）的，本服务器打不开",
            ImportError::File(CourierError::Cut) => "离线包不完整，可能没有拷完，请重新拷贝",
            ImportError::File(CourierError::Damaged(_)) => "离线包损坏了，请在设备上重新导出",
            ImportError::File(CourierError::Signature) => "离线包的签名不对，没有导入",
            ImportError::File(CourierError::TooLarge) => "回执太大，写不出",
            ImportError::UnknownDevice => "服务器没有登记过这台设备",
            ImportError::Unreadable => "离线包里的内容读不懂，没有导入",
            ImportError::File(CourierError::Io(error)) => return CliError::NotNow(error.to_string()),
            ImportError::NotNow(words) => return CliError::NotNow(words),
        })
    }
}

impl From<PersonError> for CliError {
    fn from(error: PersonError) -> CliError {
        match error {
            PersonError::Db(error) => error.into(),
            PersonError::Name
            | PersonError::Post
            | PersonError::NoScope
            | PersonError::NoVillage(_)
            | PersonError::SeveralCounties
            | PersonError::OtherCounty(_)
            | PersonError::NotAVillage(_) => CliError::Person(error),
        }
    }
}

impl From<OpenError> for CliError {
    fn from(error: OpenError) -> CliError {
        match error {
            OpenError::Db(error) => error.into(),
            OpenError::NotFounded => CliError::NotFounded,
            OpenError::OtherKey => CliError::OtherKey,
        }
    }
}

/// Runs the command of the program's arguments.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match perform(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn perform(cli: Cli) -> Result<(), CliError> {
    let config = crate::config::Config::read(&cli.config)?;
    match cli.command {
        Command::Init { villages, county_key } => init::run(&config, &villages, county_key.as_deref()),
        Command::Serve { trust_clock } => serve::run(&config, trust_clock),
        Command::Status { json } => status::run(&config, json),
        Command::Person(PersonCommand::Add {
            name,
            role,
            scope,
            post,
            json,
        }) => person::add(
            &config,
            person::Given {
                name,
                role,
                scope,
                post,
            },
            json,
        ),
        Command::Villages(VillagesCommand::Import { file, renames, asked }) => {
            import::of_villages(&config, &file, asked, renames)
        }
        Command::Rules(RulesCommand::List) => rules::list(&config),
        Command::Rules(RulesCommand::Put { file, yes }) => rules::put(&config, &file, yes),
        Command::Person(PersonCommand::Import { file, asked }) => import::of_people(&config, &file, asked),
        Command::Person(PersonCommand::List { json }) => person::list(&config, json),
        Command::Person(PersonCommand::Confirm { id }) => person::confirm(&config, id),
        Command::Person(PersonCommand::Scope { id, scope, json }) => person::rescope(&config, id, scope, json),
        Command::Invite {
            person,
            device,
            days,
            json,
        } => invite::run(&config, invite::Given { person, device, days }, json),
        Command::Device(DeviceCommand::List { json }) => device::list(&config, json),
        Command::Device(DeviceCommand::Revoke { id }) => device::revoke(&config, id),
        Command::Quarantine(QuarantineCommand::List { all, json }) => quarantine::list(&config, all, json),
        Command::Quarantine(QuarantineCommand::Show { id }) => quarantine::show(&config, id),
        Command::Quarantine(QuarantineCommand::Accept { ids, reason }) => {
            quarantine::rule(&config, &ids, Verdict::Taken, &reason)
        }
        Command::Quarantine(QuarantineCommand::Dismiss { ids, reason }) => {
            quarantine::rule(&config, &ids, Verdict::Left, &reason)
        }
        Command::Queue { township, json } => queue::run(&config, &township, json),
        Command::Export {
            village,
            year,
            to_year,
            out,
            without_attachments,
        } => {
            let attachments = if without_attachments {
                Attachments::LeftOut
            } else {
                Attachments::Carried
            };
            let years = year..=to_year.unwrap_or(year);
            export::run(&config, &village, &years, attachments, &out)
        }
        Command::Feedback(FeedbackCommand::List { json }) => feedback::list(&config, json),
        Command::Feedback(FeedbackCommand::Done { ids }) => feedback::done(&config, &ids),
        Command::Firm(FirmCommand::List { json }) => firm::list(&config, json),
        Command::Firm(FirmCommand::Invite { firm, json }) => firm::invite(&config, firm, json),
        Command::Firm(FirmCommand::Stop { firm }) => firm::stop(&config, firm),
        Command::Courier(CourierCommand::Import { file, reply }) => courier::import(&config, &file, reply.as_deref()),
        Command::Rebuild => upkeep::rebuild(&config),
        Command::Restored => upkeep::restored(&config),
    }
}
