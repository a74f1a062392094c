//! The templates that come with the program, a few for each kind. They are a beginning: each can be changed or deleted, and
//! whoever uses one reads it through. No names, no numbers of articles that may change.

use cunfa_core::template::BUILT_IN;
use cunfa_core::{Kind, Template};

/// Name, 事由, 内容, 结果.
type Words = (&'static str, &'static str, &'static str, &'static str);

/// All of them, by kind.
#[must_use]
pub fn built_in() -> Vec<Template> {
    let of_kind = |kind: &Kind| {
        let kind = *kind;
        let one = move |(at, (name, matter, advice, result)): (usize, &Words)| Template {
            key: format!("{BUILT_IN}{}.{at}", kind.code()),
            kind,
            name: (*name).to_owned(),
            matter: (*matter).to_owned(),
            advice: (*advice).to_owned(),
            result: (*result).to_owned(),
        };
        words(kind).iter().enumerate().map(one).collect::<Vec<_>>()
    };
    Kind::ALL.iter().flat_map(of_kind).collect()
}

fn words(kind: Kind) -> &'static [Words] {
    match kind {
        Kind::Consultation => &[
            (
                "宅基地边界",
                "与邻居的宅基地边界不清，咨询怎样处理。",
                "查看双方的宅基地登记资料和现场界址；说明边界以登记为准，登记不清的先由村委会组织双方指界；协商不成的，可申请乡镇人民政府处理。双方在处理前不要动工。",
                "当事人表示先找村委会指界。",
            ),
            (
                "拖欠工资",
                "被拖欠工资，咨询怎样要回。",
                "说明要留好劳动合同、考勤、工资条、聊天和转账记录；可先向劳动保障监察部门投诉，也可申请劳动仲裁；符合条件的可申请法律援助。",
                "当事人准备整理证据后投诉。",
            ),
            (
                "民间借贷",
                "借出去的钱要不回来，咨询怎样处理。",
                "查看借条和转账记录；说明诉讼时效和利息的规定，建议先书面催款并留下凭据；催款无果可申请调解或起诉。",
                "当事人表示先书面催款。",
            ),
            (
                "婚姻家庭",
                "咨询离婚、子女抚养和财产分割。",
                "说明协议离婚和诉讼离婚的区别、冷静期、子女抚养以有利于未成年子女为原则、夫妻共同财产的范围；有家庭暴力的，告知可以报警并申请人身安全保护令。",
                "当事人表示回去考虑。",
            ),
        ],
        Kind::Visit => &[(
            "值班走访",
            "到村（社区）值班，走访群众。",
            "在村委会值班，接待来访群众并走访农户，了解近期有无矛盾纠纷和法律需求，发放联系卡。",
            "",
        )],
        Kind::Lecture => &[(
            "普法讲座",
            "",
            "结合案例讲解法律规定，现场回答群众提问，发放宣传资料。",
            "",
        )],
        Kind::Mediation => &[(
            "邻里纠纷",
            "邻里之间因琐事发生争执。",
            "分别听取双方意见，说明相邻关系的法律规定，提出处理方案，劝双方互谅互让。",
            "",
        )],
        Kind::Drafting => &[
            (
                "协议书",
                "代写协议书。",
                "了解双方的约定，写明当事人、标的、金额、履行期限和违约责任，逐条解释后交当事人核对。",
                "文书已交当事人。",
            ),
            (
                "起诉状",
                "代写起诉状。",
                "了解事实、核对证据，写明诉讼请求、事实和理由，告知管辖法院、证据清单和起诉期限。",
                "文书已交当事人。",
            ),
        ],
        Kind::LegalAid => &[(
            "申请法援",
            "咨询能不能申请法律援助。",
            "说明法律援助的范围、经济困难的标准和免予核查的情形，列出要带的材料，指引到县（区）法律援助机构申请。",
            "已指引当事人申请法律援助。",
        )],
        Kind::VillageRules => &[(
            "审修村规民约",
            "审查、修改村规民约。",
            "对照法律逐条审查，指出与法律抵触、限制村民权利和随意罚款的条款，提出修改意见，说明要经村民会议讨论通过并报乡镇备案。",
            "修改意见已交村委会。",
        )],
        Kind::Election => &[(
            "换届选举",
            "村（居）民委员会换届选举的法律问题。",
            "说明选民登记、候选人提名、投票和罢免的法定程序，对选举方案提出意见，现场解答疑问。",
            "",
        )],
        Kind::Contract => &[(
            "审查合同",
            "审查村集体合同。",
            "核对合同主体和民主议事程序，审查标的、期限、价款、违约责任和争议解决条款，提出书面修改意见。",
            "修改意见已交村委会。",
        )],
        Kind::Publicity => &[("法治宣传", "", "摆放展板、发放资料，现场解答群众提问。", "")],
        Kind::Petition => &[(
            "协助信访",
            "群众来访反映问题，协助接待。",
            "听取诉求，区分可以通过诉讼、仲裁、行政复议解决的事项，说明依法信访的途径，劝导理性表达。",
            "",
        )],
        Kind::Litigation => &[(
            "代理诉讼",
            "代理案件。",
            "整理证据，拟写法律文书，告知诉讼风险和期限。",
            "",
        )],
        Kind::Other => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_template_is_one_that_could_be_kept_and_has_a_key_of_its_own() {
        let all = built_in();
        for template in &all {
            assert_eq!(template.check().as_ref(), Ok(template), "{}", template.name);
            assert!(template.is_built_in());
            assert_eq!(all.iter().filter(|other| other.key == template.key).count(), 1);
            let texts = template.texts().concat();
            assert!(
                !texts.chars().any(|c| c.is_ascii_digit()),
                "{}: no number that may change",
                template.name
            );
        }
        for kind in Kind::ALL {
            let any = all.iter().any(|template| template.kind == *kind);
            assert_eq!(any, *kind != Kind::Other, "{kind:?}");
        }
    }
}
