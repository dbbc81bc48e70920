//! A bar on the terminal while patient rows are worked through.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use retrocohort::loaders::patients::{PatientRows, Progress, Watch};

/// Work that is done sooner shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether the user asked for silence.
static QUIET: AtomicBool = AtomicBool::new(false);

/// Shows no bar from now on.
pub fn silence() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Lets a bar on standard error show how far the work on rows is, where that is a terminal. It is gone with the rows.
pub fn show(rows: &mut PatientRows) {
    if QUIET.load(Ordering::Relaxed) || !std::io::stderr().is_terminal() {
        return;
    }
    let cells = rows.declared_rows.known().map(|patients| patients * rows.columns.len() as u64);
    let bar = Mutex::new(Bar { bar: ProgressBar::hidden(), begun: Instant::now(), shown: false, cells });
    // A bar that another thread gave up on is no reason to end the work.
    rows.watch = Watch::new(move |progress| bar.lock().into_iter().for_each(|mut bar| bar.tell(progress)));
}

/// The last stage.
const COMPARING: &str = "comparing";

struct Bar {
    bar: ProgressBar,
    begun: Instant,
    shown: bool,
    /// Cells of the file, where it says how many patients it holds.
    cells: Option<u64>,
}

impl Bar {
    fn tell(&mut self, progress: Progress) {
        if !self.shown && self.begun.elapsed() > PATIENCE {
            self.shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        match progress {
            // Columns that did not stay in memory are read again between the variables.
            Progress::Read { .. } if self.bar.message() == COMPARING => {}
            Progress::Read { patients, columns } => {
                match self.cells {
                    Some(cells) => self.style(cells, "reading", "{msg} {bar:40} {percent:>3} %"),
                    None => self.style(0, "reading", "{msg} {spinner} {human_pos} cells"),
                }
                self.bar.inc(patients * columns);
            }
            Progress::Worked { variables, of } => {
                self.style(of, COMPARING, "{msg} {bar:40} {pos} of {len} variables");
                self.bar.set_position(variables);
            }
        }
    }

    /// Begins a stage, if it has not begun.
    fn style(&self, length: u64, name: &'static str, template: &str) {
        if self.bar.message() == name {
            return;
        }
        self.bar.reset();
        self.bar.set_length(length);
        self.bar.set_message(name);
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("=> "));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
