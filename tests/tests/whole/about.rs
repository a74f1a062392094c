//! Who runs the server: said by its configuration, kept on every device, read without a network.

use cunfa_core::Operator;
use cunfa_protocol::command as c;
use cunfa_tests::harness::clock::DAY_MS;

use super::scene;

fn operator(name: &str) -> Operator {
    Operator {
        name: name.to_owned(),
        icp_filing: "桂ICP备00000000号".to_owned(),
        ..Operator::default()
    }
}

#[tokio::test]
async fn a_device_says_who_runs_the_server_without_a_network_and_hears_of_a_change_within_a_day() {
    let mut scene = scene();
    scene.server.set_operator(operator("甲司法局"));
    scene.server.restart().unwrap();
    let mut tablet = scene.tablet().await.unwrap();
    tablet.sync().await.unwrap();
    let said = async |tablet: &cunfa_tests::harness::TestDevice| tablet.ask(c::About {}).await.unwrap().operator;
    assert_eq!(said(&tablet).await, operator("甲司法局"));
    scene.server.set_operator(operator("乙司法局"));
    scene.server.restart().unwrap();
    scene.server.clock.advance(DAY_MS);
    tablet.clock.advance(DAY_MS);
    tablet.sync().await.unwrap();
    assert_eq!(said(&tablet).await, operator("乙司法局"));
    scene.server.stop();
    tablet.restart().unwrap();
    tablet.unlock(0).await.unwrap();
    assert_eq!(
        said(&tablet).await,
        operator("乙司法局"),
        "it stands in the device's file"
    );
    scene.server.set_operator(Operator::default());
    scene.server.start().unwrap();
    scene.server.clock.advance(DAY_MS);
    tablet.clock.advance(DAY_MS);
    tablet.sync().await.unwrap();
    assert!(said(&tablet).await.is_empty(), "what is withdrawn is not said any more");
}
