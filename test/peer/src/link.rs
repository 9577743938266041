//! Node, names and services (wire protocol, sections 1, 3 and 8), with the plain iceoryx2 API.

use core::fmt::Debug;

use iceoryx2::port::listener::Listener;
use iceoryx2::port::notifier::Notifier;
use iceoryx2::prelude::*;
use iceoryx2::service::port_factory::{event, publish_subscribe, request_response};

use crate::wire::Byte;

/// Any failure: the peer is a test program and ends by it.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Makes the node of a worker or a master.
pub fn node(name: &str) -> Outcome<Node<ipc::Service>> {
    set_log_level(LogLevel::Error);
    let root = match std::env::var("XDG_RUNTIME_DIR") {
        Ok(folder) if std::path::Path::new(&folder).is_dir() => format!("{folder}/syntalos-iox"),
        _ => "/tmp/syntalos-iox".into(),
    };
    let mut config = Config::default();
    config.global.set_root_path(&Path::new(root.as_bytes())?);
    config.global.prefix = FileName::new(b"sy_")?;
    config.global.node.cleanup_dead_nodes_on_creation = true;
    config.global.node.cleanup_dead_nodes_on_destruction = true;
    let retry = BackpressureStrategy::RetryUntilDelivered;
    config.defaults.publish_subscribe.backpressure_strategy = retry;
    config
        .defaults
        .request_response
        .client_backpressure_strategy = retry;
    config
        .defaults
        .request_response
        .server_backpressure_strategy = retry;
    let name = NodeName::new(&name[..name.len().min(128)])?;
    Ok(NodeBuilder::new().name(&name).config(&config).create()?)
}

/// The service behind a channel.
pub fn service(instance: &str, channel: &str) -> Outcome<ServiceName> {
    let instance = &instance[..instance.len().min(120)];
    let channel = &channel[..channel.len().min(128)];
    Ok(ServiceName::new(&format!("Sy/{instance}/{channel}"))?)
}

/// A control topic of a fixed-size type.
pub fn topic<T: Debug + ZeroCopySend>(
    node: &Node<ipc::Service>,
    instance: &str,
    channel: &str,
) -> Outcome<publish_subscribe::PortFactory<ipc::Service, T, ()>> {
    Ok(node
        .service_builder(&service(instance, channel)?)
        .publish_subscribe::<T>()
        .max_publishers(2)
        .max_subscribers(2)
        .max_nodes(4)
        .subscriber_max_buffer_size(16)
        .subscriber_max_borrowed_samples(1)
        .open_or_create()?)
}

macro_rules! call {
    ($(#[$doc:meta])* $name:ident, <$($param:ident),*>, $request:ty, $response:ty) => {
        $(#[$doc])*
        pub fn $name<$($param: Debug + ZeroCopySend),*>(
            node: &Node<ipc::Service>,
            instance: &str,
            channel: &str,
        ) -> Outcome<request_response::PortFactory<ipc::Service, $request, (), $response, ()>> {
            Ok(node
                .service_builder(&service(instance, channel)?)
                .request_response::<$request, $response>()
                .max_servers(2)
                .max_clients(2)
                .max_nodes(4)
                .max_response_buffer_size(2)
                .open_or_create()?)
        }
    };
}

call!(
    /// A request service of two fixed-size types.
    typed_call, <Q, A>, Q, A);
call!(
    /// A request service with a slice as its request.
    slice_call, <A>, [Byte], A);
call!(
    /// A request service of two slices.
    bytes_call, <>, [Byte], [Byte]);

/// An event service.
pub fn events(
    node: &Node<ipc::Service>,
    instance: &str,
    channel: &str,
    (notifiers, listeners, nodes): (u32, u32, u32),
) -> Outcome<event::PortFactory<ipc::Service>> {
    Ok(node
        .service_builder(&service(instance, channel)?)
        .event()
        .max_notifiers(notifiers as usize)
        .max_listeners(listeners as usize)
        .max_nodes(nodes as usize)
        .open_or_create()?)
}

/// What iceoryx2 says of a service that another process is just making or removing: half removed, it
/// looks damaged.
const IN_FLUX: [&str; 4] = [
    "IsMarkedForDestruction",
    "HangsInCreation",
    "DoesNotExist",
    "ServiceInCorruptedState",
];

/// Limits of a data connection: senders, receivers, nodes.
pub type Topology = (u32, u32, u32);

/// The three services of an output port: samples, events of the publisher, events toward it.
pub struct DataServices {
    /// The samples.
    pub samples: publish_subscribe::PortFactory<ipc::Service, [Byte], ()>,
    /// Events from the publisher.
    pub events: event::PortFactory<ipc::Service>,
    /// Events toward the publisher.
    pub control: event::PortFactory<ipc::Service>,
}

impl DataServices {
    /// Opens or creates them; tries again while the other end is just leaving them.
    pub fn open(
        node: &Node<ipc::Service>,
        instance: &str,
        channel: &str,
        topology: Topology,
    ) -> Outcome<Self> {
        let end = std::time::Instant::now() + std::time::Duration::from_secs(3);
        loop {
            match Self::open_once(node, instance, channel, topology) {
                Err(error)
                    if IN_FLUX.iter().any(|name| error.to_string().contains(name))
                        && std::time::Instant::now() < end =>
                {
                    std::thread::sleep(std::time::Duration::from_millis(1));
                }
                outcome => return outcome,
            }
        }
    }

    fn open_once(
        node: &Node<ipc::Service>,
        instance: &str,
        channel: &str,
        (senders, receivers, nodes): Topology,
    ) -> Outcome<Self> {
        Ok(Self {
            samples: node
                .service_builder(&service(instance, channel)?)
                .publish_subscribe::<[Byte]>()
                .history_size(1)
                .subscriber_max_buffer_size(16)
                .subscriber_max_borrowed_samples(1)
                .enable_safe_overflow(false)
                .max_publishers(senders as usize)
                .max_subscribers(receivers as usize)
                .max_nodes(nodes as usize)
                .open_or_create()?,
            events: events(node, instance, channel, (senders, receivers, nodes))?,
            control: events(
                node,
                &format!("Ctl/{instance}"),
                channel,
                (receivers, senders, nodes),
            )?,
        })
    }
}

/// Notifies; a listener that is gone does not matter.
pub fn notify(notifier: &Notifier<ipc::Service>, event: usize) {
    let _ = notifier.notify_with_custom_event_id(EventId::new(event));
}

/// Takes all events that wait.
pub fn drain(listener: &Listener<ipc::Service>) -> Outcome<Vec<usize>> {
    let mut seen = Vec::new();
    listener.try_wait_all(|event| seen.push(event.as_value()))?;
    Ok(seen)
}

/// The bytes of a slice.
pub fn to_vec(bytes: &[Byte]) -> Vec<u8> {
    bytes.iter().map(|byte| byte.0).collect()
}
