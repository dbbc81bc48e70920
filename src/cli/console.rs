//! Standard output and standard error: colours, width, and the one place where an error is printed.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU8, Ordering};

use clap::ColorChoice;
use retrocohort::{Error, ErrorCode, Result};

/// The user's choice: 0 automatic, 1 always, 2 never.
static CHOICE: AtomicU8 = AtomicU8::new(0);

/// Remembers the choice of colours.
pub fn set(choice: ColorChoice) {
    let number = match choice {
        ColorChoice::Auto => 0,
        ColorChoice::Always => 1,
        ColorChoice::Never => 2,
    };
    CHOICE.store(number, Ordering::Relaxed);
}

/// The choice before arguments are parsed: for the messages of the parser itself.
pub fn early_choice() -> ColorChoice {
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        ColorChoice::Never
    } else {
        ColorChoice::Auto
    }
}

fn coloured(terminal: bool) -> bool {
    match CHOICE.load(Ordering::Relaxed) {
        1 => true,
        2 => false,
        _ => {
            terminal
                && early_choice() == ColorChoice::Auto
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

/// Whether standard output takes colours.
pub fn output_is_coloured() -> bool {
    coloured(io::stdout().is_terminal())
}

/// Columns of the terminal, or 100 in a pipe.
pub fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(100)
}

/// Writes to standard output. A reader that has gone away (`| head`) ends the output quietly.
///
/// # Errors
/// A full disk, or any other fault of writing.
pub fn print(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::new(ErrorCode::Io, format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// A message to standard error.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Prints the error that ends the program.
pub fn print_error(error: &Error) {
    let label = if coloured(io::stderr().is_terminal()) { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
    note(&format!("{label}: {error}"));
}
