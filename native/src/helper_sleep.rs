//! When the helper of a hub sleeps: for a tick while its ports are in use, and until something happens while they are not.

use core::time::Duration;
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::fault::Fault;
use crate::wait::{WakeHandle, poll};

/// How often the helper looks while ports are in use.
const TICK: Duration = Duration::from_millis(10);
/// After so many ticks without a use it sleeps until there is one: ticks alone take half a percent of a core.
const QUIET_TICKS: u32 = 10;
/// Even then it looks so often: whatever it was not told of waits no longer.
const LONG: Duration = Duration::from_secs(5);

/// The sleep of one helper.
#[derive(Debug)]
pub struct HelperSleep {
    waker: WakeHandle,
    /// It sleeps until something happens, or is about to.
    is_long: AtomicBool,
}

impl HelperSleep {
    /// Makes the sleep of a helper.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the process has no descriptor left.
    pub fn create() -> Result<Self, Fault> {
        Ok(Self { waker: WakeHandle::create()?, is_long: AtomicBool::new(false) })
    }

    /// A port is used, or there is another one: ticks are wanted. Call it under the hub's lock.
    pub fn disturb(&self) {
        if self.is_long.load(Ordering::Relaxed) {
            self.end();
        }
    }

    /// Ends the present sleep, or else the next one.
    pub fn end(&self) {
        self.is_long.store(false, Ordering::Relaxed);
        self.waker.wake();
    }

    /// Sleeps for a tick.
    pub fn tick(&self) {
        self.until(&[], TICK);
    }

    /// Whether so many ticks without a use are enough for a long sleep; call [`HelperSleep::long`] then. Call it under
    /// the hub's lock.
    pub fn begins_long(&self, quiet_ticks: u32) -> bool {
        let is_enough = quiet_ticks >= QUIET_TICKS;
        self.is_long.store(is_enough, Ordering::Relaxed);
        is_enough
    }

    /// Sleeps until a port is used, or one of `descriptors` is readable. Call it without the lock.
    pub fn long(&self, descriptors: &[OwnedFd]) {
        let polled: Vec<i32> = descriptors.iter().map(AsRawFd::as_raw_fd).collect();
        self.until(&polled, LONG);
        self.is_long.store(false, Ordering::Relaxed);
    }

    /// The hub is over.
    pub fn retire(&self) {
        self.waker.retire();
    }

    fn until(&self, descriptors: &[i32], limit: Duration) {
        // The descriptors are ours: the kernel can only be out of memory.
        if poll(descriptors, Some(&self.waker), Some(limit)).is_err() {
            thread::sleep(TICK);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::time::Instant;

    #[test]
    fn a_long_sleep_ends_when_a_port_is_used() {
        let sleep = Arc::new(HelperSleep::create().unwrap());
        assert!(!sleep.begins_long(QUIET_TICKS - 1));
        assert!(sleep.begins_long(QUIET_TICKS));
        sleep.disturb();
        let begin = Instant::now();
        sleep.long(&[]);
        assert!(begin.elapsed() < LONG, "what came before it is not slept over");
        sleep.retire();
    }

    #[test]
    fn a_long_sleep_ends_when_something_arrives() {
        let sleep = HelperSleep::create().unwrap();
        let source = WakeHandle::create().unwrap();
        source.wake();
        assert!(sleep.begins_long(QUIET_TICKS));
        let begin = Instant::now();
        sleep.long(&[crate::wait::duplicate(source.descriptor()).unwrap()]);
        assert!(begin.elapsed() < LONG);
        sleep.retire();
        source.retire();
    }
}
