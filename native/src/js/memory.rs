//! Typed arrays as raw memory: over shared memory there must be no Rust slice of them.

use core::ffi::c_void;
use core::ptr;

use napi::bindgen_prelude::{
    Error, FromNapiValue, Result, Status, TypeName, ValidateNapiValue, ValueType, check_status, sys,
};

/// The memory of an `Int32Array` or `Uint8Array`, on a SharedArrayBuffer or not.
///
/// Valid for the call that got it, as long as JavaScript does not run in between.
#[derive(Debug, Clone, Copy)]
pub struct ArrayMemory {
    start: *mut u8,
    bytes: usize,
}

impl ArrayMemory {
    /// First byte.
    pub fn start(&self) -> *mut u8 {
        self.start
    }

    /// Length in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl TypeName for ArrayMemory {
    fn type_name() -> &'static str {
        "TypedArray"
    }
    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for ArrayMemory {}

impl FromNapiValue for ArrayMemory {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        let mut kind = 0;
        let mut length = 0;
        let mut data: *mut c_void = ptr::null_mut();
        // SAFETY: `env` and `value` are valid by this function's contract; the out-pointers are
        // locals or null where the answer is not wanted.
        let status = unsafe {
            sys::napi_get_typedarray_info(
                env,
                value,
                &raw mut kind,
                &raw mut length,
                &raw mut data,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        check_status!(status, "expected a typed array")?;
        let element = match kind {
            sys::TypedarrayType::uint8_array => 1,
            sys::TypedarrayType::int32_array => 4,
            other => {
                return Err(Error::new(
                    Status::InvalidArg,
                    format!("expected a Uint8Array or an Int32Array, got typed array kind {other}"),
                ));
            }
        };
        Ok(Self { start: data.cast(), bytes: length * element })
    }
}
