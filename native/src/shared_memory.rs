//! The file system behind shared memory: whether it is there, and whether it has room.
//!
//! It hands out pages when they are first written to. Where none is left, that write ends the process
//! by SIGBUS: pages are therefore asked for before anything is written, in a way that can be refused.

use core::ffi::c_void;
use core::fmt;
use core::mem::MaybeUninit;
use std::ffi::CString;
use std::io;

use crate::fault::{Code, Fault};

/// Where the system keeps shared memory.
pub const FOLDER: &str = "/dev/shm";

/// Room that a node must find: what its services, their connections and first messages take, several
/// times over.
pub const LEAST_FREE_BYTES: u64 = 4 * 1024 * 1024;

/// From this size on a block is only claimed where [`LEFT_BYTES`] are left for others.
const LARGE_BYTES: usize = 64 * 1024;
/// What a large block leaves: for the messages that report the failure and end the run in order.
const LEFT_BYTES: u64 = 1024 * 1024;

/// How to give it more room.
const REMEDY: &str =
    "give it more room (docker run --shm-size=1g, or mount -o remount,size=1g /dev/shm)";

/// Room of a file system.
#[derive(Debug, Clone, Copy)]
struct Room {
    free_bytes: u64,
    total_bytes: u64,
    is_read_only: bool,
}

/// Checks that a node can be made: the folder is there, can be written to and has some room.
///
/// # Errors
///
/// `Iceoryx` where it is not so; `action` reads after "Cannot".
pub fn check(action: impl fmt::Display) -> Result<(), Fault> {
    check_folder(&action, FOLDER)
}

fn check_folder(action: &dyn fmt::Display, folder: &str) -> Result<(), Fault> {
    let fault = |state: String| Fault::new(Code::Iceoryx, format!("Cannot {action}: {state}"));
    let room = room_of(folder).map_err(|error| {
        fault(format!("shared memory is missing ({folder:?}: {error}); mount a tmpfs there"))
    })?;
    if room.is_read_only {
        return Err(fault(format!("shared memory {folder:?} is read-only; mount it writable")));
    }
    if room.free_bytes < LEAST_FREE_BYTES {
        return Err(fault(full(folder, room, LEAST_FREE_BYTES)));
    }
    Ok(())
}

/// Gets the pages of memory that is about to be written, or refuses. What is large is refused before
/// it takes the last room from others.
///
/// # Errors
///
/// `Iceoryx` where they are not to be had; `action` reads after "Cannot".
///
/// # Safety
///
/// `start` and `bytes` lie in shared memory that is mapped writable.
pub unsafe fn claim(action: impl fmt::Display, start: *mut u8, bytes: usize) -> Result<(), Fault> {
    if bytes == 0 {
        return Ok(());
    }
    if bytes >= LARGE_BYTES {
        let needed = bytes as u64 + LEFT_BYTES;
        if let Ok(room) = room_of(FOLDER)
            && room.free_bytes < needed
        {
            let state = full(FOLDER, room, needed);
            return Err(Fault::new(Code::Iceoryx, format!("Cannot {action}: {state}")));
        }
    }
    // SAFETY: no pointers.
    let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096);
    let first = start.addr() / page * page;
    let end = (start.addr() + bytes).next_multiple_of(page);
    // SAFETY: whole pages of the caller's mapping; none of their bytes changes.
    let outcome = unsafe {
        let from = start.with_addr(first).cast::<c_void>();
        libc::madvise(from, end - first, libc::MADV_POPULATE_WRITE)
    };
    if outcome == 0 {
        return Ok(());
    }
    let error = io::Error::last_os_error().raw_os_error();
    let room = room_of(FOLDER).ok();
    let has_none = match error {
        // What the write would have ended the process by.
        Some(libc::EFAULT | libc::ENOMEM) => true,
        // A kernel before 5.14: what the file system says now has to do.
        _ => room.is_some_and(|room| room.free_bytes < bytes as u64),
    };
    match room {
        Some(room) if has_none => {
            let state = full(FOLDER, room, bytes as u64);
            Err(Fault::new(Code::Iceoryx, format!("Cannot {action}: {state}")))
        }
        _ => Ok(()),
    }
}

/// Pages that were claimed already: those of the blocks that a sender writes to again and again.
///
/// A block is known by its place. Where memory grows, all that was known is forgotten: older memory may
/// go, and other memory come to its place.
#[derive(Debug)]
pub struct Claimed {
    /// Start and length of each block, by start.
    blocks: Vec<(usize, usize)>,
    /// Bytes of the largest block that the sender's memory holds.
    capacity: usize,
}

impl Claimed {
    /// For a sender whose memory holds blocks of `capacity` bytes, and grows in powers of two.
    pub fn new(capacity: usize) -> Self {
        Self { blocks: Vec::new(), capacity }
    }

    /// Claims the pages of a block, unless they are known to be there.
    ///
    /// # Errors
    ///
    /// As of [`claim`].
    ///
    /// # Safety
    ///
    /// As of [`claim`]; the block belongs to one sender whose memory only ever grows.
    pub unsafe fn claim(
        &mut self,
        action: impl fmt::Display,
        start: *mut u8,
        bytes: usize,
    ) -> Result<(), Fault> {
        if bytes > self.capacity {
            self.blocks.clear();
            self.capacity = bytes.next_power_of_two();
        }
        let place = self.blocks.binary_search_by_key(&start.addr(), |&(start, _)| start);
        let known = place.map_or(0, |at| self.blocks[at].1);
        if known >= bytes {
            return Ok(());
        }
        // SAFETY: by this function's contract: the part of the block that is not known to be there.
        unsafe { claim(action, start.add(known), bytes - known) }?;
        match place {
            Ok(at) => self.blocks[at].1 = bytes,
            Err(at) => self.blocks.insert(at, (start.addr(), bytes)),
        }
        Ok(())
    }
}

fn full(folder: &str, room: Room, needed_bytes: u64) -> String {
    format!(
        "shared memory {folder:?} has {} of {} left, needed are {}; {REMEDY}",
        megabytes(room.free_bytes),
        megabytes(room.total_bytes),
        megabytes(needed_bytes)
    )
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / (1024.0 * 1024.0))
}

fn room_of(folder: &str) -> io::Result<Room> {
    let path = CString::new(folder)?;
    let mut stats = MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: a path that ends in zero, and room for the answer.
    if unsafe { libc::statvfs(path.as_ptr(), stats.as_mut_ptr()) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: filled by the call, which succeeded.
    let stats = unsafe { stats.assume_init() };
    Ok(Room {
        free_bytes: stats.f_bavail * stats.f_frsize,
        total_bytes: stats.f_blocks * stats.f_frsize,
        is_read_only: stats.f_flag & libc::ST_RDONLY != 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_missing_is_named() {
        let fault = check_folder(&"create a node", "/nowhere/shm").unwrap_err();
        assert_eq!(fault.code, Code::Iceoryx);
        assert!(fault.message.starts_with(
            "Cannot create a node: shared memory is missing (\"/nowhere/shm\": No such file"
        ));
    }

    #[test]
    fn a_folder_that_nobody_can_write_to_is_named() {
        let fault = check_folder(&"create a node", "/proc").unwrap_err();
        assert!(fault.message.contains("\"/proc\" "), "{}", fault.message);
    }

    #[test]
    fn pages_that_were_claimed_are_not_asked_for_again() {
        let mut memory = vec![0_u8; 3 * 4096];
        let mut claimed = Claimed::new(8192);
        for bytes in [100, 5000, 100, 5000] {
            // SAFETY: inside the vector, which is writable.
            unsafe { claimed.claim("write", memory.as_mut_ptr(), bytes) }.unwrap();
        }
        assert_eq!(claimed.blocks, [(memory.as_ptr().addr(), 5000)]);
        // SAFETY: as above.
        unsafe { claimed.claim("write", memory.as_mut_ptr().add(64), 9000) }.unwrap();
        assert_eq!(claimed.blocks, [(memory.as_ptr().addr() + 64, 9000)], "larger: all forgotten");
    }

    #[test]
    fn pages_that_are_not_to_be_had_are_refused() {
        // A mapping beyond the end of its file: a write there would end the process.
        let path = std::env::temp_dir().join(format!("sy-claim-{}", std::process::id()));
        let file = std::fs::File::create_new(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        // SAFETY: a new mapping of one page of an open file.
        let start = unsafe {
            use std::os::fd::AsRawFd;
            libc::mmap(
                core::ptr::null_mut(),
                4096,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED,
                file.as_raw_fd(),
                0,
            )
        };
        assert_ne!(start, libc::MAP_FAILED);
        // SAFETY: the mapping above.
        let outcome = unsafe { claim("send 4096 bytes", start.cast(), 4096) };
        // SAFETY: as above; nothing refers to it any more.
        unsafe { libc::munmap(start, 4096) };
        // Kernels before 5.14 can't tell.
        if let Err(fault) = outcome {
            let expected = "Cannot send 4096 bytes: shared memory \"/dev/shm\" has";
            assert!(fault.message.starts_with(expected), "{}", fault.message);
        }
    }
}
