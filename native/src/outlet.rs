//! The sending end of an output port: records of our ring into shared memory.

use core::cell::{Cell, RefCell};
use core::fmt;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicPtr, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use iceoryx2::node::NodeView;
use iceoryx2::port::publisher::Publisher;
use iceoryx2::port::update_connections::UpdateConnections;
use iceoryx2::port::{BackpressureAction, BackpressureInfo, DegradationAction, SendError};
use iceoryx2::prelude::{AllocationStrategy, CallbackProgression, NodeState, PortFactory};

use crate::data_services::{
    DataServiceOptions, DataServices, PUBLISHER_CONNECTED, PUBLISHER_DISCONNECTED, SAMPLE_SENT,
    SPARSE, SUBSCRIBER_CONNECTED,
};
use crate::events::{EventReceiver, EventSender};
use crate::fault::{Explain, Fault};
use crate::node::{Ipc, LinkNode};
use crate::payload::{AnyHeader, AnyPayload};
use crate::records::{Payload, Span};
use crate::shared_memory::Claimed;
use crate::stop::StopWord;
use crate::topic::INITIAL_SLICE_BYTES;

/// Most samples that one event stands for: well below a receiver's buffer of 16.
const SAMPLES_PER_EVENT: u32 = 8;
/// Samples of this size or more are announced at once: waking up costs little beside their copy.
const BYTES_PER_EVENT: usize = 64 * 1024;
/// Bytes after which a transfer ends, so that the ring gets their space back: a large span would
/// hold its writer up until all of it was sent.
const BYTES_PER_TRANSFER: usize = 16 * 1024;
/// Retries of a blocked send that only give the core away: the receiver empties its buffer of 16
/// in less time than the shortest sleep takes, so that each sleep costs a part of the rate.
const YIELDING_RETRIES: u64 = 200;
/// Sleep between later retries of a blocked send.
const RETRY_SLEEP: Duration = Duration::from_micros(50);
/// After this long a blocked send looks whether its receiver's process is still there. The master
/// sees a process end at once, and a stop gives a blocked output up sooner: they come first, so that
/// a run ends with the cause and not with this consequence of it.
const LIFE_CHECK: Duration = Duration::from_secs(3);

/// Why a transfer out of the ring ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutletState {
    /// Records were sent: all of the span, or enough to give their space back.
    Done,
    /// The stop word changed; the next record was not sent to all.
    Stopped,
}

/// What a transfer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Why it ended.
    pub state: OutletState,
    /// Bytes of the span that were sent.
    pub bytes: usize,
    /// How many records these are.
    pub records: u32,
}

/// What the back-pressure handler needs; set around each send, null otherwise.
#[derive(Debug, Default)]
struct Blocking {
    current: AtomicPtr<Sending>,
}

/// A send in progress.
#[derive(Debug)]
struct Sending {
    stop: StopWord,
    outlet: *const Outlet,
    /// Samples sent since the last event.
    unannounced: Cell<u32>,
    /// A receiver was found full for long enough to sleep over it.
    has_slept: Cell<bool>,
    /// When receivers are looked at next, while the send is blocked.
    next_life_check: Cell<Option<Instant>>,
}

/// The publisher of an output port.
///
/// Fields are dropped in this order: the ports, and last what they stand on.
pub struct Outlet {
    name: String,
    publisher: Publisher<Ipc, AnyPayload, AnyHeader>,
    events: EventSender,
    control: EventReceiver,
    blocking: Arc<Blocking>,
    /// Of the publisher's memory.
    claimed: RefCell<Claimed>,
    /// When the last transfer ended.
    last_sent: Cell<Instant>,
    services: DataServices,
}

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outlet({:?})", self.name)
    }
}

impl Outlet {
    /// Makes the publisher and announces it to whoever listens already.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where a service or port can't be had.
    pub fn open(node: &LinkNode, options: &DataServiceOptions) -> Result<Self, Fault> {
        let services = DataServices::open(node, options)?;
        let events = EventSender::create(&services.events, &options.name)?;
        let control = EventReceiver::create(&services.control, &options.control_name)?;
        let blocking = Arc::new(Blocking::default());
        let handler = blocking.clone();
        let publisher = services
            .topic
            .publisher_builder()
            .initial_max_slice_len(INITIAL_SLICE_BYTES)
            .allocation_strategy(AllocationStrategy::PowerOfTwo)
            .set_backpressure_handler(move |info| handler.decide(info))
            // What broke is reported by the master, which watches processes; a log line per
            // sample would fill stderr.
            .set_degradation_handler(|_, _| DegradationAction::Ignore)
            .create()
            .map_err(|e| Fault::iceoryx(format_args!("create publisher {:?}", options.name), e))?;
        let outlet = Self {
            name: options.name.clone(),
            publisher,
            events,
            control,
            blocking,
            claimed: RefCell::new(Claimed::new(INITIAL_SLICE_BYTES)),
            last_sent: Cell::new(Instant::now()),
            services,
        };
        outlet.update_connections()?;
        outlet.events.notify(PUBLISHER_CONNECTED)?;
        Ok(outlet)
    }

    /// Connects new subscribers, which hands them the history sample, and wakes them up for it.
    ///
    /// To be called right before a run starts, too.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where a connection can't be made.
    pub fn welcome(&self) -> Result<(), Fault> {
        self.update_connections()?;
        self.events.notify(SAMPLE_SENT).map(drop)
    }

    /// Serves subscribers that came since the last call; answers whether there were any.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where a socket is broken or a connection can't be made.
    pub fn serve_subscribers(&self) -> Result<bool, Fault> {
        let mut has_new = false;
        self.control.drain(|event| has_new |= event == SUBSCRIBER_CONNECTED)?;
        if has_new {
            self.welcome()?;
        }
        Ok(has_new)
    }

    /// Sends records of `span`, blocking while a receiver is full, until `stop` says so: all of
    /// them, or the first that make up 16 KiB or that a slow receiver has taken.
    ///
    /// One event stands for up to eight samples; the last sample is always announced.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where a send fails, also because a receiver that it waits for died, or because shared
    /// memory has no room; `RingLayout`
    /// where the span holds no records.
    pub fn send(&self, span: Span, stop: &StopWord) -> Result<Sent, Fault> {
        let sending = Sending {
            stop: *stop,
            outlet: core::ptr::from_ref(self),
            unannounced: Cell::new(0),
            has_slept: Cell::new(false),
            next_life_check: Cell::new(None),
        };
        let mut done = Sent { state: OutletState::Done, bytes: 0, records: 0 };
        let result = self.send_all(span, &sending, &mut done);
        // Announced whatever happened: samples without an event after them stay unread.
        if sending.unannounced.get() > 0 {
            self.events.notify(SAMPLE_SENT)?;
            // The receiver sleeps, and the kernel likes to place it behind this thread, on the same
            // core. In a stream that costs more than it gains (TableRow: 20 % of the rate).
            if self.last_sent.get().elapsed() > SPARSE {
                thread::yield_now();
            }
        }
        self.last_sent.set(Instant::now());
        result.map(|()| done)
    }

    fn send_all(&self, span: Span, sending: &Sending, done: &mut Sent) -> Result<(), Fault> {
        let mut bytes_since_event = 0;
        while let Some((payload, next)) = span.read(done.bytes)? {
            if sending.stop.is_stopped() || !self.send_one(payload, sending)? {
                done.state = OutletState::Stopped;
                return Ok(());
            }
            done.bytes = next;
            done.records += 1;
            bytes_since_event += payload.len();
            sending.unannounced.set(sending.unannounced.get() + 1);
            if sending.unannounced.get() >= SAMPLES_PER_EVENT
                || bytes_since_event >= BYTES_PER_EVENT
            {
                self.events.notify(SAMPLE_SENT)?;
                sending.unannounced.set(0);
                bytes_since_event = 0;
            }
            // A slow receiver sets the pace: the ring's writer sees each of its steps.
            if done.bytes >= BYTES_PER_TRANSFER || sending.has_slept.get() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Answers false where the send was given up because of the stop word.
    fn send_one(&self, payload: Payload, sending: &Sending) -> Result<bool, Fault> {
        let failed = |e| Err(self.undelivered(payload.len(), e));
        for retries in 0.. {
            // Read first: who comes later is connected by the send itself, and gets the sample.
            let expected = self.services.topic.dynamic_config().number_of_subscribers();
            match self.send_copy(payload, sending)? {
                // A receiver that was there before this publisher and has not looked yet takes 16
                // samples; iceoryx2 drops what comes then.
                Ok(0) if expected > 0 => {}
                Ok(_) => return Ok(true),
                Err(SendError::UnableToDeliver) if sending.stop.is_stopped() => return Ok(false),
                Err(e) => return failed(e),
            }
            if sending.stop.is_stopped() {
                return Ok(false);
            }
            if !sending.pause(retries, |outlet| outlet.have_died(|_| true)) {
                return failed(SendError::UnableToDeliver);
            }
        }
        unreachable!("retries do not end")
    }

    /// Answers how many took the sample, or why one could not.
    fn send_copy(
        &self,
        payload: Payload,
        sending: &Sending,
    ) -> Result<Result<usize, SendError>, Fault> {
        // SAFETY: elements of this service are bytes.
        let mut sample = unsafe { self.publisher.loan_custom_payload(payload.len()) }
            .map_err(|e| self.undelivered(payload.len(), e))?;
        let target: &mut [MaybeUninit<_>] = sample.payload_mut();
        assert_eq!(target.len(), payload.len(), "loaned sample and record differ in length");
        let action = format_args!("send {} bytes on {:?}", payload.len(), self.name);
        // SAFETY: the loan is ours alone, and lies in the publisher's own memory, which only grows.
        unsafe {
            self.claimed.borrow_mut().claim(action, target.as_mut_ptr().cast(), target.len())?;
        }
        // SAFETY: the loan is ours alone and as long as the payload.
        unsafe { payload.copy_to(target.as_mut_ptr().cast()) };
        // SAFETY: every byte was written by the copy.
        let sample = unsafe { sample.assume_init() };
        let entered = self.blocking.enter(sending);
        let result = sample.send();
        drop(entered);
        Ok(result)
    }

    fn undelivered<E: Explain>(&self, bytes: usize, error: E) -> Fault {
        Fault::iceoryx(format_args!("send {bytes} bytes on {:?}", self.name), error)
    }

    /// Whether all receivers that `concerns` picks by their ids are of processes that are gone; one
    /// that has left by itself is no longer among them.
    fn have_died(&self, concerns: impl Fn(u128) -> bool) -> bool {
        let mut dead = Vec::new();
        let listed = self.services.topic.nodes(|node| {
            if let NodeState::Dead(view) = node {
                dead.push(*view.id());
            }
            CallbackProgression::Continue
        });
        let (mut found, mut alive) = (0, 0);
        self.services.topic.dynamic_config().list_subscribers(|receiver| {
            if concerns(receiver.subscriber_id.value()) {
                found += 1;
                alive += u32::from(!dead.contains(&receiver.node_id));
            }
            CallbackProgression::Continue
        });
        listed.is_ok() && found > 0 && alive == 0
    }

    fn update_connections(&self) -> Result<(), Fault> {
        self.publisher
            .update_connections()
            .map_err(|e| Fault::iceoryx(format_args!("connect subscribers of {:?}", self.name), e))
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        // Subscribers that are gone hear nothing; nothing is lost by that.
        let _ = self.events.notify(PUBLISHER_DISCONNECTED);
    }
}

/// Clears what [`Blocking::enter`] set.
struct Entered<'a>(&'a Blocking);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.current.store(core::ptr::null_mut(), Ordering::Relaxed);
    }
}

impl Blocking {
    fn enter<'a>(&'a self, sending: &'a Sending) -> Entered<'a> {
        self.current.store(core::ptr::from_ref(sending).cast_mut(), Ordering::Relaxed);
        Entered(self)
    }

    /// Called by iceoryx2, inside a send, each time that a receiver is found full.
    fn decide(&self, info: &BackpressureInfo) -> BackpressureAction {
        let current = self.current.load(Ordering::Relaxed);
        // SAFETY: set by `enter` in the same thread; the guard clears it before `Sending` goes.
        let Some(sending) = (unsafe { current.as_ref() }) else {
            return BackpressureAction::DiscardDataAndFail;
        };
        let is_full = |receiver| receiver == info.receiver_port_id;
        if sending.stop.is_stopped()
            || !sending.pause(info.retries, |outlet| outlet.have_died(is_full))
        {
            return BackpressureAction::DiscardDataAndFail;
        }
        BackpressureAction::Retry
    }
}

impl Sending {
    /// Lets time pass between two tries of a send; answers false where trying on is of no use,
    /// which `has_died` looks into now and then.
    fn pause(&self, retries: u64, has_died: impl Fn(&Outlet) -> bool) -> bool {
        // SAFETY: the outlet is borrowed by the send in progress.
        let outlet = unsafe { &*self.outlet };
        if self.unannounced.replace(0) > 0 {
            // Another receiver may sleep over what it got; a failure shows at the next event.
            let _ = outlet.events.notify(SAMPLE_SENT);
        }
        if retries < YIELDING_RETRIES {
            thread::yield_now();
            return true;
        }
        self.has_slept.set(true);
        thread::sleep(RETRY_SLEEP);
        let now = Instant::now();
        match self.next_life_check.get() {
            Some(due) if now < due => return true,
            Some(_) if has_died(outlet) => return false,
            _ => self.next_life_check.set(Some(now + LIFE_CHECK)),
        }
        true
    }
}
