//! What both languages must have the same, for the TypeScript side to compare when it loads the addon.

use napi_derive::napi;

use super::data_ports::{RESULT_WORDS, STATE_CROWDED, STATE_DONE, STATE_SPAN_FULL, STATE_STOPPED};
use super::output_end::{ITEM_ANNOUNCED, ITEM_DIVIDED, ITEM_REFUSED, ITEM_UNANNOUNCED};
use crate::data_services::{PAYLOAD_TYPE_NAME, RECEIVER_BUFFER};
use crate::fault::Code;
use crate::records;
use crate::wait::Wakeup;

/// Number of this interface: one more with each change of a class, function or parameter that JavaScript
/// sees. `ADDON_ABI_VERSION` of `src/ipc/iceoryx2/addon/shared-constants.ts` must be the same.
pub const ABI_VERSION: u32 = 6;

/// Numbers and names that the TypeScript side has as well.
#[napi(object)]
#[derive(Debug)]
pub struct LayoutConstants {
    /// [`ABI_VERSION`].
    pub abi_version: u32,
    /// Bytes of a record header.
    pub record_header_bytes: u32,
    /// First bit of a record's kind.
    pub record_kind_shift: u32,
    /// Bits of a record's length.
    pub record_length_mask: u32,
    /// Kind of a record with an item.
    pub record_kind_data: u32,
    /// Last of the kinds that mark the end of a run of records.
    pub record_kind_last_mark: u32,
    /// Samples of one sender that wait at a receiver.
    pub receiver_buffer: u32,
    /// State of a transfer that took all.
    pub transfer_done: i32,
    /// State of a transfer whose span was full.
    pub transfer_span_full: i32,
    /// State of a transfer whose stop word changed.
    pub transfer_stopped: i32,
    /// State of a transfer that found nothing, on a core that others want.
    pub transfer_crowded: i32,
    /// Words that a transfer reports.
    pub transfer_result_words: u32,
    /// A wait ended by its limit.
    pub wakeup_timed_out: u32,
    /// A wait ended by a descriptor.
    pub wakeup_ready: u32,
    /// A wait ended by its waker.
    pub wakeup_woken: u32,
    /// An item was sent, and receivers know.
    pub item_announced: i32,
    /// An item was sent, and is to be announced soon.
    pub item_unannounced: i32,
    /// An item was not sent.
    pub item_refused: i32,
    /// An item was not sent to all of several receivers.
    pub item_divided: i32,
    /// Name of the payload type of samples.
    pub payload_type_name: String,
    /// Codes of all errors, separated by spaces.
    pub error_codes: String,
}

/// The constants that this addon was built with.
#[napi]
pub fn layout_constants() -> LayoutConstants {
    LayoutConstants {
        abi_version: ABI_VERSION,
        record_header_bytes: records::RECORD_HEADER_BYTES as u32,
        record_kind_shift: records::RECORD_KIND_SHIFT,
        record_length_mask: records::RECORD_LENGTH_MASK,
        record_kind_data: records::KIND_DATA,
        record_kind_last_mark: records::KIND_LAST_MARK,
        receiver_buffer: RECEIVER_BUFFER as u32,
        transfer_done: STATE_DONE,
        transfer_span_full: STATE_SPAN_FULL,
        transfer_stopped: STATE_STOPPED,
        transfer_crowded: STATE_CROWDED,
        transfer_result_words: RESULT_WORDS as u32,
        wakeup_timed_out: Wakeup::TimedOut as u32,
        wakeup_ready: Wakeup::Ready as u32,
        wakeup_woken: Wakeup::Woken as u32,
        item_announced: ITEM_ANNOUNCED,
        item_unannounced: ITEM_UNANNOUNCED,
        item_refused: ITEM_REFUSED,
        item_divided: ITEM_DIVIDED,
        payload_type_name: PAYLOAD_TYPE_NAME.to_owned(),
        error_codes: Code::ALL.map(|code| code.as_ref().to_owned()).join(" "),
    }
}
