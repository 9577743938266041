//! The services behind a port (wire protocol, section 8), and the numbers of their events.

use core::time::Duration;

use iceoryx2::service::port_factory::event::PortFactory;

use crate::events::{EventLimits, open_event_service};
use crate::fault::Fault;
use crate::node::{Ipc, LinkNode};
use crate::payload::PayloadType;
use crate::topic::{Topic, TopicLimits, open_topic};

/// From the publisher: it is there.
pub const PUBLISHER_CONNECTED: usize = 1;
/// From the publisher: it goes.
pub const PUBLISHER_DISCONNECTED: usize = 2;
/// From a subscriber, on the control service: it is there.
pub const SUBSCRIBER_CONNECTED: usize = 3;
/// From a subscriber, on the control service: it goes.
pub const SUBSCRIBER_DISCONNECTED: usize = 4;
/// From the publisher: samples were sent.
pub const SAMPLE_SENT: usize = 5;

/// Samples that wait at a receiver; a publisher blocks where it is full.
pub const RECEIVER_BUFFER: usize = 16;

/// Samples that come further apart than this are no stream: between two of them all ends sleep.
pub const SPARSE: Duration = Duration::from_millis(1);

/// Which services a port uses, and for how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataServiceOptions {
    /// Name of the data service and of the events beside it, `Sy/<instance>/o/<port>`.
    pub name: String,
    /// Name of the events toward the publisher, `Sy/Ctl/<instance>/o/<port>`.
    pub control_name: String,
    /// Most publishers.
    pub max_senders: usize,
    /// Most subscribers.
    pub max_receivers: usize,
    /// Most nodes.
    pub max_nodes: usize,
}

/// The three services of one output port.
#[derive(Debug)]
pub struct DataServices {
    /// The samples.
    pub topic: Topic,
    /// Events from the publisher.
    pub events: PortFactory<Ipc>,
    /// Events toward the publisher.
    pub control: PortFactory<Ipc>,
}

/// Name of the payload type of samples: C++'s `std::byte` behind iceoryx2's mark of C++ types.
pub const PAYLOAD_TYPE_NAME: &str = "__cxx__abi__St4byte";

/// The payload type of samples: bytes in the stream encoding.
pub fn byte_slice() -> PayloadType {
    PayloadType { name: PAYLOAD_TYPE_NAME.into(), size: 1, alignment: 1, is_slice: true }
}

impl DataServices {
    /// Opens or creates the services; either end may come first.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where one can't be opened.
    pub fn open(node: &LinkNode, options: &DataServiceOptions) -> Result<Self, Fault> {
        let topic = open_topic(
            node,
            &options.name,
            &byte_slice(),
            TopicLimits {
                max_publishers: options.max_senders,
                max_subscribers: options.max_receivers,
                max_nodes: options.max_nodes,
                history: 1,
                buffer: RECEIVER_BUFFER,
                borrowed: 1,
                overflows: false,
            },
        )?;
        let events = open_event_service(
            node,
            &options.name,
            EventLimits {
                max_notifiers: options.max_senders,
                max_listeners: options.max_receivers,
                max_nodes: options.max_nodes,
            },
        )?;
        let control = open_event_service(
            node,
            &options.control_name,
            EventLimits {
                max_notifiers: options.max_receivers,
                max_listeners: options.max_senders,
                max_nodes: options.max_nodes,
            },
        )?;
        Ok(Self { topic, events, control })
    }
}
