//! Plays a module process (the worker): its ports, its data, its life.

mod control;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use iceoryx2::active_request::ActiveRequest;
use iceoryx2::port::client::Client;
use iceoryx2::port::listener::Listener;
use iceoryx2::port::notifier::Notifier;
use iceoryx2::port::publisher::Publisher;
use iceoryx2::port::server::Server;
use iceoryx2::port::subscriber::Subscriber;
use iceoryx2::port::update_connections::UpdateConnections;
use iceoryx2::port::{BackpressureAction, SendError};
use iceoryx2::prelude::*;
use serde_json::json;

use crate::args::Args;
use crate::item::{Digest, Kind};
use crate::link::{self, DataServices, Outcome, Topology, drain, notify, to_vec};
use crate::log::Log;
use crate::wire::*;

type Service = ipc::Service;
type TypedServer<Q> = Server<Service, Q, (), Done, ()>;
type SliceServer = Server<Service, [Byte], (), Done, ()>;
type BytesServer = Server<Service, [Byte], (), [Byte], ()>;
type SliceClient = Client<Service, [Byte], (), Done, ()>;

/// Answered within this, or the worker gives up.
const PORT_CHANGE_LIMIT: Duration = Duration::from_secs(60);
const RESERVE_LIMIT: Duration = Duration::from_secs(15);

/// An output port: its publisher, and what it has to send.
struct Output {
    id: String,
    publisher: Publisher<Service, [Byte], ()>,
    events: Notifier<Service>,
    control: Listener<Service>,
    _services: DataServices,
    sent: u64,
    digest: Digest,
}

/// What an output makes by itself.
struct Production {
    port: String,
    kind: Kind,
    count: u64,
    per_second: u64,
    made: u64,
}

/// An input port, and its subscription during a run.
struct Input {
    id: String,
    data_type: i32,
    connection: Option<Connection>,
    received: u64,
    bytes: u64,
    digest: Digest,
}

struct Connection {
    subscriber: Subscriber<Service, [Byte], ()>,
    events: Listener<Service>,
    control: Notifier<Service>,
    _services: DataServices,
}

/// The ends that answer the master.
struct Servers {
    api_version: Server<Service, ApiVersionRequest, (), ApiVersionResponse, ()>,
    niceness: TypedServer<SetNiceness>,
    priority: TypedServer<SetMaxRealtimePriority>,
    affinity: TypedServer<SetCpuAffinity>,
    connect: TypedServer<ConnectInput>,
    start: TypedServer<Start>,
    stop: TypedServer<Stop>,
    shutdown: TypedServer<Shutdown>,
    show_display: TypedServer<ShowDisplay>,
    show_settings: TypedServer<ShowSettings>,
    load_script: SliceServer,
    preset: SliceServer,
    metadata: SliceServer,
    load_settings: SliceServer,
    prepare: SliceServer,
    save_settings: BytesServer,
}

struct Module<'a> {
    id: String,
    args: &'a Args,
    log: Log,
    // Ports before the node: fields are dropped in this order.
    inputs: Vec<Input>,
    outputs: Vec<Output>,
    servers: Servers,
    errors: Publisher<Service, ErrorEvent, ()>,
    states: Publisher<Service, StateChange, ()>,
    status: Publisher<Service, StatusMessage, ()>,
    sync_details: Publisher<Service, SyncDetails, ()>,
    sync_offsets: Publisher<Service, SyncOffset, ()>,
    worker_event: Notifier<Service>,
    master_event: Listener<Service>,
    input_change: SliceClient,
    output_change: SliceClient,
    reserve: Client<Service, [Byte], (), [Byte], ()>,
    node: Node<Service>,
    forwards: HashMap<String, String>,
    productions: Vec<Production>,
    run_start: Option<Instant>,
    /// Whether samples may be left unread though their events were drained.
    has_more: bool,
    is_leaving: bool,
    /// An item that was taken is not passed on yet: a stop waits for it.
    has_item_in_hand: bool,
    /// Control was seen to while an item was in hand: what waits comes first.
    has_postponed: bool,
}

/// Runs the module until the master shuts it down.
pub fn run(args: &Args) -> Outcome<()> {
    let id = std::env::var("SYNTALOS_MODULE_ID").unwrap_or_default();
    if id.len() < 2 {
        return Err("SYNTALOS_MODULE_ID is not set".into());
    }
    die_with_parent();
    let mut module = Module::connect(id, args)?;
    module.die_at("connect");
    module.set_state(1)?;
    module.register_ports()?;
    module.set_state(2)?;
    module.die_at("idle");
    while !module.is_leaving {
        module.wait();
        module.turn()?;
        if module.node.wait(Duration::ZERO).is_err() {
            module.log.line("signal", json!({}));
            break;
        }
    }
    module.log.line("end", json!({}));
    Ok(())
}

fn die_with_parent() {
    // SAFETY: plain system calls without pointers.
    unsafe {
        let parent = libc::getppid();
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGTERM);
        if libc::getppid() != parent {
            libc::raise(libc::SIGTERM);
        }
    }
}

impl<'a> Module<'a> {
    fn connect(id: String, args: &'a Args) -> Outcome<Self> {
        let node = link::node(&id)?;
        macro_rules! typed_server {
            ($channel:literal) => {
                link::typed_call(&node, &id, $channel)?
                    .server_builder()
                    .create()?
            };
        }
        macro_rules! slice_server {
            ($channel:literal) => {
                link::slice_call(&node, &id, $channel)?
                    .server_builder()
                    .create()?
            };
        }
        macro_rules! slice_client {
            ($channel:literal) => {
                link::slice_call(&node, &id, $channel)?
                    .client_builder()
                    .initial_max_slice_len(4096)
                    .allocation_strategy(AllocationStrategy::PowerOfTwo)
                    .create()?
            };
        }
        let servers = Servers {
            api_version: typed_server!("ApiVersion"),
            niceness: typed_server!("SetNiceness"),
            priority: typed_server!("SetMaxRealtimePriority"),
            affinity: typed_server!("SetCPUAffinity"),
            connect: typed_server!("ConnectInputPort"),
            start: typed_server!("Start"),
            stop: typed_server!("Stop"),
            shutdown: typed_server!("Shutdown"),
            show_display: typed_server!("ShowDisplay"),
            show_settings: typed_server!("ShowSettings"),
            load_script: slice_server!("LoadScript"),
            preset: slice_server!("SetPortsPresetRequest"),
            metadata: slice_server!("UpdateInputPortMetadata"),
            load_settings: slice_server!("LoadSettings"),
            prepare: slice_server!("PrepareRun"),
            save_settings: link::bytes_call(&node, &id, "SaveSettings")?
                .server_builder()
                .initial_max_slice_len(4096)
                .allocation_strategy(AllocationStrategy::PowerOfTwo)
                .create()?,
        };
        Ok(Self {
            errors: link::topic(&node, &id, "Error")?
                .publisher_builder()
                .create()?,
            states: link::topic(&node, &id, "State")?
                .publisher_builder()
                .create()?,
            status: link::topic(&node, &id, "StatusMessage")?
                .publisher_builder()
                .create()?,
            sync_details: link::topic(&node, &id, "SyncDetails")?
                .publisher_builder()
                .create()?,
            sync_offsets: link::topic(&node, &id, "SyncOffset")?
                .publisher_builder()
                .create()?,
            worker_event: link::events(&node, &id, "worker-event", (2, 2, 4))?
                .notifier_builder()
                .create()?,
            master_event: link::events(&node, &id, "master-event", (2, 2, 4))?
                .listener_builder()
                .create()?,
            input_change: slice_client!("InPortChange"),
            output_change: slice_client!("OutPortChange"),
            reserve: link::bytes_call(&node, &id, "EdlReserve")?
                .client_builder()
                .initial_max_slice_len(4096)
                .allocation_strategy(AllocationStrategy::PowerOfTwo)
                .create()?,
            servers,
            inputs: Vec::new(),
            outputs: Vec::new(),
            log: Log::new(args.one("log"))?,
            forwards: args
                .all("forward")
                .iter()
                .filter_map(|pair| pair.split_once('='))
                .map(|(input, output)| (input.to_owned(), output.to_owned()))
                .collect(),
            productions: args
                .all("produce")
                .iter()
                .map(|p| production(p))
                .collect::<Outcome<_>>()?,
            run_start: None,
            has_more: false,
            is_leaving: false,
            has_item_in_hand: false,
            has_postponed: false,
            args,
            node,
            id,
        })
    }

    fn die_at(&self, step: &str) {
        if self.args.one("die") == Some(step) {
            self.log.line("die", json!({ "step": step }));
            // SAFETY: ends this process at once, as a crash does.
            unsafe { libc::raise(libc::SIGKILL) };
        }
    }

    fn fails(&self, step: &str) -> bool {
        self.args.all("fail").iter().any(|fails| fails == step)
    }

    fn set_state(&self, state: u8) -> Outcome<()> {
        self.log
            .line("state", json!({ "state": STATES[usize::from(state)] }));
        self.states.send_copy(StateChange { state })?;
        notify(&self.worker_event, 0);
        Ok(())
    }

    fn raise(&self, title: &str, message: &str) -> Outcome<()> {
        self.errors.send_copy(ErrorEvent {
            title: Text::new(title, 128),
            message: Text::new(message, 2048),
        })?;
        notify(&self.worker_event, 0);
        self.set_state(7)
    }

    fn register_ports(&mut self) -> Outcome<()> {
        for spec in self.args.all("in") {
            let (id, data_type) = port_spec(spec)?;
            let numbers = vec![self.args.number("throttle", 0) as u32];
            self.change(&self.input_change, id, data_type, numbers)?;
            self.inputs.push(Input {
                id: id.into(),
                data_type,
                connection: None,
                received: 0,
                bytes: 0,
                digest: Digest::default(),
            });
        }
        for spec in self.args.all("out") {
            let (id, data_type) = port_spec(spec)?;
            self.outputs.push(self.open_output(id, (2, 2, 4))?);
            self.change(&self.output_change, id, data_type, vec![2, 2, 4])?;
        }
        Ok(())
    }

    fn change(
        &self,
        client: &SliceClient,
        id: &str,
        data_type: i32,
        numbers: Vec<u32>,
    ) -> Outcome<()> {
        let change = PortChange {
            action: 1,
            id: id.into(),
            title: format!("Port {id}"),
            data_type,
            metadata: NO_METADATA.to_vec(),
            numbers,
        };
        let bytes = as_bytes(&change.write(Writer::default()).0);
        let request = client
            .loan_slice_uninit(bytes.len())?
            .write_from_slice(&bytes);
        let pending = request.send()?;
        notify(&self.worker_event, 0);
        let deadline = Instant::now() + PORT_CHANGE_LIMIT;
        loop {
            if let Some(answer) = pending.receive()? {
                self.log.line(
                    "port-added",
                    json!({ "port": id, "success": answer.success != 0 }),
                );
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("port {id:?} was not acknowledged").into());
            }
            std::thread::sleep(Duration::from_micros(100));
        }
    }

    fn open_output(&self, id: &str, topology: Topology) -> Outcome<Output> {
        let services = DataServices::open(&self.node, &self.id, &format!("o/{id}"), topology)?;
        let events = services.events.notifier_builder().create()?;
        let control = services.control.listener_builder().create()?;
        // SAFETY: the listener lives as long as this module, and so as long as its publishers.
        let master_fd = unsafe { self.master_event.file_descriptor().native_handle() };
        let publisher = services
            .samples
            .publisher_builder()
            .initial_max_slice_len(4096)
            .allocation_strategy(AllocationStrategy::PowerOfTwo)
            // A blocked send must not keep the master waiting.
            .set_backpressure_handler(move |_| {
                if is_readable(&[master_fd], 0) {
                    BackpressureAction::DiscardDataAndFail
                } else {
                    BackpressureAction::Retry
                }
            })
            .create()?;
        publisher.update_connections()?;
        notify(&events, 1);
        Ok(Output {
            id: id.into(),
            publisher,
            events,
            control,
            _services: services,
            sent: 0,
            digest: Digest::default(),
        })
    }

    /// Waits for control or data, but not while there is something to produce.
    fn wait(&self) {
        let is_due = |start| self.productions.iter().any(|p| p.is_due_at(start));
        let limit_msec = if self.has_more || self.run_start.is_some_and(is_due) {
            0
        } else if self.run_start.is_some() && self.productions.iter().any(|p| p.per_second > 0) {
            1
        } else {
            10
        };
        let listeners = [&self.master_event]
            .into_iter()
            .chain(
                self.inputs
                    .iter()
                    .filter_map(|input| input.connection.as_ref())
                    .map(|c| &c.events),
            )
            .chain(self.outputs.iter().map(|output| &output.control));
        // SAFETY: polled only, while the listeners are borrowed.
        let fds: Vec<i32> = listeners
            .map(|listener| unsafe { listener.file_descriptor().native_handle() })
            .collect();
        is_readable(&fds, limit_msec);
    }

    /// One round: control, new subscribers, data, production.
    fn turn(&mut self) -> Outcome<()> {
        drain(&self.master_event)?;
        self.serve()?;
        for output in &self.outputs {
            if drain(&output.control)?.contains(&3) {
                output.welcome()?;
            }
        }
        self.receive_data(true)?;
        self.produce()
    }

    /// Reads all inputs until they are empty, or until control asks for attention.
    fn receive_data(&mut self, until_control: bool) -> Outcome<()> {
        self.has_more = false;
        for at in 0..self.inputs.len() {
            if let Some(connection) = &self.inputs[at].connection {
                drain(&connection.events)?;
            }
            while let Some(item) = self.next_item(at)? {
                self.take_item(at, &item)?;
                if until_control && (std::mem::take(&mut self.has_postponed) || self.has_control())
                {
                    self.has_more = true;
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn next_item(&self, at: usize) -> Outcome<Option<Vec<u8>>> {
        let Some(connection) = &self.inputs[at].connection else {
            return Ok(None);
        };
        Ok(connection
            .subscriber
            .receive()?
            .map(|sample| to_vec(sample.payload())))
    }

    fn take_item(&mut self, at: usize, item: &[u8]) -> Outcome<()> {
        let input = &mut self.inputs[at];
        input.received += 1;
        input.bytes += item.len() as u64;
        input.digest.add(item);
        let (id, received) = (input.id.clone(), input.received);
        if received <= self.args.number("keep-items", 0) {
            let hex: String = item.iter().map(|byte| format!("{byte:02x}")).collect();
            self.log.line("item", json!({ "port": id, "hex": hex }));
        }
        if self.args.number("raise-after", u64::MAX) == received {
            self.raise("Peer", "raised as asked: ä€😀")?;
        }
        if let Some(target) = self.forwards.get(&id).cloned() {
            self.has_item_in_hand = true;
            while !self.send(&target, item)? {
                drain(&self.master_event)?;
                self.serve()?;
                self.has_postponed = true;
            }
            self.has_item_in_hand = false;
        }
        Ok(())
    }

    fn has_control(&self) -> bool {
        // SAFETY: polled only, while the listener is borrowed.
        is_readable(
            &[unsafe { self.master_event.file_descriptor().native_handle() }],
            0,
        )
    }

    /// Sends one item; answers false where control asked for attention first.
    fn send(&mut self, port: &str, item: &[u8]) -> Outcome<bool> {
        let Some(output) = self.outputs.iter_mut().find(|output| output.id == port) else {
            return Err(format!("no output port {port:?}").into());
        };
        let sample = output.publisher.loan_slice_uninit(item.len())?;
        match sample.write_from_slice(&as_bytes(item)).send() {
            Ok(_) => {
                notify(&output.events, 5);
                output.sent += 1;
                output.digest.add(item);
                Ok(true)
            }
            Err(SendError::UnableToDeliver) => Ok(false),
            Err(e) => Err(e.into()),
        }
    }

    fn produce(&mut self) -> Outcome<()> {
        let Some(start) = self.run_start else {
            return Ok(());
        };
        for at in 0..self.productions.len() {
            // A few at a time: control is looked at in between.
            for _ in 0..64 {
                let production = &self.productions[at];
                if !production.is_due_at(start) {
                    break;
                }
                let item = production
                    .kind
                    .make(production.made, start.elapsed().as_micros() as i64);
                let port = production.port.clone();
                if !self.send(&port, &item)? {
                    return Ok(());
                }
                self.productions[at].made += 1;
            }
        }
        Ok(())
    }
}

impl Output {
    /// Connects new subscribers, and wakes them for the history sample.
    fn welcome(&self) -> Outcome<()> {
        self.publisher.update_connections()?;
        notify(&self.events, 5);
        Ok(())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        notify(&self.events, 2);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        notify(&self.control, 4);
    }
}

impl Production {
    fn is_due_at(&self, start: Instant) -> bool {
        let is_left = self.count == 0 || self.made < self.count;
        is_left
            && (self.per_second == 0
                || start.elapsed().as_secs_f64() * self.per_second as f64 >= self.made as f64)
    }
}

fn port_spec(spec: &str) -> Outcome<(&str, i32)> {
    let (id, data_type) = spec.rsplit_once(':').ok_or("a port is id:type")?;
    Ok((id, data_type.parse()?))
}

fn production(spec: &str) -> Outcome<Production> {
    let parts: Vec<&str> = spec.split(':').collect();
    let [port, kind, count, rest @ ..] = &parts[..] else {
        return Err("a production is out:kind:count[:per second]".into());
    };
    Ok(Production {
        port: (*port).into(),
        kind: Kind::read(kind)?,
        count: count.parse()?,
        per_second: rest.first().map_or(Ok(0), |rate| rate.parse())?,
        made: 0,
    })
}

/// A slice as iceoryx2 takes it.
fn as_bytes(bytes: &[u8]) -> Vec<Byte> {
    bytes.iter().map(|&byte| Byte(byte)).collect()
}

/// Waits until one of the descriptors is readable.
fn is_readable(descriptors: &[i32], limit_msec: i32) -> bool {
    let mut polled: Vec<libc::pollfd> = descriptors
        .iter()
        .map(|&fd| libc::pollfd {
            fd,
            events: libc::POLLIN,
            revents: 0,
        })
        .collect();
    // SAFETY: pointer and count describe `polled`.
    unsafe {
        libc::poll(
            polled.as_mut_ptr(),
            polled.len() as libc::nfds_t,
            limit_msec,
        ) > 0
    }
}
