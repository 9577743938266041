//! Ports in the module's own thread, as JavaScript sees them: the supervisor's end and the module's.

use core::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use napi::bindgen_prelude::{Env, FromNapiValue, TypeName, ValidateNapiValue, ValueType, sys};
use napi_derive::napi;

use super::data_ports::{DataOptions, RESULT_WORDS, report, report_received, span};
use super::memory::ArrayMemory;
use super::node::LinkNodeOptions;
use super::{Result, number};
use crate::hub::Hub;
use crate::records::Span;
use crate::uv::{self, Poll, Style};
use crate::wait::duplicate;

/// A JavaScript function as it is.
#[derive(Debug)]
pub struct Callable {
    env: sys::napi_env,
    function: sys::napi_value,
}

impl TypeName for Callable {
    fn type_name() -> &'static str {
        "Function"
    }
    fn value_type() -> ValueType {
        ValueType::Function
    }
}

impl ValidateNapiValue for Callable {}

impl FromNapiValue for Callable {
    unsafe fn from_napi_value(
        env: sys::napi_env,
        function: sys::napi_value,
    ) -> napi::bindgen_prelude::Result<Self> {
        Ok(Self { env, function })
    }
}

/// Whether this Node lets ports live in the module's own thread.
#[napi]
pub fn can_use_event_loop() -> bool {
    uv::is_available()
}

/// How far a port has come.
#[napi(object)]
#[derive(Debug)]
pub struct PortProgress {
    /// Records that were moved.
    pub records: f64,
    /// Their bytes; of an input with the headers of the ring.
    pub bytes: f64,
    /// Items that wait outside of the ring, as far as known: those in shared memory count as one, and that of a send
    /// which waits for its receivers.
    pub waiting: u32,
}

/// The supervisor's end of the ports of a module process.
#[napi]
#[derive(Debug)]
pub struct PortHub {
    hub: Arc<Hub>,
}

#[napi]
impl PortHub {
    /// Makes a hub with a node of its own.
    #[napi(constructor)]
    pub fn new(options: LinkNodeOptions) -> Result<Self> {
        Ok(Self { hub: Hub::create(&options.into())? })
    }

    /// The number by which other threads know it.
    #[napi(getter)]
    pub fn id(&self) -> u32 {
        self.hub.id()
    }

    /// Subscribes to an output port; answers the number of the port.
    #[napi]
    pub fn open_inlet(&self, options: DataOptions) -> Result<u32> {
        Ok(self.hub.open_inlet(&options.into())?)
    }

    /// Makes the publisher of an output port; answers the number of the port.
    #[napi]
    pub fn open_outlet(&self, options: DataOptions) -> Result<u32> {
        Ok(self.hub.open_outlet(&options.into())?)
    }

    /// Replaces a publisher by one with other limits.
    #[napi]
    pub fn replace_outlet(&self, port: u32, options: DataOptions) -> Result<()> {
        Ok(self.hub.replace_outlet(port, &options.into())?)
    }

    /// Lets samples of an input be moved: its reader has its place.
    #[napi]
    pub fn activate_inlet(&self, port: u32) -> Result<()> {
        let inlet = self.hub.inlet(port)?;
        let _held = self.hub.hold();
        inlet.activate();
        drop(_held);
        // Samples may have come before: its thread looks once.
        self.hub.taken().wake();
        Ok(())
    }

    /// Connects new subscribers and wakes them for the history sample.
    #[napi]
    pub fn welcome(&self, port: u32) -> Result<()> {
        let outlet = self.hub.outlet(port)?;
        Ok(self.hub.with_outlet(&outlet, |outlet| outlet.welcome())?)
    }

    /// Announces what was sent and not announced.
    #[napi]
    pub fn announce(&self, port: u32) -> Result<()> {
        let outlet = self.hub.outlet(port)?;
        Ok(self.hub.with_outlet(&outlet, |outlet| outlet.announce())?)
    }

    /// How far an input has come.
    #[napi]
    pub fn inlet_progress(&self, port: u32) -> Result<PortProgress> {
        let inlet = self.hub.inlet(port)?;
        let _held = self.hub.hold();
        let (records, bytes, waiting) = inlet.progress()?;
        Ok(PortProgress { records: records as f64, bytes: bytes as f64, waiting: number(waiting) })
    }

    /// How far an output has come.
    #[napi]
    pub fn outlet_progress(&self, port: u32) -> Result<PortProgress> {
        let outlet = self.hub.outlet(port)?;
        let _held = self.hub.hold();
        let (records, bytes, waiting) = outlet.progress();
        Ok(PortProgress { records: records as f64, bytes: bytes as f64, waiting: number(waiting) })
    }

    /// Items of an output that were taken over from its thread and are not sent yet.
    #[napi]
    pub fn backlog_count(&self, port: u32) -> Result<u32> {
        let outlet = self.hub.outlet(port)?;
        let _held = self.hub.hold();
        Ok(number(outlet.backlog_count()))
    }

    /// Drops these items; answers how many were not sent, or not to all.
    #[napi]
    pub fn drop_backlog(&self, port: u32) -> Result<u32> {
        let outlet = self.hub.outlet(port)?;
        Ok(number(self.hub.drop_backlog(&outlet)))
    }

    /// Wakes the module's thread, to look at its inputs.
    #[napi]
    pub fn wake(&self) {
        self.hub.taken().wake();
    }

    /// Closes a port. Idempotent.
    #[napi]
    pub fn close_port(&self, port: u32) {
        self.hub.close_port(port);
    }

    /// Closes all. Idempotent.
    #[napi]
    pub fn close(&self) {
        self.hub.close();
    }
}

/// How long sends of an output port have waited for receivers since the last call, in µs.
#[napi]
pub fn hub_take_held_back_usec(hub_id: u32, port: u32) -> Result<f64> {
    let hub = Hub::find(hub_id)?;
    let outlet = hub.outlet(port)?;
    let _held = hub.hold();
    Ok(outlet.take_held_back().as_secs_f64() * 1e6)
}

/// What wakes the module's thread in the helper's place.
#[napi]
#[derive(Debug)]
pub struct HubWatch {
    poll: Box<Poll>,
}

#[napi]
impl HubWatch {
    /// Calls back, again and again, when inputs of the hub are to be looked at.
    #[napi(constructor)]
    pub fn new(env: Env, hub_id: u32, callback: Callable) -> Result<Self> {
        let hub = Hub::find(hub_id)?;
        let descriptor = duplicate(hub.taken().descriptor())?;
        let waker = hub.taken().clone();
        let before = Box::new(move || {
            waker.reset();
        });
        debug_assert_eq!(env.raw(), callback.env, "called from another thread");
        // SAFETY: both are those of this call.
        let poll = unsafe {
            Poll::open(callback.env, callback.function, descriptor, Style::Background, before)?
        };
        poll.arm();
        Ok(Self { poll })
    }

    /// Ends it. Idempotent.
    #[napi]
    pub fn close(&mut self) {
        self.poll.close();
    }
}

/// The module's end of an input port.
#[napi]
#[derive(Debug)]
pub struct HubInletWatch {
    poll: Box<Poll>,
    /// Where samples go as soon as they have come; shared with the poll.
    ahead: Rc<Cell<Option<Ahead>>>,
}

/// Memory of JavaScript that samples are received into before it is called.
#[derive(Debug, Clone, Copy)]
struct Ahead {
    span: Span,
    sequence: u32,
    result: ArrayMemory,
}

#[napi]
impl HubInletWatch {
    /// Attaches this thread; the callback is called once after each `arm`, when samples have come.
    #[napi(constructor)]
    pub fn new(hub_id: u32, port: u32, callback: Callable) -> Result<Self> {
        let hub = Hub::find(hub_id)?;
        let inlet = hub.inlet(port)?;
        let descriptor = {
            let _held = hub.hold();
            inlet.descriptor()?
        };
        let ahead = Rc::new(Cell::new(None::<Ahead>));
        let wanted = ahead.clone();
        let before = Box::new(move || {
            let Some(Ahead { span, sequence, result }) = wanted.take() else { return };
            let done = {
                let _held = hub.hold_in_use();
                inlet.receive_woken(span, sequence)
            };
            // `arm` has looked at the array.
            let _ = report_received(result, &done);
        });
        // SAFETY: both are those of this call.
        let poll = unsafe {
            Poll::open(callback.env, callback.function, descriptor, Style::OneCall, before)?
        };
        Ok(Self { poll, ahead })
    }

    /// Asks for one callback as soon as there are events. Samples lie in the span of `ring` by then, as after
    /// `receive`: calls of functions that find none would keep them waiting. `result` says how many.
    ///
    /// Both arrays stay where they are, and the span unused, until the callback, [`HubInletWatch::disarm`] or
    /// [`HubInletWatch::close`]. A later call, before the callback, stands for the earlier one.
    #[napi]
    pub fn arm(
        &self,
        ring: ArrayMemory,
        offset: u32,
        bytes: u32,
        sequence: u32,
        result: ArrayMemory,
    ) -> Result<()> {
        report(result, [0; RESULT_WORDS])?;
        self.ahead.set(Some(Ahead { span: span(ring, offset, bytes)?, sequence, result }));
        self.poll.arm();
        Ok(())
    }

    /// Leaves the span of `arm` alone from now on; the callback comes all the same.
    #[napi]
    pub fn disarm(&self) {
        self.ahead.set(None);
    }

    /// Detaches this thread; the port is the supervisor's to close. Idempotent.
    #[napi]
    pub fn close(&mut self) {
        self.ahead.set(None);
        self.poll.close();
    }
}
