//! The word in shared memory that ends a pump.

use core::sync::atomic::{AtomicI32, Ordering};

/// A word that other threads change to end what runs as long as it has one value.
#[derive(Debug, Clone, Copy)]
pub struct StopWord {
    word: *const AtomicI32,
    go_on: i32,
}

impl StopWord {
    /// Watches `word`, which means "go on" while it is `go_on`.
    ///
    /// # Safety
    ///
    /// `word` is aligned to 4 and valid as long as this is used; whoever changes it does so
    /// atomically (JavaScript: `Atomics.store`).
    pub unsafe fn new(word: *const i32, go_on: i32) -> Self {
        Self { word: word.cast(), go_on }
    }

    /// A word that never changes.
    pub fn never() -> Self {
        static ZERO: AtomicI32 = AtomicI32::new(0);
        Self { word: &raw const ZERO, go_on: 0 }
    }

    /// Whether the pump must end.
    pub fn is_stopped(&self) -> bool {
        // SAFETY: valid and aligned by the promise of `new`. Partner: the store of the thread that
        // ends the run.
        unsafe { &*self.word }.load(Ordering::Acquire) != self.go_on
    }
}
