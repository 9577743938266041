//! The lock around ports that several threads use.
//!
//! `ipc::Service` counts its references without atomics (the node's, too). All that is reached from one
//! node is therefore used under one lock, whatever thread that is; iceoryx2's own thread-safe variant
//! costs a quarter of the rate of small samples.

use core::cell::UnsafeCell;
use core::fmt;

/// A lock that its holder may open for a moment in the middle of a call, see [`PortLock::pause`].
pub struct PortLock {
    // In a box of its own: it must not move while it is in use.
    raw: Box<UnsafeCell<libc::pthread_mutex_t>>,
}

// SAFETY: a pthread mutex is made to be used by several threads.
unsafe impl Send for PortLock {}
// SAFETY: as above.
unsafe impl Sync for PortLock {}

impl fmt::Debug for PortLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PortLock")
    }
}

impl Default for PortLock {
    fn default() -> Self {
        Self { raw: Box::new(UnsafeCell::new(libc::PTHREAD_MUTEX_INITIALIZER)) }
    }
}

/// Opens the lock at its end.
#[derive(Debug)]
pub struct Held<'a>(&'a PortLock);

impl PortLock {
    /// Waits for the lock.
    pub fn lock(&self) -> Held<'_> {
        // SAFETY: initialized, never moved, and never locked twice by one thread.
        unsafe { libc::pthread_mutex_lock(self.raw.get()) };
        Held(self)
    }

    /// Takes the lock if nobody has it.
    pub fn try_lock(&self) -> Option<Held<'_>> {
        // SAFETY: as in `lock`.
        let is_ours = unsafe { libc::pthread_mutex_trylock(self.raw.get()) } == 0;
        // Not made where it is not ours: its drop would open the lock of another.
        is_ours.then(|| Held(self))
    }

    /// Lets others have the lock while `f` runs, for a holder that waits for another process.
    ///
    /// What the holder found under the lock may be another afterwards; what it uses must be marked as in
    /// use.
    ///
    /// # Safety
    ///
    /// The calling thread holds the lock.
    pub unsafe fn pause<R>(&self, f: impl FnOnce() -> R) -> R {
        // SAFETY: this thread holds it.
        unsafe { libc::pthread_mutex_unlock(self.raw.get()) };
        let result = f();
        // SAFETY: as in `lock`.
        unsafe { libc::pthread_mutex_lock(self.raw.get()) };
        result
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        // SAFETY: this thread holds it.
        unsafe { libc::pthread_mutex_unlock(self.0.raw.get()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_lock_that_another_has_is_neither_taken_nor_opened() {
        let lock = Arc::new(PortLock::default());
        let held = lock.lock();
        let other = lock.clone();
        let tried = move || (other.try_lock().is_none(), other.try_lock().is_none());
        assert_eq!(std::thread::spawn(tried).join().unwrap(), (true, true));
        drop(held);
        assert!(lock.try_lock().is_some());
    }

    #[test]
    fn a_pause_lets_another_have_the_lock() {
        let lock = Arc::new(PortLock::default());
        let _held = lock.lock();
        let other = lock.clone();
        // SAFETY: this thread holds it.
        let seen = unsafe {
            lock.pause(|| std::thread::spawn(move || other.try_lock().is_some()).join().unwrap())
        };
        assert!(seen);
        assert!(Arc::clone(&lock).try_lock().is_none());
    }
}
