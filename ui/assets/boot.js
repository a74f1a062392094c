// Starts the screens: the module is fetched while its glue is. A page that cannot start says so in words instead of staying
// white.
const wasm = fetch(new URL("../cunfa-ui_bg.wasm", import.meta.url));

import("../cunfa-ui.js")
  .then(({ default: start }) => start({ module_or_path: wasm }))
  .catch((error) => {
    console.error(error);
    const note = document.createElement("p");
    note.className = "boot-failed";
    note.setAttribute("role", "alert");
    note.textContent = "界面没有打开。已保存的内容都在本机。请关闭后重新打开；仍不行请联系技术人员。";
    document.body.append(note);
  });
