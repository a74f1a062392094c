// Looks at the page as it stands and tells what is wrong with it, as texts. Arguments: the least size of a target in CSS pixels, and what is
// called with `{ faults, height }` at the end. The page's height is in CSS pixels.
const [least, done] = arguments;
const faults = [];
const say = (rule, node, what) => faults.push(`${rule}: ${name(node)}${what ? ` ${what}` : ""}`);

function name(node) {
  const test = node.closest("[data-test]");
  const own = node.tagName.toLowerCase() + (node.id ? `#${node.id}` : "") + [...node.classList].map((one) => `.${one}`).join("");
  const at = test ? (test === node ? `[data-test=${test.dataset.test}]` : ` in [data-test=${test.dataset.test}]`) : "";
  const words = (node.innerText ?? "").trim().replace(/\s+/g, " ").slice(0, 24);
  return `${own}${at} “${words}”`;
}

const dialogs = [...document.querySelectorAll("dialog")].filter((dialog) => dialog.matches(":modal"));
const place = dialogs.at(-1) ?? document.body;
const HIDDEN = "[inert], .sr-only, .skip, .rehearsal, noscript, template, option";

// Only read aloud: clipped away.
const unseen = [...document.querySelectorAll("body *")].filter((node) => getComputedStyle(node).clipPath === "inset(50%)");

function isSeen(node) {
  if (!node.checkVisibility({ visibilityProperty: true }) || node.closest(HIDDEN)) return false;
  if (unseen.some((one) => one.contains(node))) return false;
  const box = node.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
}

// What a finger or a pointer can hit.
const TARGETS =
  "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=checkbox], [role=radio], [role=tab], [role=link]";

function targets() {
  for (const node of place.querySelectorAll(TARGETS)) {
    const label = node.matches("input[type=radio], input[type=checkbox], input[type=file]") ? node.closest("label") : null;
    const whole = label ?? node;
    if (!isSeen(whole)) continue;
    // A link within a sentence is as high as its line.
    const around = node.parentElement?.textContent.trim().length ?? 0;
    if (node.matches("a") && getComputedStyle(node).display === "inline" && around > node.textContent.trim().length) continue;
    const { width, height } = whole.getBoundingClientRect();
    if (width < least - 0.5 || height < least - 0.5) say("target", whole, `${width.toFixed(0)} × ${height.toFixed(0)}, least ${least}`);
  }
}

// The lines of every text: as wide as they are, and one em high around their middle, where the characters stand.
function lines() {
  const found = [];
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const parent = text.parentElement;
    if (!text.data.trim() || !parent || parent.matches("script, style, textarea, title") || !isSeen(parent)) continue;
    range.selectNodeContents(text);
    const size = parseFloat(getComputedStyle(parent).fontSize);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      if (right - left < 1) continue;
      const middle = (top + bottom) / 2;
      found.push({ parent, left, right, top: middle - size / 2, bottom: middle + size / 2 });
    }
  }
  return found;
}

const clips = (overflow) => overflow === "hidden" || overflow === "clip";
const scrolls = (overflow) => overflow === "auto" || overflow === "scroll";

function cutBy(line) {
  let [x, y] = [true, true];
  for (let node = line.parent; node && node !== document.documentElement; node = node.parentElement) {
    const style = getComputedStyle(node);
    if (style.display === "inline") continue;
    const box = node.getBoundingClientRect();
    if (x && clips(style.overflowX) && (line.left < box.left - 1.5 || line.right > box.right + 1.5)) return node;
    if (y && clips(style.overflowY) && (line.top < box.top - 1.5 || line.bottom > box.bottom + 1.5)) return node;
    if (scrolls(style.overflowX)) x = false;
    if (scrolls(style.overflowY)) y = false;
    if (style.position === "fixed") break;
  }
  return x && (line.left < -1.5 || line.right > innerWidth + 1.5) ? document.body : undefined;
}

// Whether it lies over its page or its dialog and not in it.
const floats = (node) => {
  for (let at = node; at && at !== place; at = at.parentElement) {
    if (["fixed", "sticky", "absolute"].includes(getComputedStyle(at).position)) return true;
  }
  return false;
};

// What of a line is not scrolled out of sight.
function shown(line) {
  const seen = { ...line };
  for (let node = line.parent; node && node !== document.body; node = node.parentElement) {
    if (!scrolls(getComputedStyle(node).overflowY)) continue;
    const box = node.getBoundingClientRect();
    seen.top = Math.max(seen.top, box.top);
    seen.bottom = Math.min(seen.bottom, box.bottom);
  }
  return seen;
}

function texts() {
  const all = lines();
  const told = new Set();
  const once = (rule, node, what) => {
    if (told.has(node)) return;
    told.add(node);
    say(rule, node, what);
  };
  for (const line of all) {
    const by = cutBy(line);
    if (by) once("text cut", line.parent, `by ${name(by)}`);
    const key = line.parent.closest("button, .button, .chip, .tile, .stage, th, td");
    if (!key || by) continue;
    const box = key.getBoundingClientRect();
    const out = line.left < box.left - 1.5 || line.right > box.right + 1.5 || line.top < box.top - 1.5 || line.bottom > box.bottom + 1.5;
    if (out) once("text outside its key", key, "");
  }
  const flowing = all.filter((line) => !floats(line.parent)).map(shown);
  for (const [at, one] of flowing.entries()) {
    for (const two of flowing.slice(at + 1)) {
      const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
      if (across > 3 && down > 3 && one.parent !== two.parent) once("text over text", one.parent, `and ${name(two.parent)}`);
    }
  }
}

function sideways() {
  const page = document.scrollingElement;
  if (page.scrollWidth <= innerWidth + 1) return;
  const widest = [...document.body.querySelectorAll("*")].filter((node) => node.getBoundingClientRect().right > innerWidth + 1).at(-1);
  say("page scrolls sideways", widest ?? document.body, `${page.scrollWidth} of ${innerWidth}`);
}

// A tab in the background draws no frame: a timer stands in for it.
const frame = () => new Promise((drawn) => (requestAnimationFrame(drawn), setTimeout(drawn, 200)));

async function look() {
  await document.fonts.ready;
  scrollTo(0, 0);
  await frame();
  await frame();
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  targets();
  texts();
  sideways();
  const height = Math.ceil(document.documentElement.scrollHeight);
  done({ faults, height });
}

look().catch((error) => done({ faults: [`the look itself failed: ${error}`], height: 0 }));
