//! The messages of wire protocol section 4, as the C++ structs they are, and section 6.

use iceoryx2::prelude::ZeroCopySend;

/// An element of a byte slice.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ZeroCopySend)]
#[type_name("__cxx__abi__St4byte")]
pub struct Byte(pub u8);

/// `StaticString<N>`: `S` is N + 1 rounded up to a multiple of 8.
#[repr(C)]
#[derive(Debug, Clone, Copy, ZeroCopySend)]
pub struct Text<const S: usize> {
    text: [u8; S],
    length: u64,
}

impl<const S: usize> Text<S> {
    /// Text cut to `limit` bytes, at a character.
    pub fn new(text: &str, limit: usize) -> Self {
        let mut end = text.len().min(limit);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut bytes = [0; S];
        bytes[..end].copy_from_slice(&text.as_bytes()[..end]);
        Self {
            text: bytes,
            length: end as u64,
        }
    }

    /// The text up to its zero.
    pub fn text(&self) -> String {
        let end = self.text.iter().position(|&byte| byte == 0).unwrap_or(S);
        String::from_utf8_lossy(&self.text[..end]).into_owned()
    }
}

/// Text of at most 64 bytes.
pub type Text64 = Text<72>;
/// Text of at most 128 bytes.
pub type Text128 = Text<136>;
/// Text of at most 255 bytes.
pub type Text255 = Text<256>;
/// Text of at most 2048 bytes.
pub type Text2048 = Text<2056>;

macro_rules! message {
    ($(#[$doc:meta])* $name:ident = $cpp:literal, $size:literal, { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[repr(C)]
        #[derive(Debug, Clone, Copy, ZeroCopySend)]
        #[type_name($cpp)]
        #[allow(missing_docs)]
        pub struct $name { $(pub $field: $type),* }
        const _: () = assert!(size_of::<$name>() == $size);
    };
}

message!(
    /// The answer to most requests. (C++: a bool; a byte here, as any byte may come.)
    Done = "__cxx__abi__N8Syntalos12DoneResponseE", 1, { success: u8 });
message!(
    /// An error of the worker.
    ErrorEvent = "__cxx__abi__N8Syntalos10ErrorEventE", 2208, { title: Text128, message: Text2048 });
message!(
    /// The worker's state.
    StateChange = "__cxx__abi__N8Syntalos16StateChangeEventE", 1, { state: u8 });
message!(
    /// The worker's status text.
    StatusMessage = "__cxx__abi__N8Syntalos18StatusMessageEventE", 144, { text: Text128 });
message!(
    /// A synchronizer's settings.
    SyncDetails = "__cxx__abi__N8Syntalos16SyncDetailsEventE", 96,
    { id: Text64, strategies: i32, tolerance_usec: i64 });
message!(
    /// A synchronizer's offset.
    SyncOffset = "__cxx__abi__N8Syntalos15SyncOffsetEventE", 88, { id: Text64, offset_usec: i64 });
message!(
    /// Asks for the API version. (C++: an empty struct, which takes a byte.)
    ApiVersionRequest = "__cxx__abi__N8Syntalos17ApiVersionRequestE", 1, { unused: u8 });
message!(
    /// The API version.
    ApiVersionResponse = "__cxx__abi__N8Syntalos18ApiVersionResponseE", 80, { version: Text64 });
message!(
    /// Sets the niceness.
    SetNiceness = "__cxx__abi__N8Syntalos18SetNicenessRequestE", 4, { nice: i32 });
message!(
    /// Sets the highest real-time priority.
    SetMaxRealtimePriority = "__cxx__abi__N8Syntalos22SetMaxRealtimePriorityE", 4, { priority: i32 });
message!(
    /// Sets the CPU affinity.
    SetCpuAffinity = "__cxx__abi__N8Syntalos21SetCPUAffinityRequestE", 1032,
    { cores: [u32; 256], count: u64 });
message!(
    /// Connects an input port.
    ConnectInput = "__cxx__abi__N8Syntalos19ConnectInputRequestE", 808,
    { port: Text255, instance: Text255, channel: Text255, max_senders: u32, max_receivers: u32,
      max_nodes: u32, source_type: i32 });
message!(
    /// Starts the run.
    Start = "__cxx__abi__N8Syntalos12StartRequestE", 8, { start_usec: i64 });
message!(
    /// Stops the run.
    Stop = "__cxx__abi__N8Syntalos11StopRequestE", 1, { unused: u8 });
message!(
    /// Ends the worker.
    Shutdown = "__cxx__abi__N8Syntalos15ShutdownRequestE", 1, { unused: u8 });
message!(
    /// Shows the settings window.
    ShowSettings = "__cxx__abi__N8Syntalos19ShowSettingsRequestE", 1, { unused: u8 });
message!(
    /// Shows the display window.
    ShowDisplay = "__cxx__abi__N8Syntalos18ShowDisplayRequestE", 1, { unused: u8 });

/// Names of the module states, by number.
pub const STATES: [&str; 8] = [
    "unknown",
    "initializing",
    "idle",
    "preparing",
    "dormant",
    "ready",
    "running",
    "error",
];

/// Writes the stream encoding.
#[derive(Debug, Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    /// Raw bytes: numbers as `to_le_bytes` gives them.
    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }
    /// A length, then bytes.
    pub fn bytes(self, bytes: &[u8]) -> Self {
        self.raw(&(bytes.len() as u64).to_le_bytes()).raw(bytes)
    }
    /// A length, then text.
    pub fn str(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }
    /// A bool.
    pub fn bool(self, value: bool) -> Self {
        self.raw(&[u8::from(value)])
    }
}

/// Reads the stream encoding; every method is none past the end.
#[derive(Debug)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// Raw bytes.
    pub fn raw(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(length)?;
        self.0 = tail;
        Some(head)
    }
    /// One byte.
    pub fn u8(&mut self) -> Option<u8> {
        self.raw(1).map(|bytes| bytes[0])
    }
    /// A u32.
    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.raw(4)?.try_into().ok()?))
    }
    /// An i32.
    pub fn i32(&mut self) -> Option<i32> {
        Some(self.u32()? as i32)
    }
    /// A u64.
    pub fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.raw(8)?.try_into().ok()?))
    }
    /// A length, then bytes.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u64()?).ok()?;
        self.raw(length)
    }
    /// A length, then text.
    pub fn str(&mut self) -> Option<String> {
        Some(String::from_utf8_lossy(self.bytes()?).into_owned())
    }
    /// A metadata map, as the bytes it takes.
    pub fn metamap(&mut self) -> Option<&'a [u8]> {
        let before = self.0;
        self.skip_map()?;
        Some(&before[..before.len() - self.0.len()])
    }

    fn skip_map(&mut self) -> Option<()> {
        for _ in 0..self.u64()? {
            self.bytes()?;
            self.skip_value()?;
        }
        Some(())
    }

    fn skip_value(&mut self) -> Option<()> {
        match self.u8()? {
            0..=2 => Some(()),
            3 | 4 | 6 => self.raw(8).map(drop),
            5 => self.bytes().map(drop),
            7 => (0..self.u64()?).try_for_each(|_| self.skip_value()),
            8 => self.skip_map(),
            _ => None,
        }
    }
}

/// A port change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortChange {
    /// 1 add, 2 remove, 3 change.
    pub action: u8,
    /// Id of the port.
    pub id: String,
    /// Title of the port.
    pub title: String,
    /// Its data type.
    pub data_type: i32,
    /// Its metadata, encoded.
    pub metadata: Vec<u8>,
    /// Throttle of an input port; senders, receivers and nodes of an output port.
    pub numbers: Vec<u32>,
}

/// An empty metadata map.
pub const NO_METADATA: [u8; 8] = [0; 8];

impl PortChange {
    /// Writes it.
    pub fn write(&self, writer: Writer) -> Writer {
        let head = writer
            .raw(&[self.action])
            .str(&self.id)
            .str(&self.title)
            .raw(&self.data_type.to_le_bytes())
            .raw(&self.metadata);
        self.numbers
            .iter()
            .fold(head, |writer, number| writer.raw(&number.to_le_bytes()))
    }

    /// Reads the change of an input port (1 number) or output port (3).
    pub fn read(reader: &mut Reader<'_>, numbers: usize) -> Option<Self> {
        Some(Self {
            action: reader.u8()?,
            id: reader.str()?,
            title: reader.str()?,
            data_type: reader.i32()?,
            metadata: reader.metamap()?.to_vec(),
            numbers: (0..numbers).map(|_| reader.u32()).collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::mem::offset_of;
    use serde_json::Value;

    fn recorded(file: &str) -> Value {
        let path = format!("{}/../vectors/{file}", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    fn check<T: ZeroCopySend>(cpp: &str, offsets: &[(&str, usize)]) {
        let types = recorded("type-details.json");
        let known = types
            .as_array()
            .unwrap()
            .iter()
            .find(|known| known["struct"] == cpp)
            .unwrap();
        // SAFETY: the derive gives the name of the attribute.
        let name = unsafe { T::type_name() };
        assert_eq!(known["iceoryx2TypeName"], name);
        assert_eq!(known["size"], size_of::<T>());
        assert_eq!(known["alignment"], align_of::<T>());
        let fields: Vec<_> = known["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| {
                (
                    field["name"].as_str().unwrap(),
                    field["offset"].as_u64().unwrap() as usize,
                )
            })
            .collect();
        assert_eq!(fields, offsets, "{cpp}");
    }

    #[test]
    fn every_struct_is_as_recorded() {
        check::<Byte>("byte slice element", &[]);
        check::<Done>("DoneResponse", &[("success", offset_of!(Done, success))]);
        check::<ErrorEvent>(
            "ErrorEvent",
            &[
                ("title", offset_of!(ErrorEvent, title)),
                ("message", offset_of!(ErrorEvent, message)),
            ],
        );
        check::<StateChange>(
            "StateChangeEvent",
            &[("state", offset_of!(StateChange, state))],
        );
        check::<StatusMessage>(
            "StatusMessageEvent",
            &[("text", offset_of!(StatusMessage, text))],
        );
        check::<SyncDetails>(
            "SyncDetailsEvent",
            &[
                ("id", offset_of!(SyncDetails, id)),
                ("strategies", offset_of!(SyncDetails, strategies)),
                ("toleranceUsec", offset_of!(SyncDetails, tolerance_usec)),
            ],
        );
        check::<SyncOffset>(
            "SyncOffsetEvent",
            &[
                ("id", offset_of!(SyncOffset, id)),
                ("offsetUsec", offset_of!(SyncOffset, offset_usec)),
            ],
        );
        check::<ApiVersionRequest>("ApiVersionRequest", &[]);
        check::<ApiVersionResponse>(
            "ApiVersionResponse",
            &[("apiVersion", offset_of!(ApiVersionResponse, version))],
        );
        check::<SetNiceness>(
            "SetNicenessRequest",
            &[("nice", offset_of!(SetNiceness, nice))],
        );
        check::<SetMaxRealtimePriority>(
            "SetMaxRealtimePriority",
            &[("priority", offset_of!(SetMaxRealtimePriority, priority))],
        );
        check::<SetCpuAffinity>(
            "SetCPUAffinityRequest",
            &[("cores", offset_of!(SetCpuAffinity, cores))],
        );
        check::<ConnectInput>(
            "ConnectInputRequest",
            &[
                ("portId", offset_of!(ConnectInput, port)),
                ("instanceId", offset_of!(ConnectInput, instance)),
                ("channelId", offset_of!(ConnectInput, channel)),
                ("topology", offset_of!(ConnectInput, max_senders)),
                ("sourceTypeId", offset_of!(ConnectInput, source_type)),
            ],
        );
        check::<Start>(
            "StartRequest",
            &[("startTimestampUsec", offset_of!(Start, start_usec))],
        );
        check::<Stop>("StopRequest", &[]);
        check::<Shutdown>("ShutdownRequest", &[]);
        check::<ShowSettings>("ShowSettingsRequest", &[]);
        check::<ShowDisplay>("ShowDisplayRequest", &[]);
    }

    #[test]
    fn recorded_port_changes_are_read_and_written() {
        for (kind, numbers) in [("InputPortChange", 1), ("OutputPortChange", 3)] {
            let messages = recorded("messages.json");
            let message = messages
                .as_array()
                .unwrap()
                .iter()
                .find(|message| message["type"] == kind)
                .unwrap();
            let hex = message["hex"].as_str().unwrap();
            let bytes: Vec<u8> = (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect();
            let mut reader = Reader(&bytes);
            let change = PortChange::read(&mut reader, numbers).unwrap();
            assert!(reader.0.is_empty());
            assert_eq!(message["value"]["id"], change.id);
            assert_eq!(change.write(Writer::default()).0, bytes);
            for length in 0..bytes.len() {
                assert!(PortChange::read(&mut Reader(&bytes[..length]), numbers).is_none());
            }
        }
    }

    #[test]
    fn text_is_cut_at_a_character() {
        assert_eq!(Text64::new("aä", 2).text(), "a");
        assert_eq!(Text64::new("aä", 3).text(), "aä");
    }
}
