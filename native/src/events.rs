//! Event services: numbers from notifiers to listeners.

use core::fmt;
use std::io;

use iceoryx2::port::listener::Listener;
use iceoryx2::port::notifier::Notifier;
use iceoryx2::prelude::{EventId, FileDescriptorBased};
use iceoryx2::service::builder::event::{EventOpenError, EventOpenOrCreateError};
use iceoryx2::service::port_factory::event::PortFactory;

use crate::fault::{Fault, while_in_flux};
use crate::node::{Ipc, LinkNode, service_name};
use crate::wait::system;

/// Most events that one call of the system takes: as many as a socket holds.
const EVENTS_PER_CALL: u32 = 16;

/// How many may take part in an event service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventLimits {
    /// Most notifiers.
    pub max_notifiers: usize,
    /// Most listeners.
    pub max_listeners: usize,
    /// Most nodes.
    pub max_nodes: usize,
}

/// Opens or creates an event service.
///
/// A service that a former process left in use keeps its lower limits; it is opened as it is.
///
/// # Errors
///
/// `Iceoryx` where that fails.
pub fn open_event_service(
    node: &LinkNode,
    name: &str,
    limits: EventLimits,
) -> Result<PortFactory<Ipc>, Fault> {
    let service = service_name(name)?;
    let builder = || node.inner().service_builder(&service).event();
    while_in_flux(|| {
        let opened = builder()
            .max_notifiers(limits.max_notifiers)
            .max_listeners(limits.max_listeners)
            .max_nodes(limits.max_nodes)
            .open_or_create();
        match opened {
            Err(EventOpenOrCreateError::EventOpenError(
                EventOpenError::DoesNotSupportRequestedAmountOfNotifiers
                | EventOpenError::DoesNotSupportRequestedAmountOfListeners
                | EventOpenError::DoesNotSupportRequestedAmountOfNodes,
            )) => Ok(builder().open()?),
            opened => opened,
        }
    })
    .map_err(|e| Fault::iceoryx(format_args!("open event service {name:?}"), e))
}

/// Sends events.
#[derive(Debug)]
pub struct EventSender {
    name: String,
    notifier: Notifier<Ipc>,
}

impl EventSender {
    /// Makes a notifier of a service.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the service has no place left.
    pub fn create(factory: &PortFactory<Ipc>, name: &str) -> Result<Self, Fault> {
        let notifier = factory
            .notifier_builder()
            .create()
            .map_err(|e| Fault::iceoryx(format_args!("create notifier {name:?}"), e))?;
        Ok(Self { name: name.to_owned(), notifier })
    }

    /// Notifies every listener; one whose socket is full is awake anyway and is left out.
    ///
    /// # Errors
    ///
    /// `Iceoryx` for an event id out of range.
    pub fn notify(&self, event_id: usize) -> Result<usize, Fault> {
        self.notifier
            .notify_with_custom_event_id(EventId::new(event_id))
            .map_err(|e| Fault::iceoryx(format_args!("notify {event_id} on {:?}", self.name), e))
    }
}

/// Receives events.
pub struct EventReceiver {
    name: String,
    listener: Listener<Ipc>,
}

impl fmt::Debug for EventReceiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventReceiver({:?})", self.name)
    }
}

impl EventReceiver {
    /// Makes a listener of a service.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the service has no place left.
    pub fn create(factory: &PortFactory<Ipc>, name: &str) -> Result<Self, Fault> {
        let listener = factory
            .listener_builder()
            .create()
            .map_err(|e| Fault::iceoryx(format_args!("create listener {name:?}"), e))?;
        Ok(Self { name: name.to_owned(), listener })
    }

    /// Calls `seen` with each event that waits; never blocks.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the socket is broken.
    pub fn drain(&self, mut seen: impl FnMut(usize)) -> Result<(), Fault> {
        self.listener
            .try_wait_all(|event| seen(event.as_value()))
            .map_err(|e| Fault::iceoryx(format_args!("read events of {:?}", self.name), e))
    }

    /// Takes all events that wait, whatever they are, in as few calls of the system as can be; never blocks.
    /// Answers how many these were.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the socket is broken.
    pub fn discard(&self) -> Result<u32, Fault> {
        // SAFETY: all zeros is a header without an address and without memory for the event, which is cut off.
        let mut taken: [libc::mmsghdr; EVENTS_PER_CALL as usize] = unsafe { core::mem::zeroed() };
        let mut count = 0;
        loop {
            // SAFETY: pointer and count describe `taken`; no time limit is given.
            let got = unsafe {
                libc::recvmmsg(
                    self.descriptor(),
                    taken.as_mut_ptr(),
                    EVENTS_PER_CALL,
                    libc::MSG_DONTWAIT,
                    core::ptr::null_mut(),
                )
            };
            if let Ok(got) = u32::try_from(got) {
                count += got;
                if got == EVENTS_PER_CALL {
                    continue;
                }
                return Ok(count);
            }
            let error = io::Error::last_os_error();
            if error.kind() == io::ErrorKind::WouldBlock {
                return Ok(count);
            }
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(system(&format!("read events of {:?}", self.name)));
            }
        }
    }

    /// The descriptor that becomes readable when an event waits; valid while `self` lives.
    pub fn descriptor(&self) -> i32 {
        // SAFETY: the descriptor is polled and read, never closed, by what asks for it.
        unsafe { self.listener.file_descriptor().native_handle() }
    }
}
