//! Receiving: the call of an input port that is made for each batch of items, and for each look that finds none.

use core::cell::Cell;
use core::ptr;
use core::time::Duration;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use napi::bindgen_prelude::{Env, FromNapiValue, sys};
use napi_derive::napi;

use super::Result;
use super::data_ports::{RESULT_WORDS, STATE_CROWDED, STATE_DONE, report, report_received, span};
use super::memory::ArrayMemory;
use super::raw_function::{Plain, answer, called, raw_function};
use crate::fault::{Code, Fault};
use crate::hub::{Hub, HubInlet};

/// Giving the core away takes longer than this where somebody else wanted it.
const UNWANTED_CORE: Duration = Duration::from_micros(5);
/// For so long somebody is taken to want it, then.
const CROWDED: Duration = Duration::from_millis(10);

/// What the function works on.
struct ReceiveEnd {
    hub: Arc<Hub>,
    inlet: Arc<HubInlet>,
    /// Others want the core that this thread is on, until then.
    crowded_until: Cell<Option<Instant>>,
}

impl ReceiveEnd {
    /// Gives the core away, and answers whether it was wanted, now or lately.
    fn is_crowded(&self) -> bool {
        let before = Instant::now();
        if self.crowded_until.get().is_some_and(|until| before < until) {
            return true;
        }
        thread::yield_now();
        let after = Instant::now();
        let is_wanted = after - before > UNWANTED_CORE;
        self.crowded_until.set(is_wanted.then(|| after + CROWDED));
        is_wanted
    }
}

/// Makes the function that receives the items of an input port, for the module's thread:
/// `(ring, offset, bytes, sequence, result) => TransferState`.
///
/// It is as `receive` of an inlet, without a stop word, and takes the events that wait as well. Where there is
/// nothing it gives the core away, and says whether others want that.
#[napi]
pub fn hub_receive_function(env: Env, hub_id: u32, port: u32) -> Result<Plain> {
    let hub = Hub::find(hub_id)?;
    let inlet = hub.inlet(port)?;
    let end = ReceiveEnd { hub, inlet, crowded_until: Cell::new(None) };
    // SAFETY: `env` is that of this call; the callback takes its data for a `ReceiveEnd`.
    Ok(unsafe { raw_function(env.raw(), c"receive", receive, end)? })
}

unsafe extern "C" fn receive(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: Node calls this with what is valid for the call.
    unsafe { answer(env, "receive items", || receive_items(env, info)) }
}

/// # Safety
///
/// As for a callback of Node-API.
unsafe fn receive_items(env: sys::napi_env, info: sys::napi_callback_info) -> Result<i32, Fault> {
    let invalid = || {
        Fault::new(
            Code::InvalidArgument,
            "Cannot receive items: expected (ring, offset, bytes, sequence, result)",
        )
    };
    let mut arguments = [ptr::null_mut(); 5];
    // SAFETY: this is a call of the function that `hub_receive_function` made.
    let (end, given) =
        unsafe { called::<ReceiveEnd>(env, info, &mut arguments) }.ok_or_else(invalid)?;
    if given < arguments.len() {
        return Err(invalid());
    }
    // SAFETY: `env` and the arguments are valid for this call.
    let (ring, result) = unsafe {
        (
            ArrayMemory::from_napi_value(env, arguments[0]).map_err(|_| invalid())?,
            ArrayMemory::from_napi_value(env, arguments[4]).map_err(|_| invalid())?,
        )
    };
    let number = |at: usize| {
        let mut value = 0_u32;
        // SAFETY: as above.
        let got = unsafe { sys::napi_get_value_uint32(env, arguments[at], &raw mut value) };
        if got == sys::Status::napi_ok { Ok(value) } else { Err(invalid()) }
    };
    let (offset, bytes, sequence) = (number(1)?, number(2)?, number(3)?);
    report(result, [0; RESULT_WORDS])?;
    let span = span(ring, offset, bytes)?;
    let done = {
        let _held = end.hub.hold_in_use();
        end.inlet.receive(span, sequence)?
    };
    let state = report_received(result, &done)?;
    if state == STATE_DONE && done.records == 0 && end.is_crowded() {
        return Ok(STATE_CROWDED);
    }
    Ok(state)
}
