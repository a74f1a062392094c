//! Words of the page of parts, which only debug builds hold.

pub const TITLE: &str = "界面构件";
pub const LOOK: &str = "外观";
pub const COLOURS: &str = "颜色";
pub const BUTTONS: &str = "按钮";
pub const CHIPS: &str = "选项";
pub const FIELDS: &str = "输入框";
pub const MARKS: &str = "状态";
pub const BANNERS: &str = "提示";
pub const RINGS: &str = "进度环";
pub const SHAPES: &str = "图形";
pub const PAD: &str = "密码键盘";
pub const DIALOG: &str = "对话框";
pub const ONE: &str = "甲";
pub const TWO: &str = "乙";
pub const LONG: &str = "一个比较长、会换行的选项";
pub const FIELD: &str = "名称";
pub const HINT: &str = "怎么填";
pub const FAULT: &str = "这里不对，请改正。内容没有丢失。";
pub const SENTENCE: &str = "没有网络，已存在本机，联网后会自动上传。";
