//! Failures of this crate: one struct, and the table that says what each iceoryx2 error means.
//!
//! Every iceoryx2 error enum that can reach us has an exhaustive match here, without a wildcard
//! arm: a variant that a new iceoryx2 adds breaks the build instead of becoming "unknown".

use core::fmt;
use std::time::{Duration, Instant};

use iceoryx2::node::{NodeCreationFailure, NodeListFailure};
use iceoryx2::port::client::RequestSendError;
use iceoryx2::port::listener::ListenerCreateError;
use iceoryx2::port::notifier::{NotifierCreateError, NotifierNotifyError};
use iceoryx2::port::publisher::PublisherCreateError;
use iceoryx2::port::subscriber::SubscriberCreateError;
use iceoryx2::port::update_connections::ConnectionFailure;
use iceoryx2::port::{LoanError, ReceiveError, SendError};
use iceoryx2::service::builder::event::{EventCreateError, EventOpenError, EventOpenOrCreateError};
use iceoryx2::service::builder::publish_subscribe::{
    PublishSubscribeCreateError, PublishSubscribeOpenError, PublishSubscribeOpenOrCreateError,
};
use iceoryx2::service::builder::request_response::{
    RequestResponseCreateError, RequestResponseOpenError, RequestResponseOpenOrCreateError,
};
use iceoryx2::service::port_factory::client::ClientCreateError;
use iceoryx2::service::port_factory::server::ServerCreateError;
use iceoryx2_cal::event::ListenerWaitError;

/// Stable codes, as in the `ERROR_CODES` table of the TypeScript side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// iceoryx2 reported a failure.
    Iceoryx,
    /// The object was closed before the call.
    Closed,
    /// An argument has the wrong length, type or range.
    InvalidArgument,
    /// The memory is not a ring of the layout this crate was built for.
    RingLayout,
    /// A record is larger than the ring may ever grow to hold.
    RecordTooLarge,
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Iceoryx,
        Self::Closed,
        Self::InvalidArgument,
        Self::RingLayout,
        Self::RecordTooLarge,
    ];
}

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        match self {
            Code::Iceoryx => "ERR_SYNTALOS_IOX",
            Code::Closed => "ERR_SYNTALOS_CLOSED",
            Code::InvalidArgument => "ERR_SYNTALOS_INVALID_ARGUMENT",
            Code::RingLayout => "ERR_SYNTALOS_RING_LAYOUT",
            Code::RecordTooLarge => "ERR_SYNTALOS_RING_RECORD_TOO_LARGE",
        }
    }
}

/// A failure: its code, and a message that says action, state and remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable code.
    pub code: Code,
    /// Action, state, remedy; no full stop.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_ref(), self.message)
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// A failure with a ready message.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The failure of a call on something that was closed; `what` is e.g. `publisher "Sy/a/Error"`.
    pub fn closed(action: &str, what: &str) -> Self {
        Self::new(Code::Closed, format!("Cannot {action} {what}: it was closed"))
    }

    /// The failure of an iceoryx2 call; `action` reads after "Cannot", e.g. `open service "x"`.
    pub fn iceoryx<E: Explain>(action: impl fmt::Display, error: E) -> Self {
        Self::new(
            Code::Iceoryx,
            format!("Cannot {action}: {} ({error:?})", error.reason().as_str()),
        )
    }
}

/// What can be wrong, as far as a user can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The service exists with lower limits than asked for.
    LowerLimits,
    /// All places of the service are taken.
    NoPlaceLeft,
    /// The service exists with another type, pattern or setting.
    Incompatible,
    /// Files or shared memory belong to another user.
    Permissions,
    /// Shared memory is in a state that no healthy process leaves.
    Damaged,
    /// Another process is creating or removing it right now.
    InFlux,
    /// It does not exist.
    Missing,
    /// It exists already.
    Exists,
    /// Shared memory, descriptors or slots ran out.
    Exhausted,
    /// The other end is gone or did not take it.
    NotDelivered,
    /// The caller broke a limit of the call.
    Misuse,
    /// Anything that iceoryx2 itself calls internal.
    Internal,
}

impl Reason {
    fn as_str(self) -> &'static str {
        match self {
            Reason::LowerLimits => "the service exists with lower limits",
            Reason::NoPlaceLeft => "all its places are taken; end the processes that hold them",
            Reason::Incompatible => {
                "it exists with another type or setting; both ends must be of the same version"
            }
            Reason::Permissions => "the permissions do not allow it; run both ends as one user",
            Reason::Damaged => {
                "its shared memory is damaged; end all Syntalos processes and remove their files"
            }
            Reason::InFlux => "another process is creating or removing it; try again",
            Reason::Missing => "it does not exist",
            Reason::Exists => "it exists already",
            Reason::Exhausted => "shared memory or descriptors ran out; raise the limits",
            Reason::NotDelivered => "the other end is gone or did not take it",
            Reason::Misuse => "a limit of the call was exceeded",
            Reason::Internal => "iceoryx2 failed internally",
        }
    }
}

/// How long a service may be in between: its last user is gone, its files are not. iceoryx2 itself takes
/// half a second each time that it finds one whose maker gave up.
const IN_FLUX_LIMIT: Duration = Duration::from_secs(3);
/// How often it is tried again.
const IN_FLUX_PAUSE: Duration = Duration::from_millis(1);

/// Opens or creates a service, again and again while another process is just creating or removing it:
/// between two runs one end leaves a connection while the other makes it anew.
///
/// # Errors
///
/// The last one of `open_or_create`.
pub fn while_in_flux<T, E: Explain>(
    mut open_or_create: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    let end = Instant::now() + IN_FLUX_LIMIT;
    loop {
        match open_or_create() {
            // Half removed, a service also looks damaged; one that really is stays so. And one that was
            // there to be opened, but is missing now, can be created.
            Err(error)
                if matches!(error.reason(), Reason::InFlux | Reason::Damaged | Reason::Missing)
                    && Instant::now() < end =>
            {
                std::thread::sleep(IN_FLUX_PAUSE);
            }
            outcome => return outcome,
        }
    }
}

/// Says what an iceoryx2 error means.
pub trait Explain: fmt::Debug {
    /// The reason behind the error.
    fn reason(&self) -> Reason;
}

impl Explain for NodeCreationFailure {
    fn reason(&self) -> Reason {
        match self {
            Self::InsufficientPermissions => Reason::Permissions,
            Self::InternalError => Reason::Internal,
            Self::SystemCorrupted => Reason::Damaged,
        }
    }
}

impl Explain for NodeListFailure {
    fn reason(&self) -> Reason {
        match self {
            Self::InsufficientPermissions => Reason::Permissions,
            Self::Interrupt => Reason::InFlux,
            Self::InternalError => Reason::Internal,
        }
    }
}

impl Explain for PublishSubscribeOpenError {
    fn reason(&self) -> Reason {
        match self {
            Self::DoesNotExist => Reason::Missing,
            Self::InternalFailure => Reason::Internal,
            Self::IncompatibleTypes
            | Self::IncompatibleMessagingPattern
            | Self::IncompatibleAttributes
            | Self::IncompatibleOverflowBehavior => Reason::Incompatible,
            Self::DoesNotSupportRequestedMinBufferSize
            | Self::DoesNotSupportRequestedMinHistorySize
            | Self::DoesNotSupportRequestedMinSubscriberBorrowedSamples
            | Self::DoesNotSupportRequestedAmountOfPublishers
            | Self::DoesNotSupportRequestedAmountOfSubscribers
            | Self::DoesNotSupportRequestedAmountOfNodes => Reason::LowerLimits,
            Self::InsufficientPermissions => Reason::Permissions,
            Self::ServiceInCorruptedState => Reason::Damaged,
            Self::HangsInCreation | Self::IsMarkedForDestruction => Reason::InFlux,
            Self::ExceedsMaxNumberOfNodes => Reason::NoPlaceLeft,
        }
    }
}

impl Explain for PublishSubscribeCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::ServiceInCorruptedState => Reason::Damaged,
            Self::SubscriberBufferMustBeLargerThanHistorySize => Reason::Misuse,
            Self::AlreadyExists => Reason::Exists,
            Self::InsufficientPermissions => Reason::Permissions,
            Self::InternalFailure => Reason::Internal,
            Self::IsBeingCreatedByAnotherInstance | Self::HangsInCreation => Reason::InFlux,
        }
    }
}

impl Explain for PublishSubscribeOpenOrCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::PublishSubscribeOpenError(e) => e.reason(),
            Self::PublishSubscribeCreateError(e) => e.reason(),
            Self::SystemInFlux => Reason::InFlux,
        }
    }
}

impl Explain for RequestResponseOpenError {
    fn reason(&self) -> Reason {
        match self {
            Self::DoesNotExist => Reason::Missing,
            Self::DoesNotSupportRequestedAmountOfClientRequestLoans
            | Self::DoesNotSupportRequestedAmountOfActiveRequestsPerClient
            | Self::DoesNotSupportRequestedResponseBufferSize
            | Self::DoesNotSupportRequestedAmountOfServers
            | Self::DoesNotSupportRequestedAmountOfClients
            | Self::DoesNotSupportRequestedAmountOfNodes
            | Self::DoesNotSupportRequestedAmountOfBorrowedResponsesPerPendingResponse => {
                Reason::LowerLimits
            }
            Self::ExceedsMaxNumberOfNodes => Reason::NoPlaceLeft,
            Self::HangsInCreation | Self::IsMarkedForDestruction => Reason::InFlux,
            Self::IncompatibleRequestType
            | Self::IncompatibleResponseType
            | Self::IncompatibleAttributes
            | Self::IncompatibleMessagingPattern
            | Self::IncompatibleOverflowBehaviorForRequests
            | Self::IncompatibleOverflowBehaviorForResponses
            | Self::IncompatibleBehaviorForFireAndForgetRequests => Reason::Incompatible,
            Self::InsufficientPermissions => Reason::Permissions,
            Self::InternalFailure => Reason::Internal,
            Self::ServiceInCorruptedState => Reason::Damaged,
        }
    }
}

impl Explain for RequestResponseCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::AlreadyExists => Reason::Exists,
            Self::InternalFailure => Reason::Internal,
            Self::IsBeingCreatedByAnotherInstance | Self::HangsInCreation => Reason::InFlux,
            Self::InsufficientPermissions => Reason::Permissions,
            Self::ServiceInCorruptedState => Reason::Damaged,
        }
    }
}

impl Explain for RequestResponseOpenOrCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::RequestResponseOpenError(e) => e.reason(),
            Self::RequestResponseCreateError(e) => e.reason(),
            Self::SystemInFlux => Reason::InFlux,
        }
    }
}

impl Explain for EventOpenError {
    fn reason(&self) -> Reason {
        match self {
            Self::DoesNotExist => Reason::Missing,
            Self::InsufficientPermissions => Reason::Permissions,
            Self::ServiceInCorruptedState => Reason::Damaged,
            Self::IncompatibleMessagingPattern
            | Self::IncompatibleAttributes
            | Self::IncompatibleDeadline
            | Self::IncompatibleNotifierCreatedEvent
            | Self::IncompatibleNotifierDroppedEvent
            | Self::IncompatibleNotifierDeadEvent => Reason::Incompatible,
            Self::InternalFailure => Reason::Internal,
            Self::HangsInCreation | Self::IsMarkedForDestruction => Reason::InFlux,
            Self::DoesNotSupportRequestedAmountOfNotifiers
            | Self::DoesNotSupportRequestedAmountOfListeners
            | Self::DoesNotSupportRequestedMaxEventId
            | Self::DoesNotSupportRequestedAmountOfNodes => Reason::LowerLimits,
            Self::ExceedsMaxNumberOfNodes => Reason::NoPlaceLeft,
        }
    }
}

impl Explain for EventCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::ServiceInCorruptedState => Reason::Damaged,
            Self::InternalFailure => Reason::Internal,
            Self::IsBeingCreatedByAnotherInstance | Self::HangsInCreation => Reason::InFlux,
            Self::AlreadyExists => Reason::Exists,
            Self::InsufficientPermissions => Reason::Permissions,
        }
    }
}

impl Explain for EventOpenOrCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::EventOpenError(e) => e.reason(),
            Self::EventCreateError(e) => e.reason(),
            Self::SystemInFlux => Reason::InFlux,
        }
    }
}

impl Explain for PublisherCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::ExceedsMaxSupportedPublishers => Reason::NoPlaceLeft,
            Self::UnableToCreateDataSegment => Reason::Exhausted,
            Self::FailedToDeployThreadsafetyPolicy | Self::UnableToCreatePortTag => {
                Reason::Internal
            }
        }
    }
}

impl Explain for SubscriberCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::ExceedsMaxSupportedSubscribers => Reason::NoPlaceLeft,
            Self::BufferSizeExceedsMaxSupportedBufferSizeOfService => Reason::Misuse,
            Self::FailedToDeployThreadsafetyPolicy | Self::UnableToCreatePortTag => {
                Reason::Internal
            }
        }
    }
}

impl Explain for ClientCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::ExceedsMaxSupportedClients => Reason::NoPlaceLeft,
            Self::UnableToCreateDataSegment => Reason::Exhausted,
            Self::FailedToDeployThreadsafetyPolicy | Self::UnableToCreatePortTag => {
                Reason::Internal
            }
        }
    }
}

impl Explain for ServerCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::ExceedsMaxSupportedServers => Reason::NoPlaceLeft,
            Self::UnableToCreateDataSegment => Reason::Exhausted,
            Self::FailedToDeployThreadsafetyPolicy | Self::UnableToCreatePortTag => {
                Reason::Internal
            }
        }
    }
}

impl Explain for NotifierCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::ExceedsMaxSupportedNotifiers => Reason::NoPlaceLeft,
            Self::FailedToDeployThreadsafetyPolicy | Self::UnableToCreatePortTag => {
                Reason::Internal
            }
        }
    }
}

impl Explain for ListenerCreateError {
    fn reason(&self) -> Reason {
        match self {
            Self::ExceedsMaxSupportedListeners => Reason::NoPlaceLeft,
            Self::ResourceCreationFailed => Reason::Exhausted,
            Self::FailedToDeployThreadsafetyPolicy | Self::UnableToCreatePortTag => {
                Reason::Internal
            }
        }
    }
}

impl Explain for NotifierNotifyError {
    fn reason(&self) -> Reason {
        match self {
            Self::EventIdOutOfBounds => Reason::Misuse,
            Self::MissedDeadline | Self::UnableToAcquireElapsedTime => Reason::Internal,
        }
    }
}

impl Explain for ConnectionFailure {
    fn reason(&self) -> Reason {
        match self {
            Self::FailedToEstablishConnection(_) | Self::UnableToMapSendersDataSegment(_) => {
                Reason::Exhausted
            }
        }
    }
}

impl Explain for LoanError {
    fn reason(&self) -> Reason {
        match self {
            Self::OutOfMemory => Reason::Exhausted,
            Self::ExceedsMaxLoans | Self::ExceedsMaxLoanSize => Reason::Misuse,
            Self::InternalFailure => Reason::Internal,
        }
    }
}

impl Explain for SendError {
    fn reason(&self) -> Reason {
        match self {
            Self::ConnectionBrokenSinceSenderNoLongerExists => Reason::NotDelivered,
            Self::ConnectionCorrupted => Reason::Damaged,
            Self::LoanError(e) => e.reason(),
            Self::ConnectionError(e) => e.reason(),
            Self::UnableToDeliver => Reason::NotDelivered,
            Self::InternalError => Reason::Internal,
        }
    }
}

impl Explain for RequestSendError {
    fn reason(&self) -> Reason {
        match self {
            Self::ExceedsMaxActiveRequests => Reason::Misuse,
            Self::SendError(e) => e.reason(),
        }
    }
}

impl Explain for ReceiveError {
    fn reason(&self) -> Reason {
        match self {
            Self::ExceedsMaxBorrows => Reason::Misuse,
            Self::ConnectionFailure(e) => e.reason(),
        }
    }
}

impl Explain for ListenerWaitError {
    fn reason(&self) -> Reason {
        match self {
            Self::ContractViolation | Self::InternalFailure => Reason::Internal,
            Self::InterruptSignal => Reason::InFlux,
        }
    }
}
