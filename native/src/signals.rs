//! Signals that ask the process to end, as a descriptor that becomes readable.
//!
//! Node handles signals in its main thread, when that comes back to its event loop: a module that
//! computes there would not hear of them.

use core::ffi::c_int;
use core::sync::atomic::{AtomicI32, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::fault::{Code, Fault};
use crate::wait::WakeHandle;

/// Signals that ask for the end.
const SIGNALS: [c_int; 2] = [libc::SIGTERM, libc::SIGINT];

/// The eventfd that the handler writes to; -1 before there is one. It stays open from then on: a
/// handler may be about to write to it in any thread.
static TARGET: AtomicI32 = AtomicI32::new(-1);
/// By place in [`SIGNALS`]: the handler that ours has taken the place of.
static PREVIOUS: [AtomicUsize; SIGNALS.len()] = [const { AtomicUsize::new(libc::SIG_DFL) }; 2];
/// What the handlers stand on.
static STATE: Mutex<State> = Mutex::new(State { handle: None, before: None });

struct State {
    /// What [`TARGET`] belongs to.
    handle: Option<WakeHandle>,
    /// What ours have taken the place of, while they are there.
    before: Option<[libc::sigaction; SIGNALS.len()]>,
}

fn state() -> MutexGuard<'static, State> {
    // A panic while it was held can't leave it half changed.
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says so, and goes on to the handler that was there: Node's, if its program listens, too.
extern "C" fn on_signal(signal: c_int) {
    // SAFETY: only async-signal-safe calls, on memory of this frame and statics; errno, which the
    // interrupted code may be about to read, is put back.
    unsafe {
        let errno = libc::__errno_location();
        let saved = *errno;
        let one = 1_u64;
        libc::write(TARGET.load(Ordering::Acquire), (&raw const one).cast(), size_of::<u64>());
        *errno = saved;
    }
    let Some(place) = SIGNALS.iter().position(|&known| known == signal) else { return };
    let previous = PREVIOUS[place].load(Ordering::Acquire);
    if previous != libc::SIG_DFL && previous != libc::SIG_IGN {
        // SAFETY: a handler that was installed for one argument (see `install`); whoever installed
        // it must not take it away, and whoever takes ours away keeps to that.
        let handler: extern "C" fn(c_int) = unsafe { core::mem::transmute(previous) };
        handler(signal);
    }
}

/// Handlers of ours; they are there as long as this is.
#[derive(Debug)]
pub struct SignalHandlers(());

impl SignalHandlers {
    /// Puts ours before the handlers that are there.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the system refuses, `InvalidArgument` where ours are there already.
    pub fn install() -> Result<Self, Fault> {
        let mut state = state();
        if state.before.is_some() {
            return Err(Fault::new(
                Code::InvalidArgument,
                "Cannot watch signals twice: close the other watch first",
            ));
        }
        if state.handle.is_none() {
            let handle = WakeHandle::create()?;
            TARGET.store(handle.descriptor(), Ordering::Release);
            state.handle = Some(handle);
        }
        let before = SIGNALS.map(|signal| change(signal, None));
        // Stored first: from the next lines on ours may run.
        for (previous, before) in PREVIOUS.iter().zip(&before) {
            // One of three arguments can't be called with one: nobody in Node has such.
            let is_plain = before.sa_flags & libc::SA_SIGINFO == 0;
            let handler = if is_plain { before.sa_sigaction } else { libc::SIG_DFL };
            previous.store(handler, Ordering::Release);
        }
        for signal in SIGNALS {
            change(signal, Some(&ours()));
        }
        state.before = Some(before);
        // What came for a watch before this one.
        state.handle.as_ref().map(WakeHandle::reset);
        Ok(Self(()))
    }

    /// The eventfd that becomes readable by a signal.
    pub fn descriptor(&self) -> c_int {
        TARGET.load(Ordering::Acquire)
    }

    /// Forgets signals so far; answers whether there was one.
    pub fn take(&self) -> bool {
        state().handle.as_ref().is_some_and(WakeHandle::reset)
    }
}

impl Drop for SignalHandlers {
    fn drop(&mut self) {
        for (signal, before) in SIGNALS.iter().zip(state().before.take().iter().flatten()) {
            // Where someone else has put theirs in its place, that stays.
            if change(*signal, None).sa_sigaction == ours().sa_sigaction {
                change(*signal, Some(before));
            }
        }
    }
}

fn ours() -> libc::sigaction {
    // SAFETY: a zeroed sigaction is a valid one; the mask is its own.
    unsafe {
        let mut action: libc::sigaction = core::mem::zeroed();
        action.sa_sigaction = on_signal as *const () as usize;
        action.sa_flags = libc::SA_RESTART | libc::SA_ONSTACK;
        // Node's handler must not be interrupted by itself.
        libc::sigfillset(&raw mut action.sa_mask);
        action
    }
}

/// Sets what is to be done on a signal, or leaves it; answers what was. Both signals can be handled:
/// there is nothing that could fail.
fn change(signal: c_int, action: Option<&libc::sigaction>) -> libc::sigaction {
    // SAFETY: a zeroed sigaction is a valid one; both structs live during the call, and a handler in
    // them is ours or was installed before.
    unsafe {
        let mut before: libc::sigaction = core::mem::zeroed();
        let action = action.map_or(core::ptr::null(), core::ptr::from_ref);
        libc::sigaction(signal, action, &raw mut before);
        before
    }
}

#[cfg(test)]
mod tests {
    use core::sync::atomic::AtomicU32;

    use super::*;

    static HEARD: AtomicU32 = AtomicU32::new(0);

    extern "C" fn earlier(_: c_int) {
        HEARD.fetch_add(1, Ordering::Relaxed);
    }

    #[test]
    fn a_signal_is_told_to_us_and_to_the_handler_before_ours() {
        // SAFETY: a handler that only counts.
        unsafe { libc::signal(libc::SIGTERM, earlier as *const () as usize) };
        let handlers = SignalHandlers::install().unwrap();
        assert!(!handlers.take());
        assert_eq!(SignalHandlers::install().unwrap_err().code, Code::InvalidArgument);
        // SAFETY: it is handled.
        unsafe { libc::raise(libc::SIGTERM) };
        assert!(handlers.take());
        assert!(!handlers.take());
        assert_eq!(HEARD.load(Ordering::Relaxed), 1);

        drop(handlers);
        // SAFETY: it is handled by the first handler.
        unsafe { libc::raise(libc::SIGTERM) };
        assert_eq!(HEARD.load(Ordering::Relaxed), 2);
        let again = SignalHandlers::install().unwrap();
        assert!(!again.take(), "what came between them was for the other one");
    }
}
