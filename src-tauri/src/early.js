// Runs before the page is read: the module is fetched and compiled, and how the device stands is asked, while the page's own
// files are still on their way. `boot.js` takes both, or begins them itself where there are none (a page outside the app).
window.cunfaModule = WebAssembly.compileStreaming(fetch("/cunfa-ui_bg.wasm"));
window.cunfaModule.catch(() => {});
window.cunfaAsked = window.__TAURI__?.core.invoke("handle", { command: { session_status: {} } });
window.cunfaAsked?.catch(() => {});
