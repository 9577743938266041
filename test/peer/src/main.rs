//! An independent speaker of the Syntalos module link, written from the wire protocol with the
//! plain iceoryx2 crate. It shares no code with the addon: it keeps the tests honest.
//!
//! ```text
//! peer module [--in id:type]… [--out id:type]… [--forward in=out]…
//!             [--produce out:kind:count[:per second]]… [--log file] [--keep-items n]
//!             [--edl group|dataset:parent:name] [--die step] [--fail prepare|start|stop]
//!             [--raise-after n] [--api-version v] [--sync-start]
//! peer master --module 'id=program arg…' … [--connect from.out=to.in[:source type]]…
//!             [--run-msec n] [--runs n] [--edl-root path] [--log file] [--settings hex]
//!             [--die step] [--no-shutdown] [--show]
//! peer bench --role send|receive|forward|answer|ask --id channel [--from channel] [--kind kind]
//!            [--msec n] [--per-event n] [--per-second n] [--latencies] [--count n]
//! ```
//!
//! Kinds to produce: `line` (LineReading), `row` (TableRow of three short texts) and
//! `frame<w>x<h>x<channels>`; count 0 goes on until the stop. Steps to die at: `connect`, `idle`,
//! `prepare`, `ready`, `start`, `running`, `stop`, `shutdown`.

mod args;
mod bench;
mod item;
mod link;
mod log;
mod master;
mod module;
mod wire;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let role = words.next().unwrap_or_default();
    let args = args::Args::read(words);
    let outcome = match role.as_str() {
        "module" => module::run(&args),
        "master" => master::run(&args),
        "bench" => bench::run(&args),
        _ => Err("expected \"peer module …\", \"peer master …\" or \"peer bench …\"".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peer {role}: {error}");
            ExitCode::FAILURE
        }
    }
}
