//! Waiting for any of several listeners, with a time limit and a way to be woken.

use core::time::Duration;
use std::collections::HashMap;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::fault::{Code, Fault};

/// How a wait ended, with its number in JavaScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wakeup {
    /// Nothing happened within the limit.
    TimedOut = 0,
    /// At least one descriptor is readable.
    Ready = 1,
    /// [`WakeHandle::wake`] was called; descriptors may be readable as well.
    Woken = 2,
}

/// Ends waits of another thread: an eventfd, known in the whole process by a number.
#[derive(Debug, Clone)]
pub struct WakeHandle {
    id: u32,
    descriptor: Arc<OwnedFd>,
}

/// All wake handles of the process: numbers cross Node's threads, descriptors stay here.
///
/// This is the one mutable state of the addon that threads share. Its owner is whoever made the
/// handle; an entry goes with [`WakeHandle::retire`].
static HANDLES: Mutex<Option<Handles>> = Mutex::new(None);

#[derive(Debug, Default)]
struct Handles {
    next_id: u32,
    by_id: HashMap<u32, Arc<OwnedFd>>,
}

fn handles() -> MutexGuard<'static, Option<Handles>> {
    // A panic while it was held can't leave the map half changed.
    HANDLES.lock().unwrap_or_else(PoisonError::into_inner)
}

impl WakeHandle {
    /// Makes a handle.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the process has no descriptor left.
    pub fn create() -> Result<Self, Fault> {
        // SAFETY: no pointers; the result is checked.
        let raw = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if raw < 0 {
            return Err(system("create a wake-up descriptor"));
        }
        // SAFETY: just made, and owned by nobody else.
        let descriptor = Arc::new(unsafe { OwnedFd::from_raw_fd(raw) });
        let mut guard = handles();
        let known = guard.get_or_insert_default();
        known.next_id = known.next_id.wrapping_add(1);
        let id = known.next_id;
        known.by_id.insert(id, descriptor.clone());
        Ok(Self { id, descriptor })
    }

    /// The number by which other threads know it.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Ends the current wait of whoever waits with this handle, or else the next one.
    pub fn wake(&self) {
        write_one(&self.descriptor);
    }

    /// Wakes by number; answers false where that handle is gone.
    pub fn wake_by_id(id: u32) -> bool {
        let descriptor = handles().as_ref().and_then(|known| known.by_id.get(&id).cloned());
        match descriptor {
            Some(descriptor) => {
                write_one(&descriptor);
                true
            }
            None => false,
        }
    }

    /// Takes the number out of circulation. Idempotent.
    pub fn retire(&self) {
        if let Some(known) = handles().as_mut() {
            known.by_id.remove(&self.id);
        }
    }

    /// Forgets wake-ups so far; answers whether there was one.
    pub fn reset(&self) -> bool {
        let mut count = 0_u64;
        // SAFETY: reads 8 bytes into 8 bytes of ours; non-blocking.
        let read = unsafe {
            libc::read(self.descriptor.as_raw_fd(), (&raw mut count).cast(), size_of::<u64>())
        };
        read == size_of::<u64>() as isize
    }

    /// The eventfd, for [`poll`].
    pub fn descriptor(&self) -> i32 {
        self.descriptor.as_raw_fd()
    }
}

fn write_one(descriptor: &OwnedFd) {
    let one = 1_u64;
    // SAFETY: writes 8 bytes of ours. It fails only where the counter is full: then the
    // descriptor is readable already, which is all that is wanted.
    let _ =
        unsafe { libc::write(descriptor.as_raw_fd(), (&raw const one).cast(), size_of::<u64>()) };
}

/// Waits until a descriptor is readable, `waker` fires or `limit` has passed (none: for ever).
///
/// A wake-up that is seen is used up. Signals do not end the wait early by more than one round.
///
/// # Errors
///
/// `Iceoryx` where the kernel refuses.
pub fn poll(
    descriptors: &[i32],
    waker: Option<&WakeHandle>,
    limit: Option<Duration>,
) -> Result<Wakeup, Fault> {
    let mut polled: Vec<libc::pollfd> = descriptors
        .iter()
        .copied()
        .chain(waker.map(WakeHandle::descriptor))
        .map(|fd| libc::pollfd { fd, events: libc::POLLIN, revents: 0 })
        .collect();
    let limit_spec = limit.map(|limit| libc::timespec {
        tv_sec: libc::time_t::try_from(limit.as_secs()).unwrap_or(libc::time_t::MAX),
        tv_nsec: libc::c_long::from(limit.subsec_nanos() as i32),
    });
    let limit_pointer = limit_spec.as_ref().map_or(core::ptr::null(), core::ptr::from_ref);
    // SAFETY: pointer and count describe `polled`; the time spec outlives the call.
    let ready = unsafe {
        libc::ppoll(
            polled.as_mut_ptr(),
            polled.len() as libc::nfds_t,
            limit_pointer,
            core::ptr::null(),
        )
    };
    if ready < 0 {
        let error = io::Error::last_os_error();
        if error.kind() == io::ErrorKind::Interrupted {
            return Ok(Wakeup::TimedOut);
        }
        return Err(system("wait for events"));
    }
    if waker
        .is_some_and(|waker| polled.last().is_some_and(|last| last.revents != 0) && waker.reset())
    {
        return Ok(Wakeup::Woken);
    }
    Ok(if ready == 0 { Wakeup::TimedOut } else { Wakeup::Ready })
}

/// A second descriptor for the same socket, which outlives the first.
///
/// # Errors
///
/// `Iceoryx` where the process has no descriptor left.
pub fn duplicate(descriptor: i32) -> Result<OwnedFd, Fault> {
    // SAFETY: no pointers; the result is checked.
    let raw = unsafe { libc::fcntl(descriptor, libc::F_DUPFD_CLOEXEC, 0) };
    if raw < 0 {
        return Err(system("duplicate a descriptor"));
    }
    // SAFETY: just made, and owned by nobody else.
    Ok(unsafe { OwnedFd::from_raw_fd(raw) })
}

/// What the system has just refused.
pub fn system(action: &str) -> Fault {
    Fault::new(Code::Iceoryx, format!("Cannot {action}: {}", io::Error::last_os_error()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_by_its_limit() {
        let waker = WakeHandle::create().unwrap();
        let wakeup = poll(&[], Some(&waker), Some(Duration::from_millis(1))).unwrap();
        assert_eq!(wakeup, Wakeup::TimedOut);
        waker.retire();
    }

    #[test]
    fn a_wake_up_ends_one_wait_even_if_it_came_before() {
        let waker = WakeHandle::create().unwrap();
        assert!(WakeHandle::wake_by_id(waker.id()));
        waker.wake();
        assert_eq!(poll(&[], Some(&waker), None).unwrap(), Wakeup::Woken);
        let again = poll(&[], Some(&waker), Some(Duration::ZERO)).unwrap();
        assert_eq!(again, Wakeup::TimedOut);
        waker.retire();
    }

    #[test]
    fn another_thread_ends_the_wait() {
        let waker = WakeHandle::create().unwrap();
        let id = waker.id();
        let other = std::thread::spawn(move || WakeHandle::wake_by_id(id));
        assert_eq!(poll(&[], Some(&waker), None).unwrap(), Wakeup::Woken);
        assert!(other.join().unwrap());
        waker.retire();
        assert!(!WakeHandle::wake_by_id(id));
    }

    #[test]
    fn a_readable_descriptor_is_reported_beside_a_silent_waker() {
        let waker = WakeHandle::create().unwrap();
        let source = WakeHandle::create().unwrap();
        source.wake();
        let wakeup = poll(&[source.descriptor()], Some(&waker), None).unwrap();
        assert_eq!(wakeup, Wakeup::Ready);
        waker.retire();
        source.retire();
    }
}
