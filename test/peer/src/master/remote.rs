//! One module process, as the master sees it: its endpoints, its process, what it said.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use iceoryx2::port::client::Client;
use iceoryx2::port::listener::Listener;
use iceoryx2::port::notifier::Notifier;
use iceoryx2::port::server::Server;
use iceoryx2::port::subscriber::Subscriber;
use iceoryx2::prelude::*;
use serde_json::json;

use crate::args::Args;
use crate::link::{self, Outcome, drain, notify, to_vec};
use crate::log::Log;
use crate::wire::*;

type Service = ipc::Service;
/// Looks for the answer of a request.
pub type Pending<T> = Box<dyn Fn() -> Outcome<Option<T>>>;

/// A request of a fixed-size type: which client sends it.
pub trait Request: Sized {
    /// The client of this type.
    fn client(clients: &Clients) -> &Client<Service, Self, (), Done, ()>
    where
        Self: core::fmt::Debug + ZeroCopySend;
}

macro_rules! requests {
    ($($field:ident: $type:ident = $channel:literal),* $(,)?) => {
        /// The clients of fixed-size requests.
        pub struct Clients { $($field: Client<Service, $type, (), Done, ()>),* }
        impl Clients {
            fn open(node: &Node<Service>, id: &str) -> Outcome<Self> {
                Ok(Self { $($field: link::typed_call(node, id, $channel)?.client_builder().create()?),* })
            }
        }
        $(impl Request for $type {
            fn client(clients: &Clients) -> &Client<Service, Self, (), Done, ()> {
                &clients.$field
            }
        })*
    };
}

requests! {
    niceness: SetNiceness = "SetNiceness",
    priority: SetMaxRealtimePriority = "SetMaxRealtimePriority",
    affinity: SetCpuAffinity = "SetCPUAffinity",
    connect: ConnectInput = "ConnectInputPort",
    start: Start = "Start",
    stop: Stop = "Stop",
    shutdown: Shutdown = "Shutdown",
    show_display: ShowDisplay = "ShowDisplay",
    show_settings: ShowSettings = "ShowSettings",
}

/// Requests that travel as slices and are answered by Done.
const SLICE_REQUESTS: [&str; 5] = [
    "LoadScript",
    "SetPortsPresetRequest",
    "UpdateInputPortMetadata",
    "LoadSettings",
    "PrepareRun",
];

/// A module process.
pub struct Remote<'a> {
    /// Its instance id.
    pub id: String,
    log: &'a Log,
    // Ports before the node: fields are dropped in this order.
    errors: Subscriber<Service, ErrorEvent, ()>,
    states: Subscriber<Service, StateChange, ()>,
    status: Subscriber<Service, StatusMessage, ()>,
    sync_details: Subscriber<Service, SyncDetails, ()>,
    sync_offsets: Subscriber<Service, SyncOffset, ()>,
    input_changes: Server<Service, [Byte], (), Done, ()>,
    output_changes: Server<Service, [Byte], (), Done, ()>,
    reserve: Server<Service, [Byte], (), [Byte], ()>,
    version: Client<Service, ApiVersionRequest, (), ApiVersionResponse, ()>,
    clients: Clients,
    slices: HashMap<&'static str, Client<Service, [Byte], (), Done, ()>>,
    settings: Client<Service, [Byte], (), [Byte], ()>,
    worker_event: Listener<Service>,
    master_event: Notifier<Service>,
    node: Node<Service>,
    child: RefCell<Child>,
    exit: Cell<Option<ExitStatus>>,
    state: Cell<u8>,
    has_error: Cell<bool>,
    inputs: RefCell<Vec<PortChange>>,
    outputs: RefCell<Vec<PortChange>>,
    edl_root: String,
}

impl<'a> Remote<'a> {
    /// Makes the endpoints, then starts the process.
    pub fn start(id: &str, command: &str, args: &Args, log: &'a Log) -> Outcome<Self> {
        let node = link::node(&format!("syntalos-master-{id}"))?;
        macro_rules! subscriber {
            ($channel:literal) => {
                link::topic(&node, id, $channel)?
                    .subscriber_builder()
                    .create()?
            };
        }
        macro_rules! sliced {
            ($builder:expr) => {
                $builder
                    .initial_max_slice_len(4096)
                    .allocation_strategy(AllocationStrategy::PowerOfTwo)
                    .create()?
            };
        }
        let mut slices = HashMap::new();
        for channel in SLICE_REQUESTS {
            slices.insert(
                channel,
                sliced!(link::slice_call(&node, id, channel)?.client_builder()),
            );
        }
        let errors = subscriber!("Error");
        let states = subscriber!("State");
        let status = subscriber!("StatusMessage");
        let sync_details = subscriber!("SyncDetails");
        let sync_offsets = subscriber!("SyncOffset");
        let input_changes = link::slice_call(&node, id, "InPortChange")?
            .server_builder()
            .create()?;
        let output_changes = link::slice_call(&node, id, "OutPortChange")?
            .server_builder()
            .create()?;
        let reserve = sliced!(link::bytes_call(&node, id, "EdlReserve")?.server_builder());
        let version = link::typed_call(&node, id, "ApiVersion")?
            .client_builder()
            .create()?;
        let clients = Clients::open(&node, id)?;
        let settings = sliced!(link::bytes_call(&node, id, "SaveSettings")?.client_builder());
        let worker_event = link::events(&node, id, "worker-event", (2, 2, 4))?
            .listener_builder()
            .create()?;
        let master_event = link::events(&node, id, "master-event", (2, 2, 4))?
            .notifier_builder()
            .create()?;

        let words: Vec<&str> = command.split_whitespace().collect();
        let (program, arguments) = words.split_first().ok_or("a module needs a program")?;
        let mut child = Command::new(program)
            .args(arguments)
            .env("SYNTALOS_MODULE_ID", id)
            .env("SYNTALOS_VERSION", args.one("version").unwrap_or("3.1.2"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        log.line("started", json!({ "module": id, "pid": child.id() }));
        if let Some(stdout) = child.stdout.take() {
            read_lines(id, "stdout", stdout);
        }
        if let Some(stderr) = child.stderr.take() {
            read_lines(id, "stderr", stderr);
        }
        Ok(Self {
            id: id.into(),
            log,
            errors,
            states,
            status,
            sync_details,
            sync_offsets,
            input_changes,
            output_changes,
            reserve,
            version,
            clients,
            slices,
            settings,
            worker_event,
            master_event,
            node,
            child: child.into(),
            exit: Cell::new(None),
            state: Cell::new(0),
            has_error: Cell::new(false),
            inputs: Vec::new().into(),
            outputs: Vec::new().into(),
            edl_root: args.one("edl-root").unwrap_or("/tmp/peer-edl").into(),
        })
    }

    /// The node of this module's master.
    pub fn node(&self) -> &Node<Service> {
        &self.node
    }
    /// The state it last published.
    pub fn state(&self) -> u8 {
        self.state.get()
    }
    /// Whether it raised an error.
    pub fn has_error(&self) -> bool {
        self.has_error.get()
    }
    /// Its input ports.
    pub fn inputs(&self) -> Vec<PortChange> {
        self.inputs.borrow().clone()
    }
    /// Its output ports.
    pub fn outputs(&self) -> Vec<PortChange> {
        self.outputs.borrow().clone()
    }
    /// Tells it that something was sent.
    pub fn announce(&self) {
        notify(&self.master_event, 0);
    }

    /// Sends a fixed-size request.
    pub fn ask<Q>(&self, request: Q) -> Outcome<Pending<bool>>
    where
        Q: Request + core::fmt::Debug + Copy + ZeroCopySend + 'static,
    {
        let pending = Q::client(&self.clients).send_copy(request)?;
        Ok(Box::new(move || {
            Ok(pending
                .receive()?
                .map(|answer| answer.payload().success != 0))
        }))
    }

    /// Sends a request in the stream encoding.
    pub fn ask_slice(&self, channel: &str, bytes: &[u8]) -> Outcome<Pending<bool>> {
        let client = self.slices.get(channel).ok_or("no such channel")?;
        let bytes = as_bytes(bytes);
        let pending = client
            .loan_slice_uninit(bytes.len())?
            .write_from_slice(&bytes)
            .send()?;
        Ok(Box::new(move || {
            Ok(pending
                .receive()?
                .map(|answer| answer.payload().success != 0))
        }))
    }

    /// Asks for the API version.
    pub fn ask_version(&self) -> Outcome<Pending<String>> {
        let pending = self.version.send_copy(ApiVersionRequest { unused: 0 })?;
        Ok(Box::new(move || {
            Ok(pending
                .receive()?
                .map(|answer| answer.payload().version.text()))
        }))
    }

    /// Asks for the settings.
    pub fn ask_settings(&self, bytes: &[u8]) -> Outcome<Pending<Vec<u8>>> {
        let bytes = as_bytes(bytes);
        let pending = self
            .settings
            .loan_slice_uninit(bytes.len())?
            .write_from_slice(&bytes)
            .send()?;
        Ok(Box::new(move || {
            Ok(pending.receive()?.map(|answer| to_vec(answer.payload())))
        }))
    }

    /// Takes all that it sent, and answers what it asked.
    pub fn pump(&self) -> Outcome<()> {
        drain(&self.worker_event)?;
        while let Some(sample) = self.states.receive()? {
            let state = sample.payload().state;
            let name = STATES.get(usize::from(state));
            self.log
                .line("state", json!({ "module": self.id, "state": name }));
            // An error counts only through the Error channel.
            if state != 7 {
                self.state.set(state);
            }
        }
        while let Some(sample) = self.errors.receive()? {
            let error = sample.payload();
            self.has_error.set(true);
            let (title, message) = (error.title.text(), error.message.text());
            self.log.line(
                "error",
                json!({ "module": self.id, "title": title, "message": message }),
            );
        }
        while let Some(sample) = self.status.receive()? {
            self.log.line(
                "status",
                json!({ "module": self.id, "text": sample.payload().text.text() }),
            );
        }
        while let Some(sample) = self.sync_details.receive()? {
            let details = sample.payload();
            self.log.line(
                "sync-details",
                json!({
                    "module": self.id, "id": details.id.text(), "strategies": details.strategies,
                    "toleranceUsec": details.tolerance_usec,
                }),
            );
        }
        while let Some(sample) = self.sync_offsets.receive()? {
            let offset = sample.payload();
            self.log.line(
                "sync-offset",
                json!({ "module": self.id, "id": offset.id.text(), "offsetUsec": offset.offset_usec }),
            );
        }
        while let Some(request) = self.input_changes.receive()? {
            self.port_change("input", &self.inputs, &to_vec(request.payload()), 1);
            request.send_copy(Done { success: 1 })?;
        }
        while let Some(request) = self.output_changes.receive()? {
            self.port_change("output", &self.outputs, &to_vec(request.payload()), 3);
            request.send_copy(Done { success: 1 })?;
        }
        while let Some(request) = self.reserve.receive()? {
            let answer = as_bytes(&self.reserve(&to_vec(request.payload())));
            request
                .loan_slice_uninit(answer.len())?
                .write_from_slice(&answer)
                .send()?;
        }
        Ok(())
    }

    fn port_change(
        &self,
        kind: &str,
        ports: &RefCell<Vec<PortChange>>,
        bytes: &[u8],
        numbers: usize,
    ) {
        let mut reader = Reader(bytes);
        let change = PortChange::read(&mut reader, numbers);
        let Some(change) = change.filter(|_| reader.0.is_empty()) else {
            self.log
                .line("damaged", json!({ "module": self.id, "what": kind }));
            return;
        };
        self.log.line(
            "port",
            json!({
                "module": self.id, "kind": kind, "action": change.action, "id": change.id,
                "title": change.title, "type": change.data_type, "numbers": change.numbers,
                "metadataBytes": change.metadata.len(),
            }),
        );
        let mut ports = ports.borrow_mut();
        let known = ports.iter().position(|port| port.id == change.id);
        match (change.action, known) {
            (1, None) => ports.push(change),
            (2, Some(at)) => drop(ports.remove(at)),
            (3, Some(at)) if kind == "output" => ports[at].metadata = change.metadata,
            _ => {}
        }
    }

    fn reserve(&self, bytes: &[u8]) -> Vec<u8> {
        let mut reader = Reader(bytes);
        let (kind, parent, name) = (reader.u8(), reader.str(), reader.str());
        let (Some(kind), Some(parent), Some(name)) = (kind, parent, name) else {
            return Writer::default()
                .bool(false)
                .str("damaged request")
                .str("")
                .0;
        };
        let parent = parent.trim_matches('/');
        let path = [self.edl_root.as_str(), parent, &name]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join("/");
        self.log.line(
            "edl-reserve",
            json!({ "module": self.id, "kind": kind, "parent": parent, "name": name, "path": path }),
        );
        Writer::default().bool(true).str("").str(&path).0
    }

    /// Fails where the process has ended.
    pub fn check_alive(&self) -> Outcome<()> {
        match self.exit_status()? {
            Some(status) => Err(format!("module {:?} ended: {status}", self.id).into()),
            None => Ok(()),
        }
    }

    fn exit_status(&self) -> Outcome<Option<ExitStatus>> {
        if self.exit.get().is_none()
            && let Some(status) = self.child.borrow_mut().try_wait()?
        {
            self.exit.set(Some(status));
            self.log.line(
                "ended",
                json!({ "module": self.id, "code": status.code(), "signal": status.signal() }),
            );
        }
        Ok(self.exit.get())
    }

    /// Waits for its end after a shutdown: 5 s, SIGTERM twice 3 s apart, SIGKILL.
    pub fn await_exit(&self) -> Outcome<()> {
        for (limit, signal) in [(5, libc::SIGTERM), (3, libc::SIGTERM), (3, libc::SIGKILL)] {
            let deadline = Instant::now() + Duration::from_secs(limit);
            while Instant::now() < deadline {
                if self.exit_status()?.is_some() {
                    return Ok(());
                }
                self.pump()?;
                std::thread::sleep(Duration::from_millis(1));
            }
            self.log
                .line("signal", json!({ "module": self.id, "signal": signal }));
            self.kill(signal);
        }
        Err(format!("module {:?} did not end", self.id).into())
    }

    fn kill(&self, signal: i32) {
        // SAFETY: a signal to our own child, which was not reaped yet.
        unsafe { libc::kill(self.child.borrow().id() as i32, signal) };
    }

    /// Ends it, whatever its state.
    pub fn end(&self) {
        if matches!(self.exit_status(), Ok(None)) {
            self.kill(libc::SIGKILL);
            let _ = self.child.borrow_mut().wait();
        }
    }
}

/// Passes the lines of a pipe on to our own standard error, until the process has ended.
fn read_lines(id: &str, pipe: &'static str, source: impl Read + Send + 'static) {
    let id = id.to_owned();
    std::thread::spawn(move || {
        for line in BufReader::new(source).lines().map_while(Result::ok) {
            eprintln!("{id} {pipe}: {line}");
        }
    });
}

fn as_bytes(bytes: &[u8]) -> Vec<Byte> {
    bytes.iter().map(|&byte| Byte(byte)).collect()
}
