//! Items that JavaScript writes into shared memory itself, to be sent from there without a copy.

use core::ptr;

use napi::bindgen_prelude::{Env, sys};
use napi_derive::napi;

use super::output_end::{OutputEnd, OutputOptions, item_state, patience};
use super::raw_function::{Kept, Plain};
use super::{Result, count};
use crate::fault::{Code, Fault};
use crate::outlet::LentItem;
use crate::records::Payload;

/// Lends memory of an output port to the module's thread, one item at a time.
#[napi]
#[derive(Debug)]
pub struct HubLoan {
    output: OutputEnd,
    lent: Option<LentItem>,
    /// What JavaScript has of it.
    buffer: Option<Kept>,
    /// An item that was refused, whole.
    rest: Vec<u8>,
}

#[napi]
impl HubLoan {
    /// For an output port.
    #[napi(constructor)]
    pub fn new(env: Env, options: OutputOptions) -> Result<Self> {
        // SAFETY: `env` and the options are those of this call.
        let output = unsafe { OutputEnd::open(env.raw(), &options)? };
        Ok(Self { output, lent: None, buffer: None, rest: Vec::new() })
    }

    /// Lends memory for an item, as an `ArrayBuffer` with old bytes; null where the stop came first. What was lent
    /// before is taken back.
    #[napi(ts_return_type = "ArrayBuffer | null")]
    pub fn lend(&mut self, env: Env, byte_length: u32) -> Result<Option<Plain>> {
        self.take_back();
        let OutputEnd { hub, outlet, stop, .. } = &self.output;
        let Some(mut item) = hub.lend(outlet, count(byte_length), stop)? else {
            return Ok(None);
        };
        let (start, bytes) = item.memory();
        let env = env.raw();
        let mut buffer = ptr::null_mut();
        // SAFETY: `env` is that of this call. The memory outlives the buffer's use of it: that is detached before the
        // item is sent or dropped, except where no JavaScript of this thread runs any more.
        let made = unsafe {
            sys::napi_create_external_arraybuffer(
                env,
                start.cast(),
                bytes,
                None,
                ptr::null_mut(),
                &raw mut buffer,
            )
        };
        self.lent = Some(item);
        if made != sys::Status::napi_ok {
            self.take_back();
            return Err(Fault::new(
                Code::Iceoryx,
                format!("Cannot lend {bytes} bytes: Node refuses"),
            )
            .into());
        }
        // SAFETY: both are of this call.
        self.buffer = Some(unsafe { Kept::new(env, buffer) });
        Ok(Some(Plain(buffer)))
    }

    /// Sends what was lent, which JavaScript has no more from now on; patience and answer as those of the function of
    /// `hubSendFunction`. What was refused may be sent again.
    #[napi]
    pub fn send(&mut self, patience_msec: f64) -> Result<i32> {
        self.detach();
        if !self.rest.is_empty() {
            // SAFETY: ours, and not written during the call.
            let payload = unsafe { Payload::of_piece(self.rest.as_ptr(), self.rest.len()) };
            return Ok(self.output.send(payload, patience_msec)?);
        }
        let OutputEnd { hub, outlet, stop, late_room, .. } = &self.output;
        let (lent, rest) = (&mut self.lent, &mut self.rest);
        let sent = hub.send_lent(outlet, lent, rest, stop, patience(patience_msec), *late_room)?;
        Ok(item_state(sent))
    }

    /// Takes back what was lent or refused: it is not sent. Idempotent.
    #[napi]
    pub fn take_back(&mut self) {
        self.detach();
        self.rest = Vec::new();
        self.release();
    }

    fn detach(&mut self) {
        if let Some(buffer) = self.buffer.take() {
            buffer.detach();
        }
    }

    fn release(&mut self) {
        if self.lent.is_some() {
            let _held = self.output.hub.hold();
            self.lent = None;
        }
    }
}

impl Drop for HubLoan {
    fn drop(&mut self) {
        // Found by the garbage collector, or its thread has ended: who has the buffer may still have this memory
        // mapped, but nothing of it is used.
        self.release();
    }
}
