//! What JavaScript sees: thin classes over the plain modules.
//!
//! Every object belongs to the Node thread that made it. Each has an idempotent `close()`; closing
//! a node closes all that it made, the youngest first. What the garbage collector finds later is
//! closed already.

pub mod constants;
pub mod control;
pub mod data_ports;
pub mod events;
pub mod hub;
pub mod loan;
pub mod memory;
pub mod node;
mod output_end;
mod raw_function;
pub mod receive_function;
pub mod send_function;
pub mod watch;

use napi::bindgen_prelude::Error;
use napi_derive::napi;

use crate::fault::{Code, Fault};

/// The result of a call: its errors carry our code. (napi-rs looks for the name `Result`.)
type Result<T, E = Error<Code>> = core::result::Result<T, E>;

impl From<Fault> for Error<Code> {
    fn from(fault: Fault) -> Self {
        Error::new(fault.code, fault.message)
    }
}

/// Turns a count of JavaScript into one of iceoryx2.
fn count(value: u32) -> usize {
    value as usize
}

/// Turns a count of ours into a number of JavaScript.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Version of this addon.
#[napi]
pub fn addon_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Version of the iceoryx2 that this addon was built with.
#[napi]
pub fn iceoryx_version() -> String {
    env!("ICEORYX2_VERSION").to_owned()
}
