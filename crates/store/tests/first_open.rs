//! The first files that a process opens. Alone in its program, since only the first time counts.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Barrier;

use cunfa_store::Store;

#[test]
fn many_files_are_made_at_once_where_nothing_was_opened_before() {
    const MANY: usize = 16;
    let folder = tempfile::tempdir().unwrap();
    let start = Barrier::new(MANY);
    let make = &|number: usize| {
        start.wait();
        let path = folder.path().join(format!("{number}.db"));
        Store::create(&path, &[7; 32]).map(drop)
    };
    std::thread::scope(|scope| {
        let made: Vec<_> = (0..MANY).map(|number| scope.spawn(move || make(number))).collect();
        for one in made {
            one.join().unwrap().unwrap();
        }
    });
}
