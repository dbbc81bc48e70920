//! The command line: one file a subcommand, no statistics.

#[cfg(feature = "patients")]
mod audit;
mod cite;
#[cfg(feature = "patients")]
mod compare;
pub mod console;
mod conventions;
mod delivery;
mod demo;
#[cfg(feature = "patients")]
mod describe;
mod diff;
mod export;
mod figures;
mod formats;
mod interrupt;
mod list;
mod manifest;
#[cfg(feature = "patients")]
mod model;
mod options;
mod output;
#[cfg(feature = "patients")]
mod progress;
mod reconstruct;
mod rendering;
mod reproduce;
#[cfg(feature = "patients")]
mod rows;
mod single_file;
#[cfg(feature = "patients")]
mod summaries;
#[cfg(feature = "patients")]
mod summarise;
#[cfg(feature = "patients")]
mod survival;
mod test;
mod verify;

use std::ffi::OsString;

use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};
use retrocohort::{Error, ErrorCode, Result};

/// Statistics of retrospective cohorts: recompute a published table, say which test gives each printed P, and find what
/// cannot be right.
#[derive(Parser)]
#[command(name = "retrocohort", version, max_term_width = 100, after_help = EXIT_CODES)]
#[command(arg_required_else_help = true)]
struct Arguments {
    /// Print how to cite the program and exit; `retrocohort cite` knows more
    #[arg(long, value_enum, value_name = "FORM", num_args = 0..=1, default_missing_value = "text", exclusive = true)]
    cite: Option<cite::Form>,
    /// When to colour terminal output; NO_COLOR is respected under "auto"
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Recompute every P of a published study and write a report
    Reproduce(reproduce::Arguments),
    /// Draw the figures of a study again, all or some
    Figures(figures::Arguments),
    /// Write notebooks and scripts that compute the study's numbers again in Python and R
    Export(export::Arguments),
    /// Compare groups of patients: the comparison table with tests and effects
    #[cfg(feature = "patients")]
    Compare(Box<compare::Arguments>),
    /// Say what is in patient rows: kinds, missing values, distributions, warnings
    #[cfg(feature = "patients")]
    Describe(describe::Arguments),
    /// Analyse times to events: curves, tests, Cox models, competing risks, immortal time
    #[cfg(feature = "patients")]
    Survival(Box<survival::Arguments>),
    /// Fit logistic models of an outcome: odds ratios of every covariate alone and of all together
    #[cfg(feature = "patients")]
    Model(Box<model::Arguments>),
    /// Hold a registry against what a guidance asks to be recorded, and review the outcomes
    #[cfg(feature = "patients")]
    Audit(Box<audit::Arguments>),
    /// Write counts and no rows, so that hospitals can be compared together without sharing patients
    #[cfg(feature = "patients")]
    Summarise(summarise::Arguments),
    /// Draw synthetic patient rows that print a study's tables again
    Reconstruct(reconstruct::Arguments),
    /// Recompute a report from its recorded inputs and say what differs
    Verify(verify::Arguments),
    /// Say what differs between two results
    Diff(diff::Arguments),
    /// Compute one test, from counts, means, values or columns of a file
    Test(Box<test::Arguments>),
    /// List methods, conventions, input formats, output formats, figures or checks
    List(list::Arguments),
    /// Say how to cite the program, and the works that a report rests on
    Cite(cite::Arguments),
    /// Reproduce the bundled Anzhen study, or write its folder as an example
    Demo(demo::Arguments),
}

/// Exit codes, as `--help` shows them.
const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    done, and findings exist of the severity named by --fail-on; verify, diff: something differs
  2    bad usage or bad input; nothing was written
  3    a fault of the program itself
  130  interrupted; nothing was written";

/// Runs the program with its arguments and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<u8> {
    interrupt::install()?;
    let parsed = Arguments::command().color(console::early_choice()).try_get_matches_from(arguments);
    #[cfg(feature = "patients")]
    if let Some((_, of_command)) = parsed.as_ref().ok().and_then(clap::ArgMatches::subcommand)
        && let Ok(Some(true)) = of_command.try_get_one("quiet")
    {
        progress::silence();
    }
    let parsed = parsed.and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => {
            // `--help` and `--version` come this way too, with exit code 0.
            let code = error.exit_code();
            let _ = error.print();
            return Ok(code as u8);
        }
    };
    console::set(arguments.color);
    if let Some(form) = arguments.cite {
        return cite::run(&cite::Arguments::of_program(form));
    }
    let Some(command) = arguments.command else {
        return Err(Error::new(ErrorCode::Usage, "no command is named").hint("retrocohort --help lists them"));
    };
    match command {
        Command::Reproduce(arguments) => reproduce::run(&arguments),
        Command::Figures(arguments) => figures::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        #[cfg(feature = "patients")]
        Command::Compare(arguments) => compare::run(&arguments),
        #[cfg(feature = "patients")]
        Command::Model(arguments) => model::run(&arguments),
        #[cfg(feature = "patients")]
        Command::Describe(arguments) => describe::run(&arguments),
        #[cfg(feature = "patients")]
        Command::Audit(arguments) => audit::run(&arguments),
        #[cfg(feature = "patients")]
        Command::Summarise(arguments) => summarise::run(&arguments),
        #[cfg(feature = "patients")]
        Command::Survival(arguments) => survival::run(&arguments),
        Command::Reconstruct(arguments) => reconstruct::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Cite(arguments) => cite::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
    }
}
