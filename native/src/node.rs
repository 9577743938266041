//! The node: iceoryx2's configuration as Syntalos has it (wire protocol, section 1).

use iceoryx2::port::backpressure_strategy::BackpressureStrategy;
use iceoryx2::prelude::{
    CallbackProgression, Config, FileName, LogLevel, Node, NodeBuilder, NodeName, NodeState, Path,
    SemanticString, ServiceName, SignalHandlingMode, ipc, set_log_level,
};

use crate::fault::{Code, Fault};
use crate::shared_memory;
use crate::slot::Registry;

/// The service variant of all our ports: shared memory, one thread per port.
pub type Ipc = ipc::Service;

/// What a node is made with.
#[derive(Debug, Clone)]
pub struct NodeOptions {
    /// Name of the node: the instance id, or `syntalos-master-<instance id>`.
    pub name: String,
    /// Folder that both ends must share.
    pub root_path: String,
    /// Prefix of all files, `sy_` for Syntalos.
    pub prefix: String,
    /// Whether to remove what killed processes left, now and at the end.
    pub cleans_up: bool,
    /// Whether iceoryx2 logs at level debug instead of error.
    pub is_verbose: bool,
}

/// A participant of iceoryx2; it goes after all its ports.
#[derive(Debug)]
pub struct LinkNode {
    node: Node<Ipc>,
    registry: Registry,
}

impl LinkNode {
    /// Makes a node.
    ///
    /// iceoryx2's own signal handling stays off beside Node's. The log level is the process's:
    /// at level warn, notifications toward a full socket alone would fill a pipe that nobody reads.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a name or path that can't be, `Iceoryx` where the node can't be made, also
    /// because shared memory is missing, read-only or full.
    pub fn create(options: &NodeOptions) -> Result<Self, Fault> {
        set_log_level(if options.is_verbose { LogLevel::Debug } else { LogLevel::Error });
        let name = NodeName::new(&options.name).map_err(|_| invalid("name", &options.name))?;
        let config = config(options)?;
        shared_memory::check(format_args!("create node {:?}", options.name))?;
        let node = NodeBuilder::new()
            .name(&name)
            .config(&config)
            .signal_handling_mode(SignalHandlingMode::Disabled)
            .create::<Ipc>()
            .map_err(|e| Fault::iceoryx(format_args!("create node {:?}", options.name), e))?;
        Ok(Self { node, registry: Registry::default() })
    }

    /// iceoryx2's node.
    pub fn inner(&self) -> &Node<Ipc> {
        &self.node
    }

    /// The ports of this node.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }
}

impl Drop for LinkNode {
    fn drop(&mut self) {
        self.registry.release_all();
    }
}

/// A service name.
///
/// # Errors
///
/// `InvalidArgument` where it is empty, too long or not text that iceoryx2 takes.
pub fn service_name(name: &str) -> Result<ServiceName, Fault> {
    ServiceName::new(name).map_err(|_| {
        Fault::new(
            Code::InvalidArgument,
            format!("Cannot use service name {name:?}: expected 1 to 255 bytes of text"),
        )
    })
}

/// Nodes of a folder and prefix, by what became of their processes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NodeCensus {
    /// Their processes live.
    pub alive: u32,
    /// Their processes are gone, what they shared is not: the next node made with clean-up removes it.
    pub dead: u32,
    /// Of another user, or damaged.
    pub unknown: u32,
}

/// Counts the nodes that share a folder and prefix; makes and removes nothing.
///
/// # Errors
///
/// `InvalidArgument` for a path or prefix that can't be, `Iceoryx` where the folder can't be read.
pub fn count_nodes(root_path: &str, prefix: &str) -> Result<NodeCensus, Fault> {
    set_log_level(LogLevel::Error);
    let config = config_of(root_path, prefix)?;
    let mut census = NodeCensus::default();
    Node::<Ipc>::list(&config, |state| {
        match state {
            NodeState::Alive(_) => census.alive += 1,
            NodeState::Dead(_) => census.dead += 1,
            NodeState::Inaccessible(_) | NodeState::Undefined(_) => census.unknown += 1,
        }
        CallbackProgression::Continue
    })
    .map_err(|e| Fault::iceoryx(format_args!("list the nodes below {root_path:?}"), e))?;
    Ok(census)
}

/// The configuration of who only looks.
pub(crate) fn config_of(root_path: &str, prefix: &str) -> Result<Config, Fault> {
    config(&NodeOptions {
        name: String::new(),
        root_path: root_path.to_owned(),
        prefix: prefix.to_owned(),
        cleans_up: false,
        is_verbose: false,
    })
}

fn config(options: &NodeOptions) -> Result<Config, Fault> {
    let mut config = Config::default();
    let root = Path::new(options.root_path.as_bytes())
        .map_err(|_| invalid("root path", &options.root_path))?;
    config.global.set_root_path(&root);
    config.global.prefix =
        FileName::new(options.prefix.as_bytes()).map_err(|_| invalid("prefix", &options.prefix))?;
    config.global.node.cleanup_dead_nodes_on_creation = options.cleans_up;
    config.global.node.cleanup_dead_nodes_on_destruction = options.cleans_up;
    let retry = BackpressureStrategy::RetryUntilDelivered;
    config.defaults.publish_subscribe.backpressure_strategy = retry;
    config.defaults.request_response.client_backpressure_strategy = retry;
    config.defaults.request_response.server_backpressure_strategy = retry;
    Ok(config)
}

fn invalid(what: &str, value: &str) -> Fault {
    Fault::new(
        Code::InvalidArgument,
        format!("Cannot create node: {what} {value:?} is too long or has characters not allowed"),
    )
}
