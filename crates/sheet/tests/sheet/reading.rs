//! Files of every kind, sound and bad.

use cunfa_sheet::read::{MAX_FILE_BYTES, MAX_ROWS};
use cunfa_sheet::{Book, Encoding, Format, ReadError, Value, read};
use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::{Formula, Workbook};

use crate::support::{book, merge, put, texts, workbook};

const EXCEL_97: &[u8] = include_bytes!("../files/excel97.xls");
const PASSWORD_XLSX: &[u8] = include_bytes!("../files/password.xlsx");
const PASSWORD_XLS: &[u8] = include_bytes!("../files/password.xls");

fn text(book: &Book, row: u32, column: u32) -> Option<&str> {
    match &book.sheets[0].rows.get(&row)?.get(&column)?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

#[test]
fn an_xls_of_1997_is_read_with_its_merged_cells_its_formula_and_without_its_hidden_sheet() {
    let book = book(EXCEL_97);
    assert_eq!(book.format, Format::Xls);
    assert_eq!(book.hidden, ["旧名单"]);
    assert_eq!(book.sheets.len(), 1);
    assert_eq!(book.sheets[0].name, "三塘镇");
    assert_eq!(text(&book, 2, 3), Some("代码"));
    assert_eq!(text(&book, 4, 1), Some("三塘镇"));
    assert!(book.sheets[0].rows[&4][&1].merged && !book.sheets[0].rows[&3][&1].merged);
    assert_eq!(book.sheets[0].rows[&3][&3].value, Value::Number(990_101_100_201.0));
    assert!(book.sheets[0].rows[&5][&2].formula);
}

#[test]
fn a_password_is_named_whether_the_file_is_new_or_old() {
    assert_eq!(read(PASSWORD_XLSX), Err(ReadError::Password));
    assert_eq!(read(PASSWORD_XLS), Err(ReadError::Password));
}

#[test]
fn a_hidden_sheet_is_named_and_not_read() {
    let mut workbook = Workbook::new();
    put(workbook.add_worksheet(), &[&["代码", "村"]]);
    let hidden = workbook.add_worksheet();
    hidden.set_name("底稿").unwrap().set_hidden(true);
    put(hidden, &[&["代码", "村"], &["990101100201", "甲村"]]);
    let found = book(&workbook.save_to_buffer().unwrap());
    assert_eq!((found.hidden, found.sheets.len()), (vec!["底稿".to_owned()], 1));
}

#[test]
fn of_a_formula_the_stored_value_is_taken_and_that_it_is_one_is_kept() {
    let found = book(&workbook(|sheet| {
        sheet.write_formula(0, 0, Formula::new("=1+1").set_result("2")).unwrap();
        sheet
            .write_formula(1, 0, Formula::new("=\"甲\"&\"村\"").set_result("甲村"))
            .unwrap();
    }));
    let rows = &found.sheets[0].rows;
    assert!(rows[&1][&0].formula && rows[&2][&0].formula);
    assert_eq!(rows[&1][&0].value, Value::Number(2.0));
    assert_eq!(rows[&2][&0].value, Value::Text("甲村".to_owned()));
}

#[test]
fn merged_cells_are_filled_down_and_not_to_the_side() {
    let found = book(&workbook(|sheet| {
        put(sheet, &[&["", "甲村"], &["", "乙村"], &["", "丙村"]]);
        merge(sheet, (0, 1), 0, "三塘镇");
        sheet
            .merge_range(4, 0, 4, 3, "宽", &rust_xlsxwriter::Format::new())
            .unwrap();
    }));
    assert_eq!(text(&found, 2, 0), Some("三塘镇"));
    assert_eq!(text(&found, 3, 0), None);
    assert_eq!(text(&found, 5, 1), None);
}

#[test]
fn a_text_file_is_read_in_utf_8_utf_16_and_gb18030_with_any_separator() {
    let of = |bytes: &[u8]| {
        let found = book(bytes);
        let row = (
            text(&found, 2, 0).map(str::to_owned),
            text(&found, 2, 1).map(str::to_owned),
        );
        (found.format, row)
    };
    let row = (Some("那𡌶村".to_owned()), Some("甲,乙".to_owned()));
    let comma = "村,备注\r\n那𡌶村,\"甲,乙\"\r\n";
    assert_eq!(of(comma.as_bytes()), (Format::Csv(Encoding::Utf8), row.clone()));
    let marked = format!("\u{feff}{comma}");
    assert_eq!(of(marked.as_bytes()), (Format::Csv(Encoding::Utf8), row.clone()));
    let gb = GB18030.encode(comma).0;
    assert_eq!(of(&gb), (Format::Csv(Encoding::Gb18030), row.clone()));
    let tabs = "村\t备注\n那𡌶村\t甲,乙\n";
    let utf_16 = |mark: bool, big: bool| -> Vec<u8> {
        let units = mark.then_some(0xFEFF).into_iter().chain(tabs.encode_utf16());
        units
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    };
    for bytes in [utf_16(true, false), utf_16(true, true)] {
        assert_eq!(of(&bytes), (Format::Csv(Encoding::Utf16), row.clone()));
    }
    assert_eq!(
        of("sep=;\n村;备注\n".as_bytes()),
        (
            Format::Csv(Encoding::Utf8),
            (Some("村".to_owned()), Some("备注".to_owned()))
        )
    );
}

#[test]
fn rows_of_a_text_file_are_numbered_as_an_editor_shows_them() {
    let found = book("村,备注\r\n\r\n甲村,\"两\r\n行\"\r\n\r\n乙村".as_bytes());
    let rows: Vec<u32> = found.sheets[0].rows.keys().copied().collect();
    assert_eq!(rows, [1, 3, 6]);
    assert_eq!(text(&found, 3, 1), Some("两\n行"));
}

#[test]
fn a_text_of_no_known_encoding_and_a_file_that_is_no_sheet_are_named() {
    assert_eq!(read(b""), Err(ReadError::Empty));
    assert_eq!(read(&[0xFF, 0xFF, 0x81, b'\n']), Err(ReadError::UnknownEncoding));
    let others: [&[u8]; 5] = [
        b"%PDF-1.7\n%\x00\x01",
        b"%PDF-1.4\n1 0 obj",
        b"\x89PNG\r\n\x1a\n\x01\x02",
        b"\xFF\xD8\xFF\xE0\x01",
        b"GIF89a,,,\n",
    ];
    for other in others {
        assert_eq!(read(other), Err(ReadError::NotASheet));
    }
    assert_eq!(
        read(&vec![b'a'; MAX_FILE_BYTES + 1]),
        Err(ReadError::TooLarge(MAX_FILE_BYTES + 1))
    );
    for page in [
        "<html><table><tr><td>村</td></tr></table></html>",
        " <?xml version=\"1.0\"?><Workbook/>",
    ] {
        assert_eq!(read(page.as_bytes()), Err(ReadError::WebPage));
    }
    assert_eq!(read(&[0x09, 0x04, 0x06, 0x00, 0, 0, 0, 0]), Err(ReadError::TooOld));
}

#[test]
fn a_cut_or_broken_file_is_said_to_be_damaged() {
    let whole = texts(&[&["代码", "村"], &["990101100201", "甲村"]]);
    for length in [5, 100, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(read(&whole[..length]), Err(ReadError::Damaged(_))), "{length}");
    }
    for length in [8, 600, 3_000] {
        assert!(
            matches!(read(&EXCEL_97[..length]), Err(ReadError::Damaged(_))),
            "{length}"
        );
    }
}

#[test]
fn so_many_rows_are_read_and_one_more_is_refused() {
    let mut lines: String = (0..MAX_ROWS).map(|row| format!("{row},甲村\n")).collect();
    assert_eq!(book(lines.as_bytes()).sheets[0].rows.len(), MAX_ROWS);
    lines.push_str("1,乙村\n");
    assert_eq!(read(lines.as_bytes()), Err(ReadError::TooManyRows));
}

#[test]
fn a_workbook_of_a_hundred_thousand_rows_is_read_and_a_longer_one_is_refused() {
    let of = |rows: u32| {
        workbook(|sheet| {
            for row in 0..rows {
                sheet.write_number(row, 0, row).unwrap();
            }
        })
    };
    let most = u32::try_from(MAX_ROWS).unwrap();
    assert_eq!(book(&of(most)).sheets[0].rows.len(), MAX_ROWS);
    assert_eq!(read(&of(most + 1)), Err(ReadError::TooManyRows));
}

#[test]
fn two_cells_at_the_ends_of_a_sheet_take_no_memory() {
    let far = workbook(|sheet| {
        sheet.write_string(0, 0, "村").unwrap();
        sheet.write_string(1_048_575, 255, "远").unwrap();
    });
    assert_eq!(book(&far).sheets[0].rows.len(), 2);
    let wide = workbook(|sheet| {
        sheet.write_string(0, 256, "村").unwrap();
    });
    assert_eq!(read(&wide), Err(ReadError::TooWide));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_flipped_byte_of_an_old_file_brings_the_reader_down(at in 0..EXCEL_97.len(), to in any::<u8>()) {
        let mut bytes = EXCEL_97.to_vec();
        bytes[at] = to;
        let _ = read(&bytes);
    }
}
