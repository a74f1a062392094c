//! Many writers, any order of arrival, any repetition: one document.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use cunfa_core::EntryId;
use cunfa_core::entry::FieldMap;
use cunfa_document::EntryDoc;
use proptest::prelude::*;

const ENTRY: EntryId = EntryId([7; 16]);

#[derive(Debug, Clone)]
enum Step {
    Put(usize, u8, String),
    Delete(usize, u8),
    Pull(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0usize..3, 0u8..4, "[村民土地1-3]{0,3}").prop_map(|(who, key, value)| Step::Put(who, key, value)),
        (0usize..3, 0u8..4).prop_map(|(who, key)| Step::Delete(who, key)),
        (0usize..3, 0usize..3).prop_map(|(to, from)| Step::Pull(to, from)),
    ]
}

fn key(number: u8) -> String {
    ["matter", "advice", "result", "person.01-aaaa.name"][usize::from(number)].to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn three_writers_converge_whatever_the_order(steps in proptest::collection::vec(step(), 1..30), rotate in 0usize..30) {
        let (base, genesis) = EntryDoc::create(ENTRY, &FieldMap::from([(key(0), "始".to_owned())]), [9; 16]).unwrap();
        let mut docs = [base.clone(), base.clone(), base];
        let mut logs: [Vec<Vec<u8>>; 3] = std::array::from_fn(|_| vec![genesis.clone()]);
        for step in steps {
            let (who, fields) = match step {
                Step::Put(who, number, value) => {
                    let mut fields = docs[who].fields();
                    fields.insert(key(number), value);
                    (who, fields)
                }
                Step::Delete(who, number) => {
                    let mut fields = docs[who].fields();
                    fields.remove(&key(number));
                    (who, fields)
                }
                Step::Pull(to, from) => {
                    let more = logs[from].clone();
                    docs[to].apply(more.iter().map(Vec::as_slice)).unwrap();
                    logs[to].extend(more);
                    continue;
                }
            };
            let actor = [u8::try_from(who).unwrap() + 1; 16];
            if let Some(change) = docs[who].edit(&fields, actor).unwrap() {
                prop_assert_eq!(&docs[who].fields(), &fields);
                logs[who].push(change);
            }
        }
        let mut all: Vec<Vec<u8>> = logs.concat();
        let middle = rotate.min(all.len());
        for doc in &mut docs {
            doc.apply(all.iter().map(Vec::as_slice)).unwrap();
        }
        all.rotate_left(middle);
        let loaded = EntryDoc::load(ENTRY, all.iter().map(Vec::as_slice)).unwrap();
        for doc in &docs {
            prop_assert_eq!(doc.heads(), loaded.heads());
            prop_assert_eq!(doc.fields(), loaded.fields());
            prop_assert_eq!(doc.conflicts(), loaded.conflicts());
        }
    }
}
