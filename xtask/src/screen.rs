//! A display in memory for real windows, with software drawing and a session bus that starts nothing by itself.

use std::path::Path;
use std::process::Command;

use crate::paths::{self, Paths};
use crate::run;

/// Size of the screen; a window of 1440 by 900 and its frame fit on it.
const SIZE: &str = "-screen 0 1480x940x24";

/// A bus without services: desktop portals would only fail, loudly, where there is no desktop.
const SESSION_BUS: &str = "\
<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"
 \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context=\"default\">
    <allow send_destination=\"*\" eavesdrop=\"true\"/>
    <allow eavesdrop=\"true\"/>
    <allow own=\"*\"/>
  </policy>
</busconfig>
";

/// Starts a program on a screen in memory.
pub fn in_memory(paths: &Paths, program: &Path) -> Result<Command, String> {
    let bus = paths.cache.join("session-bus.conf");
    paths::write(&bus, SESSION_BUS)?;
    let mut command = run::command("dbus-run-session");
    command.arg("--config-file").arg(bus);
    command.args(["--", "xvfb-run", "-a", "-s", SIZE]).arg(program);
    command.env_remove("WAYLAND_DISPLAY");
    for (name, value) in [
        ("GDK_BACKEND", "x11"),
        ("GTK_USE_PORTAL", "0"),
        ("LIBGL_ALWAYS_SOFTWARE", "1"),
        ("NO_AT_BRIDGE", "1"),
    ] {
        command.env(name, value);
    }
    Ok(command)
}

/// Says whether there is a display to open windows on.
pub fn is_there() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || named("DISPLAY") || named("WAYLAND_DISPLAY")
}
