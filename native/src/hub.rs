//! Ports that a module's own thread uses: opened and closed by its supervisor, helped by a thread of ours.
//!
//! A *hub* is one node with the ports of a module process, under one lock. The supervisor opens and
//! closes them; the module's thread receives and sends; and the *helper*, a thread without Node, steps in
//! where the module's turn stands still, so that a busy module holds its senders up only when
//! [`OVERFLOW_BYTES`] are full.

use core::cell::{Cell, RefCell, UnsafeCell};
use core::fmt;
use core::time::Duration;
use std::collections::{HashMap, VecDeque};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crate::backlog::Backlog;
use crate::data_services::DataServiceOptions;
use crate::fault::{Code, Fault};
use crate::helper_sleep::HelperSleep;
use crate::inlet::{Inlet, InletState, Received};
use crate::node::{LinkNode, NodeOptions};
use crate::outlet::{ItemSent, LentItem, Outlet, Patience, Shared};
use crate::port_lock::{Held, PortLock};
use crate::records::{Payload, Span};
use crate::stop::StopWord;
use crate::wait::{WakeHandle, duplicate};

/// Most bytes that the helper takes over for an input that its module is too busy for.
const OVERFLOW_BYTES: usize = 16 * 1024 * 1024;
/// An item of this size is sent late rather than copied once more.
const LARGE_BYTES: usize = 64 * 1024;
/// How often one looks whether a port that is in use has become free.
const CLOSE_POLL: Duration = Duration::from_millis(1);
/// How often one looks whether a backlog is sent.
const TURN_POLL: Duration = Duration::from_micros(50);

/// A receiver has moved nothing.
const NOTHING: Received = Received { state: InletState::Empty, bytes: 0, records: 0, last: 0 };

/// All hubs of the process by their numbers, which cross Node's threads.
static HUBS: Mutex<Option<Hubs>> = Mutex::new(None);

#[derive(Debug, Default)]
struct Hubs {
    next_id: u32,
    by_id: HashMap<u32, Weak<Hub>>,
}

/// The ports of one module process.
pub struct Hub {
    id: u32,
    name: String,
    lock: PortLock,
    /// Under the lock.
    state: UnsafeCell<State>,
    /// Fires when the helper has taken events that the module's thread would have waited for.
    taken: WakeHandle,
    is_ending: AtomicBool,
    sleep: HelperSleep,
    helper: Mutex<Option<JoinHandle<()>>>,
}

// SAFETY: `state`, and all cells of the ports in it, are used under `lock` alone.
unsafe impl Send for Hub {}
// SAFETY: as above.
unsafe impl Sync for Hub {}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hub({:?})", self.name)
    }
}

/// The ports go before the node.
struct State {
    next_port: u32,
    inlets: HashMap<u32, Arc<HubInlet>>,
    outlets: HashMap<u32, Arc<HubOutlet>>,
    node: Option<LinkNode>,
}

impl Hub {
    /// Makes a hub.
    ///
    /// # Errors
    ///
    /// As [`LinkNode::create`]; `Iceoryx` where the process has no descriptor or thread left.
    pub fn create(options: &NodeOptions) -> Result<Arc<Self>, Fault> {
        let node = LinkNode::create(options)?;
        let taken = WakeHandle::create()?;
        let mut guard = HUBS.lock().unwrap_or_else(PoisonError::into_inner);
        let hubs = guard.get_or_insert_default();
        hubs.next_id = hubs.next_id.wrapping_add(1);
        let hub = Arc::new(Self {
            id: hubs.next_id,
            name: options.name.clone(),
            lock: PortLock::default(),
            state: UnsafeCell::new(State {
                next_port: 0,
                inlets: HashMap::new(),
                outlets: HashMap::new(),
                node: Some(node),
            }),
            taken,
            is_ending: AtomicBool::new(false),
            sleep: HelperSleep::create()?,
            helper: Mutex::new(None),
        });
        hubs.by_id.insert(hub.id, Arc::downgrade(&hub));
        Ok(hub)
    }

    /// The hub with this number.
    ///
    /// # Errors
    ///
    /// `Closed` where it is gone.
    pub fn find(id: u32) -> Result<Arc<Self>, Fault> {
        let guard = HUBS.lock().unwrap_or_else(PoisonError::into_inner);
        let found = guard.as_ref().and_then(|hubs| hubs.by_id.get(&id).and_then(Weak::upgrade));
        found.ok_or_else(|| Fault::closed("use", &format!("hub {id}")))
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Fires when the helper has done what the module's thread would have been woken for.
    pub fn taken(&self) -> &WakeHandle {
        &self.taken
    }

    /// Subscribes to an output port; answers the number of the port.
    ///
    /// # Errors
    ///
    /// As [`Inlet::open`].
    pub fn open_inlet(self: &Arc<Self>, options: &DataServiceOptions) -> Result<u32, Fault> {
        self.start_helper()?;
        self.with(|state| {
            let inlet = Inlet::open(state.node()?, options)?;
            let port = state.number();
            state.inlets.insert(port, Arc::new(HubInlet::over(&options.name, inlet)));
            self.sleep.disturb();
            Ok(port)
        })
    }

    /// Makes the publisher of an output port; answers the number of the port.
    ///
    /// # Errors
    ///
    /// As [`Outlet::open`].
    pub fn open_outlet(self: &Arc<Self>, options: &DataServiceOptions) -> Result<u32, Fault> {
        self.start_helper()?;
        self.with(|state| {
            let outlet = Outlet::open(state.node()?, options)?;
            let port = state.number();
            state.outlets.insert(port, Arc::new(HubOutlet::over(&options.name, outlet)));
            self.sleep.disturb();
            Ok(port)
        })
    }

    /// Replaces a publisher by one with other limits.
    ///
    /// # Errors
    ///
    /// As [`Outlet::open`]; `Closed` where there is no such port.
    pub fn replace_outlet(&self, port: u32, options: &DataServiceOptions) -> Result<(), Fault> {
        let entry = self.outlet(port)?;
        // The old one goes first: its service may have no place for two.
        self.release_outlet(&entry);
        self.with(|state| {
            entry.is_closing.set(false);
            *entry.outlet.borrow_mut() = Some(Outlet::open(state.node()?, options)?);
            self.sleep.disturb();
            Ok(())
        })
    }

    /// An input port.
    ///
    /// # Errors
    ///
    /// `Closed` where it is gone.
    pub fn inlet(&self, port: u32) -> Result<Arc<HubInlet>, Fault> {
        let found = self.with(|state| state.inlets.get(&port).cloned());
        found.ok_or_else(|| Fault::closed("use", &format!("input {port} of {:?}", self.name)))
    }

    /// An output port.
    ///
    /// # Errors
    ///
    /// `Closed` where it is gone.
    pub fn outlet(&self, port: u32) -> Result<Arc<HubOutlet>, Fault> {
        let found = self.with(|state| state.outlets.get(&port).cloned());
        found.ok_or_else(|| Fault::closed("use", &format!("output {port} of {:?}", self.name)))
    }

    /// Holds the lock: for calls of ports.
    pub fn hold(&self) -> Held<'_> {
        self.lock.lock()
    }

    /// As [`Hub::hold`], to send or to receive: what may be left to do afterwards is the helper's.
    pub fn hold_in_use(&self) -> Held<'_> {
        let held = self.lock.lock();
        self.sleep.disturb();
        held
    }

    /// Closes a port of either kind; waits until a send that is under way has given up. Idempotent.
    pub fn close_port(&self, port: u32) {
        let (inlet, outlet) =
            self.with(|state| (state.inlets.remove(&port), state.outlets.remove(&port)));
        if let Some(outlet) = outlet {
            self.release_outlet(&outlet);
            let thread = {
                let _held = self.hold();
                outlet.backlog.borrow_mut().finish()
            };
            // It can't panic, and if it did there is nobody to tell.
            let _ = thread.map(JoinHandle::join);
        }
        if let Some(inlet) = inlet {
            let _held = self.hold();
            inlet.release();
        }
    }

    /// Closes all ports, and the node. Idempotent.
    pub fn close(&self) {
        self.is_ending.store(true, Ordering::Release);
        let helper = self.helper.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(helper) = helper {
            self.sleep.end();
            // It can't panic, and if it did there is nobody to tell.
            let _ = helper.join();
        }
        let ports: Vec<u32> =
            self.with(|state| state.inlets.keys().chain(state.outlets.keys()).copied().collect());
        for port in ports {
            self.close_port(port);
        }
        self.with(|state| drop(state.node.take()));
        self.taken.retire();
        self.sleep.retire();
        let mut guard = HUBS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(hubs) = guard.as_mut() {
            hubs.by_id.remove(&self.id);
        }
    }

    /// Sends one item of an output port, after those of its backlog. Without patience a small one goes there, too, where
    /// its receiver has no room; and any where several subscribe: of these, one may have it and another one no room.
    ///
    /// # Errors
    ///
    /// As [`Outlet::send_item`], and what earlier items of the backlog met; `Closed` after the end of the port.
    pub fn send(
        self: &Arc<Self>,
        entry: &Arc<HubOutlet>,
        payload: Payload,
        stop: &StopWord,
        patience: Patience,
        late_room: Duration,
    ) -> Result<ItemSent, Fault> {
        let _held = self.hold_in_use();
        let may_put_off = patience == Patience::None;
        if may_put_off && (entry.backlog.borrow().is_busy() || entry.is_divided()) {
            return self.put_off(entry, payload);
        }
        if !self.await_turn(entry, stop, patience) {
            return Ok(ItemSent::Refused);
        }
        let sent =
            self.send_by(entry, payload.len(), &entry.is_closing, late_room, |outlet, shared| {
                outlet.send_item(payload, stop, patience, shared)
            })?;
        // A large one takes longer to copy once more than its receiver to take one of 16.
        if may_put_off && sent == ItemSent::Refused && payload.len() < LARGE_BYTES {
            return self.put_off(entry, payload);
        }
        Ok(sent)
    }

    /// Lends memory of an output port, for [`Hub::send_lent`]; none where the stop came first. Drop it under the lock.
    ///
    /// # Errors
    ///
    /// As [`Outlet::lend`]; `Closed` after the end of the port.
    pub fn lend(
        &self,
        entry: &HubOutlet,
        bytes: usize,
        stop: &StopWord,
    ) -> Result<Option<LentItem>, Fault> {
        let _held = self.hold_in_use();
        if !self.await_turn(entry, stop, Patience::UntilStop) {
            return Ok(None);
        }
        match entry.outlet.borrow().as_ref() {
            Some(outlet) => outlet.lend(bytes).map(Some),
            None => Err(Fault::closed("lend memory of", &entry.name)),
        }
    }

    /// Sends what was lent, unless the port is closed; what is refused is left in `rest`.
    ///
    /// # Errors
    ///
    /// As [`Outlet::send_lent`]; `Closed` after the end of the port.
    pub fn send_lent(
        &self,
        entry: &HubOutlet,
        lent: &mut Option<LentItem>,
        rest: &mut Vec<u8>,
        stop: &StopWord,
        patience: Patience,
        late_room: Duration,
    ) -> Result<ItemSent, Fault> {
        let _held = self.hold_in_use();
        let bytes = lent.as_mut().map_or(0, |item| item.memory().1);
        self.send_by(entry, bytes, &entry.is_closing, late_room, |outlet, shared| {
            match lent.take() {
                Some(item) => outlet.send_lent(item, rest, stop, patience, shared),
                None => Err(Fault::new(Code::InvalidArgument, "Cannot send: nothing was lent")),
            }
        })
    }

    /// Drops what waits in the backlog of an output port; answers how many of its items were not sent, or not to all.
    pub fn drop_backlog(&self, entry: &HubOutlet) -> usize {
        loop {
            {
                let _held = self.hold();
                let mut backlog = entry.backlog.borrow_mut();
                backlog.clear();
                let is_busy = backlog.is_busy();
                entry.is_dropping.set(is_busy);
                if !is_busy {
                    return backlog.take_unsent();
                }
            }
            thread::sleep(CLOSE_POLL);
        }
    }

    /// Sends one item; the caller holds the lock.
    fn send_by(
        &self,
        entry: &HubOutlet,
        bytes: usize,
        is_closing: &Cell<bool>,
        late_room: Duration,
        send: impl FnOnce(&Outlet, Shared<'_>) -> Result<ItemSent, Fault>,
    ) -> Result<ItemSent, Fault> {
        // Borrowed across pauses of the lock: who closes it looks at `is_used` before.
        let outlet = entry.outlet.borrow();
        let outlet = outlet.as_ref().ok_or_else(|| Fault::closed("send on", &entry.name))?;
        entry.is_used.set(true);
        let result = send(outlet, Shared { lock: &self.lock, is_closing, late_room });
        entry.held_back.set(entry.held_back.get() + outlet.take_held_back());
        entry.is_used.set(false);
        if matches!(result, Ok(ItemSent::Announced | ItemSent::Unannounced)) {
            entry.records.set(entry.records.get() + 1);
            entry.bytes.set(entry.bytes.get() + bytes as u64);
        }
        result
    }

    /// Waits until the backlog is sent; false where patience ends first. The caller holds the lock.
    fn await_turn(&self, entry: &HubOutlet, stop: &StopWord, patience: Patience) -> bool {
        while entry.backlog.borrow().is_busy() {
            let is_given_up = match patience {
                Patience::UntilStop => stop.is_stopped(),
                Patience::Until(limit) => Instant::now() >= limit,
                Patience::None => true,
            };
            if is_given_up || entry.is_closing.get() {
                return false;
            }
            // SAFETY: the caller holds it; the port may be closed meanwhile, which its send finds.
            unsafe { self.lock.pause(|| thread::sleep(TURN_POLL)) };
        }
        true
    }

    /// Gives an item to the backlog of its port. The caller holds the lock.
    fn put_off(
        self: &Arc<Self>,
        entry: &Arc<HubOutlet>,
        payload: Payload,
    ) -> Result<ItemSent, Fault> {
        let mut backlog = entry.backlog.borrow_mut();
        if !backlog.has_thread() {
            let (hub, port) = (self.clone(), entry.clone());
            let started =
                thread::Builder::new().name("sy-backlog".into()).spawn(move || hub.work_off(&port));
            backlog.attach(started.map_err(|e| {
                Fault::new(Code::Iceoryx, format!("Cannot start a thread that sends: {e}"))
            })?);
        }
        Ok(if backlog.try_push(payload)? { ItemSent::Announced } else { ItemSent::Refused })
    }

    /// The loop of a backlog's thread.
    fn work_off(&self, entry: &HubOutlet) {
        loop {
            let held = self.hold();
            if entry.backlog.borrow().is_over() {
                return;
            }
            let next = entry.backlog.borrow_mut().begin();
            let Some(item) = next else {
                drop(held);
                thread::park();
                continue;
            };
            // SAFETY: ours until the end of the send.
            let payload = unsafe { Payload::of_piece(item.as_ptr(), item.len()) };
            let sent = self.send_by(
                entry,
                item.len(),
                &entry.is_dropping,
                Duration::ZERO,
                |outlet, shared| {
                    let sent = outlet.send_item(
                        payload,
                        &StopWord::never(),
                        Patience::UntilStop,
                        shared,
                    )?;
                    // There is no end of a turn that could do it, unless the next one does.
                    if entry.backlog.borrow().count() == 1 {
                        outlet.announce()?;
                    }
                    Ok(sent)
                },
            );
            entry.backlog.borrow_mut().end(&item, sent);
        }
    }

    /// Calls `f` with a publisher, but not in the middle of a send: that connects and announces by itself.
    ///
    /// # Errors
    ///
    /// `Closed` after the end of the port, and what `f` gives.
    pub fn with_outlet(
        &self,
        entry: &HubOutlet,
        f: impl FnOnce(&Outlet) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let _held = self.hold();
        if entry.is_used.get() {
            return Ok(());
        }
        match entry.outlet.borrow().as_ref() {
            Some(outlet) => f(outlet),
            None => Err(Fault::closed("use", &entry.name)),
        }
    }

    fn release_outlet(&self, entry: &HubOutlet) {
        self.drop_backlog(entry);
        loop {
            {
                let _held = self.hold();
                entry.is_closing.set(true);
                if !entry.is_used.get() {
                    let outlet = entry.outlet.borrow_mut().take();
                    drop(outlet);
                    return;
                }
            }
            thread::sleep(CLOSE_POLL);
        }
    }

    /// `f` must not call what takes or pauses the lock.
    fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        let _held = self.hold();
        // SAFETY: under the lock, which no call of `f` gives away.
        f(unsafe { &mut *self.state.get() })
    }

    fn start_helper(self: &Arc<Self>) -> Result<(), Fault> {
        let mut helper = self.helper.lock().unwrap_or_else(PoisonError::into_inner);
        if helper.is_none() && !self.is_ending.load(Ordering::Acquire) {
            let hub = self.clone();
            let started = thread::Builder::new().name("sy-ports".into()).spawn(move || hub.help());
            *helper = Some(started.map_err(|e| {
                Fault::new(Code::Iceoryx, format!("Cannot start the thread beside ports: {e}"))
            })?);
        }
        Ok(())
    }

    /// The helper's loop.
    fn help(&self) {
        let mut quiet_ticks = 0;
        while !self.is_ending.load(Ordering::Acquire) {
            self.sleep.tick();
            // Who has the lock is at work: there is nothing to help with.
            let Some(held) = self.lock.try_lock() else {
                quiet_ticks = 0;
                continue;
            };
            // SAFETY: under the lock; nothing below gives it away.
            let state = unsafe { &mut *self.state.get() };
            let mut is_in_use = false;
            for entry in state.outlets.values() {
                is_in_use |= entry.help();
            }
            let mut has_taken = false;
            for entry in state.inlets.values() {
                let look = entry.help();
                has_taken |= look == Look::Taken;
                is_in_use |= look != Look::Quiet;
            }
            if has_taken {
                self.taken.wake();
            }
            quiet_ticks = if is_in_use { 0 } else { quiet_ticks + 1 };
            if self.sleep.begins_long(quiet_ticks) {
                let descriptors = state.descriptors();
                drop(held);
                self.sleep.long(&descriptors);
                quiet_ticks = 0;
            }
        }
    }
}

/// What the helper has found at an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Nothing goes on.
    Quiet,
    /// Its thread looks after it.
    InUse,
    /// Samples were taken over: its thread must be woken.
    Taken,
}

impl State {
    fn node(&self) -> Result<&LinkNode, Fault> {
        self.node.as_ref().ok_or_else(|| Fault::closed("open a port", "of a closed hub"))
    }

    /// What becomes readable when something comes to one of the ports, open as long as the caller needs it.
    fn descriptors(&self) -> Vec<OwnedFd> {
        let inlets = self.inlets.values().filter_map(|entry| entry.descriptor().ok());
        let outlets = self.outlets.values().filter_map(|entry| entry.control_descriptor());
        inlets.chain(outlets).collect()
    }

    fn number(&mut self) -> u32 {
        self.next_port += 1;
        self.next_port
    }
}

/// An input port of a hub; used under the hub's lock.
pub struct HubInlet {
    name: String,
    inlet: RefCell<Option<Inlet>>,
    /// What the helper has taken over, the oldest first.
    overflow: RefCell<VecDeque<Vec<u8>>>,
    overflow_bytes: Cell<usize>,
    /// Its reader has its place: samples may be moved.
    is_active: Cell<bool>,
    /// Calls of the module's thread, and how many there were at the helper's last look.
    turns: Cell<u64>,
    seen_turns: Cell<u64>,
    /// Moved into the ring.
    records: Cell<u64>,
    bytes: Cell<u64>,
    /// What the helper met; the module's thread hears of it.
    fault: RefCell<Option<Fault>>,
}

impl fmt::Debug for HubInlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HubInlet({:?})", self.name)
    }
}

// SAFETY: all cells are used under the hub's lock.
unsafe impl Send for HubInlet {}
// SAFETY: as above.
unsafe impl Sync for HubInlet {}

impl HubInlet {
    fn over(name: &str, inlet: Inlet) -> Self {
        Self {
            name: format!("connection to {name:?}"),
            inlet: RefCell::new(Some(inlet)),
            overflow: RefCell::default(),
            overflow_bytes: Cell::new(0),
            is_active: Cell::new(false),
            turns: Cell::new(0),
            seen_turns: Cell::new(0),
            records: Cell::new(0),
            bytes: Cell::new(0),
            fault: RefCell::new(None),
        }
    }

    /// Its reader has its place.
    pub fn activate(&self) {
        self.is_active.set(true);
    }

    /// A descriptor of the caller's own that becomes readable when events wait.
    ///
    /// # Errors
    ///
    /// `Closed` after the end of the port, `Iceoryx` where the process has no descriptor left.
    pub fn descriptor(&self) -> Result<OwnedFd, Fault> {
        match self.inlet.borrow().as_ref() {
            Some(inlet) => duplicate(inlet.descriptor()),
            None => Err(Fault::closed("wait on", &self.name)),
        }
    }

    /// Moves samples into `span`: first what the helper has taken over. A thread may sleep until the next event once
    /// this answers that there is no sample.
    ///
    /// # Errors
    ///
    /// As [`Inlet::receive_in_turn`], and what the helper met; `Closed` after the end of the port.
    pub fn receive(&self, span: Span, sequence: u32) -> Result<Received, Fault> {
        self.turns.set(self.turns.get() + 1);
        let mut inlet = self.inlet.borrow_mut();
        let inlet = inlet.as_mut().ok_or_else(|| Fault::closed("receive on", &self.name))?;
        if !self.is_active.get() {
            return Ok(NOTHING);
        }
        let mut done = self.receive_taken(span, sequence);
        if done.state == InletState::Empty {
            if let Some(fault) = self.fault.borrow_mut().take() {
                return Err(fault);
            }
            let rest = inlet
                .receive_in_turn(span.behind(done.bytes), sequence.wrapping_add(done.records))?;
            done = Received {
                state: rest.state,
                bytes: done.bytes + rest.bytes,
                records: done.records + rest.records,
                last: if rest.records > 0 { done.bytes + rest.last } else { done.last },
            };
        }
        self.count(&done);
        Ok(done)
    }

    /// As [`HubInlet::receive`] of a thread that an event has woken: the samples first. Their event waits until the
    /// next call, which comes before the thread sleeps; to take it keeps a sample waiting for some µs.
    ///
    /// What is wrong is for the next call.
    pub fn receive_woken(&self, span: Span, sequence: u32) -> Received {
        self.turns.set(self.turns.get() + 1);
        let is_in_turn = self.is_active.get() && self.overflow.borrow().is_empty();
        let mut slot = self.inlet.borrow_mut();
        let Some(inlet) = slot.as_mut().filter(|_| is_in_turn) else { return NOTHING };
        match inlet.receive(span, sequence, &StopWord::never()) {
            Ok(done) => {
                self.count(&done);
                done
            }
            Err(fault) => {
                *self.fault.borrow_mut() = Some(fault);
                NOTHING
            }
        }
    }

    fn count(&self, done: &Received) {
        self.records.set(self.records.get() + u64::from(done.records));
        self.bytes.set(self.bytes.get() + done.bytes as u64);
    }

    /// Records and bytes that were moved, and how many wait outside of the ring: those in shared memory
    /// count as one.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where a publisher's memory can't be mapped.
    pub fn progress(&self) -> Result<(u64, u64, usize), Fault> {
        let waits = match self.inlet.borrow().as_ref() {
            Some(inlet) => self.overflow.borrow().len() + usize::from(inlet.has_waiting()?),
            None => 0,
        };
        Ok((self.records.get(), self.bytes.get(), waits))
    }

    fn receive_taken(&self, span: Span, sequence: u32) -> Received {
        let mut done = NOTHING;
        let mut overflow = self.overflow.borrow_mut();
        while let Some(item) = overflow.front() {
            let number = sequence.wrapping_add(done.records);
            let Some(next) = span.write(done.bytes, number, item) else {
                return Received { state: InletState::SpanFull(item.len()), ..done };
            };
            done.last = done.bytes;
            done.bytes = next;
            done.records += 1;
            self.overflow_bytes.set(self.overflow_bytes.get() - item.len());
            overflow.pop_front();
        }
        done
    }

    /// Takes over where the module's turn stands still.
    fn help(&self) -> Look {
        let turns = self.turns.get();
        if self.seen_turns.replace(turns) != turns {
            return Look::InUse;
        }
        let mut slot = self.inlet.borrow_mut();
        let Some(inlet) = slot.as_mut().filter(|_| self.is_active.get()) else {
            return Look::Quiet;
        };
        if self.fault.borrow().is_some() {
            return Look::Quiet;
        }
        match self.take_over(inlet) {
            Ok(look) => look,
            Err(fault) => {
                *self.fault.borrow_mut() = Some(fault);
                Look::Taken
            }
        }
    }

    fn take_over(&self, inlet: &mut Inlet) -> Result<Look, Fault> {
        if !inlet.has_waiting()? {
            return Ok(Look::Quiet);
        }
        // Before the samples, as always; its thread is woken in their place.
        inlet.drain_events()?;
        while self.overflow_bytes.get() < OVERFLOW_BYTES {
            let Some(item) = inlet.take()? else { break };
            self.overflow_bytes.set(self.overflow_bytes.get() + item.len());
            self.overflow.borrow_mut().push_back(item);
        }
        Ok(Look::Taken)
    }

    fn release(&self) {
        let inlet = self.inlet.borrow_mut().take();
        drop(inlet);
        self.overflow.borrow_mut().clear();
        self.overflow_bytes.set(0);
    }
}

/// An output port of a hub; used under the hub's lock.
pub struct HubOutlet {
    name: String,
    outlet: RefCell<Option<Outlet>>,
    /// A send is under way, which gives the lock away while it waits.
    is_used: Cell<bool>,
    /// Ends such a send.
    is_closing: Cell<bool>,
    /// Items of a thread that does not wait for receivers.
    backlog: RefCell<Backlog>,
    /// Ends its send, if that is under way.
    is_dropping: Cell<bool>,
    records: Cell<u64>,
    /// How many there were at the helper's last look.
    seen_records: Cell<u64>,
    bytes: Cell<u64>,
    /// How long sends have waited for receivers.
    held_back: Cell<Duration>,
}

impl fmt::Debug for HubOutlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HubOutlet({:?})", self.name)
    }
}

// SAFETY: all cells are used under the hub's lock.
unsafe impl Send for HubOutlet {}
// SAFETY: as above.
unsafe impl Sync for HubOutlet {}

impl HubOutlet {
    fn over(name: &str, outlet: Outlet) -> Self {
        Self {
            name: format!("output {name:?}"),
            outlet: RefCell::new(Some(outlet)),
            is_used: Cell::new(false),
            is_closing: Cell::new(false),
            backlog: RefCell::default(),
            is_dropping: Cell::new(false),
            records: Cell::new(0),
            seen_records: Cell::new(0),
            bytes: Cell::new(0),
            held_back: Cell::default(),
        }
    }

    /// How long sends have waited for receivers since the last call.
    pub fn take_held_back(&self) -> Duration {
        self.held_back.take()
    }

    /// Records and bytes that were sent, and how many wait to be: those of the backlog, or one where a send has given
    /// the lock away.
    pub fn progress(&self) -> (u64, u64, usize) {
        let waiting = self.backlog.borrow().count().max(usize::from(self.is_used.get()));
        (self.records.get(), self.bytes.get(), waiting)
    }

    /// Items that its thread does not send itself and that are not sent yet.
    pub fn backlog_count(&self) -> usize {
        self.backlog.borrow().count()
    }

    fn is_divided(&self) -> bool {
        self.outlet.borrow().as_ref().is_some_and(Outlet::is_divided)
    }

    /// A descriptor of the caller's own that becomes readable when subscribers come.
    fn control_descriptor(&self) -> Option<OwnedFd> {
        self.outlet.borrow().as_ref().and_then(|outlet| duplicate(outlet.control_descriptor()).ok())
    }

    /// Announces what the module's thread did not come to, and serves new subscribers; answers whether the port is in
    /// use.
    fn help(&self) -> bool {
        if self.is_used.get() {
            return true;
        }
        if let Some(outlet) = self.outlet.borrow().as_ref() {
            // What is wrong with it shows at the next send.
            let _ = outlet.announce();
            let _ = outlet.serve_subscribers();
        }
        let records = self.records.get();
        self.seen_records.replace(records) != records
    }
}
