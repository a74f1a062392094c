//! tmp
#![allow(clippy::all)]
mod common;
use common::*;
use cunfa_core::*;
#[test]
fn figures() {
    let mut tablet = Tablet::new(1);
    for number in 0..3000u32 {
        let mut one = entry(
            &format!("01-{number:04}"),
            &format!("关于第{number}组宅基地使用权确认以及相邻通行纠纷的咨询"),
        );
        one.advice = "依照土地管理法第六十二条，农村村民一户只能拥有一处宅基地，建议先由村委会组织调解，协商不成的可以向乡镇人民政府申请处理。".repeat(2);
        one.result = "当事人表示同意先行调解".into();
        one.village = village(1 + number % 3);
        let mut id = [0u8; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        tablet.write(EntryId(id), &one).unwrap();
    }
}
