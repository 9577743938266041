//! Sending one item: the one call of an output port that is made for each, as a plain function of Node-API.
//!
//! A method by napi-rs takes some 300 ns, this some 15. A panic that leaves it would end the process.

use core::ffi::c_void;
use core::ptr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use napi::bindgen_prelude::{Env, FromNapiValue, ToNapiValue, sys};
use napi_derive::napi;

use super::Result;
use super::data_ports::stop_word;
use super::memory::ArrayMemory;
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

/// Patience of a send: until the stop word changes, or not at all; otherwise ms.
pub(super) const UNTIL_STOP: f64 = -1.0;

/// What the function works on.
struct SendEnd {
    hub: Arc<Hub>,
    outlet: Arc<HubOutlet>,
    stop: StopWord,
    /// Keeps the memory of the stop word.
    words: sys::napi_ref,
}

/// A value of JavaScript as it is.
#[derive(Debug)]
pub struct Plain(sys::napi_value);

impl ToNapiValue for Plain {
    unsafe fn to_napi_value(
        _env: sys::napi_env,
        value: Self,
    ) -> napi::bindgen_prelude::Result<sys::napi_value> {
        Ok(value.0)
    }
}

impl FromNapiValue for Plain {
    unsafe fn from_napi_value(
        _env: sys::napi_env,
        value: sys::napi_value,
    ) -> napi::bindgen_prelude::Result<Self> {
        Ok(Self(value))
    }
}

impl napi::bindgen_prelude::TypeName for Plain {
    fn type_name() -> &'static str {
        "any"
    }
    fn value_type() -> napi::ValueType {
        napi::ValueType::Unknown
    }
}

impl napi::bindgen_prelude::ValidateNapiValue for Plain {}

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
    let mut kept = ptr::null_mut();
    let mut function = ptr::null_mut();
    // SAFETY: valid by this call; the box is freed by the function's finalizer.
    unsafe {
        sys::napi_create_reference(env, words.0, 1, &raw mut kept);
        let end = Box::into_raw(Box::new(SendEnd { hub, outlet, stop, words: kept }));
        let name = c"send";
        let status = sys::napi_create_function(
            env,
            name.as_ptr(),
            4,
            Some(send),
            end.cast(),
            &raw mut function,
        );
        if status != sys::Status::napi_ok {
            drop(Box::from_raw(end));
            return Err(Fault::new(Code::Iceoryx, "Cannot make the function that sends").into());
        }
        sys::napi_add_finalizer(
            env,
            function,
            end.cast(),
            Some(free),
            ptr::null_mut(),
            ptr::null_mut(),
        );
    }
    Ok(Plain(function))
}

unsafe extern "C" fn free(env: sys::napi_env, data: *mut c_void, _hint: *mut c_void) {
    // SAFETY: made by `hub_send_function`, and freed once.
    unsafe {
        let end = Box::from_raw(data.cast::<SendEnd>());
        sys::napi_delete_reference(env, end.words);
    }
}

unsafe extern "C" fn send(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: Node calls this with what is valid for the call.
    let result = catch_unwind(AssertUnwindSafe(|| unsafe { send_item(env, info) }));
    let fault = match result {
        Ok(Ok(sent)) => {
            let mut value = ptr::null_mut();
            // SAFETY: `env` is valid.
            unsafe { sys::napi_create_int32(env, sent, &raw mut value) };
            return value;
        }
        Ok(Err(fault)) => fault,
        Err(_) => Fault::new(Code::Iceoryx, "Cannot send an item: the addon panicked"),
    };
    let code = fault.code.as_ref();
    // SAFETY: the texts are given with their lengths.
    unsafe {
        let (mut code_value, mut text, mut error) =
            (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        sys::napi_create_string_utf8(
            env,
            code.as_ptr().cast(),
            code.len() as isize,
            &raw mut code_value,
        );
        let message = &fault.message;
        sys::napi_create_string_utf8(
            env,
            message.as_ptr().cast(),
            message.len() as isize,
            &raw mut text,
        );
        sys::napi_create_error(env, code_value, text, &raw mut error);
        sys::napi_throw(env, error);
    }
    ptr::null_mut()
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
    let mut given = arguments.len();
    let mut data = ptr::null_mut();
    // SAFETY: out-pointers are locals; `data` is what `hub_send_function` gave.
    let end = unsafe {
        sys::napi_get_cb_info(
            env,
            info,
            &raw mut given,
            arguments.as_mut_ptr(),
            ptr::null_mut(),
            &raw mut data,
        );
        data.cast::<SendEnd>().as_ref().ok_or_else(invalid)?
    };
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
