// Runs before the page is read: how the device stands is asked while the page's own files are still on their way. `boot.js` takes the
// answer, or asks itself where nobody did (a page outside the app).
window.cunfaAsked = window.__TAURI__?.core.invoke("handle", { command: { session_status: {} } });
window.cunfaAsked?.catch(() => {});
