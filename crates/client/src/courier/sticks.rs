//! Where couriers' files are put and found: sticks that are plugged in, and the person's own folder for downloads.

use std::path::{Path, PathBuf};

/// One place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stick {
    /// Its folder.
    pub folder: PathBuf,
    /// As the system calls it.
    pub name: String,
    /// Whether it can be pulled out.
    pub is_stick: bool,
}

/// Finds places.
pub trait Sticks: Send + Sync {
    /// Those that are there now, sticks first.
    fn places(&self) -> Vec<Stick>;

    /// Whether the page itself takes files, since it is somewhere else than this program.
    fn by_page(&self) -> bool {
        false
    }
}

/// No place: a page in a browser takes its files itself.
pub struct ByPage;

impl Sticks for ByPage {
    fn places(&self) -> Vec<Stick> {
        Vec::new()
    }

    fn by_page(&self) -> bool {
        true
    }
}

/// Always the same ones.
impl Sticks for Vec<Stick> {
    fn places(&self) -> Vec<Stick> {
        self.clone()
    }
}

/// The system's.
pub struct SystemSticks;

impl Sticks for SystemSticks {
    fn places(&self) -> Vec<Stick> {
        let mut places: Vec<Stick> = plugged_in().into_iter().map(|folder| place(folder, true)).collect();
        places.extend(own_folder().map(|folder| place(folder, false)));
        places
    }
}

fn place(folder: PathBuf, is_stick: bool) -> Stick {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    Stick {
        name: name.unwrap_or_else(|| folder.display().to_string()),
        folder,
        is_stick,
    }
}

/// Where downloads go.
fn own_folder() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"))?;
    let folders = ["下载", "Downloads", "文档", "Documents"];
    let folders = folders.into_iter().map(|name| Path::new(&home).join(name));
    folders.into_iter().find(|folder| folder.is_dir())
}

#[cfg(target_os = "linux")]
fn plugged_in() -> Vec<PathBuf> {
    mounted(&std::fs::read_to_string("/proc/self/mounts").unwrap_or_default())
}

/// The folders under which desktops mount sticks, of a list of mounts.
#[cfg(target_os = "linux")]
fn mounted(mounts: &str) -> Vec<PathBuf> {
    let folders = mounts.lines().filter_map(|line| line.split(' ').nth(1));
    let folders = folders.map(|folder| {
        let folder = folder.replace("\\040", " ").replace("\\011", "\t");
        folder.replace("\\134", "\\")
    });
    folders
        .filter(|folder| {
            ["/media/", "/run/media/", "/mnt/"]
                .iter()
                .any(|root| folder.starts_with(root))
        })
        .map(PathBuf::from)
        .collect()
}

#[cfg(target_os = "macos")]
fn plugged_in() -> Vec<PathBuf> {
    let volumes = std::fs::read_dir("/Volumes").into_iter().flatten().flatten();
    let is_mount = |path: &PathBuf| path.symlink_metadata().is_ok_and(|about| about.is_dir());
    volumes.map(|entry| entry.path()).filter(is_mount).collect()
}

#[cfg(target_os = "windows")]
fn plugged_in() -> Vec<PathBuf> {
    // The first two letters are for floppies, the third for the system.
    let drives = (b'D'..=b'Z').map(|letter| PathBuf::from(format!("{}:\\", char::from(letter))));
    drives.filter(|drive| drive.is_dir()).collect()
}

#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
fn plugged_in() -> Vec<PathBuf> {
    Vec::new()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn sticks_are_what_is_mounted_where_desktops_mount_them() {
        let mounts = "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /run/media/wei/U\\040盘 vfat rw 0 0\nproc /proc proc rw 0 0\n\
                      /dev/sdc1 /media/wei/KINGSTON vfat rw 0 0\n";
        assert_eq!(
            mounted(mounts),
            [
                PathBuf::from("/run/media/wei/U 盘"),
                PathBuf::from("/media/wei/KINGSTON")
            ]
        );
    }
}
