//! Event services, as JavaScript sees them.

use std::rc::Rc;
use std::time::Duration;

use napi_derive::napi;

use super::{Result, count};
use crate::events::{EventLimits, EventReceiver, EventSender};
use crate::fault::Fault;
use crate::slot::{Release, Slot};
use crate::wait::{WakeHandle, Wakeup, poll};

/// Limits of an event service.
#[napi(object)]
#[derive(Debug)]
pub struct EventOptions {
    /// Most notifiers.
    pub max_notifiers: u32,
    /// Most listeners.
    pub max_listeners: u32,
    /// Most nodes.
    pub max_nodes: u32,
}

impl From<EventOptions> for EventLimits {
    fn from(limits: EventOptions) -> Self {
        Self {
            max_notifiers: count(limits.max_notifiers),
            max_listeners: count(limits.max_listeners),
            max_nodes: count(limits.max_nodes),
        }
    }
}

/// Sends events.
#[napi]
#[derive(Debug)]
pub struct Notifier {
    slot: Rc<Slot<EventSender>>,
}

#[napi]
impl Notifier {
    pub(super) fn over(slot: Rc<Slot<EventSender>>) -> Self {
        Self { slot }
    }

    /// Notifies all listeners; answers how many.
    #[napi]
    pub fn notify(&self, event_id: u32) -> Result<u32> {
        Ok(self.slot.with("notify on", |sender| sender.notify(count(event_id)))? as u32)
    }

    /// Gives the port back. Idempotent.
    #[napi]
    pub fn close(&self) {
        self.slot.release();
    }
}

/// Receives events.
#[napi]
#[derive(Debug)]
pub struct Listener {
    slot: Rc<Slot<EventReceiver>>,
}

#[napi]
impl Listener {
    pub(super) fn over(slot: Rc<Slot<EventReceiver>>) -> Self {
        Self { slot }
    }

    pub(super) fn descriptor(&self) -> Result<i32, Fault> {
        self.slot.with("wait for", |receiver| Ok(receiver.descriptor()))
    }

    /// Takes all events that wait, in the order of their coming. Never blocks.
    #[napi]
    pub fn drain(&self) -> Result<Vec<u32>> {
        Ok(self.slot.with("read", |receiver| {
            let mut seen = Vec::new();
            receiver.drain(|event| seen.push(u32::try_from(event).unwrap_or(u32::MAX)))?;
            Ok(seen)
        })?)
    }

    /// Gives the port back. Idempotent.
    #[napi]
    pub fn close(&self) {
        self.slot.release();
    }
}

/// Ends a blocked wait from another thread.
#[napi]
#[derive(Debug)]
pub struct Waker {
    handle: WakeHandle,
}

#[napi]
impl Waker {
    /// Makes a waker.
    #[napi(constructor)]
    pub fn new() -> Result<Self> {
        Ok(Self { handle: WakeHandle::create()? })
    }

    /// The number that other threads give to `wake`.
    #[napi(getter)]
    pub fn id(&self) -> u32 {
        self.handle.id()
    }

    /// Takes the number out of circulation. Idempotent.
    #[napi]
    pub fn close(&self) {
        self.handle.retire();
    }

    pub(super) fn handle(&self) -> &WakeHandle {
        &self.handle
    }
}

impl Drop for Waker {
    fn drop(&mut self) {
        self.handle.retire();
    }
}

/// Wakes the wait of the waker with this number; answers false where it is gone.
#[napi]
pub fn wake(id: u32) -> bool {
    WakeHandle::wake_by_id(id)
}

/// How a wait ended, as JavaScript has it.
pub(super) fn wakeup_number(wakeup: Wakeup) -> u32 {
    wakeup as u32
}

/// A time limit in ms; negative is none.
pub(super) fn limit(limit_msec: f64) -> Option<Duration> {
    (limit_msec >= 0.0)
        .then(|| Duration::try_from_secs_f64(limit_msec / 1e3).unwrap_or(Duration::MAX))
}

/// Blocks this thread until a listener has events (1), the waker fires (2) or the limit in ms has
/// passed (0); a negative limit is none. Not for the module thread.
#[napi]
pub fn wait_any(listeners: Vec<&Listener>, waker: &Waker, limit_msec: f64) -> Result<u32> {
    let descriptors =
        listeners.iter().map(|listener| listener.descriptor()).collect::<Result<Vec<_>, _>>()?;
    Ok(wakeup_number(poll(&descriptors, Some(waker.handle()), limit(limit_msec))?))
}
