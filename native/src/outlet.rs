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
use iceoryx2::sample_mut_uninit::SampleMutUninit;
use iceoryx2::service::builder::CustomPayloadMarker;

use crate::data_services::{
    DataServiceOptions, DataServices, PUBLISHER_CONNECTED, PUBLISHER_DISCONNECTED, SAMPLE_SENT,
    SPARSE, SUBSCRIBER_CONNECTED,
};
use crate::events::{EventReceiver, EventSender};
use crate::fault::{Explain, Fault};
use crate::node::{Ipc, LinkNode};
use crate::payload::{AnyHeader, AnyPayload};
use crate::port_lock::PortLock;
use crate::records::{Payload, Span};
use crate::shared_memory::Claimed;
use crate::stop::StopWord;
use crate::topic::INITIAL_SLICE_BYTES;

/// Most samples that one event stands for: well below a receiver's buffer of 16.
const SAMPLES_PER_EVENT: u32 = 8;
/// Samples of this size or more are announced at once: waking up costs little beside their copy.
const BYTES_PER_EVENT: usize = 64 * 1024;
/// An item is announced at once where the last event is older than this: its receiver may sleep.
const FRESH_EVENT: Duration = Duration::from_micros(50);
/// Of a group of items that one event stands for, each so many-th looks whether it is older than that.
const CLOCK_STRIDE: u32 = SAMPLES_PER_EVENT / 2;
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
    current: AtomicPtr<Sending<'static>>,
}

/// Of a send under a lock that others want meanwhile.
#[derive(Debug, Clone, Copy)]
pub struct Shared<'a> {
    /// Held by the sender; open while it waits.
    pub lock: &'a PortLock,
    /// Whether the outlet is to be closed: ends the wait.
    pub is_closing: &'a Cell<bool>,
    /// For how long after a stop several receivers are waited for, all items of a run together.
    pub late_room: Duration,
}

/// How long [`Outlet::send_item`] waits while a receiver is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Until the stop word says so. Of several receivers, one may have the item by then, and is not to get it again:
    /// the others are waited for a little longer.
    UntilStop,
    /// Until then, whatever the stop word says.
    Until(Instant),
    /// Not at all, as long as at most one receiver subscribes: of two, one may have the sample already.
    None,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemSent {
    /// It was sent, and receivers know.
    Announced,
    /// It was sent; [`Outlet::announce`] is to be called soon.
    Unannounced,
    /// It was not sent: the stop or the limit came first, or the receiver was full.
    Refused,
    /// As `Refused`, but one of several receivers may have got it.
    Divided,
}

/// A sample that is being written.
type Loan = SampleMutUninit<Ipc, [MaybeUninit<CustomPayloadMarker>], AnyHeader>;

/// Memory of a publisher, lent to whoever fills it: sent from there, without a copy. It stays mapped as long as this
/// is, whatever becomes of the publisher; dropped under the lock of that.
pub struct LentItem {
    loan: Loan,
    publisher: u128,
}

impl fmt::Debug for LentItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LentItem({} bytes)", self.loan.payload().len())
    }
}

impl LentItem {
    /// Where it lies, and how many bytes it has.
    pub fn memory(&mut self) -> (*mut u8, usize) {
        let target = self.loan.payload_mut();
        (target.as_mut_ptr().cast(), target.len())
    }
}

/// A send in progress.
#[derive(Debug)]
struct Sending<'a> {
    stop: StopWord,
    patience: Patience,
    shared: Option<Shared<'a>>,
    outlet: *const Outlet,
    /// Samples sent since the last event.
    unannounced: Cell<u32>,
    /// A receiver was found full for long enough to sleep over it.
    has_slept: Cell<bool>,
    /// When receivers are looked at next, while the send is blocked.
    next_life_check: Cell<Option<Instant>>,
    /// Since when the receiver has been full.
    blocked_since: Cell<Option<Instant>>,
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
    /// Items of [`Outlet::send_item`] that no event stands for yet, their bytes, and when the last event was.
    unannounced: Cell<u32>,
    unannounced_bytes: Cell<usize>,
    last_event: Cell<Instant>,
    /// How long items have waited for receivers.
    held_back: Cell<Duration>,
    /// When several receivers are waited for no longer, once a stop was seen.
    late_until: Cell<Option<Instant>>,
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
            unannounced: Cell::new(0),
            unannounced_bytes: Cell::new(0),
            last_event: Cell::new(Instant::now()),
            held_back: Cell::default(),
            late_until: Cell::default(),
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
        let sending = Sending::new(self, *stop, Patience::UntilStop, None);
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

    /// Sends one item, blocking while a receiver is full, as `patience` says.
    ///
    /// One event stands for up to eight items or 64 KiB; it comes at once where the last one is older
    /// than 50 µs.
    ///
    /// # Errors
    ///
    /// As [`Outlet::send`].
    pub fn send_item(
        &self,
        payload: Payload,
        stop: &StopWord,
        patience: Patience,
        shared: Shared<'_>,
    ) -> Result<ItemSent, Fault> {
        self.send_by(payload.len(), stop, patience, shared, |sending| {
            self.send_one(payload, sending)
        })
    }

    /// Lends memory for an item of so many bytes; what lies there is old.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where shared memory has no room.
    pub fn lend(&self, bytes: usize) -> Result<LentItem, Fault> {
        Ok(LentItem { loan: self.loan(bytes)?, publisher: self.publisher.id().value() })
    }

    /// As [`Outlet::send_item`], without a copy. What is refused is left in `rest`, to be sent by that.
    ///
    /// # Errors
    ///
    /// As [`Outlet::send`]; `Closed` for an item that another publisher has lent.
    pub fn send_lent(
        &self,
        mut item: LentItem,
        rest: &mut Vec<u8>,
        stop: &StopWord,
        patience: Patience,
        shared: Shared<'_>,
    ) -> Result<ItemSent, Fault> {
        if item.publisher != self.publisher.id().value() {
            return Err(Fault::closed("send what was lent by", &self.name));
        }
        let (start, bytes) = item.memory();
        // SAFETY: the publisher's memory stays mapped and as it is until the publisher lends again, which it does for
        // the calling thread alone.
        let payload = unsafe { Payload::of_piece(start, bytes) };
        let sent = self.send_by(bytes, stop, patience, shared, |sending| {
            let deliver = || Ok(self.deliver(item.loan, sending));
            match self.try_send(bytes, sending, deliver)? {
                Some(is_sent) => Ok(is_sent),
                None => self.send_one(payload, sending),
            }
        })?;
        if sent == ItemSent::Refused {
            // SAFETY: as above.
            *rest = unsafe { payload.to_vec() };
        }
        Ok(sent)
    }

    /// Has `send` send an item of so many bytes, and announces it when that is due.
    fn send_by(
        &self,
        bytes: usize,
        stop: &StopWord,
        patience: Patience,
        shared: Shared<'_>,
        send: impl FnOnce(&Sending<'_>) -> Result<bool, Fault>,
    ) -> Result<ItemSent, Fault> {
        if self.late_until.get().is_some() && !stop.is_stopped() {
            self.late_until.set(None);
        }
        let sending = Sending::new(self, *stop, patience, Some(shared));
        sending.unannounced.set(self.unannounced.replace(0));
        let result = send(&sending);
        self.unannounced.set(sending.unannounced.get());
        if let Some(since) = sending.blocked_since.get() {
            self.held_back.set(self.held_back.get() + since.elapsed());
        }
        if !result? {
            return Ok(if self.is_divided() { ItemSent::Divided } else { ItemSent::Refused });
        }
        let ahead = self.unannounced.get();
        self.unannounced.set(ahead + 1);
        self.unannounced_bytes.set(self.unannounced_bytes.get() + bytes);
        // A look at the clock takes a tenth of a send: the first of a group has one, and its middle.
        let may_be_stale = ahead.is_multiple_of(CLOCK_STRIDE);
        let pause = if may_be_stale { self.last_event.get().elapsed() } else { Duration::ZERO };
        if ahead + 1 < SAMPLES_PER_EVENT
            && self.unannounced_bytes.get() < BYTES_PER_EVENT
            && pause < FRESH_EVENT
        {
            return Ok(ItemSent::Unannounced);
        }
        self.announce()?;
        // As in `send`: a lone event's receiver is placed behind this thread.
        if pause > SPARSE {
            // SAFETY: the caller holds the lock, and marks this outlet as in use.
            unsafe { shared.lock.pause(thread::yield_now) };
        }
        Ok(ItemSent::Announced)
    }

    /// How long items have waited for receivers since the last call.
    pub fn take_held_back(&self) -> Duration {
        self.held_back.take()
    }

    /// Sends an event for items that have none yet.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where that fails.
    pub fn announce(&self) -> Result<(), Fault> {
        self.unannounced_bytes.set(0);
        if self.unannounced.replace(0) > 0 {
            self.last_event.set(Instant::now());
            self.events.notify(SAMPLE_SENT)?;
        }
        Ok(())
    }

    /// The descriptor that becomes readable when subscribers come; valid while `self` lives.
    pub fn control_descriptor(&self) -> i32 {
        self.control.descriptor()
    }

    fn send_all(&self, span: Span, sending: &Sending<'_>, done: &mut Sent) -> Result<(), Fault> {
        let mut bytes_since_event = 0;
        while let Some((payload, next)) = span.read(done.bytes)? {
            if sending.is_given_up() || !self.send_one(payload, sending)? {
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
    fn send_one(&self, payload: Payload, sending: &Sending<'_>) -> Result<bool, Fault> {
        let bytes = payload.len();
        for retries in 0.. {
            let deliver = || self.send_copy(payload, sending);
            if let Some(is_sent) = self.try_send(bytes, sending, deliver)? {
                return Ok(is_sent);
            }
            if sending.is_given_up() {
                return Ok(false);
            }
            if !sending.pause(retries, |outlet| outlet.have_died(|_| true)) {
                return Err(self.undelivered(bytes, SendError::UnableToDeliver));
            }
        }
        unreachable!("retries do not end")
    }

    /// Answers whether the sample was sent, false where the send was given up; none where it is to be tried again:
    /// receivers are there, and nobody took it.
    fn try_send(
        &self,
        bytes: usize,
        sending: &Sending<'_>,
        deliver: impl FnOnce() -> Result<Result<usize, SendError>, Fault>,
    ) -> Result<Option<bool>, Fault> {
        // Read first: who comes later is connected by the send itself, and gets the sample.
        let expected = self.receiver_count();
        match deliver()? {
            // A receiver that was there before this publisher and has not looked yet takes 16
            // samples; iceoryx2 drops what comes then.
            Ok(0) if expected > 0 => Ok(None),
            Ok(_) => Ok(Some(true)),
            Err(SendError::UnableToDeliver) if sending.is_given_up() => Ok(Some(false)),
            Err(e) => Err(self.undelivered(bytes, e)),
        }
    }

    /// Answers how many took the sample, or why one could not.
    fn send_copy(
        &self,
        payload: Payload,
        sending: &Sending<'_>,
    ) -> Result<Result<usize, SendError>, Fault> {
        let mut loan = self.loan(payload.len())?;
        // SAFETY: the loan is ours alone and as long as the payload.
        unsafe { payload.copy_to(loan.payload_mut().as_mut_ptr().cast()) };
        Ok(self.deliver(loan, sending))
    }

    fn loan(&self, bytes: usize) -> Result<Loan, Fault> {
        // SAFETY: elements of this service are bytes.
        let mut loan = unsafe { self.publisher.loan_custom_payload(bytes) }
            .map_err(|e| self.undelivered(bytes, e))?;
        let target: &mut [MaybeUninit<_>] = loan.payload_mut();
        assert_eq!(target.len(), bytes, "loaned sample and item differ in length");
        let action = format_args!("send {bytes} bytes on {:?}", self.name);
        // SAFETY: the loan is ours alone, and lies in the publisher's own memory, which only grows.
        unsafe {
            self.claimed.borrow_mut().claim(action, target.as_mut_ptr().cast(), target.len())?;
        }
        Ok(loan)
    }

    fn deliver(&self, loan: Loan, sending: &Sending<'_>) -> Result<usize, SendError> {
        // SAFETY: every byte was written, or lies there from an earlier use: all bytes are valid.
        let sample = unsafe { loan.assume_init() };
        let _entered = self.blocking.enter(sending);
        sample.send()
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

    /// Whether one of several receivers may have a sample that another one has no room for.
    pub fn is_divided(&self) -> bool {
        self.receiver_count() > 1
    }

    fn receiver_count(&self) -> usize {
        self.services.topic.dynamic_config().number_of_subscribers()
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
    fn enter<'a>(&'a self, sending: &'a Sending<'_>) -> Entered<'a> {
        self.current.store(core::ptr::from_ref(sending).cast_mut().cast(), Ordering::Relaxed);
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
        if sending.is_given_up() || !sending.pause(info.retries, |outlet| outlet.have_died(is_full))
        {
            return BackpressureAction::DiscardDataAndFail;
        }
        BackpressureAction::Retry
    }
}

impl<'a> Sending<'a> {
    fn new(
        outlet: &Outlet,
        stop: StopWord,
        patience: Patience,
        shared: Option<Shared<'a>>,
    ) -> Self {
        // A sample that one of two receivers has got already can't be taken back.
        let patience = match patience {
            Patience::None if outlet.is_divided() => Patience::UntilStop,
            Patience::UntilStop | Patience::Until(_) | Patience::None => patience,
        };
        Self {
            stop,
            patience,
            shared,
            outlet: core::ptr::from_ref(outlet),
            unannounced: Cell::new(0),
            has_slept: Cell::new(false),
            next_life_check: Cell::new(None),
            blocked_since: Cell::new(None),
        }
    }

    fn is_given_up(&self) -> bool {
        self.shared.is_some_and(|shared| shared.is_closing.get())
            || match self.patience {
                Patience::UntilStop => self.stop.is_stopped() && !self.has_late_room(),
                Patience::Until(limit) => Instant::now() >= limit,
                Patience::None => true,
            }
    }

    /// Whether what the stop finds waiting for one of several receivers may go on to do so.
    fn has_late_room(&self) -> bool {
        // SAFETY: the outlet is borrowed by the send in progress.
        let outlet = unsafe { &*self.outlet };
        let Some(shared) = self.shared.filter(|_| outlet.is_divided()) else { return false };
        let now = Instant::now();
        let until = outlet.late_until.get().unwrap_or(now + shared.late_room);
        outlet.late_until.set(Some(until));
        now < until
    }

    /// Waits, and lets others have the lock meanwhile.
    fn give_way(&self, wait: impl FnOnce()) {
        match self.shared {
            // SAFETY: the sender holds the lock, and marks the outlet as in use.
            Some(shared) => unsafe { shared.lock.pause(wait) },
            None => wait(),
        }
    }

    /// Lets time pass between two tries of a send; answers false where trying on is of no use,
    /// which `has_died` looks into now and then.
    fn pause(&self, retries: u64, has_died: impl Fn(&Outlet) -> bool) -> bool {
        // SAFETY: the outlet is borrowed by the send in progress.
        let outlet = unsafe { &*self.outlet };
        if self.unannounced.replace(0) > 0 {
            // Another receiver may sleep over what it got; a failure shows at the next event.
            let _ = outlet.events.notify(SAMPLE_SENT);
        }
        if self.shared.is_some() && self.blocked_since.get().is_none() {
            self.blocked_since.set(Some(Instant::now()));
        }
        if retries < YIELDING_RETRIES {
            self.give_way(thread::yield_now);
            return true;
        }
        self.has_slept.set(true);
        self.give_way(|| thread::sleep(RETRY_SLEEP));
        let now = Instant::now();
        match self.next_life_check.get() {
            Some(due) if now < due => return true,
            Some(_) if has_died(outlet) => return false,
            _ => self.next_life_check.set(Some(now + LIFE_CHECK)),
        }
        true
    }
}
