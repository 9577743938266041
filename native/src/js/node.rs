//! The node, as JavaScript sees it.

use core::cell::RefCell;

use napi_derive::napi;

use super::Result;
use super::control::{CallServiceOptions, Caller, Publisher, Server, Subscriber, TopicOptions};
use super::data_ports::{DataOptions, JsInlet, JsOutlet};
use super::events::{EventOptions, Listener, Notifier};
use crate::control::{
    MessageClient, MessagePublisher, MessageServer, MessageSubscriber, open_call,
};
use crate::events::{EventReceiver, EventSender, open_event_service};
use crate::fault::Fault;
use crate::inlet::Inlet;
use crate::node::{LinkNode, NodeCensus, NodeOptions};
use crate::outlet::Outlet;
use crate::topic::open_topic;

/// What a node is made with.
#[napi(object)]
#[derive(Debug)]
pub struct LinkNodeOptions {
    /// Name: the instance id, or `syntalos-master-<instance id>`.
    pub name: String,
    /// Folder that both ends share.
    pub root_path: String,
    /// Prefix of all files.
    pub prefix: String,
    /// Whether to remove what killed processes left.
    pub cleans_up: bool,
    /// Whether iceoryx2 logs at level debug instead of error.
    pub is_verbose: bool,
}

impl From<LinkNodeOptions> for NodeOptions {
    fn from(options: LinkNodeOptions) -> Self {
        Self {
            name: options.name,
            root_path: options.root_path,
            prefix: options.prefix,
            cleans_up: options.cleans_up,
            is_verbose: options.is_verbose,
        }
    }
}

/// Nodes of a folder and prefix, by what became of their processes.
#[napi(object)]
#[derive(Debug)]
pub struct NodeCounts {
    /// Their processes live.
    pub alive: u32,
    /// Their processes are gone, what they shared is not.
    pub dead: u32,
    /// Of another user, or damaged.
    pub unknown: u32,
}

/// Counts the nodes that share a folder and prefix; makes and removes nothing.
#[napi]
pub fn count_nodes(root_path: String, prefix: String) -> Result<NodeCounts> {
    let NodeCensus { alive, dead, unknown } = crate::node::count_nodes(&root_path, &prefix)?;
    Ok(NodeCounts { alive, dead, unknown })
}

/// Removes nodes of killed processes and what they shared; never what a process still uses.
#[napi]
pub fn remove_dead_nodes(root_path: String, prefix: String) -> Result<()> {
    Ok(crate::leftovers::remove_dead_nodes(&root_path, &prefix)?)
}

/// A participant of iceoryx2; makes everything else.
#[napi(js_name = "LinkNode")]
#[derive(Debug)]
pub struct JsNode {
    name: String,
    node: RefCell<Option<LinkNode>>,
}

#[napi]
impl JsNode {
    /// Makes a node; blocks some ms where it cleans up.
    #[napi(constructor)]
    pub fn new(options: LinkNodeOptions) -> Result<Self> {
        let name = options.name.clone();
        let node = LinkNode::create(&options.into())?;
        Ok(Self { name, node: RefCell::new(Some(node)) })
    }

    /// A publisher of messages.
    #[napi]
    pub fn publisher(&self, name: String, options: TopicOptions) -> Result<Publisher> {
        self.with("create a publisher", |node| {
            let payload = options.payload.into();
            let topic = open_topic(node, &name, &payload, options.limits.into())?;
            let publisher = MessagePublisher::create(&topic, &name, &payload)?;
            Ok(Publisher::over(node.registry().adopt(format!("publisher {name:?}"), publisher)))
        })
    }

    /// A subscriber of messages.
    #[napi]
    pub fn subscriber(&self, name: String, options: TopicOptions) -> Result<Subscriber> {
        self.with("create a subscriber", |node| {
            let topic = open_topic(node, &name, &options.payload.into(), options.limits.into())?;
            let subscriber = MessageSubscriber::create(&topic, &name)?;
            Ok(Subscriber::over(node.registry().adopt(format!("subscriber {name:?}"), subscriber)))
        })
    }

    /// A client that asks servers.
    #[napi]
    pub fn client(&self, name: String, options: CallServiceOptions) -> Result<Caller> {
        self.with("create a client", |node| {
            let request = options.request.into();
            let call =
                open_call(node, &name, &request, &options.response.into(), options.limits.into())?;
            let client = MessageClient::create(&call, &name, &request)?;
            Ok(Caller::over(node.registry().adopt(format!("client {name:?}"), client)))
        })
    }

    /// A server that answers clients.
    #[napi]
    pub fn server(&self, name: String, options: CallServiceOptions) -> Result<Server> {
        self.with("create a server", |node| {
            let response = options.response.into();
            let call =
                open_call(node, &name, &options.request.into(), &response, options.limits.into())?;
            let server = MessageServer::create(&call, &name, &response)?;
            Ok(Server::over(node.registry().adopt(format!("server {name:?}"), server)))
        })
    }

    /// A sender of events.
    #[napi]
    pub fn notifier(&self, name: String, limits: EventOptions) -> Result<Notifier> {
        self.with("create a notifier", |node| {
            let service = open_event_service(node, &name, limits.into())?;
            let sender = EventSender::create(&service, &name)?;
            Ok(Notifier::over(node.registry().adopt(format!("notifier {name:?}"), sender)))
        })
    }

    /// A receiver of events.
    #[napi]
    pub fn listener(&self, name: String, limits: EventOptions) -> Result<Listener> {
        self.with("create a listener", |node| {
            let service = open_event_service(node, &name, limits.into())?;
            let receiver = EventReceiver::create(&service, &name)?;
            Ok(Listener::over(node.registry().adopt(format!("listener {name:?}"), receiver)))
        })
    }

    /// A subscription to an output port.
    #[napi]
    pub fn inlet(&self, options: DataOptions) -> Result<JsInlet> {
        self.with("connect an input", |node| {
            let what = format!("connection to {:?}", options.name);
            let inlet = Inlet::open(node, &options.into())?;
            Ok(JsInlet::over(node.registry().adopt(what, inlet)))
        })
    }

    /// The publisher of an output port.
    #[napi]
    pub fn outlet(&self, options: DataOptions) -> Result<JsOutlet> {
        self.with("open an output", |node| {
            let what = format!("output {:?}", options.name);
            let outlet = Outlet::open(node, &options.into())?;
            Ok(JsOutlet::over(node.registry().adopt(what, outlet)))
        })
    }

    /// Closes all that this node made, the youngest first, and then the node. Idempotent.
    #[napi]
    pub fn close(&self) {
        let node = self.node.borrow_mut().take();
        drop(node);
    }

    fn with<R>(&self, action: &str, f: impl FnOnce(&LinkNode) -> Result<R, Fault>) -> Result<R> {
        match self.node.borrow().as_ref() {
            Some(node) => Ok(f(node)?),
            None => Err(Fault::closed(action, &format!("with node {:?}", self.name)).into()),
        }
    }
}
