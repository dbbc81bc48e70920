//! A disk that is really full: a small file system in memory, mounted in a name space of its own, so that nothing of it
//! is left behind. Where no such file system may be mounted the test says so and passes.

#![cfg(target_os = "linux")]

use std::io::Write;
use std::process::{Command, Output};

/// Runs a script in which `$RETROCOHORT` is the program and `$DISK` a disk of this many kilobytes; `None` where none may
/// be mounted.
fn on_a_disk_of(kilobytes: u32, script: &str) -> Option<Output> {
    let folder = tempfile::tempdir().expect("a folder");
    let mounted = format!("mount -t tmpfs -o size={kilobytes}k tmpfs \"$DISK\" || exit 77\n");
    for as_user in [&["--mount"][..], &["--user", "--map-root-user", "--mount"][..]] {
        let run = Command::new("unshare")
            .args(as_user)
            .args(["sh", "-c", &format!("{mounted}{script}")])
            .env("DISK", folder.path())
            .env("RETROCOHORT", assert_cmd::cargo::cargo_bin("retrocohort"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output();
        // `unshare` itself ends with 1 where it may not, `mount` with 77.
        match run {
            Ok(output) if output.status.code() == Some(77) => {}
            Ok(output) if String::from_utf8_lossy(&output.stderr).starts_with("unshare: ") => {}
            Ok(output) => return Some(output),
            Err(_) => {}
        }
    }
    // Written past the capture of the test harness, so that it is seen though the test passes.
    let skipped = b"SKIPPED: tests/full_disk.rs may not mount a file system here, a full disk is not tested\n";
    let _ = std::io::stderr().write_all(skipped);
    None
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_report_that_does_not_fit_is_not_written_at_all() {
    // The report has about 1.5 megabytes: these disks are full at its first files and near its end.
    for kilobytes in [64, 900] {
        let script = "$RETROCOHORT reproduce data/anzhen --out $DISK/reports/anzhen; code=$?; find $DISK -mindepth 1; exit $code";
        let Some(run) = on_a_disk_of(kilobytes, script) else { return };
        let message = text(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{kilobytes} kB: {message}");
        assert!(message.contains("No space left") && message.contains("nothing was changed"), "{message}");
        assert_eq!(text(&run.stdout), "", "something is left on a disk of {kilobytes} kB");
    }
}

#[test]
fn an_earlier_report_outlives_a_full_disk() {
    let script = "
        list() { (cd $DISK && find . -type f | sort | xargs sha256sum); }
        $RETROCOHORT reproduce data/anzhen --out $DISK/anzhen --format md --quiet || exit 70
        before=$(list)
        $RETROCOHORT reproduce data/anzhen --out $DISK/anzhen; code=$?
        test \"$before\" = \"$(list)\" || exit 71
        exit $code";
    let Some(run) = on_a_disk_of(400, script) else { return };
    assert_eq!(run.status.code(), Some(2), "{}{}", text(&run.stdout), text(&run.stderr));
    assert!(text(&run.stderr).contains("No space left"));
}

#[test]
fn results_for_another_program_end_with_an_error() {
    let script = "$RETROCOHORT reproduce data/anzhen --out - --format json > $DISK/results.json";
    let Some(run) = on_a_disk_of(64, script) else { return };
    assert_eq!(run.status.code(), Some(2), "{}", text(&run.stderr));
}
