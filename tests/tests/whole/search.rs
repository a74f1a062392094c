//! Finding: every substring of what was written, nothing else; rare characters all the way.

use std::collections::BTreeSet;

use cunfa_core::EntryId;
use cunfa_tests::harness::forms::{consultation, served};

use super::{scene, village};

/// Texts that share characters but not words.
const MATTERS: [&str; 4] = [
    "宅基地界址纠纷调解",
    "土地承包合同解除",
    "调解宅基地继承",
    "老人赡养费给付纠纷",
];

fn pieces(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let lengths = 1..=chars.len().min(6);
    lengths
        .flat_map(|length| {
            chars
                .windows(length)
                .map(|piece| piece.iter().collect())
                .collect::<Vec<String>>()
        })
        .collect()
}

// C2
#[tokio::test]
async fn every_substring_of_one_to_six_characters_is_found_and_nothing_else() {
    let device = scene().counsel().await.unwrap();
    let mut written: Vec<(EntryId, &str)> = Vec::new();
    for matter in MATTERS {
        let mut form = consultation(&village(), matter);
        (form.advice, form.result) = ("无".to_owned(), String::new());
        form.persons = vec![served("01-3fa2", "丁")];
        written.push((device.write(form).await.unwrap().row.entry, matter));
    }
    let mut asked: BTreeSet<String> = MATTERS.iter().copied().flat_map(pieces).collect();
    asked.extend(["宅地", "址界", "解调", "合同解决", "赡养老人"].map(str::to_owned));
    for words in &asked {
        let wanted: BTreeSet<EntryId> = written
            .iter()
            .filter(|(_, matter)| matter.contains(words.as_str()))
            .map(|(entry, _)| *entry)
            .collect();
        let page = device.find(words).await.unwrap();
        let found: BTreeSet<EntryId> = page.rows.iter().map(|row| row.entry).collect();
        assert_eq!(found, wanted, "searching {words}");
        assert_eq!(page.total as usize, wanted.len(), "searching {words}");
    }
}

// C3
#[tokio::test]
async fn rare_characters_travel_from_the_field_to_store_search_view_and_server() {
    let mut scene = scene();
    let (device, office) = (scene.counsel().await.unwrap(), scene.office().await.unwrap());
    for rare in ['\u{21336}', '\u{2CB4E}', '\u{2B5AF}'] {
        let name = format!("陆{rare}兰");
        let mut form = consultation(&village(), "宅基地界址");
        form.persons = vec![served("01-3fa2", &name)];
        let entry = device.write(form).await.unwrap().row.entry;
        device.sync().await.unwrap();
        office.sync().await.unwrap();
        for place in [&device, &office] {
            assert_eq!(place.entry(entry).await.unwrap().entry.persons[0].name, name);
            let found = place.find(&rare.to_string()).await.unwrap();
            assert_eq!(
                found.rows.iter().map(|row| row.entry).collect::<Vec<_>>(),
                [entry],
                "searching U+{:X}",
                u32::from(rare)
            );
            assert!(found.rows[0].people.contains(rare));
        }
        let stored = scene.server.fields_of(entry).unwrap();
        assert_eq!(stored.get("person.01-3fa2.name"), Some(&name));
    }
}
