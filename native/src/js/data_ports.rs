//! Data connections, as JavaScript sees them.

use std::rc::Rc;

use napi_derive::napi;

use super::events::{Waker, limit, wakeup_number};
use super::memory::ArrayMemory;
use super::{Result, count};
use crate::data_services::DataServiceOptions;
use crate::fault::{Code, Fault};
use crate::inlet::{Inlet, InletState, Received};
use crate::outlet::{Outlet, OutletState};
use crate::records::Span;
use crate::slot::{Release, Slot};
use crate::stop::StopWord;

/// Which services a connection uses.
#[napi(object)]
#[derive(Debug)]
pub struct DataOptions {
    /// Name of the data service.
    pub name: String,
    /// Name of the events toward the publisher.
    pub control_name: String,
    /// Most publishers.
    pub max_senders: u32,
    /// Most subscribers.
    pub max_receivers: u32,
    /// Most nodes.
    pub max_nodes: u32,
}

impl From<DataOptions> for DataServiceOptions {
    fn from(options: DataOptions) -> Self {
        Self {
            name: options.name,
            control_name: options.control_name,
            max_senders: count(options.max_senders),
            max_receivers: count(options.max_receivers),
            max_nodes: count(options.max_nodes),
        }
    }
}

/// A transfer took all.
pub(super) const STATE_DONE: i32 = 0;
/// A transfer ended because its span was full.
pub(super) const STATE_SPAN_FULL: i32 = 1;
/// A transfer ended because its stop word changed.
pub(super) const STATE_STOPPED: i32 = 2;
/// There was nothing to transfer, and others want the core that this thread is on.
pub(super) const STATE_CROWDED: i32 = 3;

/// Words of the result array, in this order: bytes moved, records moved, start of the last of them in
/// the span, payload bytes of the record that did not fit.
pub(super) const RESULT_WORDS: usize = 4;

/// The part of a ring that is ours for one call.
pub(super) fn span(ring: ArrayMemory, offset: u32, bytes: u32) -> Result<Span, Fault> {
    let (offset, bytes) = (count(offset), count(bytes));
    let end = offset.checked_add(bytes);
    if end.is_none_or(|end| end > ring.bytes())
        || offset % 8 != 0
        || !ring.start().cast::<u64>().is_aligned()
    {
        return Err(Fault::new(
            Code::InvalidArgument,
            format!(
                "Cannot use a span of {bytes} bytes at {offset}: expected a multiple of 8 inside the {} bytes of the ring",
                ring.bytes()
            ),
        ));
    }
    // SAFETY: inside the typed array by the check above, which is alive during the call; the ring
    // gave the span to its only writer or reader, our caller.
    Ok(unsafe { Span::new(ring.start().add(offset), bytes) })
}

/// The stop word `index` of `words`.
pub(super) fn stop_word(words: ArrayMemory, index: u32, go_on: i32) -> Result<StopWord, Fault> {
    let start = words.start().cast::<i32>();
    if (count(index) + 1) * 4 > words.bytes() || !start.is_aligned() {
        return Err(Fault::new(
            Code::InvalidArgument,
            format!("Cannot watch word {index}: the array has {} bytes", words.bytes()),
        ));
    }
    // SAFETY: inside the typed array by the check above; JavaScript changes it by Atomics.
    Ok(unsafe { StopWord::new(start.add(count(index)), go_on) })
}

/// Tells JavaScript what was done.
pub(super) fn report(result: ArrayMemory, words: [usize; RESULT_WORDS]) -> Result<(), Fault> {
    let start = result.start().cast::<i32>();
    if result.bytes() < RESULT_WORDS * 4 || !start.is_aligned() {
        return Err(Fault::new(
            Code::InvalidArgument,
            format!("Cannot report into {} bytes: expected an Int32Array of 4", result.bytes()),
        ));
    }
    // A span is shorter than 2^31 bytes, as is a record.
    let words = words.map(|word| word as i32);
    // SAFETY: the array is alive during the call, aligned, and has room for the four words.
    unsafe { core::ptr::copy_nonoverlapping(words.as_ptr(), start, RESULT_WORDS) };
    Ok(())
}

/// Writes what a receiver has copied into `result`, and answers the state that it stopped in.
pub(super) fn report_received(result: ArrayMemory, done: &Received) -> Result<i32, Fault> {
    let (state, needed) = match done.state {
        InletState::Empty => (STATE_DONE, 0),
        InletState::SpanFull(needed) => (STATE_SPAN_FULL, needed),
        InletState::Stopped => (STATE_STOPPED, 0),
    };
    report(result, [done.bytes, count(done.records), done.last, needed])?;
    Ok(state)
}

/// A subscription to an output port.
#[napi(js_name = "Inlet")]
#[derive(Debug)]
pub struct JsInlet {
    slot: Rc<Slot<Inlet>>,
}

#[napi]
impl JsInlet {
    pub(super) fn over(slot: Rc<Slot<Inlet>>) -> Self {
        Self { slot }
    }

    /// Blocks until samples may have come (1), the waker fires (2) or the limit in ms passed (0).
    #[napi]
    pub fn wait(&self, waker: &Waker, limit_msec: f64) -> Result<u32> {
        let wakeup = self
            .slot
            .with("wait on", |inlet| inlet.wait(Some(waker.handle()), limit(limit_msec)))?;
        Ok(wakeup_number(wakeup))
    }

    /// Takes the events that wait, for a receiver that has no room for samples; never blocks.
    #[napi]
    pub fn drain_events(&self) -> Result<()> {
        Ok(self.slot.with("read", |inlet| inlet.drain_events())?)
    }

    /// Copies samples as records into `bytes` bytes at `offset` of `ring`; never blocks.
    ///
    /// Answers 0 where no sample is left, 1 where the span is full, 2 where `words[index]` is no
    /// longer `go_on`; `result` gets bytes and records written, the start of the last record in the
    /// span, and the payload bytes of the record that did not fit. The first record gets `sequence`.
    #[napi]
    #[allow(clippy::too_many_arguments, reason = "no object per call on the data path")]
    pub fn receive(
        &self,
        ring: ArrayMemory,
        offset: u32,
        bytes: u32,
        sequence: u32,
        words: ArrayMemory,
        index: u32,
        go_on: i32,
        result: ArrayMemory,
    ) -> Result<i32> {
        report(result, [0; RESULT_WORDS])?;
        let span = span(ring, offset, bytes)?;
        let stop = stop_word(words, index, go_on)?;
        let done = self.slot.with("receive on", |inlet| inlet.receive(span, sequence, &stop))?;
        Ok(report_received(result, &done)?)
    }

    /// Unsubscribes. Idempotent.
    #[napi]
    pub fn close(&self) {
        self.slot.release();
    }
}

/// The publisher of an output port.
#[napi(js_name = "Outlet")]
#[derive(Debug)]
pub struct JsOutlet {
    slot: Rc<Slot<Outlet>>,
}

#[napi]
impl JsOutlet {
    pub(super) fn over(slot: Rc<Slot<Outlet>>) -> Self {
        Self { slot }
    }

    /// Connects new subscribers and wakes them for the history sample.
    #[napi]
    pub fn welcome(&self) -> Result<()> {
        Ok(self.slot.with("connect", |outlet| outlet.welcome())?)
    }

    /// Serves subscribers that came; answers whether there were any. Never blocks.
    #[napi]
    pub fn serve_subscribers(&self) -> Result<bool> {
        Ok(self.slot.with("serve", |outlet| outlet.serve_subscribers())?)
    }

    /// Sends the records in `bytes` bytes at `offset` of `ring`; blocks while a receiver is full.
    ///
    /// Answers 0 where all were sent, 2 where `words[index]` is no longer `go_on`; `result` gets
    /// bytes and records sent.
    #[napi]
    #[allow(clippy::too_many_arguments, reason = "no object per call on the data path")]
    pub fn send(
        &self,
        ring: ArrayMemory,
        offset: u32,
        bytes: u32,
        words: ArrayMemory,
        index: u32,
        go_on: i32,
        result: ArrayMemory,
    ) -> Result<i32> {
        report(result, [0; RESULT_WORDS])?;
        let span = span(ring, offset, bytes)?;
        let stop = stop_word(words, index, go_on)?;
        let done = self.slot.with("send on", |outlet| outlet.send(span, &stop))?;
        report(result, [done.bytes, count(done.records), 0, 0])?;
        Ok(match done.state {
            OutletState::Done => STATE_DONE,
            OutletState::Stopped => STATE_STOPPED,
        })
    }

    /// Ends the publisher. Idempotent.
    #[napi]
    pub fn close(&self) {
        self.slot.release();
    }
}
