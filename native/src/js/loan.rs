//! Items that JavaScript writes into shared memory itself, to be sent from there without a copy.

use core::ptr;
use std::sync::Arc;
use std::time::Duration;

use napi::bindgen_prelude::{Env, FromNapiValue, sys};
use napi_derive::napi;

use super::data_ports::stop_word;
use super::memory::ArrayMemory;
use super::raw_function::{Kept, Plain};
use super::send_function::{item_state, patience};
use super::{Result, count};
use crate::fault::{Code, Fault};
use crate::hub::{Hub, HubOutlet};
use crate::outlet::LentItem;
use crate::records::Payload;
use crate::stop::StopWord;

/// Lends memory of an output port to the module's thread, one item at a time.
#[napi]
#[derive(Debug)]
pub struct HubLoan {
    hub: Arc<Hub>,
    outlet: Arc<HubOutlet>,
    stop: StopWord,
    late_room: Duration,
    /// Keeps the memory of the stop word.
    _words: Kept,
    lent: Option<LentItem>,
    /// What JavaScript has of it.
    buffer: Option<Kept>,
    /// An item that was refused, whole.
    rest: Vec<u8>,
}

#[napi]
impl HubLoan {
    /// For the output port `port`; parameters as those of `hubSendFunction`.
    #[napi(constructor)]
    pub fn new(
        env: Env,
        hub_id: u32,
        port: u32,
        words: Plain,
        index: u32,
        go_on: i32,
        late_room_msec: u32,
    ) -> Result<Self> {
        let hub = Hub::find(hub_id)?;
        let outlet = hub.outlet(port)?;
        // SAFETY: `env` and `words` are those of this call.
        let (memory, kept) = unsafe {
            let memory = ArrayMemory::from_napi_value(env.raw(), words.0)
                .map_err(|e| Fault::new(Code::InvalidArgument, format!("Cannot lend: {e}")))?;
            (memory, Kept::new(env.raw(), words.0))
        };
        Ok(Self {
            hub,
            outlet,
            stop: stop_word(memory, index, go_on)?,
            late_room: Duration::from_millis(late_room_msec.into()),
            _words: kept,
            lent: None,
            buffer: None,
            rest: Vec::new(),
        })
    }

    /// Lends memory for an item, as an `ArrayBuffer` with old bytes; null where the stop came first. What was lent
    /// before is taken back.
    #[napi(ts_return_type = "ArrayBuffer | null")]
    pub fn lend(&mut self, env: Env, byte_length: u32) -> Result<Option<Plain>> {
        self.take_back();
        let Some(mut item) = self.hub.lend(&self.outlet, count(byte_length), &self.stop)? else {
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
        let patience = patience(patience_msec);
        let (stop, late_room) = (self.stop, self.late_room);
        let sent = if self.rest.is_empty() {
            let (lent, rest) = (&mut self.lent, &mut self.rest);
            self.hub.send_lent(&self.outlet, lent, rest, &stop, patience, late_room)?
        } else {
            let piece = (self.rest.as_ptr(), self.rest.len());
            // SAFETY: ours, and not written during the call.
            let payload = unsafe { Payload::of_pieces(piece, (piece.0, 0)) };
            self.hub.send(&self.outlet, payload, &stop, patience, late_room)?
        };
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
            let _held = self.hub.hold();
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
