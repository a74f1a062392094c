//! What a list of counsel says in its headings, and how it calls what somebody is.

use super::super::Column;
use super::super::heading::Words;

/// What the columns are called.
pub(in crate::list) const WORDS: &Words = &[
    (
        Column::Name,
        &[
            "name",
            "姓名",
            "律师姓名",
            "法律顾问",
            "法律顾问姓名",
            "顾问姓名",
            "村居法律顾问",
            "村社区法律顾问",
            "人员姓名",
            "律师",
        ],
    ),
    (
        Column::Role,
        &[
            "role",
            "身份",
            "执业类别",
            "人员类别",
            "类别",
            "人员身份",
            "执业身份",
            "执业类型",
            "顾问类别",
            "人员类型",
            "身份类别",
        ],
    ),
    (
        Column::Firm,
        &[
            "firm",
            "单位",
            "执业机构",
            "律师事务所",
            "律所",
            "所在单位",
            "工作单位",
            "所属机构",
            "所在律所",
            "机构名称",
            "所在机构",
            "执业单位",
            "律所名称",
            "律师事务所法律服务所",
            "法律服务机构",
            "单位名称",
        ],
    ),
    (Column::Post, &["post", "职务", "职称", "职务职称"]),
    (
        Column::Phone,
        &[
            "phone",
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "联系电话",
            "联系方式",
            "电话号码",
        ],
    ),
    (
        Column::Code,
        &[
            "code",
            "代码",
            "村代码",
            "村社区代码",
            "村居代码",
            "行政区划代码",
            "区划代码",
            "编码",
            "村编码",
            "统计用区划代码",
        ],
    ),
    (
        Column::Village,
        &[
            "village",
            "villages",
            "村",
            "村名",
            "村社区",
            "村居",
            "服务村",
            "服务村社区",
            "聘任村",
            "聘任村社区",
            "担任顾问的村社区",
            "负责村",
            "负责村社区",
            "顾问村",
            "所服务村社区",
            "行政村",
            "村社区名称",
            "村名称",
            "服务村居",
            "对接村社区",
            "社区",
        ],
    ),
    (
        Column::Township,
        &[
            "township",
            "乡镇",
            "乡镇街道",
            "镇",
            "街道",
            "镇街",
            "所属乡镇",
            "所属乡镇街道",
            "所在乡镇",
        ],
    ),
    (
        Column::County,
        &["county", "县", "区", "县区", "区县", "县市区", "所属县区", "城区"],
    ),
    (Column::Remark, &["remark", "备注", "说明"]),
];

/// Words that say that somebody is a public official.
pub(super) const OFFICIAL: [&str; 6] = ["公务员", "公职律师", "公职人员", "国家工作人员", "参公", "参照公务员"];
/// Words before them that say that somebody is none.
pub(super) const NONE: [&str; 4] = ["非", "不是", "不属于", "并非"];

/// What counsel are called in lists, and what they are.
pub(in crate::list) const ROLES: [(&str, &[&str]); 3] = [
    (
        "律师",
        &["律师", "执业律师", "专职律师", "兼职律师", "社会律师", "专职", "兼职"],
    ),
    ("实习人员", &["实习人员", "实习律师", "申请律师执业人员", "实习"]),
    (
        "基层法律服务工作者",
        &[
            "基层法律服务工作者",
            "法律服务工作者",
            "基层法律工作者",
            "法律工作者",
            "基层法律服务者",
        ],
    ),
];
