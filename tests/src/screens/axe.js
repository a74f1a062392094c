// Lets axe look at the page as it stands: every rule of WCAG 2.2 A and AA. Its argument is called with what is wrong, as texts.
const [done] = arguments;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function look() {
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: TAGS }, resultTypes: ["violations"] });
  const why = ({ failureSummary }) => failureSummary.split("\n").slice(1, 2).join("").trim();
  done(violations.flatMap(({ id, nodes }) => nodes.map((node) => `axe ${id}: ${node.target.join(" ")} ${why(node)}`)));
}

look().catch((error) => done([`axe itself failed: ${error}`]));
