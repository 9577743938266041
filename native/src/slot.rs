//! What can be given back before its time: ports are dropped by us, in order, before their node.

use core::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::fault::Fault;

/// Something that holds iceoryx2 resources until it is released.
pub trait Release {
    /// Drops the resources; further uses fail with `Closed`. Idempotent.
    fn release(&self);
}

/// A value that can be taken away while others still refer to it.
#[derive(Debug)]
pub struct Slot<T> {
    /// How messages name it, e.g. `publisher "Sy/a/Error"`.
    what: String,
    value: RefCell<Option<T>>,
}

impl<T> Slot<T> {
    /// Holds `value`.
    pub fn new(what: String, value: T) -> Self {
        Self { what, value: RefCell::new(Some(value)) }
    }

    /// Calls `f` with the value.
    ///
    /// # Errors
    ///
    /// `Closed` after the release, and whatever `f` gives.
    pub fn with<R>(
        &self,
        action: &str,
        f: impl FnOnce(&mut T) -> Result<R, Fault>,
    ) -> Result<R, Fault> {
        match self.value.borrow_mut().as_mut() {
            Some(value) => f(value),
            None => Err(Fault::closed(action, &self.what)),
        }
    }
}

impl<T> Release for Slot<T> {
    fn release(&self) {
        // Taken out first: a drop may call back, and must not find the cell borrowed.
        let value = self.value.borrow_mut().take();
        drop(value);
    }
}

/// The ports of one node, in the order of their making.
#[derive(Default)]
pub struct Registry {
    members: RefCell<Vec<Weak<dyn Release>>>,
}

impl core::fmt::Debug for Registry {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Registry({})", self.members.borrow().len())
    }
}

impl Registry {
    /// Puts `value` under the care of this registry.
    pub fn adopt<T: 'static>(&self, what: String, value: T) -> Rc<Slot<T>> {
        let slot = Rc::new(Slot::new(what, value));
        let member: Weak<dyn Release> = Rc::downgrade(&(slot.clone() as Rc<dyn Release>));
        let mut members = self.members.borrow_mut();
        members.retain(|known| known.strong_count() > 0);
        members.push(member);
        slot
    }

    /// Releases what is still there, the youngest first.
    pub fn release_all(&self) {
        let members = core::mem::take(&mut *self.members.borrow_mut());
        for member in members.iter().rev() {
            if let Some(member) = member.upgrade() {
                member.release();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Code;

    struct Witness(Rc<RefCell<Vec<u32>>>, u32);
    impl Drop for Witness {
        fn drop(&mut self) {
            self.0.borrow_mut().push(self.1);
        }
    }

    #[test]
    fn a_registry_releases_the_youngest_first_and_each_once() {
        let order = Rc::new(RefCell::new(Vec::new()));
        let registry = Registry::default();
        let first = registry.adopt("port 1".into(), Witness(order.clone(), 1));
        let second = registry.adopt("port 2".into(), Witness(order.clone(), 2));
        registry.release_all();
        registry.release_all();
        assert_eq!(*order.borrow(), [2, 1]);
        drop((first, second));
        assert_eq!(*order.borrow(), [2, 1]);
    }

    #[test]
    fn a_released_slot_says_what_was_closed() {
        let slot = Slot::new("client \"Sy/a/b\"".into(), 5);
        assert_eq!(slot.with("ask", |value| Ok(*value)), Ok(5));
        slot.release();
        let fault = slot.with("ask", |value| Ok(*value)).unwrap_err();
        assert_eq!(fault.code, Code::Closed);
        assert_eq!(fault.message, "Cannot ask client \"Sy/a/b\": it was closed");
    }
}
