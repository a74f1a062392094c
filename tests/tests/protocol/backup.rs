//! Backups, as they are written.

use cunfa_protocol::failure::BackupFault;
use cunfa_protocol::view::{Backup, BackupFile, BackupMade, BackupPlace, BackupRead, Restored};
use cunfa_protocol::{Command, Reply, command as c};

use super::held;

const MADE_MS: i64 = 1_764_000_000_000;

fn restored() -> Restored {
    Restored {
        made_ms: MADE_MS,
        entries: 3,
        parked: 1,
        photos: 2,
        quarantined: false,
    }
}

fn file() -> BackupFile {
    BackupFile {
        path: "/media/U盘/台账备份-03-20261125-180000.cunfabak".to_owned(),
        name: "台账备份-03-20261125-180000.cunfabak".to_owned(),
        bytes: 4_096_000,
    }
}

fn place() -> BackupPlace {
    BackupPlace {
        path: "/media/U盘".to_owned(),
        name: "U盘".to_owned(),
        is_stick: true,
        files: vec![file()],
    }
}

fn state() -> Backup {
    Backup {
        places: vec![place()],
        restored: vec![restored()],
    }
}

fn made() -> BackupMade {
    BackupMade {
        name: file().name,
        bytes: 4_096_000,
        code: "1234-5678-9012-3456-7890".to_owned(),
    }
}

fn read() -> BackupRead {
    BackupRead {
        made_ms: MADE_MS,
        drafts: 2,
        left: Some(restored()),
    }
}

pub fn commands() -> Vec<Command> {
    let (path, code) = (file().path, made().code);
    vec![
        c::Backup {}.into(),
        c::MakeBackup { place: place().path }.into(),
        c::ReadBackup { path, code }.into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::Backup(state()),
        Reply::MakeBackup(made()),
        Reply::ReadBackup(read()),
    ]
}

pub fn faults() -> [BackupFault; 7] {
    [
        BackupFault::NoFile,
        BackupFault::NotBackup,
        BackupFault::TooNew,
        BackupFault::Cut,
        BackupFault::Damaged,
        BackupFault::WrongCode,
        BackupFault::OtherCounty,
    ]
}

#[test]
fn backups_are_written_like_this() {
    held("backup-Backup", &[state()]);
    held("backup-BackupPlace", &[place()]);
    held("backup-BackupFile", &[file()]);
    held("backup-BackupMade", &[made()]);
    held("backup-BackupRead", &[read()]);
    held("backup-Restored", &[restored()]);
    held("failure-BackupFault", &faults());
}
