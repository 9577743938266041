//! Plain functions of Node-API, for calls that are made for each item.
//!
//! A method by napi-rs takes some 300 ns, such a function some 15. A panic that leaves one would end the process.

use core::ffi::{CStr, c_void};
use core::ptr;
use std::panic::{AssertUnwindSafe, catch_unwind};

use napi::bindgen_prelude::{FromNapiValue, ToNapiValue, sys};

use crate::fault::{Code, Fault};

/// A value of JavaScript as it is.
#[derive(Debug)]
pub struct Plain(pub(super) sys::napi_value);

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

/// Keeps a value of JavaScript alive. Belongs to its thread.
#[derive(Debug)]
pub(super) struct Kept {
    env: sys::napi_env,
    reference: sys::napi_ref,
}

impl Kept {
    /// # Safety
    ///
    /// `env` and `value` are those of the present call.
    pub(super) unsafe fn new(env: sys::napi_env, value: sys::napi_value) -> Self {
        let mut reference = ptr::null_mut();
        // SAFETY: by this function's contract; where it fails the null is what `drop` stands.
        unsafe { sys::napi_create_reference(env, value, 1, &raw mut reference) };
        Self { env, reference }
    }

    /// Takes the memory of an `ArrayBuffer` away from JavaScript: it has length 0 from now on. To be called in its
    /// thread.
    pub(super) fn detach(&self) {
        let mut scope = ptr::null_mut();
        let mut buffer = ptr::null_mut();
        // SAFETY: `env` is that of this thread; out-pointers are locals. What fails leaves nulls, which are refused.
        unsafe {
            sys::napi_open_handle_scope(self.env, &raw mut scope);
            sys::napi_get_reference_value(self.env, self.reference, &raw mut buffer);
            sys::napi_detach_arraybuffer(self.env, buffer);
            sys::napi_close_handle_scope(self.env, scope);
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if !self.reference.is_null() {
            // SAFETY: made by `new`; dropped by a finalizer, in the thread of `env`.
            unsafe { sys::napi_delete_reference(self.env, self.reference) };
        }
    }
}

/// Makes a function that is called with `data`, which goes with it.
///
/// # Safety
///
/// `env` is that of the present call; `callback` takes its data for a `T`, by [`called`].
///
/// # Errors
///
/// `Iceoryx` where Node has no room.
pub(super) unsafe fn raw_function<T>(
    env: sys::napi_env,
    name: &CStr,
    callback: unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> sys::napi_value,
    data: T,
) -> Result<Plain, Fault> {
    unsafe extern "C" fn free<T>(_env: sys::napi_env, data: *mut c_void, _hint: *mut c_void) {
        // SAFETY: made below, and freed once.
        drop(unsafe { Box::from_raw(data.cast::<T>()) });
    }
    let data = Box::into_raw(Box::new(data));
    let mut function = ptr::null_mut();
    // SAFETY: valid by this function's contract; the box is freed by the function's finalizer.
    unsafe {
        let length = name.count_bytes() as isize;
        let made = sys::napi_create_function(
            env,
            name.as_ptr(),
            length,
            Some(callback),
            data.cast(),
            &raw mut function,
        );
        if made != sys::Status::napi_ok {
            drop(Box::from_raw(data));
            let what = name.to_string_lossy();
            return Err(Fault::new(Code::Iceoryx, format!("Cannot make the function {what:?}")));
        }
        let no_hint = ptr::null_mut();
        sys::napi_add_finalizer(
            env,
            function,
            data.cast(),
            Some(free::<T>),
            no_hint,
            ptr::null_mut(),
        );
    }
    Ok(Plain(function))
}

/// What a function that [`raw_function`] made is called with: its data, and how many of `arguments` were given.
///
/// # Safety
///
/// `env` and `info` are those of a call of such a function, made with a `T`; the reference is used during the
/// call alone.
pub(super) unsafe fn called<'a, T>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    arguments: &mut [sys::napi_value],
) -> Option<(&'a T, usize)> {
    let mut given = arguments.len();
    let mut data = ptr::null_mut();
    // SAFETY: out-pointers are locals, and `arguments` is as long as it says; data by this function's contract.
    unsafe {
        sys::napi_get_cb_info(
            env,
            info,
            &raw mut given,
            arguments.as_mut_ptr(),
            ptr::null_mut(),
            &raw mut data,
        );
        data.cast::<T>().as_ref().map(|data| (data, given))
    }
}

/// The answer of a call: a number, or an exception; `action` reads after "Cannot".
///
/// # Safety
///
/// `env` is that of the call.
pub(super) unsafe fn answer(
    env: sys::napi_env,
    action: &str,
    call: impl FnOnce() -> Result<i32, Fault>,
) -> sys::napi_value {
    let fault = match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(number)) => {
            let mut value = ptr::null_mut();
            // SAFETY: `env` is valid.
            unsafe { sys::napi_create_int32(env, number, &raw mut value) };
            return value;
        }
        Ok(Err(fault)) => fault,
        Err(_) => Fault::new(Code::Iceoryx, format!("Cannot {action}: the addon panicked")),
    };
    // SAFETY: `env` is valid; the texts are given with their lengths.
    unsafe {
        let text = |text: &str| {
            let mut value = ptr::null_mut();
            sys::napi_create_string_utf8(
                env,
                text.as_ptr().cast(),
                text.len() as isize,
                &raw mut value,
            );
            value
        };
        let (code, message) = (text(fault.code.as_ref()), text(&fault.message));
        let mut error = ptr::null_mut();
        sys::napi_create_error(env, code, message, &raw mut error);
        sys::napi_throw(env, error);
    }
    ptr::null_mut()
}
