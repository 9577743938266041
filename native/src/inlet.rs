//! The receiving end of a connection: samples from shared memory into our ring.

use core::fmt;
use core::time::Duration;
use std::thread;
use std::time::Instant;

use iceoryx2::port::subscriber::Subscriber;
use iceoryx2::sample::Sample;

use crate::data_services::{
    DataServiceOptions, DataServices, SPARSE, SUBSCRIBER_CONNECTED, SUBSCRIBER_DISCONNECTED,
};
use crate::events::{EventReceiver, EventSender};
use crate::fault::{Code, Fault};
use crate::node::{Ipc, LinkNode};
use crate::payload::{AnyHeader, AnyPayload, bytes_of};
use crate::records::{RECORD_LENGTH_MASK, Span};
use crate::stop::StopWord;
use crate::wait::{WakeHandle, Wakeup, poll};

/// Why a transfer into the ring ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InletState {
    /// No sample is left.
    Empty,
    /// The span is full; the next sample has this many bytes.
    SpanFull(usize),
    /// The stop word changed.
    Stopped,
}

/// What a transfer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// Why it ended.
    pub state: InletState,
    /// Bytes of the span that hold records now.
    pub bytes: usize,
    /// How many records these are.
    pub records: u32,
    /// Where the last of them starts, where there is one.
    pub last: usize,
}

/// Looks for more samples, each after giving the core away, before a receiver in a busy stream
/// sleeps: there the next ones come before it could have fallen asleep.
const YIELDING_LOOKS: u32 = 16;

/// Events of a stream that are left for later together: a socket holds some ten, and its sender is told of each
/// that finds no place.
const EVENTS_PER_DRAIN: u32 = 8;
/// Most samples that they stand for: what comes after a pause is announced one by one again.
const SAMPLES_PER_DRAIN: u32 = 32;

type ByteSample = Sample<Ipc, AnyPayload, AnyHeader>;

/// A subscription to another module's output port.
///
/// Fields are dropped in this order: the borrowed sample, the ports, and last what they stand on.
pub struct Inlet {
    name: String,
    /// A sample that did not fit; the only one borrowed, as its service allows one.
    held: Option<ByteSample>,
    /// Samples came since the last wait, less than [`SPARSE`] after the ones before them.
    is_busy: bool,
    /// When a transfer last moved any.
    last_received: Instant,
    /// Samples of [`Inlet::receive_in_turn`] since events were taken.
    since_drain: u32,
    /// How many there may be before events are taken.
    until_drain: u32,
    subscriber: Subscriber<Ipc, AnyPayload, AnyHeader>,
    events: EventReceiver,
    control: EventSender,
    _services: DataServices,
}

impl fmt::Debug for Inlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Inlet({:?})", self.name)
    }
}

impl Inlet {
    /// Subscribes, and announces it to the publisher.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where a service or port can't be had.
    pub fn open(node: &LinkNode, options: &DataServiceOptions) -> Result<Self, Fault> {
        let services = DataServices::open(node, options)?;
        let events = EventReceiver::create(&services.events, &options.name)?;
        let control = EventSender::create(&services.control, &options.control_name)?;
        let subscriber = services
            .topic
            .subscriber_builder()
            .create()
            .map_err(|e| Fault::iceoryx(format_args!("subscribe to {:?}", options.name), e))?;
        control.notify(SUBSCRIBER_CONNECTED)?;
        Ok(Self {
            name: options.name.clone(),
            held: None,
            is_busy: false,
            last_received: Instant::now(),
            since_drain: 0,
            until_drain: EVENTS_PER_DRAIN,
            subscriber,
            events,
            control,
            _services: services,
        })
    }

    /// Waits until samples may have come. All events are drained, *before* samples are read.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the socket is broken, or a publisher's memory can't be mapped.
    pub fn wait(
        &mut self,
        waker: Option<&WakeHandle>,
        limit: Option<Duration>,
    ) -> Result<Wakeup, Fault> {
        if core::mem::take(&mut self.is_busy) {
            for _ in 0..YIELDING_LOOKS {
                if self.has_samples()? {
                    self.drain_events()?;
                    return Ok(Wakeup::Ready);
                }
                thread::yield_now();
            }
        }
        let wakeup = poll(&[self.events.descriptor()], waker, limit)?;
        self.drain_events()?;
        Ok(wakeup)
    }

    /// Takes the events that wait, without looking at samples; never blocks. For a receiver that has no
    /// room: each event that finds the socket full is a warning in the sender's log.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the socket is broken.
    pub fn drain_events(&self) -> Result<(), Fault> {
        self.events.discard().map(drop)
    }

    /// As [`Inlet::receive`], for a thread that sleeps until the next event once this answers that there is no
    /// sample: the event of any that comes later is not taken. In a stream events are taken in groups, since each
    /// look for them costs as much as to receive a few small samples.
    ///
    /// # Errors
    ///
    /// As [`Inlet::receive`] and [`Inlet::drain_events`].
    pub fn receive_in_turn(&mut self, span: Span, sequence: u32) -> Result<Received, Fault> {
        let done = self.receive(span, sequence, &StopWord::never())?;
        self.since_drain += done.records;
        if done.records > 0 && self.since_drain < self.until_drain {
            return Ok(done);
        }
        let events = self.events.discard()?;
        self.until_drain = (EVENTS_PER_DRAIN * self.since_drain / events.max(1))
            .clamp(EVENTS_PER_DRAIN, SAMPLES_PER_DRAIN);
        self.since_drain = 0;
        if done.records > 0 {
            return Ok(done);
        }
        // What came before its event was taken.
        self.receive(span, sequence, &StopWord::never())
    }

    /// Copies samples as records into `span` until there is none, the span is full or `stop` says
    /// so; the first gets `sequence` as its number.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where a publisher's memory can't be mapped, `RecordTooLarge` for a sample that no
    /// ring can hold; it is dropped, and the next call goes on behind it.
    pub fn receive(
        &mut self,
        span: Span,
        sequence: u32,
        stop: &StopWord,
    ) -> Result<Received, Fault> {
        let done = self.receive_all(span, sequence, stop)?;
        if done.records > 0 {
            self.is_busy = self.last_received.elapsed() < SPARSE;
            self.last_received = Instant::now();
        }
        Ok(done)
    }

    fn receive_all(
        &mut self,
        span: Span,
        sequence: u32,
        stop: &StopWord,
    ) -> Result<Received, Fault> {
        let mut done = Received { state: InletState::Empty, bytes: 0, records: 0, last: 0 };
        loop {
            if stop.is_stopped() {
                return Ok(Received { state: InletState::Stopped, ..done });
            }
            let Some(sample) = self.next_sample()? else {
                return Ok(done);
            };
            let payload = bytes_of(sample.payload());
            if payload.len() > RECORD_LENGTH_MASK as usize {
                return Err(Fault::new(
                    Code::RecordTooLarge,
                    format!(
                        "Cannot receive a sample of {} bytes from {:?}: at most {} fit a record",
                        payload.len(),
                        self.name,
                        RECORD_LENGTH_MASK
                    ),
                ));
            }
            match span.write(done.bytes, sequence.wrapping_add(done.records), payload) {
                Some(next) => {
                    done.last = done.bytes;
                    done.bytes = next;
                    done.records += 1;
                }
                None => {
                    let state = InletState::SpanFull(payload.len());
                    self.held = Some(sample);
                    return Ok(Received { state, ..done });
                }
            }
        }
    }

    /// Takes the next sample out of shared memory; none where nothing waits.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where a publisher's memory can't be mapped.
    pub fn take(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.next_sample()?.map(|sample| bytes_of(sample.payload()).to_vec()))
    }

    /// The descriptor that becomes readable when events wait; valid while `self` lives.
    pub fn descriptor(&self) -> i32 {
        self.events.descriptor()
    }

    /// Whether a sample waits that no [`Inlet::receive`] has moved.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where a publisher's memory can't be mapped.
    pub fn has_waiting(&self) -> Result<bool, Fault> {
        Ok(self.held.is_some() || self.has_samples()?)
    }

    fn has_samples(&self) -> Result<bool, Fault> {
        self.subscriber
            .has_samples()
            .map_err(|e| Fault::iceoryx(format_args!("look for samples of {:?}", self.name), e))
    }

    fn next_sample(&mut self) -> Result<Option<ByteSample>, Fault> {
        if let Some(held) = self.held.take() {
            return Ok(Some(held));
        }
        // SAFETY: the payload's length in bytes is what its header says, elements being bytes.
        unsafe { self.subscriber.receive_custom_payload() }
            .map_err(|e| Fault::iceoryx(format_args!("receive from {:?}", self.name), e))
    }
}

impl Drop for Inlet {
    fn drop(&mut self) {
        // A publisher that is gone hears nothing; nothing is lost by that.
        let _ = self.control.notify(SUBSCRIBER_DISCONNECTED);
    }
}
