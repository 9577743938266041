//! Sending one item: the one call of an output port that is made for each.

use core::cell::RefCell;
use core::ptr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use napi::bindgen_prelude::{Env, FromNapiValue, sys};
use napi_derive::napi;

use super::Result;
use super::data_ports::stop_word;
use super::memory::ArrayMemory;
use super::raw_function::{Kept, Plain, answer, called, raw_function};
use crate::fault::{Code, Fault};
use crate::hub::{Hub, HubOutlet};
use crate::outlet::{ItemSent, Patience};
use crate::records::Payload;
use crate::stop::StopWord;

/// An item was sent, and receivers know.
pub(super) const ITEM_ANNOUNCED: i32 = 0;
/// An item was sent, and is to be announced soon.
pub(super) const ITEM_UNANNOUNCED: i32 = 1;
/// An item was not sent.
pub(super) const ITEM_REFUSED: i32 = 2;
/// An item was not sent to all; one of several receivers may have it.
pub(super) const ITEM_DIVIDED: i32 = 3;

/// Patience of a send: until the stop word changes, or not at all; otherwise ms.
pub(super) const UNTIL_STOP: f64 = -1.0;

/// What the function works on.
struct SendEnd {
    hub: Arc<Hub>,
    outlet: Arc<HubOutlet>,
    stop: StopWord,
    late_room: Duration,
    /// Keeps the memory of the stop word.
    _words: Kept,
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
/// waits until `words[index]` is no longer `goOn`, 0 does not wait, else ms. Of several receivers one may have an
/// item by then: the others are waited for `lateRoomMsec` longer, all items of a run together. With a `Uint8Array`
/// alone it takes that for its buffer, of which nobody else may have or transfer the memory. Without arguments it
/// announces what was sent.
#[napi]
pub fn hub_send_function(
    env: Env,
    hub_id: u32,
    port: u32,
    words: Plain,
    index: u32,
    go_on: i32,
    late_room_msec: u32,
) -> Result<Plain> {
    let hub = Hub::find(hub_id)?;
    let outlet = hub.outlet(port)?;
    let env = env.raw();
    let refused =
        |e| Fault::new(Code::InvalidArgument, format!("Cannot make the function that sends: {e}"));
    // SAFETY: `env` and `words` are those of this call.
    let memory = unsafe { ArrayMemory::from_napi_value(env, words.0) }.map_err(refused)?;
    let stop = stop_word(memory, index, go_on)?;
    // SAFETY: as above; the callback takes its data for a `SendEnd`.
    let function = unsafe {
        let words = Kept::new(env, words.0);
        let late_room = Duration::from_millis(late_room_msec.into());
        let buffer = RefCell::default();
        let end = SendEnd { hub, outlet, stop, late_room, _words: words, buffer };
        raw_function(env, c"send", send, end)?
    };
    Ok(function)
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
        end.hub.with_outlet(&end.outlet, |outlet| outlet.announce())?;
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
    let patience = patience(patience_msec);
    Ok(item_state(end.hub.send(&end.outlet, payload, &end.stop, patience, end.late_room)?))
}

pub(super) fn patience(msec: f64) -> Patience {
    if msec == UNTIL_STOP {
        Patience::UntilStop
    } else if msec > 0.0 {
        Patience::Until(Instant::now() + Duration::from_secs_f64(msec.min(1e9) / 1e3))
    } else {
        Patience::None
    }
}

pub(super) fn item_state(sent: ItemSent) -> i32 {
    match sent {
        ItemSent::Announced => ITEM_ANNOUNCED,
        ItemSent::Unannounced => ITEM_UNANNOUNCED,
        ItemSent::Refused => ITEM_REFUSED,
        ItemSent::Divided => ITEM_DIVIDED,
    }
}
