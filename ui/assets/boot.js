// Starts the screens: the module is fetched and compiled while its glue and the styles are on their way. A page that cannot
// start says so in words instead of staying white.
const address = new URL("../cunfa-ui_bg.wasm", import.meta.url);

// The app began this before the page was read. A server that does not name the module's media type costs a second fetch, not the page.
const compiled = (window.cunfaModule ?? WebAssembly.compileStreaming(fetch(address))).catch(async () =>
  WebAssembly.compile(await (await fetch(address)).arrayBuffer()),
);

// In the app, how the device stands is asked meanwhile; the screens take this answer instead of asking first.
window.cunfaAsked ??= window.__TAURI__?.core.invoke("handle", { command: { session_status: {} } });
window.cunfaAsked?.catch(() => {});

const parsed =
  document.readyState === "loading"
    ? new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }))
    : undefined;

// The styles are here with this event: laid out now, not with the first screen.
window.addEventListener("load", () => document.body.getBoundingClientRect(), { once: true });

Promise.all([import("../cunfa-ui.js"), compiled, parsed])
  .then(([{ default: start }, module]) => start({ module_or_path: module }))
  .then(() => document.querySelector(".fonts")?.remove())
  .catch((error) => {
    console.error(error);
    const note = document.createElement("p");
    note.className = "boot-failed";
    note.setAttribute("role", "alert");
    note.textContent = "界面没有打开。已保存的内容都在本机。请关闭后重新打开；仍不行请联系技术人员。";
    document.body.append(note);
  });
