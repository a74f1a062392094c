//! The admin commands, as processes: what they do, and what they say when they cannot.

use crate::support::{OFFICE, Program, VILLAGE};

fn says(program: &Program, words: &[&str], expected: &str) {
    let said = program.run(words);
    assert!(!said.success && said.out.is_empty(), "{words:?}: {}", said.out);
    assert!(said.err.contains(expected), "{words:?}: {}", said.err);
}

#[test]
fn init_makes_a_database_and_a_key_only_its_owner_reads() {
    let program = Program::empty();
    let said = program.run(&["init", "--villages", "nanning"]);
    assert!(said.success && said.out.contains("1856"));
    let key = program.folder().join("server.county-key");
    assert!(key.exists() && program.folder().join("server.db").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for path in [&key, &program.folder().join("server.db")] {
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        says(&program, &["serve"], "权限太宽");
    }
}

#[test]
fn init_never_touches_what_is_there() {
    let program = Program::founded();
    let files = || ["server.db", "server.county-key"].map(|name| std::fs::read(program.folder().join(name)).unwrap());
    let before = files();
    says(&program, &["init", "--villages", "nanning"], "已经存在");
    assert_eq!(files(), before);
}

#[test]
fn init_takes_a_key_and_a_register_of_ones_own() {
    let (program, other) = (Program::founded(), Program::empty());
    let register = other.folder().join("villages.csv");
    std::fs::write(
        &register,
        format!("code,city,county,township,village\n{VILLAGE},南宁市,兴宁区,三塘镇,那况村\n"),
    )
    .unwrap();
    let key = program.folder().join("server.county-key");
    let words = [
        "init",
        "--villages",
        register.to_str().unwrap(),
        "--county-key",
        key.to_str().unwrap(),
    ];
    assert!(other.run(&words).success);
    assert_eq!(
        std::fs::read(&key).unwrap(),
        std::fs::read(other.folder().join("server.county-key")).unwrap()
    );
}

#[test]
fn a_bad_register_makes_no_database() {
    let program = Program::empty();
    let register = program.folder().join("villages.csv");
    std::fs::write(
        &register,
        "code,city,county,township,village\n45,南宁市,兴宁区,三塘镇,那况村\n",
    )
    .unwrap();
    says(&program, &["init", "--villages", register.to_str().unwrap()], "第 2 行");
    says(&program, &["init", "--villages", "nowhere.csv"], "nowhere.csv");
    assert!(!program.folder().join("server.db").exists());
}

#[test]
fn before_init_every_command_says_so_and_makes_nothing() {
    let program = Program::empty();
    for words in [
        &["serve"][..],
        &["status"],
        &["person", "list"],
        &["device", "list"],
        &["rebuild"],
        &["restored"],
    ] {
        says(&program, words, "init");
    }
    assert!(!program.folder().join("server.db").exists());
}

#[test]
fn the_status_names_each_county_its_log_and_whether_the_clock_is_believed() {
    let program = Program::founded();
    let said = program.run(&["status"]);
    assert!(said.success, "{}", said.err);
    assert!(said.out.contains("450102  日志 0 批  还没有收到内容"), "{}", said.out);
    let status = program.json(&["status", "--json"]);
    let counties = status.as_array().unwrap();
    let here = counties.iter().find(|one| one["county"] == "450102").unwrap();
    assert_eq!(here["clock_believed"], true);
    assert_eq!(here["batches"], 0);
    assert!(here["last_received_ms"].is_null());
}

#[test]
fn another_databases_key_is_refused() {
    let (program, other) = (Program::founded(), Program::founded());
    let place = program.folder().join("server.county-key");
    std::fs::copy(other.folder().join("server.county-key"), &place).unwrap();
    says(&program, &["serve"], "不配");
    std::fs::write(&place, "not a key\n").unwrap();
    says(&program, &["serve"], "不是县级密钥");
    std::fs::remove_file(&place).unwrap();
    says(&program, &["serve"], "密钥文件");
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let program = Program::founded();
    let path = program.folder().join("server.db");
    let mut bytes = std::fs::read(&path).unwrap();
    // Bytes 60 to 63 of the header hold the version.
    bytes[60..64].copy_from_slice(&99u32.to_be_bytes());
    std::fs::write(&path, &bytes).unwrap();
    says(&program, &["serve"], "更新的程序");
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let program = Program::founded();
    let path = program.folder().join("server.db");
    std::fs::write(&path, "这不是数据库".repeat(200)).unwrap();
    says(&program, &["person", "list"], "数据库出错");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "这不是数据库".repeat(200));
}

#[test]
fn a_person_gets_another_scope_and_a_wrong_one_changes_nothing() {
    let program = Program::founded();
    let id = program.add_person("counsel", "450102101202,450102101203");
    let said = program.run(&["person", "scope", &id, "--scope", VILLAGE]);
    assert!(
        said.success && said.out.contains("照旧有效") && said.out.contains(VILLAGE),
        "{}",
        said.out
    );
    let said = program.run(&["person", "scope", &id, "--scope", VILLAGE]);
    assert!(said.success && said.out.contains("没有变"), "{}", said.out);
    says(
        &program,
        &["person", "scope", &id, "--scope", "450102101999"],
        "没有任何村",
    );
    says(
        &program,
        &["person", "scope", &"0".repeat(32), "--scope", VILLAGE],
        "没有这个人",
    );
    let now = program.json(&["person", "scope", &id, "--scope", OFFICE, "--json"]);
    assert_eq!(now["scope"].as_array().map(Vec::len), Some(1));
    let list = program.json(&["person", "list", "--json"]);
    assert_eq!(list[0]["scope"][0].as_str(), Some(OFFICE));
}

#[test]
fn people_are_added_listed_and_checked() {
    let program = Program::founded();
    let id = program.add_person("counsel", "450102101202,450102101203");
    let list = program.json(&["person", "list", "--json"]);
    assert_eq!(list[0]["id"].as_str(), Some(id.as_str()));
    assert_eq!(
        (list[0]["name"].as_str(), list[0]["role"].as_str()),
        (Some("韦𫞩"), Some("counsel"))
    );
    assert_eq!(list[0]["scope"].as_array().map(Vec::len), Some(2));
    assert!(program.run(&["person", "list"]).out.contains("法律顾问"));
    let add = |name: &str, role: &str, scope: &str, expected: &str| {
        says(
            &program,
            &["person", "add", "--name", name, "--role", role, "--scope", scope],
            expected,
        );
    };
    add("", "counsel", VILLAGE, "姓名");
    add(&"长".repeat(61), "counsel", VILLAGE, "姓名");
    add("某", "mayor", VILLAGE, "counsel");
    add("某", "counsel", "450102101999", "没有任何村");
    add("某", "counsel", "12345", "digits");
    add("某", "cadre", OFFICE, "12 位");
    assert_eq!(
        program.json(&["person", "list", "--json"]).as_array().map(Vec::len),
        Some(1)
    );
}

#[test]
fn an_invitation_is_shown_once_and_only_its_hash_is_kept() {
    let program = Program::founded();
    let person = program.add_person("cadre", VILLAGE);
    let code = program.invite(&person);
    assert_eq!(code.len(), 10);
    let words = program.run(&["invite", "--person", &person, "--days", "1"]).out;
    assert!(words.contains("开通码：") && words.contains('-'));
    let stored = std::fs::read(program.folder().join("server.db")).unwrap();
    assert!(!stored.windows(code.len()).any(|window| window == code.as_bytes()));
    says(&program, &["invite", "--person", &"0".repeat(32)], "没有这个人");
    says(&program, &["invite", "--person", &person, "--days", "0"], "--days");
}

#[test]
fn somebody_of_a_city_is_a_person_of_each_of_its_counties_and_nobody_else_is_of_two() {
    let program = Program::founded();
    let add = |role: &'static str, scope: &'static str| {
        [
            "person",
            "add",
            "--name",
            "蓝志远",
            "--role",
            role,
            "--scope",
            scope,
            "--json",
        ]
    };
    let both = "450102101202,450103001005";
    says(&program, &add("counsel", both), "跨了几个县");
    says(&program, &add("county", "4501"), "跨了几个县");
    let added = program.json(&add("city", "4501"));
    let added = added.as_array().unwrap();
    let scopes: Vec<&str> = added
        .iter()
        .map(|person| person["scope"][0].as_str().unwrap())
        .collect();
    assert!(
        scopes.len() > 2 && scopes.iter().all(|scope| scope.len() == 6),
        "{scopes:?}"
    );
    assert!(
        scopes.is_sorted() && scopes.starts_with(&["450102", "450103"]),
        "{scopes:?}"
    );
    for person in added {
        program.invite(person["id"].as_str().unwrap());
    }
    let listed = program.json(&["person", "list", "--json"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(added.len()));
    let one = program.json(&add("city", "450102"));
    assert_eq!(one["scope"], serde_json::json!(["450102"]));
}

#[test]
fn devices_and_the_queue_are_empty_at_first_and_unknown_ones_are_said_so() {
    let program = Program::founded();
    assert!(program.run(&["device", "list"]).out.contains("还没有设备"));
    assert_eq!(program.json(&["device", "list", "--json"]), serde_json::json!([]));
    assert_eq!(
        program.json(&["queue", "--township", OFFICE, "--json"]),
        serde_json::json!([])
    );
    assert!(program.run(&["queue", "--township", OFFICE]).out.contains("没有待审核"));
    says(&program, &["queue", "--township", "450102999"], "没有这个乡镇");
    says(&program, &["device", "revoke", &"0".repeat(32)], "没有这台设备");
    assert!(program.run(&["rebuild"]).out.contains("0 条"));
    assert!(program.run(&["restored"]).success);
}

#[test]
fn the_configuration_is_read_strictly() {
    let program = Program::founded();
    program.configure("0.0.0.0:0", "");
    says(&program, &["serve"], "TLS");
    program.configure("[::]:0", "");
    says(&program, &["serve"], "TLS");
    program.configure("127.0.0.1:0", "lissen = 1\n");
    says(&program, &["serve"], "lissen");
    program.configure("127.0.0.1:0", "[limits]\nrequests_max = 0\n");
    says(&program, &["serve"], "requests_max");
    program.configure("127.0.0.1:0", "log = \"a=b=c\"\n");
    says(&program, &["serve"], "日志");
    program.configure("127.0.0.1:0", "[tls]\ncert = \"none.pem\"\nkey = \"none.pem\"\n");
    let said = program.run(&["serve"]);
    assert!(!said.success && said.err.contains("TLS 证书"), "{}", said.err);
    std::fs::remove_file(program.folder().join("server.toml")).unwrap();
    says(&program, &["serve"], "配置文件");
}

#[test]
fn a_port_in_use_is_said_plainly() {
    let program = Program::founded();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    program.configure(&taken.local_addr().unwrap().to_string(), "");
    let said = program.run(&["serve"]);
    assert!(!said.success && said.err.contains("不能监听"), "{}", said.err);
}
