//! tmp
#![allow(clippy::all)]
mod common;
use common::*;
use std::time::Instant;
use cunfa_core::*;
use cunfa_store::*;
#[test]
fn figures() {
    let n: u32 = std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let mut tablet = Tablet::new(1);
    let mut server = Server::new();
    let mut saves = Vec::new();
    for number in 0..n {
        let mut one = entry(&format!("01-{number:04}"), &format!("关于第{number}组宅基地使用权确认以及相邻通行纠纷的咨询"));
        one.advice = "依照土地管理法第六十二条，农村村民一户只能拥有一处宅基地，建议先由村委会组织调解，协商不成的可以向乡镇人民政府申请处理。".repeat(2);
        one.result = "当事人表示同意先行调解".into();
        one.village = village(1 + number % 3);
        let mut id = [0u8; 16]; id[..4].copy_from_slice(&number.to_be_bytes());
        let t = Instant::now();
        tablet.write(EntryId(id), &one).unwrap();
        saves.push(t.elapsed());
        if number % 4 == 0 { tablet.act(EntryId(id), Who::Cadre, sign_off()); }
    }
    saves.sort();
    println!("save p50 {:?} p99 {:?} last", saves[saves.len()/2], saves[saves.len()*99/100]);
    let t = Instant::now(); let made = tablet.seal(); println!("seal {made} {:?}", t.elapsed());
    let batches = tablet.store.next_batches(usize::MAX, 1_000_000).unwrap();
    let t = Instant::now();
    let mut answer = server.answer(&tablet.store, &[]);
    answer.stored = batches.iter().map(|b| (b.id, server.store(&b.sealed))).collect();
    println!("sign receipts {:?}", t.elapsed());
    let t = Instant::now(); tablet.store.store_answers(&answer).unwrap(); println!("store {} receipts {:?}", made, t.elapsed());
    let path = tablet.path();
    println!("file {} MB", std::fs::metadata(&path).unwrap().len() / 1_000_000);
    for _ in 0..3 { let t = Instant::now(); drop(Store::open(&path, &DB_KEY).unwrap()); println!("open {:?}", t.elapsed()); }
    let store = Store::open(&path, &DB_KEY).unwrap();
    for words in ["", "土地", "宅", "第4999组", "通行纠纷 确认", "不存在"] {
        for _ in 0..2 {
        let t = Instant::now();
        let page = store.rows(&RowQuery { scope: vec![shard()], search: words.into(), limit: 50, ..Default::default() }).unwrap();
        println!("rows {words:?} {} {:?}", page.total, t.elapsed());
        }
    }
    let t = Instant::now(); store.counts(&[shard()]).unwrap(); println!("counts {:?}", t.elapsed());
    let t = Instant::now(); store.services(&village(1), 2026).unwrap(); println!("services {:?}", t.elapsed());
    let t = Instant::now(); store.open_entry(EntryId([0;16])).unwrap(); println!("open_entry {:?}", t.elapsed());
    let t = Instant::now(); store.unsent().unwrap(); store.unsent_items(200).unwrap(); println!("unsent {:?}", t.elapsed());
    drop(store);
    let mut reader = Tablet::new(2);
    let t = Instant::now();
    let pulled = PassResult { epoch: EPOCH, cursor: server.log.len() as u64, pulled: server.log.iter().enumerate().map(|(i, s)| server.pulled(i as u64 + 1, s)).collect(), ..Default::default() };
    println!("sign again {:?}", t.elapsed());
    let t = Instant::now(); reader.store.store_answers(&pulled).unwrap(); println!("pull all {:?}", t.elapsed());
    let t = Instant::now(); println!("audit {:?} {:?}", reader.store.audit().unwrap().len(), t.elapsed());
    let t = Instant::now(); reader.store.rebuild().unwrap(); println!("rebuild {:?}", t.elapsed());
}
