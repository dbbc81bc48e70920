//! The command line program: parse, run, print the one error, exit.

// As in the library: an error carries its whole place and hint.
#![allow(clippy::result_large_err)]

mod cli;

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use retrocohort::{Error, ErrorCode};

fn main() -> ExitCode {
    // The message of a panic is part of the one error printed below; the hook keeps the default one away.
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
        PANIC_PLACE.with(|slot| slot.replace(place));
    }));
    match guarded(|| cli::run(std::env::args_os())) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            cli::console::print_error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

thread_local! {
    static PANIC_PLACE: std::cell::RefCell<Option<String>> = const { std::cell::RefCell::new(None) };
}

/// Runs the program and turns a panic, which unwinds and so removes everything temporary, into an internal error.
fn guarded(run: impl FnOnce() -> retrocohort::Result<u8>) -> retrocohort::Result<u8> {
    panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|payload| {
        let error = Error::new(ErrorCode::Internal, format!("internal fault: {}", panic_message(payload.as_ref())))
            .hint("this is a fault of the program; please report it together with the table that caused it");
        Err(match PANIC_PLACE.with(|slot| slot.take()) {
            Some(place) => error.file(place),
            None => error,
        })
    })
}

fn panic_message(payload: &(dyn Any + Send)) -> &str {
    if let Some(text) = payload.downcast_ref::<&str>() {
        text
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text
    } else {
        "no message"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_internal_error() {
        let error = guarded(|| panic!("row {} of none", 7)).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        assert_eq!(error.message, "internal fault: row 7 of none");
    }

    #[test]
    fn an_error_keeps_its_own_exit_code() {
        assert_eq!(guarded(|| Ok(1)).unwrap(), 1);
        let error = guarded(|| Err(Error::new(ErrorCode::Format, "not a table"))).unwrap_err();
        assert_eq!(error.exit_code(), 2);
    }
}
