//! The module thread's end of an output port: what a send needs beside its item, and what JavaScript hears of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use napi::bindgen_prelude::{FromNapiValue, sys};
use napi_derive::napi;

use super::data_ports::stop_word;
use super::memory::ArrayMemory;
use super::raw_function::{Kept, Plain};
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

/// The module thread's end of an output port.
#[derive(Debug)]
pub(super) struct OutputEnd {
    pub(super) hub: Arc<Hub>,
    pub(super) outlet: Arc<HubOutlet>,
    pub(super) stop: StopWord,
    pub(super) late_room: Duration,
    /// Keeps the memory of the stop word.
    _words: Kept,
}

/// Which output port, and when its sends give up.
#[napi(object, object_to_js = false)]
#[derive(Debug)]
pub struct OutputOptions {
    /// Number of the hub.
    pub hub_id: u32,
    /// Number of the port in it.
    pub port: u32,
    /// An `Int32Array`: the run is to stop once `words[index]` is no longer `goOn`.
    pub words: Plain,
    /// See `words`.
    pub index: u32,
    /// See `words`.
    pub go_on: i32,
    /// Of several receivers one may have an item at the stop: the others are waited for so much longer, all items of a
    /// run together.
    pub late_room_msec: u32,
}

impl OutputEnd {
    /// # Safety
    ///
    /// `env` and the options are those of the present call.
    pub(super) unsafe fn open(env: sys::napi_env, options: &OutputOptions) -> Result<Self, Fault> {
        let hub = Hub::find(options.hub_id)?;
        let outlet = hub.outlet(options.port)?;
        let words = options.words.0;
        // SAFETY: by this function's contract.
        let memory = unsafe { ArrayMemory::from_napi_value(env, words) }.map_err(|e| {
            Fault::new(Code::InvalidArgument, format!("Cannot use an output port: {e}"))
        })?;
        Ok(Self {
            hub,
            outlet,
            stop: stop_word(memory, options.index, options.go_on)?,
            late_room: Duration::from_millis(options.late_room_msec.into()),
            // SAFETY: as above.
            _words: unsafe { Kept::new(env, words) },
        })
    }

    /// Sends an item; answers what JavaScript gets.
    pub(super) fn send(&self, payload: Payload, patience_msec: f64) -> Result<i32, Fault> {
        let patience = patience(patience_msec);
        let sent = self.hub.send(&self.outlet, payload, &self.stop, patience, self.late_room)?;
        Ok(item_state(sent))
    }
}

/// The patience that JavaScript asks for.
pub(super) fn patience(msec: f64) -> Patience {
    if msec == UNTIL_STOP {
        Patience::UntilStop
    } else if msec > 0.0 {
        Patience::Until(Instant::now() + Duration::from_secs_f64(msec.min(1e9) / 1e3))
    } else {
        Patience::None
    }
}

/// What JavaScript gets of it.
pub(super) fn item_state(sent: ItemSent) -> i32 {
    match sent {
        ItemSent::Announced => ITEM_ANNOUNCED,
        ItemSent::Unannounced => ITEM_UNANNOUNCED,
        ItemSent::Refused => ITEM_REFUSED,
        ItemSent::Divided => ITEM_DIVIDED,
    }
}
