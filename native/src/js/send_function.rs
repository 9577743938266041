//! Sending one item: the one call of an output port that is made for each.

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
use core::ptr;

/// An item was sent, and receivers know.
pub(super) const ITEM_ANNOUNCED: i32 = 0;
/// An item was sent, and is to be announced soon.
pub(super) const ITEM_UNANNOUNCED: i32 = 1;
/// An item was not sent.
pub(super) const ITEM_REFUSED: i32 = 2;

/// Patience of a send: until the stop word changes, or not at all; otherwise ms.
pub(super) const UNTIL_STOP: f64 = -1.0;

/// What the function works on.
struct SendEnd {
    hub: Arc<Hub>,
    outlet: Arc<HubOutlet>,
    stop: StopWord,
    /// Keeps the memory of the stop word.
    _words: Kept,
}

/// Makes the function that sends items of an output port, for the module's thread:
/// `(bytes, byteLength, patienceMsec, rest?) => ItemSent`.
///
/// It sends the first `byteLength` bytes of `bytes`, and behind them those of `rest`. Patience: -1 waits
/// until `words[index]` is no longer `goOn`, 0 does not wait, else ms. Without arguments it announces what
/// was sent.
#[napi]
pub fn hub_send_function(
    env: Env,
    hub_id: u32,
    port: u32,
    words: Plain,
    index: u32,
    go_on: i32,
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
        raw_function(env, c"send", send, SendEnd { hub, outlet, stop, _words: words })?
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
            "Cannot send an item: expected (bytes, byteLength, patienceMsec, rest?)",
        )
    };
    let mut arguments = [ptr::null_mut(); 4];
    // SAFETY: this is a call of the function that `hub_send_function` made.
    let (end, given) =
        unsafe { called::<SendEnd>(env, info, &mut arguments) }.ok_or_else(invalid)?;
    if given == 0 {
        end.hub.with_outlet(&end.outlet, |outlet| outlet.announce())?;
        return Ok(ITEM_ANNOUNCED);
    }
    if given < 3 {
        return Err(invalid());
    }
    // SAFETY: `env` and the arguments are valid for this call.
    let (bytes, byte_length, patience_msec) = unsafe {
        let bytes = ArrayMemory::from_napi_value(env, arguments[0]).map_err(|_| invalid())?;
        let mut byte_length = 0_u32;
        let mut patience = 0_f64;
        if sys::napi_get_value_uint32(env, arguments[1], &raw mut byte_length) != 0
            || sys::napi_get_value_double(env, arguments[2], &raw mut patience) != 0
        {
            return Err(invalid());
        }
        (bytes, byte_length as usize, patience)
    };
    if byte_length > bytes.bytes() {
        return Err(invalid());
    }
    let rest = if given > 3 {
        // SAFETY: as above.
        let rest = unsafe { ArrayMemory::from_napi_value(env, arguments[3]) };
        rest.map_err(|_| invalid()).map(|rest| (rest.start().cast_const(), rest.bytes()))?
    } else {
        (bytes.start().cast_const(), 0)
    };
    // SAFETY: both arrays live as long as this call, in which no JavaScript of this thread runs.
    let payload = unsafe { Payload::of_pieces((bytes.start().cast_const(), byte_length), rest) };
    let patience = if patience_msec == UNTIL_STOP {
        Patience::UntilStop
    } else if patience_msec > 0.0 {
        Patience::Until(Instant::now() + Duration::from_secs_f64(patience_msec.min(1e9) / 1e3))
    } else {
        Patience::None
    };
    Ok(match end.hub.send(&end.outlet, payload, &end.stop, patience)? {
        ItemSent::Announced => ITEM_ANNOUNCED,
        ItemSent::Unannounced => ITEM_UNANNOUNCED,
        ItemSent::Refused => ITEM_REFUSED,
    })
}
