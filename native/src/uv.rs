//! Waiting for a descriptor in the event loop of a Node thread, by libuv.

use core::ffi::{c_int, c_void};
use core::fmt;
use core::ptr;
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::OnceLock;

use napi::bindgen_prelude::sys;

use crate::fault::{Code, Fault};

/// `UV_POLL` of libuv's handle types, and its event `UV_READABLE`.
const POLL_HANDLE: c_int = 8;
const READABLE: c_int = 1;

type Handle = *mut c_void;
type OnPoll = unsafe extern "C" fn(Handle, c_int, c_int);
type OnClosed = unsafe extern "C" fn(Handle);
type PollInit = unsafe extern "C" fn(*mut c_void, Handle, c_int) -> c_int;
type PollStart = unsafe extern "C" fn(Handle, c_int, OnPoll) -> c_int;
type PollStop = unsafe extern "C" fn(Handle) -> c_int;
type Close = unsafe extern "C" fn(Handle, OnClosed);
type SetRef = unsafe extern "C" fn(Handle);
type HandleSize = unsafe extern "C" fn(c_int) -> usize;
type SetData = unsafe extern "C" fn(Handle, *mut c_void);
type GetData = unsafe extern "C" fn(Handle) -> *mut c_void;

/// What is used of libuv, as the running Node has it.
struct Library {
    poll_init: PollInit,
    poll_start: PollStart,
    poll_stop: PollStop,
    close: Close,
    keep_alive: SetRef,
    unref: SetRef,
    handle_size: HandleSize,
    set_data: SetData,
    get_data: GetData,
}

/// libuv's functions; none where this Node does not offer all of them.
fn library() -> Option<&'static Library> {
    static LIBRARY: OnceLock<Option<Library>> = OnceLock::new();
    fn find(name: &core::ffi::CStr) -> Option<*mut c_void> {
        // SAFETY: a lookup by name in what the process has loaded.
        let found = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
        (!found.is_null()).then_some(found)
    }
    macro_rules! symbol {
        ($name:literal, $function:ty) => {
            // SAFETY: libuv's stable interface: the field's type is the function's.
            unsafe { core::mem::transmute::<*mut c_void, $function>(find($name)?) }
        };
    }
    fn load() -> Option<Library> {
        Some(Library {
            poll_init: symbol!(c"uv_poll_init", PollInit),
            poll_start: symbol!(c"uv_poll_start", PollStart),
            poll_stop: symbol!(c"uv_poll_stop", PollStop),
            close: symbol!(c"uv_close", Close),
            keep_alive: symbol!(c"uv_ref", SetRef),
            unref: symbol!(c"uv_unref", SetRef),
            handle_size: symbol!(c"uv_handle_size", HandleSize),
            set_data: symbol!(c"uv_handle_set_data", SetData),
            get_data: symbol!(c"uv_handle_get_data", GetData),
        })
    }
    LIBRARY.get_or_init(load).as_ref()
}

/// Whether this Node lets its event loops wait for descriptors of ours.
pub fn is_available() -> bool {
    library().is_some()
}

/// How a poll goes on after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// It rests until it is armed again, and keeps the loop alive while it is armed.
    OneCall,
    /// It goes on, and does not keep the loop alive.
    Background,
}

/// A poll that rests is stopped after so many of the loop's turns that find its descriptor readable: each stop
/// and start is two calls of the system, and who rests most often is back before.
const TURNS_AT_REST: u32 = 4;

/// Calls a JavaScript function when a descriptor becomes readable. Belongs to the thread of its loop.
pub struct Poll {
    /// Freed by the loop once the handle is closed; null after [`Poll::close`].
    inner: *mut Inner,
}

impl fmt::Debug for Poll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Poll")
    }
}

struct Inner {
    library: &'static Library,
    env: sys::napi_env,
    handle: Handle,
    /// Open as long as the loop knows it.
    _descriptor: OwnedFd,
    style: Style,
    function: sys::napi_ref,
    context: sys::napi_async_context,
    hook: sys::napi_async_cleanup_hook_handle,
    /// Called before the function.
    before: Box<dyn Fn()>,
    is_closing: bool,
    /// The loop looks at the descriptor.
    is_started: bool,
    /// The next readiness is for the function.
    is_armed: bool,
    /// The loop's turns that found it readable at rest.
    turns_at_rest: u32,
    /// The [`Poll`] that points here, to be told when the environment ends first.
    owner: *mut Poll,
}

impl Inner {
    /// Whether a readiness is for the function.
    fn is_called(&mut self) -> bool {
        if self.style == Style::Background {
            return true;
        }
        let is_armed = core::mem::replace(&mut self.is_armed, false);
        if is_armed {
            // SAFETY: the handle is not closed, and this is its thread.
            unsafe { (self.library.unref)(self.handle) };
            return true;
        }
        self.turns_at_rest += 1;
        if self.turns_at_rest >= TURNS_AT_REST {
            self.is_started = false;
            // SAFETY: as above.
            unsafe { (self.library.poll_stop)(self.handle) };
        }
        false
    }
}

impl Poll {
    /// Makes a poll; it is not armed.
    ///
    /// # Safety
    ///
    /// `env` is that of the calling thread, and `function` a function of it.
    ///
    /// # Errors
    ///
    /// `Iceoryx` where Node or libuv refuse.
    pub unsafe fn open(
        env: sys::napi_env,
        function: sys::napi_value,
        descriptor: OwnedFd,
        style: Style,
        before: Box<dyn Fn()>,
    ) -> Result<Box<Self>, Fault> {
        let refused = |what: &str| {
            Fault::new(Code::Iceoryx, format!("Cannot wait for data in the event loop: {what}"))
        };
        let library = library().ok_or_else(|| refused("this Node does not export libuv"))?;
        let mut event_loop = ptr::null_mut();
        // SAFETY: `env` is valid by the caller's promise.
        if unsafe { sys::napi_get_uv_event_loop(env, &raw mut event_loop) } != sys::Status::napi_ok
        {
            return Err(refused("the thread has none"));
        }
        // SAFETY: libuv says how large its handle is; zeroed memory is what it initializes.
        let handle = unsafe { libc::calloc(1, (library.handle_size)(POLL_HANDLE)) };
        // SAFETY: the loop is this thread's; the descriptor is ours and open.
        let opened =
            unsafe { (library.poll_init)(event_loop.cast(), handle, descriptor.as_raw_fd()) };
        if opened != 0 {
            // SAFETY: not known to the loop.
            unsafe { libc::free(handle) };
            return Err(refused(&format!("libuv says {opened}")));
        }
        let mut name = ptr::null_mut();
        let mut reference = ptr::null_mut();
        let mut context = ptr::null_mut();
        // SAFETY: `env` and `function` are valid; the out-pointers are locals. Failures leave nulls, which
        // the calls below stand.
        unsafe {
            let text = c"syntalos-mlink.data";
            sys::napi_create_string_utf8(env, text.as_ptr(), 19, &raw mut name);
            sys::napi_create_reference(env, function, 1, &raw mut reference);
            sys::napi_async_init(env, ptr::null_mut(), name, &raw mut context);
        }
        let inner = Box::into_raw(Box::new(Inner {
            library,
            env,
            handle,
            _descriptor: descriptor,
            style,
            function: reference,
            context,
            hook: ptr::null_mut(),
            before,
            is_closing: false,
            is_started: false,
            is_armed: false,
            turns_at_rest: 0,
            owner: ptr::null_mut(),
        }));
        let mut poll = Box::new(Self { inner });
        // SAFETY: `inner` lives until the loop has closed the handle; the box that owns it stays where it is.
        unsafe {
            (*inner).owner = &raw mut *poll;
            (library.set_data)(handle, inner.cast());
            sys::napi_add_async_cleanup_hook(
                env,
                Some(on_environment_end),
                inner.cast(),
                &raw mut (*inner).hook,
            );
            (library.unref)(handle);
        }
        Ok(poll)
    }

    /// Waits for the descriptor.
    pub fn arm(&self) {
        // SAFETY: not closed where it is not null, and of this thread.
        unsafe {
            let Some(inner) = self.inner.as_mut() else { return };
            inner.is_armed = true;
            inner.turns_at_rest = 0;
            if inner.style == Style::OneCall {
                (inner.library.keep_alive)(inner.handle);
            }
            if !inner.is_started {
                inner.is_started = true;
                (inner.library.poll_start)(inner.handle, READABLE, on_readable);
            }
        }
    }

    /// Ends it; no call comes after. Idempotent.
    pub fn close(&mut self) {
        let inner = core::mem::replace(&mut self.inner, ptr::null_mut());
        if !inner.is_null() {
            // SAFETY: alive until the loop has closed the handle.
            unsafe {
                (*inner).owner = ptr::null_mut();
                begin_close(inner);
            }
        }
    }
}

impl Drop for Poll {
    fn drop(&mut self) {
        self.close();
    }
}

/// # Safety
///
/// `inner` is alive, and this is its thread.
unsafe fn begin_close(inner: *mut Inner) {
    // SAFETY: by this function's contract.
    unsafe {
        let inner = &mut *inner;
        if inner.is_closing {
            return;
        }
        inner.is_closing = true;
        sys::napi_delete_reference(inner.env, inner.function);
        sys::napi_async_destroy(inner.env, inner.context);
        (inner.library.close)(inner.handle, on_closed);
    }
}

unsafe extern "C" fn on_closed(handle: Handle) {
    // SAFETY: set by `open`; the loop is done with both.
    unsafe {
        let Some(library) = library() else { return };
        let inner = Box::from_raw((library.get_data)(handle).cast::<Inner>());
        // It waits for this where the environment ends.
        sys::napi_remove_async_cleanup_hook(inner.hook);
        drop(inner);
        libc::free(handle);
    }
}

/// The thread ends: its loop must have no handle left.
unsafe extern "C" fn on_environment_end(
    _hook: sys::napi_async_cleanup_hook_handle,
    data: *mut c_void,
) {
    // SAFETY: the hook is removed before `inner` goes.
    unsafe {
        let inner = data.cast::<Inner>();
        if let Some(owner) = (*inner).owner.as_mut() {
            owner.inner = ptr::null_mut();
        }
        begin_close(inner);
    }
}

unsafe extern "C" fn on_readable(handle: Handle, _status: c_int, _events: c_int) {
    // SAFETY: of a handle that is not closed; `inner` lives as long as that. A call may close it: nothing
    // of it is used afterwards.
    unsafe {
        let Some(library) = library() else { return };
        let inner = (library.get_data)(handle).cast::<Inner>();
        if !(*inner).is_closing && (*inner).is_called() {
            ((*inner).before)();
            call(&*inner);
        }
    }
}

/// # Safety
///
/// This is the thread of `inner`.
unsafe fn call(inner: &Inner) {
    let (env, context) = (inner.env, inner.context);
    let mut scope = ptr::null_mut();
    let mut function = ptr::null_mut();
    let mut receiver = ptr::null_mut();
    // SAFETY: `env` is this thread's; out-pointers are locals.
    unsafe {
        if sys::napi_open_handle_scope(env, &raw mut scope) != sys::Status::napi_ok {
            return;
        }
        sys::napi_get_reference_value(env, inner.function, &raw mut function);
        sys::napi_get_global(env, &raw mut receiver);
        let mut result = ptr::null_mut();
        // With a context, so that microtasks run.
        let status = sys::napi_make_callback(
            env,
            context,
            receiver,
            function,
            0,
            ptr::null(),
            &raw mut result,
        );
        if status == sys::Status::napi_pending_exception {
            let mut error = ptr::null_mut();
            sys::napi_get_and_clear_last_exception(env, &raw mut error);
            sys::napi_fatal_exception(env, error);
        }
        sys::napi_close_handle_scope(env, scope);
    }
}
