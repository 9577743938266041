//! Control endpoints: publish-subscribe and request-response of messages as bytes.
//!
//! Services are opened with the limits of the wire protocol's section 3; one that a former process
//! left in use with lower limits is opened as it is, as by [`crate::topic`].

use core::fmt;

use iceoryx2::active_request::ActiveRequest;
use iceoryx2::pending_response::PendingResponse;
use iceoryx2::port::client::Client;
use iceoryx2::port::publisher::Publisher;
use iceoryx2::port::server::Server;
use iceoryx2::port::subscriber::Subscriber;
use iceoryx2::service::builder::request_response::{
    RequestResponseOpenError, RequestResponseOpenOrCreateError,
};
use iceoryx2::service::port_factory::request_response;

use crate::fault::{Fault, while_in_flux};
use crate::node::{Ipc, LinkNode, service_name};
use crate::payload::{AnyHeader, AnyPayload, PayloadType, bytes_of, fill, void_header};
use crate::topic::{Topic, allocation, initial_slice_len};

/// Limits of a request-response service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    /// Most servers.
    pub max_servers: usize,
    /// Most clients.
    pub max_clients: usize,
    /// Most nodes.
    pub max_nodes: usize,
    /// Responses that wait at a client.
    pub response_buffer: usize,
}

/// A request-response service of two payload types.
pub type Call = request_response::PortFactory<Ipc, AnyPayload, AnyHeader, AnyPayload, AnyHeader>;

/// Opens or creates a request-response service.
///
/// # Errors
///
/// `Iceoryx` where that fails, `InvalidArgument` for a bad name or type.
pub fn open_call(
    node: &LinkNode,
    name: &str,
    request: &PayloadType,
    response: &PayloadType,
    limits: CallLimits,
) -> Result<Call, Fault> {
    let service = service_name(name)?;
    let request_detail = request.detail()?;
    let response_detail = response.detail()?;
    let builder = || {
        let builder = node
            .inner()
            .service_builder(&service)
            .request_response::<AnyPayload, AnyPayload>()
            .request_user_header::<AnyHeader>()
            .response_user_header::<AnyHeader>();
        // SAFETY: all payloads are read and written as their details say, by length in bytes.
        unsafe {
            builder
                .__internal_set_request_payload_type_details(&request_detail)
                .__internal_set_response_payload_type_details(&response_detail)
                .__internal_set_request_header_type_details(&void_header())
                .__internal_set_response_header_type_details(&void_header())
        }
    };
    while_in_flux(|| {
        let opened = builder()
            .max_servers(limits.max_servers)
            .max_clients(limits.max_clients)
            .max_nodes(limits.max_nodes)
            .max_response_buffer_size(limits.response_buffer)
            .open_or_create();
        match opened {
            Err(RequestResponseOpenOrCreateError::RequestResponseOpenError(
                RequestResponseOpenError::DoesNotSupportRequestedAmountOfServers
                | RequestResponseOpenError::DoesNotSupportRequestedAmountOfClients
                | RequestResponseOpenError::DoesNotSupportRequestedAmountOfNodes
                | RequestResponseOpenError::DoesNotSupportRequestedResponseBufferSize,
            )) => Ok(builder().open()?),
            opened => opened,
        }
    })
    .map_err(|e| Fault::iceoryx(format_args!("open service {name:?}"), e))
}

/// Publishes messages of one type.
pub struct MessagePublisher {
    name: String,
    payload: PayloadType,
    publisher: Publisher<Ipc, AnyPayload, AnyHeader>,
}

impl fmt::Debug for MessagePublisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessagePublisher({:?})", self.name)
    }
}

impl MessagePublisher {
    /// Makes a publisher of a service.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the service has no place left.
    pub fn create(topic: &Topic, name: &str, payload: &PayloadType) -> Result<Self, Fault> {
        let publisher = topic
            .publisher_builder()
            .initial_max_slice_len(initial_slice_len(payload))
            .allocation_strategy(allocation(payload))
            .create()
            .map_err(|e| Fault::iceoryx(format_args!("create publisher {name:?}"), e))?;
        Ok(Self { name: name.to_owned(), payload: payload.clone(), publisher })
    }

    /// Sends one message to all subscribers; answers how many got it.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a length that is not the type's, `Iceoryx` where the send fails.
    pub fn publish(&self, bytes: &[u8]) -> Result<usize, Fault> {
        let elements = self.payload.elements(bytes.len())?;
        let failed = || format!("publish {} bytes on {:?}", bytes.len(), self.name);
        // SAFETY: `elements` is 1 for a fixed-size type, and counts elements for a slice.
        let mut sample = unsafe { self.publisher.loan_custom_payload(elements) }
            .map_err(|e| Fault::iceoryx(failed(), e))?;
        fill(sample.payload_mut(), bytes, failed())?;
        // SAFETY: every byte was written by `fill`.
        let sample = unsafe { sample.assume_init() };
        sample.send().map_err(|e| Fault::iceoryx(failed(), e))
    }
}

/// Receives messages of one type.
pub struct MessageSubscriber {
    name: String,
    subscriber: Subscriber<Ipc, AnyPayload, AnyHeader>,
}

impl fmt::Debug for MessageSubscriber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageSubscriber({:?})", self.name)
    }
}

impl MessageSubscriber {
    /// Makes a subscriber of a service.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the service has no place left.
    pub fn create(topic: &Topic, name: &str) -> Result<Self, Fault> {
        let subscriber = topic
            .subscriber_builder()
            .create()
            .map_err(|e| Fault::iceoryx(format_args!("create subscriber {name:?}"), e))?;
        Ok(Self { name: name.to_owned(), subscriber })
    }

    /// Hands the oldest waiting message to `read`; answers none where nothing waits.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where a publisher's memory can't be mapped.
    pub fn receive<R>(&self, read: impl FnOnce(&[u8]) -> R) -> Result<Option<R>, Fault> {
        // SAFETY: the payload's length in bytes is what its header and the type details say.
        let sample = unsafe { self.subscriber.receive_custom_payload() }
            .map_err(|e| Fault::iceoryx(format_args!("receive from {:?}", self.name), e))?;
        Ok(sample.map(|sample| read(bytes_of(sample.payload()))))
    }
}

/// Asks servers.
pub struct MessageClient {
    name: String,
    request: PayloadType,
    client: Client<Ipc, AnyPayload, AnyHeader, AnyPayload, AnyHeader>,
}

impl fmt::Debug for MessageClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageClient({:?})", self.name)
    }
}

impl MessageClient {
    /// Makes a client of a service.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the service has no place left.
    pub fn create(call: &Call, name: &str, request: &PayloadType) -> Result<Self, Fault> {
        let client = call
            .client_builder()
            .initial_max_slice_len(initial_slice_len(request))
            .allocation_strategy(allocation(request))
            .create()
            .map_err(|e| Fault::iceoryx(format_args!("create client {name:?}"), e))?;
        Ok(Self { name: name.to_owned(), request: request.clone(), client })
    }

    /// Sends a request; its answer is asked for by [`PendingAnswer::poll`].
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a length that is not the type's, `Iceoryx` where the send fails.
    pub fn ask(&self, bytes: &[u8]) -> Result<PendingAnswer, Fault> {
        let elements = self.request.elements(bytes.len())?;
        let failed = || format!("send a request of {} bytes on {:?}", bytes.len(), self.name);
        // SAFETY: `elements` is 1 for a fixed-size type, and counts elements for a slice.
        let mut request = unsafe { self.client.loan_custom_payload(elements) }
            .map_err(|e| Fault::iceoryx(failed(), e))?;
        fill(request.payload_mut(), bytes, failed())?;
        // SAFETY: every byte was written by `fill`.
        let request = unsafe { request.assume_init() };
        let pending = request.send().map_err(|e| Fault::iceoryx(failed(), e))?;
        Ok(PendingAnswer { name: self.name.clone(), pending })
    }
}

/// A request that waits for its answer.
pub struct PendingAnswer {
    name: String,
    pending: PendingResponse<Ipc, AnyPayload, AnyHeader, AnyPayload, AnyHeader>,
}

impl fmt::Debug for PendingAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PendingAnswer({:?})", self.name)
    }
}

impl PendingAnswer {
    /// How many servers the request reached.
    pub fn servers(&self) -> usize {
        self.pending.number_of_server_connections()
    }

    /// Hands the answer to `read` if it has come; never blocks.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the server's memory can't be mapped.
    pub fn poll<R>(&self, read: impl FnOnce(&[u8]) -> R) -> Result<Option<R>, Fault> {
        // SAFETY: the payload's length in bytes is what its header and the type details say.
        let response = unsafe { self.pending.receive_custom_payload() }
            .map_err(|e| Fault::iceoryx(format_args!("read the answer on {:?}", self.name), e))?;
        Ok(response.map(|response| read(bytes_of(response.payload()))))
    }
}

/// Answers clients.
pub struct MessageServer {
    name: String,
    response: PayloadType,
    server: Server<Ipc, AnyPayload, AnyHeader, AnyPayload, AnyHeader>,
}

impl fmt::Debug for MessageServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageServer({:?})", self.name)
    }
}

impl MessageServer {
    /// Makes a server of a service.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the service has no place left.
    pub fn create(call: &Call, name: &str, response: &PayloadType) -> Result<Self, Fault> {
        let server = call
            .server_builder()
            .initial_max_slice_len(initial_slice_len(response))
            .allocation_strategy(allocation(response))
            .create()
            .map_err(|e| Fault::iceoryx(format_args!("create server {name:?}"), e))?;
        Ok(Self { name: name.to_owned(), response: response.clone(), server })
    }

    /// The oldest request that waits, if any.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where the client's memory can't be mapped.
    pub fn receive(&self) -> Result<Option<OpenRequest>, Fault> {
        // SAFETY: the payload's length in bytes is what its header and the type details say.
        let request = unsafe { self.server.receive_custom_payload() }
            .map_err(|e| Fault::iceoryx(format_args!("receive a request on {:?}", self.name), e))?;
        Ok(request.map(|request| OpenRequest {
            name: self.name.clone(),
            response: self.response.clone(),
            request,
        }))
    }
}

/// A request that waits for our answer; when it is dropped, the client sees that none will come.
pub struct OpenRequest {
    name: String,
    response: PayloadType,
    request: ActiveRequest<Ipc, AnyPayload, AnyHeader, AnyPayload, AnyHeader>,
}

impl fmt::Debug for OpenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpenRequest({:?})", self.name)
    }
}

impl OpenRequest {
    /// The request's bytes.
    pub fn bytes(&self) -> &[u8] {
        bytes_of(self.request.payload())
    }

    /// Sends the answer.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a length that is not the type's, `Iceoryx` where the send fails.
    pub fn answer(&self, bytes: &[u8]) -> Result<(), Fault> {
        let elements = self.response.elements(bytes.len())?;
        let failed = || format!("answer {} bytes on {:?}", bytes.len(), self.name);
        // SAFETY: `elements` is 1 for a fixed-size type, and counts elements for a slice.
        let mut response = unsafe { self.request.loan_custom_payload(elements) }
            .map_err(|e| Fault::iceoryx(failed(), e))?;
        fill(response.payload_mut(), bytes, failed())?;
        // SAFETY: every byte was written by `fill`.
        let response = unsafe { response.assume_init() };
        response.send().map_err(|e| Fault::iceoryx(failed(), e))
    }
}
