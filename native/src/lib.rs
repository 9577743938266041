//! iceoryx2 for `syntalos-mlink`: control endpoints, event services and data pumps.
//!
//! The plain modules know iceoryx2 and the data ring; [`js`] is a thin layer that offers them to
//! Node. Everything here belongs to the thread that made it (`ipc::Service` is not thread-safe),
//! except [`wait::WakeHandle`], which exists to end another thread's wait, and [`signals`], which are
//! the process's.
//!
//! Memory of iceoryx2 is never handed to JavaScript: payloads are copied, either into memory that
//! V8 owns (control messages) or into our own ring (data).
//!
//! A message from one node to another, as the control channel of a module does it:
//!
//! ```
//! use syntalos_mlink_native::control::{MessagePublisher, MessageSubscriber};
//! use syntalos_mlink_native::data_services::byte_slice;
//! use syntalos_mlink_native::node::{LinkNode, NodeOptions};
//! use syntalos_mlink_native::topic::{TopicLimits, open_topic};
//!
//! # fn main() -> Result<(), syntalos_mlink_native::fault::Fault> {
//! # let folder = std::env::temp_dir().join(format!("sy-doc-{}", std::process::id()));
//! # std::fs::create_dir(&folder).unwrap();
//! let options = |name: &str| NodeOptions {
//!     name: name.into(),
//!     root_path: folder.to_str().unwrap().into(),
//!     prefix: "sydoc_".into(),
//!     cleans_up: true,
//!     is_verbose: false,
//! };
//! let (module, master) = (LinkNode::create(&options("a_0"))?, LinkNode::create(&options("master"))?);
//! let limits = TopicLimits {
//!     max_publishers: 2, max_subscribers: 2, max_nodes: 4,
//!     history: 0, buffer: 16, borrowed: 1, overflows: true,
//! };
//! let name = "Sy/a_0/StatusMessage";
//! let subscriber =
//!     MessageSubscriber::create(&open_topic(&master, name, &byte_slice(), limits)?, name)?;
//! let publisher = MessagePublisher::create(
//!     &open_topic(&module, name, &byte_slice(), limits)?, name, &byte_slice())?;
//!
//! assert_eq!(publisher.publish(b"all is well")?, 1);
//! assert_eq!(subscriber.receive(<[u8]>::to_vec)?, Some(b"all is well".to_vec()));
//! # drop((publisher, subscriber, module, master));
//! # std::fs::remove_dir_all(&folder).unwrap();
//! # Ok(())
//! # }
//! ```

pub mod backlog;
pub mod control;
pub mod data_services;
pub mod events;
pub mod fault;
pub mod helper_sleep;
pub mod hub;
pub mod inlet;
pub mod js;
pub mod leftovers;
pub mod node;
pub mod outlet;
pub mod payload;
pub mod port_lock;
pub mod records;
pub mod shared_memory;
pub mod signals;
pub mod slot;
pub mod stop;
pub mod topic;
pub mod uv;
pub mod wait;
