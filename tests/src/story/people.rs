//! The demo's people: invented and labelled so, in real villages of 南宁市兴宁区三塘镇.

/// Code of 三塘镇那况村, where the story plays.
pub const VILLAGE: &str = "450102101202";
/// Its name.
pub const VILLAGE_NAME: &str = "那况村委会";

/// One invented person.
#[derive(Debug, Clone, Copy)]
pub struct DemoPerson {
    /// Name on the command line (`--as`).
    pub key: &'static str,
    /// Name, marked as invented.
    pub name: &'static str,
    /// Role code.
    pub role: &'static str,
    /// Post or firm.
    pub post: &'static str,
    /// Scope codes, joined by commas.
    pub scope: &'static str,
}

/// One counsel with five villages, one cadre, one reviewer.
pub const PEOPLE: [DemoPerson; 3] = [
    DemoPerson {
        key: "counsel",
        name: "覃明远（演示）",
        role: "counsel",
        post: "演示律师事务所 律师",
        scope: "450102101201,450102101202,450102101203,450102101204,450102101205",
    },
    DemoPerson {
        key: "cadre",
        name: "韦桂花（演示）",
        role: "cadre",
        post: "村委会副主任",
        scope: VILLAGE,
    },
    DemoPerson {
        key: "office",
        name: "黄志强（演示）",
        role: "office",
        post: "三塘司法所 所员",
        scope: "450102101",
    },
];

/// Who keeps the county's registers, in the invented year alone.
pub const OFFICER: DemoPerson = DemoPerson {
    key: "county",
    name: "农建国（演示）",
    role: "county",
    post: "县（区）司法局 科员",
    scope: "450102",
};
