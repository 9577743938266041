//! Items of an output port that a thread of their own sends, so that the one that made them need not wait.
//!
//! To try again now and then would send as many as a receiver has places for, 16, and sleep. And of several receivers,
//! one may have an item that another has no room for: a send that has begun can't be put off then, and blocks. It does
//! so in this thread, which has no Node.

use std::collections::VecDeque;
use std::thread::JoinHandle;

use crate::fault::Fault;
use crate::outlet::ItemSent;
use crate::records::Payload;

/// Most items that wait, and most bytes unless it is one item: what is refused comes again a millisecond later.
const MOST_ITEMS: usize = 4096;
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The items of one port, oldest first; used under the hub's lock.
#[derive(Debug, Default)]
pub struct Backlog {
    items: VecDeque<Vec<u8>>,
    bytes: usize,
    /// The thread is about to send one, or does.
    is_sending: bool,
    /// Items that were dropped, or did not get to all.
    unsent: usize,
    /// What the thread met: the next item's sender hears of it.
    fault: Option<Fault>,
    thread: Option<JoinHandle<()>>,
    /// The thread is to end.
    is_over: bool,
}

impl Backlog {
    /// Whether items wait, or one is being sent: later ones must not go first.
    pub fn is_busy(&self) -> bool {
        self.is_sending || !self.items.is_empty()
    }

    /// How many are not sent yet.
    pub fn count(&self) -> usize {
        self.items.len() + usize::from(self.is_sending)
    }

    /// Takes a copy of an item over; false if there is no room.
    ///
    /// # Errors
    ///
    /// What the thread has met since the last item.
    pub fn try_push(&mut self, payload: Payload) -> Result<bool, Fault> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let bytes = payload.len();
        if self.is_busy() && (self.count() >= MOST_ITEMS || self.bytes + bytes > MOST_BYTES) {
            return Ok(false);
        }
        // SAFETY: its caller keeps it during this call.
        self.items.push_back(unsafe { payload.to_vec() });
        self.bytes += bytes;
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
        Ok(true)
    }

    /// The thread's next item; to be followed by [`Backlog::end`].
    pub fn begin(&mut self) -> Option<Vec<u8>> {
        let item = self.items.pop_front()?;
        self.is_sending = true;
        Some(item)
    }

    /// What became of the item that was begun.
    pub fn end(&mut self, item: &[u8], sent: Result<ItemSent, Fault>) {
        self.is_sending = false;
        self.bytes -= item.len();
        match sent {
            Ok(ItemSent::Announced | ItemSent::Unannounced) => {}
            Ok(ItemSent::Refused | ItemSent::Divided) => self.unsent += 1,
            Err(fault) => {
                self.unsent += 1;
                self.clear();
                self.fault = Some(fault);
            }
        }
    }

    /// Drops the items that wait; one that is being sent stays.
    pub fn clear(&mut self) {
        self.unsent += self.items.len();
        self.bytes -= self.items.drain(..).map(|item| item.len()).sum::<usize>();
    }

    /// How many items were dropped, or did not get to all, since the last call; what its thread has met is forgotten.
    pub fn take_unsent(&mut self) -> usize {
        self.fault = None;
        core::mem::take(&mut self.unsent)
    }

    /// Whether it has a thread.
    pub fn has_thread(&self) -> bool {
        self.thread.is_some()
    }

    /// Gives it its thread, which sends as long as [`Backlog::is_over`] does not hold, and parks where nothing waits.
    pub fn attach(&mut self, thread: JoinHandle<()>) {
        self.thread = Some(thread);
    }

    /// Whether its thread is to end.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Has its thread end; to be joined without the hub's lock.
    pub fn finish(&mut self) -> Option<JoinHandle<()>> {
        self.is_over = true;
        self.clear();
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
        self.thread.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(backlog: &mut Backlog, bytes: &[u8]) -> Result<bool, Fault> {
        // SAFETY: `bytes` lives as long as this call.
        backlog.try_push(unsafe { Payload::of_piece(bytes.as_ptr(), bytes.len()) })
    }

    #[test]
    fn items_come_out_in_their_order_and_keep_it_busy_until_they_are_sent() {
        let mut backlog = Backlog::default();
        assert!(push(&mut backlog, b"one").unwrap());
        assert!(push(&mut backlog, b"two").unwrap());
        for item in [b"one", b"two"] {
            assert_eq!(backlog.begin().unwrap(), item);
            assert!(backlog.is_busy());
            backlog.end(item, Ok(ItemSent::Announced));
        }
        assert!(!backlog.is_busy());
        assert_eq!(backlog.begin(), None);
    }

    #[test]
    fn it_has_a_limit_and_takes_one_item_of_any_size() {
        let mut backlog = Backlog::default();
        for (bytes, most) in [(8, MOST_ITEMS), (1024 * 1024, 16)] {
            let item = vec![0; bytes];
            for _ in 0..most {
                assert!(push(&mut backlog, &item).unwrap());
            }
            assert!(!push(&mut backlog, &item).unwrap());
            backlog.clear();
            assert_eq!(backlog.take_unsent(), most);
        }
        assert!(push(&mut backlog, &vec![0; MOST_BYTES + 1]).unwrap());
        assert!(!push(&mut backlog, b"item").unwrap());
    }

    #[test]
    fn what_its_thread_has_met_is_the_next_items_error_once() {
        let mut backlog = Backlog::default();
        assert!(push(&mut backlog, b"one").unwrap());
        assert!(push(&mut backlog, b"two").unwrap());
        let item = backlog.begin().unwrap();
        backlog.end(&item, Err(Fault::closed("send on", "a port")));
        assert!(!backlog.is_busy(), "what came behind it is dropped");
        assert!(push(&mut backlog, b"three").is_err());
        assert!(push(&mut backlog, b"four").unwrap());
    }
}
