// Starts the screens. A page that cannot start says so in words instead of staying white.
import init from "../cunfa-ui.js";

init().catch((error) => {
  console.error(error);
  const note = document.createElement("p");
  note.className = "boot-failed";
  note.setAttribute("role", "alert");
  note.textContent = "界面没有打开。已保存的内容都在本机。请关闭后重新打开；仍不行请联系技术人员。";
  document.body.append(note);
});
