//! The program with its database in PostgreSQL: every command, how it is reached, and what is never said.

use cunfa_protocol::wire::{EnrolResponse, decode, encode};

use crate::http::post_enrolment;
use crate::support::{OFFICE, OwnDatabase, Program, TlsCluster, VILLAGE, enrolment};

const LISTEN: &str = "127.0.0.1:0";

fn refuses(program: &Program, database: &str, more: &str, expected: &str) {
    program.configure_on(database, LISTEN, more);
    let said = program.run(&["person", "list"]);
    assert!(!said.success && said.out.is_empty(), "{database}: {}", said.out);
    assert!(said.err.contains(expected), "{database}: {}", said.err);
    assert!(!said.err.contains("geheim"), "{}", said.err);
}

#[test]
fn every_command_works_on_postgresql() {
    let own = OwnDatabase::empty();
    let program = Program::empty();
    program.configure_on(&format!("{}&password=geheim", own.url()), LISTEN, "log = \"trace\"\n");
    assert!(program.run(&["person", "list"]).err.contains("先运行 init"));
    let said = program.run(&["init", "--villages", "nanning"]);
    assert!(said.success && said.out.contains("1856"), "{}", said.err);
    assert!(program.folder().join("cunfa-server.county-key").exists());
    assert!(program.run(&["init", "--villages", "nanning"]).err.contains("已经存在"));
    let person = program.add_person("counsel", VILLAGE);
    let mut served = program.serve();
    let got = post_enrolment(
        served.port,
        &encode(&enrolment("a", &program.invite(&person), "a")).unwrap(),
    );
    let device = decode::<EnrolResponse>(&got).unwrap().device.to_string();
    assert_eq!(program.json(&["device", "list", "--json"])[0]["id"], device.as_str());
    assert!(program.run(&["person", "confirm", &person]).success);
    assert!(program.run(&["device", "revoke", &device]).out.contains("已停用"));
    assert!(program.run(&["queue", "--township", OFFICE]).out.contains("没有待审核"));
    assert!(program.run(&["rebuild"]).out.contains("0 条"));
    let volume = program.folder().join("a.vol");
    let words = [
        "export",
        "--village",
        VILLAGE,
        "--year",
        "2026",
        "--out",
        volume.to_str().unwrap(),
    ];
    assert!(program.run(&words).success && volume.exists());
    assert!(program.run(&["restored"]).success);
    assert!(served.stop().success());
    let log = served.log();
    assert!(
        log.contains("listening") && !log.contains("geheim") && !log.contains("postgres://"),
        "{log}"
    );
}

#[test]
fn an_address_that_would_show_passwords_or_entries_to_others_is_refused_without_being_repeated() {
    let program = Program::empty();
    refuses(&program, "postgres://u:geheim@10.0.0.1/db", "", "必须用 TLS");
    refuses(
        &program,
        "postgres://u:geheim@db.example/db?sslmode=prefer",
        "",
        "必须用 TLS",
    );
    refuses(
        &program,
        "postgres://u:geheim@10.0.0.1/db?sslmode=require",
        "",
        "database_ca",
    );
    refuses(&program, "postgres://u:geheim@:99999/db", "", "读不懂");
    refuses(&program, "postgres:///db?user=geheim", "", "没有写主机");
    let none = "database_ca = \"none.pem\"\n";
    refuses(
        &program,
        "postgres://u:geheim@10.0.0.1/db?sslmode=require",
        none,
        "证书读不出",
    );
    refuses(&program, "postgres://u:geheim@127.0.0.1:1/db", "", "数据库出错");
    refuses(&program, "postgres://u:geheim@127.0.0.1/db\" = \"x", "", "配置文件");
}

#[test]
fn another_machine_is_reached_by_tls_and_only_if_the_named_authority_signed() {
    let cluster = TlsCluster::start();
    let program = Program::empty();
    program.write_tls();
    let more = "database_ca = \"cert.pem\"\n";
    program.configure_on(&cluster.url("localhost", "?sslmode=require"), LISTEN, more);
    let said = program.run(&["init", "--villages", "nanning"]);
    assert!(said.success, "{}", said.err);
    // An authority that signed nothing.
    let other = include_str!("support/tls/other.pem");
    std::fs::write(program.folder().join("other.pem"), other).unwrap();
    let stranger = "database_ca = \"other.pem\"\n";
    refuses(
        &program,
        &cluster.url("localhost", "?sslmode=require"),
        stranger,
        "数据库出错",
    );
}
