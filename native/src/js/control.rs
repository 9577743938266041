//! Control endpoints, as JavaScript sees them.

use std::rc::Rc;

use napi::Env;
use napi::bindgen_prelude::{BufferSlice, Error};
use napi_derive::napi;

use super::memory::ArrayMemory;
use super::{Result, count};
use crate::control::{
    CallLimits, MessageClient, MessagePublisher, MessageServer, MessageSubscriber, OpenRequest,
    PendingAnswer,
};
use crate::fault::Code;
use crate::payload::PayloadType;
use crate::slot::{Release, Slot};
use crate::topic::TopicLimits;

/// A payload type, as recorded from the C++ library.
#[napi(object)]
#[derive(Debug)]
pub struct PayloadTypeOptions {
    /// Name that iceoryx2 compares.
    pub name: String,
    /// Bytes of one element.
    pub size: u32,
    /// Alignment in bytes.
    pub alignment: u32,
    /// Whether a message is any number of elements.
    pub is_slice: bool,
}

impl From<PayloadTypeOptions> for PayloadType {
    fn from(options: PayloadTypeOptions) -> Self {
        Self {
            name: options.name,
            size: count(options.size),
            alignment: count(options.alignment),
            is_slice: options.is_slice,
        }
    }
}

/// Limits of a publish-subscribe service.
#[napi(object)]
#[derive(Debug)]
pub struct TopicLimitOptions {
    /// Most publishers.
    pub max_publishers: u32,
    /// Most subscribers.
    pub max_subscribers: u32,
    /// Most nodes.
    pub max_nodes: u32,
    /// Samples that a late subscriber still gets.
    pub history: u32,
    /// Samples that wait at a subscriber.
    pub buffer: u32,
    /// Samples that a subscriber may hold.
    pub borrowed: u32,
    /// Whether a full buffer drops its oldest sample.
    pub overflows: bool,
}

impl From<TopicLimitOptions> for TopicLimits {
    fn from(limits: TopicLimitOptions) -> Self {
        Self {
            max_publishers: count(limits.max_publishers),
            max_subscribers: count(limits.max_subscribers),
            max_nodes: count(limits.max_nodes),
            history: count(limits.history),
            buffer: count(limits.buffer),
            borrowed: count(limits.borrowed),
            overflows: limits.overflows,
        }
    }
}

/// A publish-subscribe service.
#[napi(object)]
#[derive(Debug)]
pub struct TopicOptions {
    /// Type of its messages.
    pub payload: PayloadTypeOptions,
    /// Its limits.
    pub limits: TopicLimitOptions,
}

/// Limits of a request-response service.
#[napi(object)]
#[derive(Debug)]
pub struct CallLimitOptions {
    /// Most servers.
    pub max_servers: u32,
    /// Most clients.
    pub max_clients: u32,
    /// Most nodes.
    pub max_nodes: u32,
    /// Responses that wait at a client.
    pub response_buffer: u32,
}

impl From<CallLimitOptions> for CallLimits {
    fn from(limits: CallLimitOptions) -> Self {
        Self {
            max_servers: count(limits.max_servers),
            max_clients: count(limits.max_clients),
            max_nodes: count(limits.max_nodes),
            response_buffer: count(limits.response_buffer),
        }
    }
}

/// A request-response service.
#[napi(object)]
#[derive(Debug)]
pub struct CallServiceOptions {
    /// Type of its requests.
    pub request: PayloadTypeOptions,
    /// Type of its responses.
    pub response: PayloadTypeOptions,
    /// Its limits.
    pub limits: CallLimitOptions,
}

/// The bytes that JavaScript passed, copied: its memory may be shared with other threads.
fn copied(memory: ArrayMemory) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(memory.bytes());
    if memory.bytes() > 0 {
        // SAFETY: the typed array is alive during the call and has this length; the vector has
        // the capacity, and all its bytes are set before its length is.
        unsafe {
            core::ptr::copy_nonoverlapping(memory.start(), bytes.as_mut_ptr(), memory.bytes());
            bytes.set_len(memory.bytes());
        }
    }
    bytes
}

fn to_buffer<'env>(env: &'env Env, bytes: Option<Vec<u8>>) -> Result<Option<BufferSlice<'env>>> {
    bytes
        .map(|bytes| {
            BufferSlice::copy_from(env, bytes)
                .map_err(|e| Error::new(Code::Iceoryx, format!("Cannot hand out a message: {e}")))
        })
        .transpose()
}

/// Publishes messages.
#[napi]
#[derive(Debug)]
pub struct Publisher {
    slot: Rc<Slot<MessagePublisher>>,
}

#[napi]
impl Publisher {
    pub(super) fn over(slot: Rc<Slot<MessagePublisher>>) -> Self {
        Self { slot }
    }

    /// Sends one message; answers how many subscribers got it.
    #[napi]
    pub fn publish(&self, message: ArrayMemory) -> Result<u32> {
        let bytes = copied(message);
        Ok(self.slot.with("publish on", |publisher| publisher.publish(&bytes))? as u32)
    }

    /// Gives the port back. Idempotent.
    #[napi]
    pub fn close(&self) {
        self.slot.release();
    }
}

/// Receives messages.
#[napi]
#[derive(Debug)]
pub struct Subscriber {
    slot: Rc<Slot<MessageSubscriber>>,
}

#[napi]
impl Subscriber {
    pub(super) fn over(slot: Rc<Slot<MessageSubscriber>>) -> Self {
        Self { slot }
    }

    /// The oldest message that waits, copied; null where there is none.
    #[napi]
    pub fn receive<'env>(&self, env: &'env Env) -> Result<Option<BufferSlice<'env>>> {
        let bytes =
            self.slot.with("receive from", |subscriber| subscriber.receive(<[u8]>::to_vec))?;
        to_buffer(env, bytes)
    }

    /// Gives the port back. Idempotent.
    #[napi]
    pub fn close(&self) {
        self.slot.release();
    }
}

/// Asks servers.
#[napi(js_name = "Client")]
#[derive(Debug)]
pub struct Caller {
    slot: Rc<Slot<MessageClient>>,
}

#[napi]
impl Caller {
    pub(super) fn over(slot: Rc<Slot<MessageClient>>) -> Self {
        Self { slot }
    }

    /// Sends a request; the answer is polled for.
    #[napi]
    pub fn ask(&self, message: ArrayMemory) -> Result<Answer> {
        let bytes = copied(message);
        let pending = self.slot.with("ask on", |client| client.ask(&bytes))?;
        Ok(Answer { slot: Slot::new("answer to a request".into(), pending) })
    }

    /// Gives the port back. Idempotent.
    #[napi]
    pub fn close(&self) {
        self.slot.release();
    }
}

/// A request that waits for its answer.
#[napi]
#[derive(Debug)]
pub struct Answer {
    slot: Slot<PendingAnswer>,
}

#[napi]
impl Answer {
    /// How many servers the request reached.
    #[napi]
    pub fn servers(&self) -> Result<u32> {
        Ok(self.slot.with("look at", |pending| Ok(pending.servers()))? as u32)
    }

    /// The answer, copied; null where it has not come. Never blocks.
    #[napi]
    pub fn poll<'env>(&self, env: &'env Env) -> Result<Option<BufferSlice<'env>>> {
        let bytes = self.slot.with("poll", |pending| pending.poll(<[u8]>::to_vec))?;
        to_buffer(env, bytes)
    }

    /// Gives up the request. Idempotent; to be called when the answer was read, too.
    #[napi]
    pub fn close(&self) {
        self.slot.release();
    }
}

/// Answers clients.
#[napi]
#[derive(Debug)]
pub struct Server {
    slot: Rc<Slot<MessageServer>>,
}

#[napi]
impl Server {
    pub(super) fn over(slot: Rc<Slot<MessageServer>>) -> Self {
        Self { slot }
    }

    /// The oldest request that waits; null where there is none.
    #[napi]
    pub fn receive(&self) -> Result<Option<Request>> {
        let request = self.slot.with("receive from", |server| server.receive())?;
        Ok(request.map(|request| Request { slot: Slot::new("request".into(), request) }))
    }

    /// Gives the port back. Idempotent.
    #[napi]
    pub fn close(&self) {
        self.slot.release();
    }
}

/// A request that waits for our answer.
#[napi]
#[derive(Debug)]
pub struct Request {
    slot: Slot<OpenRequest>,
}

#[napi]
impl Request {
    /// The request's bytes, copied.
    #[napi]
    pub fn bytes<'env>(&self, env: &'env Env) -> Result<Option<BufferSlice<'env>>> {
        let bytes = self.slot.with("read", |request| Ok(request.bytes().to_vec()))?;
        to_buffer(env, Some(bytes))
    }

    /// Sends the answer, and closes the request.
    #[napi]
    pub fn answer(&self, message: ArrayMemory) -> Result<()> {
        let bytes = copied(message);
        self.slot.with("answer", |request| request.answer(&bytes))?;
        self.slot.release();
        Ok(())
    }

    /// Leaves the request without an answer. Idempotent.
    #[napi]
    pub fn close(&self) {
        self.slot.release();
    }
}
