//! What JavaScript sees: thin classes over the plain modules.
//!
//! Every object belongs to the Node thread that made it. Each has an idempotent `close()`; closing
//! a node closes all that it made, the youngest first. What the garbage collector finds later is
//! closed already.

pub mod control;
pub mod data;
pub mod events;
pub mod memory;
pub mod node;
pub mod watch;

use napi::bindgen_prelude::Error;
use napi_derive::napi;

use crate::fault::{Code, Fault};
use crate::records;

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

/// Numbers that the TypeScript side must have the same.
#[napi(object)]
#[derive(Debug)]
pub struct LayoutConstants {
    /// Bytes of a record header.
    pub record_header_bytes: u32,
    /// First bit of a record's kind.
    pub record_kind_shift: u32,
    /// Bits of a record's length.
    pub record_length_mask: u32,
    /// Kind of a record with an item.
    pub record_kind_data: u32,
    /// Last of the kinds that mark the end of a run of records.
    pub record_kind_last_mark: u32,
}

/// The ring layout that this addon was built for.
#[napi]
pub fn layout_constants() -> LayoutConstants {
    LayoutConstants {
        record_header_bytes: records::RECORD_HEADER_BYTES as u32,
        record_kind_shift: records::RECORD_KIND_SHIFT,
        record_length_mask: records::RECORD_LENGTH_MASK,
        record_kind_data: records::KIND_DATA,
        record_kind_last_mark: records::KIND_LAST_MARK,
    }
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
