// Starts the screens. In the app, who uses the device is drawn first, and the module is compiled while a person looks for their name: a
// name pressed before the screens are ready is kept for them. A page that cannot start says so in words instead of staying white.
const byId = (id) => document.getElementById(id);
const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const once = (target, event) => new Promise((resolve) => target.addEventListener(event, resolve, { once: true }));

// The screens take this answer instead of asking first.
window.cunfaAsked ??= window.__TAURI__?.core.invoke("handle", { command: { session_status: {} } });

// A page that the server gives to a browser shows nothing that reaches for sticks and files beside it: they would be the server's.
if (!window.__TAURI__ && location.protocol === "https:") document.documentElement.dataset.door = "";

function draw({ session_status: { stage, slots, display } }) {
  if (!byId("before")) return;
  const { dataset } = document.documentElement;
  dataset.theme = { high_contrast: "contrast", dark: "dark" }[display.theme] ?? "light";
  dataset.text = display.text;
  dataset.scale = { quarter: "125", half: "150", twice: "200" }[display.scale] ?? "100";
  if (stage !== "locked" || slots.length < 2) return;
  const who = byId("before-who").content.cloneNode(true);
  const words = byId("before-slot").dataset;
  for (const { slot, label, role } of slots) {
    const row = byId("before-slot").content.cloneNode(true);
    row.querySelector("button").dataset.test = `slot-${slot}`;
    row.querySelector(".slot-name").textContent = label;
    row.querySelector("strong").textContent = `${label} · ${words[role]}`;
    row.querySelector(".slot-role > span").textContent = words.number.replace("#", slot);
    // Already when the press begins: one that lasts until the screens are here would press a button that is gone.
    for (const press of ["pointerdown", "click"]) row.querySelector("button").addEventListener(press, () => (window.cunfaPressed = slot));
    who.querySelector(".slots").append(row);
  }
  byId("before").append(who);
}

// The screens take the place of what stood here, before the next frame; the keyboard stays where it was.
function giveWay(changes, observer) {
  if (!changes.some(({ addedNodes }) => [...addedNodes].some((node) => node.nodeType === Node.ELEMENT_NODE))) return;
  const before = byId("before");
  const at = before.contains(document.activeElement) ? document.activeElement.dataset.test : undefined;
  observer.disconnect();
  before.remove();
  if (at) document.querySelector(`[data-test="${at}"]`)?.focus();
}

async function start() {
  if (document.readyState === "loading") await once(document, "DOMContentLoaded");
  new MutationObserver(giveWay).observe(document.body, { childList: true });
  if (window.cunfaAsked) {
    const sheets = [...document.querySelectorAll("link[rel=stylesheet]")].filter((link) => !link.sheet);
    const drawn = Promise.all([window.cunfaAsked.then(draw), ...sheets.map((link) => once(link, "load"))]);
    // The screens wait neither for a file that is slow to open, which they speak of, nor for a window that is not shown.
    await Promise.race([drawn.catch(() => {}), after(300)]);
    await Promise.race([new Promise(requestAnimationFrame), after(100)]);
  }
  const address = new URL("../cunfa-ui_bg.wasm", import.meta.url);
  // A server that does not name the module's media type costs a second fetch, not the page.
  const compiled = WebAssembly.compileStreaming(fetch(address)).catch(async () =>
    WebAssembly.compile(await (await fetch(address)).arrayBuffer()),
  );
  const [{ default: screens }, module] = await Promise.all([import("../cunfa-ui.js"), compiled]);
  await screens({ module_or_path: module });
}

start().catch((error) => {
  console.error(error);
  const note = document.createElement("p");
  note.className = "boot-failed";
  note.setAttribute("role", "alert");
  note.textContent = "界面没有打开。已保存的内容都在本机。请关闭后重新打开；仍不行请联系技术人员。";
  document.body.append(note);
});
