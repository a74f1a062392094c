//! `cunfa-verify`: checks a volume with a root key. Opens one or two files, prints, and ends with 0, 1 or 2; decides nothing
//! itself.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use cunfa_volume::archive::MAX_BYTES;

/// 校验导出的卷：只要卷文件和县级根密钥，不用网络，不用数据库
///
/// 逐条说明每份签署由谁、用哪把钥匙、对什么正文作出，哪些成立，哪些不成立、为什么。
#[derive(Debug, Parser)]
#[command(
    name = "cunfa-verify",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    help_template = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}",
    override_usage = "cunfa-verify 卷文件 --root-key 公钥或文件 [--json]",
    after_help = "退出码：\n  0  全部成立\n  1  有不成立之处\n  2  文件读不出，或用法有误"
)]
struct Cli {
    /// 导出的卷
    #[arg(value_name = "卷文件", help_heading = "参数")]
    volume: PathBuf,
    /// 县级根密钥（公钥）：130 位十六进制数，或存有它的文件
    #[arg(long, value_name = "公钥或文件", help_heading = "选项")]
    root_key: String,
    /// 输出 JSON
    #[arg(long, help_heading = "选项")]
    json: bool,
    /// 显示这份说明
    #[arg(long, short, action = clap::ArgAction::Help, help_heading = "选项")]
    help: Option<bool>,
    /// 显示版本
    #[arg(long, short = 'V', action = clap::ArgAction::Version, help_heading = "选项")]
    version: Option<bool>,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => return refuse(&format!("{}\n{USAGE}", usage(&error))),
        Err(help) => {
            say(&help.to_string());
            return ExitCode::SUCCESS;
        }
    };
    let Some(root_key) = root_key(&cli.root_key) else {
        return refuse("根密钥读不出：应为 130 位十六进制数，或存有它的文件");
    };
    let bytes = match read(&cli.volume, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => return refuse(&format!("读不出 {}：{error}", cli.volume.display())),
    };
    match cunfa_volume::verify(&bytes, &root_key) {
        Err(why) => refuse(&cunfa_volume::why(&why)),
        Ok(report) => {
            if cli.json {
                say(&format!("{}\n", cunfa_volume::to_json(&report)));
            } else {
                say(&cunfa_volume::in_words(&report));
            }
            if report.holds() {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(1)
            }
        }
    }
}

const USAGE: &str = "用法：cunfa-verify 卷文件 --root-key 公钥或文件 [--json]；详见 --help";

fn usage(error: &clap::Error) -> &'static str {
    match error.kind() {
        clap::error::ErrorKind::MissingRequiredArgument => "缺少参数",
        clap::error::ErrorKind::UnknownArgument => "有不认识的参数",
        _ => "参数有误",
    }
}

/// A closed pipe is no error.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn refuse(text: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "错误：{text}");
    ExitCode::from(2)
}

/// Hex, or a file that holds hex or the bytes themselves.
fn root_key(given: &str) -> Option<Vec<u8>> {
    unhex(given).or_else(|| {
        let bytes = read(Path::new(given), 1024).ok()?;
        match bytes.len() {
            65 => Some(bytes),
            _ => unhex(std::str::from_utf8(&bytes).ok()?),
        }
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.trim().chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() == 130)?;
    let pairs = digits.chunks_exact(2);
    pairs
        .map(|pair| u8::try_from(pair.iter().fold(0, |byte, digit| 16 * byte + digit)).ok())
        .collect()
}

fn read(path: &Path, max_bytes: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}
