//! Waiting that does not block: a thread polls, and calls back into the event loop.

use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use napi::Status;
use napi::bindgen_prelude::{Error, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;

use super::Result;
use super::events::Listener;
use crate::fault::{Code, Fault};
use crate::signals::SignalHandlers;
use crate::wait::{WakeHandle, Wakeup, duplicate, poll};

/// Calls back when a listener has events, then rests until it is armed again.
#[napi]
#[derive(Debug)]
pub struct Watch {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    waker: WakeHandle,
    is_armed: AtomicBool,
    is_closing: AtomicBool,
}

type Callback = ThreadsafeFunction<(), (), (), Status, false>;

#[napi]
impl Watch {
    /// Watches listeners. Not armed yet.
    ///
    /// The callback is called once after each `arm`; events are drained by who is called.
    #[napi(constructor)]
    pub fn new(listeners: Vec<&Listener>, callback: Function<'_, (), ()>) -> Result<Self> {
        let originals = listeners
            .iter()
            .map(|listener| listener.descriptor())
            .collect::<Result<Vec<_>, _>>()?;
        Self::start(originals, callback)
    }

    fn start(originals: Vec<i32>, callback: Function<'_, (), ()>) -> Result<Self> {
        // The thread gets descriptors of its own: a port that is closed before the watch can't
        // leave it with the number of some other file.
        let descriptors =
            originals.into_iter().map(duplicate).collect::<Result<Vec<OwnedFd>, _>>()?;
        let callback: Callback = callback
            .build_threadsafe_function::<()>()
            .build()
            .map_err(|e| Error::new(Code::Iceoryx, format!("Cannot watch listeners: {e}")))?;
        let shared = Arc::new(Shared {
            waker: WakeHandle::create()?,
            is_armed: AtomicBool::new(false),
            is_closing: AtomicBool::new(false),
        });
        let seen = shared.clone();
        let thread = thread::Builder::new()
            .name("sy-watch".into())
            .spawn(move || seen.run(&descriptors, &callback))
            .map_err(|e| Fault::new(Code::Iceoryx, format!("Cannot watch listeners: {e}")))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Asks for one callback as soon as there are events.
    #[napi]
    pub fn arm(&self) {
        self.shared.is_armed.store(true, Ordering::Release);
        self.shared.waker.wake();
    }

    /// Ends the thread; no callback comes after. Idempotent.
    #[napi]
    pub fn close(&mut self) {
        self.shared.is_closing.store(true, Ordering::Release);
        self.shared.waker.wake();
        if let Some(thread) = self.thread.take() {
            // It can't panic, and if it did there is nobody to tell.
            let _ = thread.join();
        }
        self.shared.waker.retire();
    }
}

/// Calls back, once, when the process gets SIGTERM or SIGINT, whatever its main thread does.
///
/// Handlers that were there before are still called. One at a time in a process.
#[napi]
#[derive(Debug)]
pub struct SignalWatch {
    // Dropped in this order.
    handlers: Option<SignalHandlers>,
    watch: Watch,
}

#[napi]
impl SignalWatch {
    /// Begins to watch.
    #[napi(constructor)]
    pub fn new(callback: Function<'_, (), ()>) -> Result<Self> {
        let handlers = SignalHandlers::install()?;
        let watch = Watch::start(vec![handlers.descriptor()], callback)?;
        watch.arm();
        Ok(Self { handlers: Some(handlers), watch })
    }

    /// Leaves signals to who listened before; no callback comes after. Idempotent.
    #[napi]
    pub fn close(&mut self) {
        self.handlers = None;
        self.watch.close();
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    fn run(&self, descriptors: &[OwnedFd], callback: &Callback) {
        let watched: Vec<i32> = descriptors.iter().map(AsRawFd::as_raw_fd).collect();
        // Partner of both flags: the stores in `arm` and `close`, each followed by a wake-up.
        while !self.is_closing.load(Ordering::Acquire) {
            let is_armed = self.is_armed.load(Ordering::Acquire);
            let descriptors: &[i32] = if is_armed { &watched } else { &[] };
            match poll(descriptors, Some(&self.waker), None) {
                Ok(Wakeup::Ready) => {
                    self.is_armed.store(false, Ordering::Release);
                    callback.call((), ThreadsafeFunctionCallMode::NonBlocking);
                }
                Ok(Wakeup::Woken | Wakeup::TimedOut) => {}
                // The descriptors are ours: the kernel can only be out of memory.
                Err(_) => thread::yield_now(),
            }
        }
    }
}
