//! Records of our data ring, as far as the pumps must know them.
//!
//! TypeScript owns the ring's protocol (who may read and write where, and when it is published);
//! it hands the pumps a *span*, a run of bytes that is theirs for the call. In a span lie whole
//! records: an 8-byte header whose first word is `kind << 30 | payload bytes`, then the payload,
//! padded to a multiple of 8. The constants are compared with `src/shm/layout.ts` when the addon
//! is loaded.

use crate::fault::{Code, Fault};

/// Bytes of a record header, and the unit that records are padded to.
pub const RECORD_HEADER_BYTES: usize = 8;
/// The kind is in the bits from here on.
pub const RECORD_KIND_SHIFT: u32 = 30;
/// The bits of the payload length.
pub const RECORD_LENGTH_MASK: u32 = (1 << RECORD_KIND_SHIFT) - 1;
/// A record with an item in it.
pub const KIND_DATA: u32 = 0;
/// The last of the kinds that mark the end of a run of records.
pub const KIND_LAST_MARK: u32 = 2;

/// Bytes that a record with `payload` bytes takes.
pub fn record_bytes(payload: usize) -> usize {
    RECORD_HEADER_BYTES + payload.next_multiple_of(RECORD_HEADER_BYTES)
}

/// Memory that JavaScript threads share, ours for one call.
///
/// It is a pointer and not a slice because other threads may hold views of it: only what the ring
/// gives us alone is touched, and only through raw copies.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    start: *mut u8,
    bytes: usize,
}

impl Span {
    /// A span of `bytes` at `start`.
    ///
    /// # Safety
    ///
    /// The memory lives as long as the span is used, is aligned to 8, and nobody else writes it
    /// (nor reads it, where it is written) until the call that got the span returns.
    pub unsafe fn new(start: *mut u8, bytes: usize) -> Self {
        Self { start, bytes }
    }

    /// What of this span lies behind `at`.
    pub fn behind(&self, at: usize) -> Self {
        // Inside the span, or empty at its end.
        let at = at.min(self.bytes);
        Self { start: self.start.wrapping_add(at), bytes: self.bytes - at }
    }

    /// Bytes from `at` to the end.
    pub fn left(&self, at: usize) -> usize {
        self.bytes.saturating_sub(at)
    }

    /// Writes one data record at `at`, if it fits; answers the place behind it.
    pub fn write(&self, at: usize, sequence: u32, payload: &[u8]) -> Option<usize> {
        let size = record_bytes(payload.len());
        if payload.len() > RECORD_LENGTH_MASK as usize || size > self.left(at) {
            return None;
        }
        let header = (KIND_DATA << RECORD_KIND_SHIFT) | payload.len() as u32;
        // SAFETY: `at + size` lies inside the span, which is ours (see `new`); `at` is a multiple
        // of 8, for all records are.
        unsafe {
            let record = self.start.add(at);
            record.cast::<[u32; 2]>().write([header, sequence]);
            core::ptr::copy_nonoverlapping(
                payload.as_ptr(),
                record.add(RECORD_HEADER_BYTES),
                payload.len(),
            );
        }
        Some(at + size)
    }

    /// The payload of the data record at `at`, and the place behind it; none at the end of the
    /// span and at a mark, behind which the ring's reader knows where to go on.
    ///
    /// # Errors
    ///
    /// `RingLayout` where neither record nor mark of the span lies there.
    pub fn read(&self, at: usize) -> Result<Option<(Payload, usize)>, Fault> {
        if self.left(at) == 0 {
            return Ok(None);
        }
        let damaged = |what: String| {
            Fault::new(
                Code::RingLayout,
                format!("Cannot read record at byte {at} of a span of {}: {what}", self.bytes),
            )
        };
        if !at.is_multiple_of(RECORD_HEADER_BYTES) || self.left(at) < RECORD_HEADER_BYTES {
            return Err(damaged("a record starts at a multiple of 8 with a header of 8".into()));
        }
        // SAFETY: the header lies inside the span and is aligned.
        let header = unsafe { self.start.add(at).cast::<u32>().read() };
        let kind = header >> RECORD_KIND_SHIFT;
        if kind > KIND_LAST_MARK {
            return Err(damaged(format!("its kind is {kind}, expected 0 to {KIND_LAST_MARK}")));
        }
        if kind != KIND_DATA {
            return Ok(None);
        }
        let bytes = (header & RECORD_LENGTH_MASK) as usize;
        let size = record_bytes(bytes);
        if size > self.left(at) {
            return Err(damaged(format!("it takes {size} bytes, more than the span has left")));
        }
        // SAFETY: the payload lies inside the span.
        let start = unsafe { self.start.add(at + RECORD_HEADER_BYTES) };
        // SAFETY: as above; the span's owner keeps it as long as this is used.
        Ok(Some((unsafe { Payload::of_piece(start, bytes) }, at + size)))
    }
}

/// The payload of one record or item, in one piece or two.
#[derive(Debug, Clone, Copy)]
pub struct Payload {
    start: *const u8,
    bytes: usize,
    rest: *const u8,
    rest_bytes: usize,
}

impl Payload {
    /// An item that lies in two pieces, such as a frame's header and its pixels.
    ///
    /// # Safety
    ///
    /// Both pieces live as long as this is used, and nobody writes them meanwhile.
    pub unsafe fn of_pieces(first: (*const u8, usize), rest: (*const u8, usize)) -> Self {
        Self { start: first.0, bytes: first.1, rest: rest.0, rest_bytes: rest.1 }
    }

    /// An item that lies in one piece.
    ///
    /// # Safety
    ///
    /// As [`Payload::of_pieces`].
    pub unsafe fn of_piece(start: *const u8, bytes: usize) -> Self {
        Self { start, bytes, rest: start, rest_bytes: 0 }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.bytes + self.rest_bytes
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Copies it to `target`, which may be where it lies.
    ///
    /// # Safety
    ///
    /// `target` has room for [`Payload::len`] bytes, and the span is still ours.
    pub unsafe fn copy_to(&self, target: *mut u8) {
        // SAFETY: the source lies inside the span, or is promised by `of_pieces`; the rest is promised
        // by the caller.
        unsafe {
            core::ptr::copy(self.start, target, self.bytes);
            core::ptr::copy(self.rest, target.add(self.bytes), self.rest_bytes);
        }
    }

    /// A copy of it.
    ///
    /// # Safety
    ///
    /// The span is still ours.
    pub unsafe fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len());
        // SAFETY: it has room for the payload; the rest is promised by the caller.
        unsafe {
            self.copy_to(bytes.as_mut_ptr());
            bytes.set_len(self.len());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(words: &mut [u64]) -> Span {
        // SAFETY: a local array, aligned to 8, used by this thread alone.
        unsafe { Span::new(words.as_mut_ptr().cast(), size_of_val(words)) }
    }

    fn payload_of(span: &Span, at: usize) -> (Vec<u8>, usize) {
        let (payload, next) = span.read(at).unwrap().unwrap();
        // SAFETY: it lies in the array that the span is of.
        (unsafe { payload.to_vec() }, next)
    }

    #[test]
    fn records_are_read_as_they_were_written() {
        let mut memory = [0_u64; 8];
        let span = over(&mut memory);
        let second = span.write(0, 7, b"seven b").unwrap();
        let third = span.write(second, 8, b"").unwrap();
        let end = span.write(third, u32::MAX, b"sixteen bytes ok").unwrap();
        assert_eq!((second, third, end), (16, 24, 48));
        assert_eq!(payload_of(&span, 0), (b"seven b".to_vec(), 16));
        assert_eq!(payload_of(&span, 16), (Vec::new(), 24));
        assert_eq!(payload_of(&span, 24), (b"sixteen bytes ok".to_vec(), 48));
        assert_eq!(memory[0], (7 << 32) | 7, "length, then sequence number");
        assert_eq!(memory[3], (u64::from(u32::MAX) << 32) | 16);
    }

    #[test]
    fn a_record_that_does_not_fit_is_not_written() {
        let mut memory = [u64::MAX; 2];
        let span = over(&mut memory);
        assert_eq!(span.write(0, 0, b"nine byte"), None);
        assert_eq!(span.write(16, 0, b""), None);
        assert_eq!(memory, [u64::MAX; 2]);
    }

    #[test]
    fn a_mark_ends_the_run() {
        for kind in 1..=u64::from(KIND_LAST_MARK) {
            let mut memory = [kind << RECORD_KIND_SHIFT, 0];
            assert!(over(&mut memory).read(0).unwrap().is_none());
        }
    }

    #[test]
    fn a_damaged_record_is_refused() {
        let mut memory = [0_u64; 2];
        memory[0] = 9;
        assert_eq!(over(&mut memory).read(0).unwrap_err().code, Code::RingLayout);
        memory[0] = 3 << 30;
        assert_eq!(over(&mut memory).read(0).unwrap_err().code, Code::RingLayout);
        assert!(over(&mut memory).read(4).is_err());
        assert!(over(&mut memory).read(16).unwrap().is_none());
    }
}
