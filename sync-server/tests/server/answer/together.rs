//! Many devices at once, on both databases.

use cunfa_protocol::wire::BatchAnswer;
use cunfa_server::Limits;
use cunfa_server::db::Db;

use crate::support::{House, Ledger, OwnDatabase, VILLAGE, founding, on_both};

#[test]
fn fifty_identical_uploads_at_once_are_one_batch() {
    on_both(|house| {
        let counsel = house.counsel("a");
        let ledger = Ledger::new(house, &counsel, VILLAGE);
        let request = counsel.request(&[ledger.first(&counsel)]);
        let answers: Vec<BatchAnswer> = std::thread::scope(|scope| {
            let uploads: Vec<_> = (0..50)
                .map(|_| scope.spawn(|| house.sync(&counsel.token, &request).unwrap().head.answers))
                .collect();
            uploads.into_iter().flat_map(|upload| upload.join().unwrap()).collect()
        });
        assert_eq!(answers.len(), 50);
        assert!(matches!(answers[0], BatchAnswer::Stored { .. }));
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "one receipt for all"
        );
        let county = "450102".parse().unwrap();
        assert_eq!(house.server.db().shard(&county).unwrap().unwrap().last_sequence, 1);
    });
}

#[test]
fn uploads_of_many_devices_share_commits_and_each_is_kept() {
    on_both(|house| {
        let devices: Vec<_> = (0..24).map(|number| house.counsel(&format!("d{number}"))).collect();
        let before = house.server.db().commits();
        std::thread::scope(|scope| {
            for device in &devices {
                scope.spawn(|| {
                    for _ in 0..4 {
                        let ledger = Ledger::new(house, device, VILLAGE);
                        let request = device.request(&[ledger.first(device)]);
                        let answers = house.sync(&device.token, &request).unwrap().head.answers;
                        assert!(matches!(answers[..], [BatchAnswer::Stored { .. }]));
                        assert_eq!(
                            house.server.db().entry_log(ledger.id).unwrap().len(),
                            1,
                            "answered and not kept"
                        );
                    }
                });
            }
        });
        let after = house.server.db().commits();
        let (commits, writes) = (after.commits - before.commits, after.members - before.members);
        assert!(writes >= 96, "{writes} writes");
        // How many share one depends on how busy the machine is; that none do would be a fault.
        assert!(commits < writes, "{commits} commits for {writes} writes");
    });
}

#[test]
fn a_database_that_was_cut_off_is_busy_at_worst_and_answers_again() {
    let own = OwnDatabase::made();
    let db = own.open();
    db.found(&founding()).unwrap();
    let house = House::on(Box::new(db), Limits::default());
    let counsel = house.counsel("a");
    for _ in 0..3 {
        let ledger = Ledger::new(&house, &counsel, VILLAGE);
        let request = counsel.request(&[ledger.first(&counsel)]);
        own.cut();
        // One try for each connection that was cut, and one more.
        let mut tries = (0..20).filter_map(|_| house.sync(&counsel.token, &request).ok());
        let answers = tries.next().expect("it answers again").head.answers;
        assert!(matches!(answers[..], [BatchAnswer::Stored { .. }]));
    }
}
