//! Payloads whose type is only known by name, size and alignment.
//!
//! The messages of Syntalos are C++ structs; TypeScript encodes them, so here they are bytes. The
//! iceoryx2 interface for this is the one its own C and Python bindings stand on: a slice of
//! `CustomPayloadMarker` whose type details are set by hand.

use core::fmt;
use core::mem::MaybeUninit;

use iceoryx2::service::builder::{CustomHeaderMarker, CustomPayloadMarker};
use iceoryx2::service::static_config::message_type_details::{TypeDetail, TypeName, TypeVariant};
use iceoryx2::testing::create_custom_type_detail;

use crate::fault::{Code, Fault};
use crate::shared_memory;

/// Any payload, as iceoryx2's bindings see it.
pub type AnyPayload = [CustomPayloadMarker];
/// Any user header; ours are all void.
pub type AnyHeader = CustomHeaderMarker;

/// A payload type: what iceoryx2 compares when a service is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayloadType {
    /// Name as recorded from the C++ library.
    pub name: String,
    /// Bytes of one element.
    pub size: usize,
    /// Alignment of one element in bytes, a power of two.
    pub alignment: usize,
    /// Whether a message is any number of elements and not just one.
    pub is_slice: bool,
}

impl PayloadType {
    /// The type details in iceoryx2's own form.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` where name, size or alignment can't be.
    pub fn detail(&self) -> Result<TypeDetail, Fault> {
        let invalid = |what: &str| {
            Fault::new(
                Code::InvalidArgument,
                format!("Cannot use payload type {:?}: {what}", self.name),
            )
        };
        let name = TypeName::try_from(self.name.as_str())
            .map_err(|_| invalid("its name is too long or not ASCII"))?;
        if self.size == 0 {
            return Err(invalid("its size is 0, expected at least 1"));
        }
        if !self.alignment.is_power_of_two() {
            return Err(invalid("its alignment is not a power of two"));
        }
        let variant = if self.is_slice { TypeVariant::Dynamic } else { TypeVariant::FixedSize };
        Ok(create_custom_type_detail(variant, name, self.size, self.alignment))
    }

    /// How many elements a message of `bytes` has.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` where the length fits no message of this type.
    pub fn elements(&self, bytes: usize) -> Result<usize, Fault> {
        let fits = if self.is_slice { bytes.is_multiple_of(self.size) } else { bytes == self.size };
        if !fits {
            return Err(Fault::new(
                Code::InvalidArgument,
                format!(
                    "Cannot send {bytes} bytes as {:?}: expected {} {} bytes",
                    self.name,
                    if self.is_slice { "a multiple of" } else { "exactly" },
                    self.size
                ),
            ));
        }
        Ok(bytes / self.size)
    }
}

/// The type details of a void user header.
pub fn void_header() -> TypeDetail {
    TypeDetail::new::<()>(TypeVariant::FixedSize)
}

/// The bytes of a received payload.
pub fn bytes_of(payload: &AnyPayload) -> &[u8] {
    // SAFETY: `CustomPayloadMarker` is `repr(C)` over one `u8`: same size, alignment and validity.
    unsafe { core::slice::from_raw_parts(payload.as_ptr().cast::<u8>(), payload.len()) }
}

/// Copies `bytes` into a loaned payload of the same length.
///
/// # Errors
///
/// `Iceoryx` where shared memory has no room; `action` reads after "Cannot".
pub fn fill(
    payload: &mut [MaybeUninit<CustomPayloadMarker>],
    bytes: &[u8],
    action: impl fmt::Display,
) -> Result<(), Fault> {
    assert_eq!(payload.len(), bytes.len(), "loaned payload and message differ in length");
    // SAFETY: the loan is ours alone, in shared memory that is mapped writable.
    unsafe { shared_memory::claim(action, payload.as_mut_ptr().cast(), bytes.len()) }?;
    // SAFETY: the loan is ours alone, both are `bytes.len()` long, and a byte is a valid marker.
    unsafe {
        core::ptr::copy_nonoverlapping(
            bytes.as_ptr(),
            payload.as_mut_ptr().cast::<u8>(),
            bytes.len(),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done() -> PayloadType {
        PayloadType {
            name: "__cxx__abi__N8Syntalos12DoneResponseE".into(),
            size: 1,
            alignment: 1,
            is_slice: false,
        }
    }

    #[test]
    fn a_fixed_type_takes_exactly_its_size() {
        assert_eq!(done().elements(1), Ok(1));
        assert_eq!(done().elements(2).unwrap_err().code, Code::InvalidArgument);
        assert_eq!(done().elements(0).unwrap_err().code, Code::InvalidArgument);
    }

    #[test]
    fn a_slice_type_takes_any_multiple_of_its_size() {
        let pairs = PayloadType { size: 2, is_slice: true, ..done() };
        assert_eq!(pairs.elements(0), Ok(0));
        assert_eq!(pairs.elements(6), Ok(3));
        assert!(pairs.elements(5).is_err());
    }

    #[test]
    fn a_type_that_cannot_be_is_refused() {
        assert!(PayloadType { size: 0, ..done() }.detail().is_err());
        assert!(PayloadType { alignment: 3, ..done() }.detail().is_err());
        assert!(PayloadType { name: "x".repeat(1000), ..done() }.detail().is_err());
        assert_eq!(done().detail().unwrap().size(), 1);
    }
}
