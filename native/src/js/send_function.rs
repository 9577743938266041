//! Sending one item: the one call of an output port that is made for each.

use core::cell::RefCell;
use core::ptr;

use napi::bindgen_prelude::{Env, FromNapiValue, sys};
use napi_derive::napi;

use super::Result;
use super::memory::ArrayMemory;
use super::output_end::{ITEM_ANNOUNCED, OutputEnd, OutputOptions, UNTIL_STOP};
use super::raw_function::{Kept, Plain, answer, called, raw_function};
use crate::fault::{Code, Fault};
use crate::records::Payload;

/// What the function works on.
struct SendEnd {
    output: OutputEnd,
    /// Where items lie. To ask for the memory of an array takes as long as a third of a send.
    buffer: RefCell<Option<Buffer>>,
}

/// Memory of JavaScript that nobody else has.
struct Buffer {
    memory: ArrayMemory,
    /// Keeps it.
    _array: Kept,
}

/// Makes the function that sends items of an output port, for the module's thread:
/// `(byteLength, patienceMsec?, rest?) => ItemSent`.
///
/// It sends the first `byteLength` bytes of its buffer, and behind them those of `rest`. Patience: -1, the default,
/// waits until the stop, 0 does not wait, else ms. With a `Uint8Array` alone it takes that for its buffer, of which
/// nobody else may have or transfer the memory. Without arguments it announces what was sent.
#[napi]
pub fn hub_send_function(env: Env, options: OutputOptions) -> Result<Plain> {
    // SAFETY: `env` and the options are those of this call; the callback takes its data for a `SendEnd`.
    unsafe {
        let output = OutputEnd::open(env.raw(), &options)?;
        let end = SendEnd { output, buffer: RefCell::default() };
        Ok(raw_function(env.raw(), c"send", send, end)?)
    }
}

unsafe extern "C" fn send(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: Node calls this with what is valid for the call.
    unsafe { answer(env, "send an item", || send_item(env, info)) }
}

/// # Safety
///
/// As for a callback of Node-API.
unsafe fn send_item(env: sys::napi_env, info: sys::napi_callback_info) -> Result<i32, Fault> {
    let invalid = || {
        Fault::new(
            Code::InvalidArgument,
            "Cannot send an item: expected a buffer, and then (byteLength, patienceMsec?, rest?)",
        )
    };
    let mut arguments = [ptr::null_mut(); 3];
    // SAFETY: this is a call of the function that `hub_send_function` made.
    let (end, given) =
        unsafe { called::<SendEnd>(env, info, &mut arguments) }.ok_or_else(invalid)?;
    if given == 0 {
        end.output.hub.with_outlet(&end.output.outlet, |outlet| outlet.announce())?;
        return Ok(ITEM_ANNOUNCED);
    }
    let mut byte_length = 0_u32;
    // SAFETY: `env` and the argument are valid for this call.
    let is_number =
        unsafe { sys::napi_get_value_uint32(env, arguments[0], &raw mut byte_length) == 0 };
    if !is_number {
        // SAFETY: as above.
        let buffer = unsafe {
            let memory = ArrayMemory::from_napi_value(env, arguments[0]).map_err(|_| invalid())?;
            Buffer { memory, _array: Kept::new(env, arguments[0]) }
        };
        *end.buffer.borrow_mut() = Some(buffer);
        return Ok(ITEM_ANNOUNCED);
    }
    let mut patience_msec = UNTIL_STOP;
    if given > 1 {
        // SAFETY: as above.
        let got = unsafe { sys::napi_get_value_double(env, arguments[1], &raw mut patience_msec) };
        if got != 0 {
            return Err(invalid());
        }
    }
    let buffer = end.buffer.borrow();
    let bytes = buffer.as_ref().map(|buffer| buffer.memory).ok_or_else(invalid)?;
    let byte_length = byte_length as usize;
    if byte_length > bytes.bytes() {
        return Err(invalid());
    }
    let rest = if given > 2 {
        // SAFETY: as above.
        let rest = unsafe { ArrayMemory::from_napi_value(env, arguments[2]) };
        rest.map_err(|_| invalid()).map(|rest| (rest.start().cast_const(), rest.bytes()))?
    } else {
        (bytes.start().cast_const(), 0)
    };
    // SAFETY: the buffer is kept, `rest` lives as long as this call, and no JavaScript of this thread runs in it.
    let payload = unsafe { Payload::of_pieces((bytes.start().cast_const(), byte_length), rest) };
    end.output.send(payload, patience_msec)
}
