//! Words of 关于: who runs the server, the version, the licences of what the program is made of.

pub const ABOUT: &str = "关于";
pub const ABOUT_DEVICE: &str = "设备名称";
pub const ABOUT_SERVER: &str = "服务器";
pub const ABOUT_VERSION: &str = "版本";
pub const ABOUT_ME: &str = "当前使用";
pub const OPERATOR: &str = "运营单位";
pub const ICP_FILING: &str = "ICP 备案号";
pub const APP_FILING: &str = "APP 备案号";
pub const CONTACT: &str = "联系方式";
/// Of what the operator does not say.
pub const NOT_TOLD: &str = "运营单位未提供";
/// Where nothing of it is given.
pub const NOT_TOLD_HINT: &str = "运营单位和备案号由服务器提供，上传一次后就会显示；没有提供的，请向司法行政机关询问。";
pub const LICENCES: &str = "开源许可";
pub const LICENCES_LEAD: &str = "本程序用到下列开源软件和数据，按各自的许可使用。点开可看许可原文（多为英文）。界面文字用系统自带的字体，程序不附带字体。";
pub const LICENCES_OWN: &str = "本程序自身：Apache-2.0。";
/// The list could not be read.
pub const LICENCES_FAILED: &str = "许可清单没有打开，台账内容不受影响。请关闭后再试一次。";

/// How many there are.
#[must_use]
pub fn licences_of(count: usize) -> String {
    format!("共 {count} 项")
}
