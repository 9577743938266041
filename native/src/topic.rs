//! Publish-subscribe services: topics of one payload type, for control messages and for samples.
//!
//! A service that a former process left in use with lower limits is opened as it is.

use iceoryx2::prelude::AllocationStrategy;
use iceoryx2::service::builder::publish_subscribe::{
    PublishSubscribeOpenError, PublishSubscribeOpenOrCreateError,
};
use iceoryx2::service::port_factory::publish_subscribe;

use crate::fault::{Fault, while_in_flux};
use crate::node::{Ipc, LinkNode, service_name};
use crate::payload::{AnyHeader, AnyPayload, PayloadType, void_header};

/// Limits of a publish-subscribe service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicLimits {
    /// Most publishers.
    pub max_publishers: usize,
    /// Most subscribers.
    pub max_subscribers: usize,
    /// Most nodes.
    pub max_nodes: usize,
    /// Samples that a late subscriber still gets.
    pub history: usize,
    /// Samples that wait at a subscriber.
    pub buffer: usize,
    /// Samples that a subscriber may hold at a time.
    pub borrowed: usize,
    /// Whether a full buffer drops its oldest sample instead of blocking the publisher.
    pub overflows: bool,
}

/// Bytes that a slice sender starts with; it grows in powers of two.
pub const INITIAL_SLICE_BYTES: usize = 4096;

/// Elements that a sender of this type starts with.
pub fn initial_slice_len(payload: &PayloadType) -> usize {
    if payload.is_slice { (INITIAL_SLICE_BYTES / payload.size).max(1) } else { 1 }
}

/// How a sender of this type gets more memory.
///
/// Memory that can grow is mapped by a receiver at its first look at a message: one that was sent
/// right before its sender went is lost. What never grows is mapped with the connection.
pub fn allocation(payload: &PayloadType) -> AllocationStrategy {
    if payload.is_slice { AllocationStrategy::PowerOfTwo } else { AllocationStrategy::Static }
}

/// A publish-subscribe service of one payload type.
pub type Topic = publish_subscribe::PortFactory<Ipc, AnyPayload, AnyHeader>;

/// Opens or creates a publish-subscribe service.
///
/// # Errors
///
/// `Iceoryx` where that fails, `InvalidArgument` for a bad name or type.
pub fn open_topic(
    node: &LinkNode,
    name: &str,
    payload: &PayloadType,
    limits: TopicLimits,
) -> Result<Topic, Fault> {
    let service = service_name(name)?;
    let detail = payload.detail()?;
    let builder = || {
        let builder = node
            .inner()
            .service_builder(&service)
            .publish_subscribe::<AnyPayload>()
            .user_header::<AnyHeader>();
        // SAFETY: all payloads are read and written as `detail` says, by length in bytes.
        unsafe {
            builder
                .__internal_set_payload_type_details(&detail)
                .__internal_set_user_header_type_details(&void_header())
        }
    };
    while_in_flux(|| {
        let opened = builder()
            .max_publishers(limits.max_publishers)
            .max_subscribers(limits.max_subscribers)
            .max_nodes(limits.max_nodes)
            .history_size(limits.history)
            .subscriber_max_buffer_size(limits.buffer)
            .subscriber_max_borrowed_samples(limits.borrowed)
            .enable_safe_overflow(limits.overflows)
            .open_or_create();
        match opened {
            Err(PublishSubscribeOpenOrCreateError::PublishSubscribeOpenError(
                PublishSubscribeOpenError::DoesNotSupportRequestedAmountOfPublishers
                | PublishSubscribeOpenError::DoesNotSupportRequestedAmountOfSubscribers
                | PublishSubscribeOpenError::DoesNotSupportRequestedAmountOfNodes,
            )) => Ok(builder().enable_safe_overflow(limits.overflows).open()?),
            opened => opened,
        }
    })
    .map_err(|e| Fault::iceoryx(format_args!("open service {name:?}"), e))
}
