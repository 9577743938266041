//! Items to produce, and a digest of items seen (wire protocol, section 7).

use crate::link::Outcome;
use crate::wire::Writer;

/// What items to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `LineReading`.
    Line,
    /// `TableRow` of three short texts.
    Row,
    /// No bytes at all, which are no item of any type.
    Nothing,
    /// `Frame` of u8: width, height, channels.
    Frame(u32, u32, u32),
}

impl Kind {
    /// Reads `line`, `row`, `nothing` or `frame<w>x<h>x<channels>`.
    pub fn read(name: &str) -> Outcome<Self> {
        match name {
            "line" => Ok(Self::Line),
            "row" => Ok(Self::Row),
            "nothing" => Ok(Self::Nothing),
            _ => {
                let shape = name.strip_prefix("frame").ok_or("unknown kind of item")?;
                let sides = shape
                    .split('x')
                    .map(str::parse)
                    .collect::<Result<Vec<u32>, _>>()?;
                match sides[..] {
                    [width, height, channels] => Ok(Self::Frame(width, height, channels)),
                    _ => Err("a frame is frame<w>x<h>x<channels>".into()),
                }
            }
        }
    }

    /// Item number `index`, made at `time_usec` of the run.
    pub fn make(self, index: u64, time_usec: i64) -> Vec<u8> {
        match self {
            Self::Line => Writer::default()
                .raw(&7_u16.to_le_bytes())
                .raw(&(index as u32).to_le_bytes())
                .raw(&time_usec.to_le_bytes()),
            Self::Row => Writer::default()
                .raw(&3_u64.to_le_bytes())
                .str(&index.to_string())
                .str(&time_usec.to_string())
                .str("peer"),
            Self::Nothing => Writer::default(),
            Self::Frame(width, height, channels) => {
                let numbers = [width, height, channels, 8 * (channels - 1)];
                let head = Writer::default()
                    .raw(&index.to_le_bytes())
                    .raw(&time_usec.to_le_bytes());
                let head = numbers
                    .iter()
                    .fold(head, |head, n| head.raw(&n.to_le_bytes()));
                let size = width as usize * height as usize * channels as usize;
                let mut bytes = head.0;
                bytes.resize(bytes.len() + size, index as u8);
                Writer(bytes)
            }
        }
        .0
    }
}

/// FNV-1a over all items, each preceded by its length: two ends that saw the same agree.
#[derive(Debug, Clone, Copy)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Adds an item. Of a long one, only its first and last 64 bytes: it must not slow the peer.
    pub fn add(&mut self, item: &[u8]) {
        let length = (item.len() as u64).to_le_bytes();
        let (head, tail) = if item.len() > 128 {
            (&item[..64], &item[item.len() - 64..])
        } else {
            (item, &item[..0])
        };
        for &byte in length.iter().chain(head).chain(tail) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    /// As text.
    pub fn text(self) -> String {
        format!("{:016x}", self.0)
    }
}
