//! iceoryx2 for `syntalos-mlink`: control endpoints, event services and data pumps.
//!
//! The plain modules know iceoryx2 and the data ring; [`js`] is a thin layer that offers them to
//! Node. Everything here belongs to the thread that made it (`ipc::Service` is not thread-safe),
//! except [`wait::WakeHandle`], which exists to end another thread's wait, and [`signals`], which are
//! the process's.
//!
//! Memory of iceoryx2 is never handed to JavaScript: payloads are copied, either into memory that
//! V8 owns (control messages) or into our own ring (data).

pub mod control;
pub mod data;
pub mod events;
pub mod fault;
pub mod inlet;
pub mod js;
pub mod node;
pub mod outlet;
pub mod payload;
pub mod records;
pub mod signals;
pub mod slot;
pub mod stop;
pub mod wait;
