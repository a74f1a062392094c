//! A PostgreSQL of one's own in a temporary folder, for tests and figures: the distribution's programs, a socket nobody else
//! may enter, no port. It ends with whoever started it, even if that was killed, and takes its folder along.
//!
//! Shared by path with the server's tests and the figures, which is why it knows nothing but the standard library.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// Where it is told to tests which cluster to use.
pub const VARIABLE: &str = "CUNFA_TEST_POSTGRES";
/// Its superuser.
const USER: &str = "cunfa";
/// What it says when it listens.
const READY: &str = "ready to accept connections";
/// Ends the server when standard input does, and removes its folder then, whatever signal ends the others of its group.
const KEEPER: &str = r#""$1" -D "$2/data" -k "$2" -c max_connections=300 -c shared_buffers=64MB "${@:3}" </dev/null &
server=$!
trap '' INT TERM HUP
read -r _
kill -INT $server
wait $server
rm -rf "$2""#;

/// How much it takes to make a commit last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// The disk, as in earnest.
    Durable,
    /// Nothing: for tests, whose data dies with them.
    Volatile,
}

/// What one is wanted for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// How much it takes to make a commit last.
    pub commit: Commit,
    /// Further settings, as `name=value`.
    pub settings: &'a [String],
    /// Files beside the data that only the server reads: name and content.
    pub files: &'a [(&'a str, &'a [u8])],
}

impl Wish<'_> {
    /// Nothing but data that die with the tests.
    pub const TESTS: Wish<'static> = Wish {
        commit: Commit::Volatile,
        settings: &[],
        files: &[],
    };
}

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    keeper: Child,
    hold: Option<ChildStdin>,
}

impl Cluster {
    /// Makes and starts one in a new folder inside `within`, whose path should be short: the socket's is limited.
    ///
    /// # Errors
    /// What is missing and what to install, or what the programs said.
    pub fn start(within: &Path, wish: &Wish<'_>) -> Result<Cluster, String> {
        let programs = programs()?;
        let (folder, owner) = own_folder(within)?;
        let data = folder.join("data");
        let mut init = as_owner(&programs.join("initdb"), owner, &folder);
        init.args([
            "--username",
            USER,
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            "C.UTF-8",
            "--no-sync",
        ]);
        let made = init
            .arg("-D")
            .arg(&data)
            .output()
            .map_err(|error| said("initdb", &error))?;
        if !made.status.success() {
            let words = String::from_utf8_lossy(&made.stderr).into_owned();
            return Err(format!("initdb did not make a cluster: {words}"));
        }
        for (name, content) in wish.files {
            own_file(&folder.join(name), content, owner).map_err(|error| said(name, &error))?;
        }
        let mut keeper = as_owner(Path::new("bash"), owner, &folder);
        keeper
            .arg("-c")
            .arg(KEEPER)
            .arg("bash")
            .arg(programs.join("postgres"))
            .arg(&folder);
        if wish.commit == Commit::Volatile {
            keeper.args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "autovacuum=off"]);
        }
        keeper.args(["-c", "listen_addresses="]);
        for setting in wish.settings {
            keeper.arg("-c").arg(setting);
        }
        keeper
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut keeper = keeper.spawn().map_err(|error| said("postgres", &error))?;
        let hold = keeper.stdin.take();
        wait_until_ready(&mut keeper)?;
        Ok(Cluster { folder, keeper, hold })
    }

    /// Makes a database; gives its address.
    ///
    /// # Errors
    /// What `createdb` said.
    pub fn make_database(&self, name: &str) -> Result<String, String> {
        let name = name.replace('-', "_");
        let mut command = Command::new(programs()?.join("createdb"));
        command.arg("-h").arg(&self.folder).args(["-U", USER, &name]);
        let made = command.output().map_err(|error| said("createdb", &error))?;
        if made.status.success() {
            Ok(self.url(&name))
        } else {
            Err(format!("createdb: {}", String::from_utf8_lossy(&made.stderr)))
        }
    }

    /// The number of the server's first process, the parent of all others.
    ///
    /// # Errors
    /// When it left none.
    pub fn server(&self) -> Result<u32, String> {
        let text = std::fs::read_to_string(self.folder.join("data/postmaster.pid"));
        let text = text.map_err(|error| said("postmaster.pid", &error))?;
        let first = text.lines().next().and_then(|line| line.trim().parse().ok());
        first.ok_or_else(|| "postmaster.pid holds no number".to_owned())
    }

    /// The address of one of its databases; `postgres` is there from the start.
    pub fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user={USER}", self.folder.display())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.hold.take());
        let _ = self.keeper.wait();
    }
}

/// Reads what the server says until it listens, and lets the rest go by.
fn wait_until_ready(keeper: &mut Child) -> Result<(), String> {
    let words = keeper.stderr.take().ok_or("postgres says nothing")?;
    let mut lines = BufReader::new(words).lines();
    let mut heard = Vec::new();
    loop {
        match lines.next() {
            Some(Ok(line)) if line.contains(READY) => break,
            Some(Ok(line)) => heard.push(line),
            Some(Err(_)) | None => return Err(format!("postgres did not start: {}", heard.join("\n"))),
        }
    }
    std::thread::spawn(move || lines.for_each(drop));
    Ok(())
}

fn said(program: &str, error: &std::io::Error) -> String {
    format!("{program}: {error}")
}

/// The folder of the newest installed version's programs.
fn programs() -> Result<PathBuf, String> {
    let missing =
        "PostgreSQL is not installed: `cargo xtask setup` installs it, and so does `apt-get install postgresql`";
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &Path| -> u32 {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.parse().ok()).unwrap_or(0)
    };
    let debian = versions.map(|item| item.path()).max_by_key(|path| version(path));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = debian.into_iter().map(|folder| folder.join("bin")).collect();
    places.extend(std::env::split_paths(&path));
    let whole = |place: &PathBuf| place.join("initdb").is_file() && place.join("postgres").is_file();
    places.into_iter().find(whole).ok_or_else(|| missing.to_owned())
}

/// A user and group by number.
type Owner = Option<(u32, u32)>;

/// PostgreSQL refuses to run as root: then it runs as the user its package made.
fn own_folder(within: &Path) -> Result<(PathBuf, Owner), String> {
    let number = |words: &[&str]| -> Result<u32, String> {
        let output = Command::new("id")
            .args(words)
            .output()
            .map_err(|error| said("id", &error))?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        text.parse().map_err(|_| format!("there is no user postgres: {text}"))
    };
    let owner = if number(&["-u"])? == 0 {
        Some((number(&["-u", "postgres"])?, number(&["-g", "postgres"])?))
    } else {
        None
    };
    let ended = |error: std::io::Error| format!("making a folder in {}: {error}", within.display());
    for count in 0..1000 {
        let folder = within.join(format!("cunfa-pg-{}-{count}", std::process::id()));
        match std::fs::create_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => continue,
            made => made.map_err(ended)?,
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::{PermissionsExt, chown};
            std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).map_err(ended)?;
            if let Some((user, group)) = owner {
                chown(&folder, Some(user), Some(group)).map_err(ended)?;
            }
        }
        return Ok((folder, owner));
    }
    Err(format!("{} is full of old folders", within.display()))
}

fn own_file(path: &Path, content: &[u8], owner: Owner) -> std::io::Result<()> {
    std::fs::write(path, content)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, chown};
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
        if let Some((user, group)) = owner {
            chown(path, Some(user), Some(group))?;
        }
    }
    Ok(())
}

fn as_owner(program: &Path, owner: Owner, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .env("LC_ALL", "C.UTF-8");
    #[cfg(unix)]
    if let Some((user, group)) = owner {
        std::os::unix::process::CommandExt::uid(&mut command, user);
        std::os::unix::process::CommandExt::gid(&mut command, group);
    }
    command
}
