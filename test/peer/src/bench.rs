//! The bare crate, measured: a publisher, a subscriber and what passes items on between them, in
//! processes of their own and with the service settings of the wire protocol. Benches set our own
//! figures beside these.
//!
//! An item carries its number; whoever receives checks that none is missing. A sample of one byte
//! ends the stream.

use std::time::{Duration, Instant};

use iceoryx2::port::client::Client;
use iceoryx2::port::listener::Listener;
use iceoryx2::port::notifier::Notifier;
use iceoryx2::port::publisher::Publisher;
use iceoryx2::port::subscriber::Subscriber;
use iceoryx2::port::update_connections::UpdateConnections;
use iceoryx2::prelude::*;
use serde_json::json;

use crate::args::Args;
use crate::item::Kind;
use crate::link::{self, DataServices, Outcome, drain, notify};
use crate::wire::{ApiVersionRequest, ApiVersionResponse, Byte, Text, Writer};

type Service = ipc::Service;

/// One sender, one receiver, as Syntalos presets it.
const TOPOLOGY: (u32, u32, u32) = (1, 2, 3);
/// Longest wait for the other end.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a wait looks whether it goes on.
const RECHECK: Duration = Duration::from_millis(50);
/// Until then a receiver does not count: caches and page tables are cold.
const WARM_UP: Duration = Duration::from_millis(200);
/// Samples of this size or more are announced one by one.
const LARGE_BYTES: usize = 64 * 1024;

/// Runs one role; results go to stdout as one line of JSON.
pub fn run(args: &Args) -> Outcome<()> {
    match args.one("role") {
        Some("send") => send(args),
        Some("receive") => receive(args),
        Some("forward") => forward(args),
        Some("answer") => answer(args),
        Some("ask") => ask(args),
        _ => Err("--role is send, receive, forward, answer or ask".into()),
    }
}

/// The sending end of a channel.
struct Sender {
    publisher: Publisher<Service, [Byte], ()>,
    events: Notifier<Service>,
    control: Listener<Service>,
    per_event: u32,
    unannounced: u32,
    _services: DataServices,
    _node: Node<Service>,
}

impl Sender {
    /// Comes up and waits for a receiver.
    fn open(instance: &str, largest: usize, per_event: u32) -> Outcome<Self> {
        let node = link::node(&format!("{instance}-sender"))?;
        let services = DataServices::open(&node, instance, "o/out", TOPOLOGY)?;
        let sender = Self {
            publisher: services
                .samples
                .publisher_builder()
                .initial_max_slice_len(largest)
                .create()?,
            events: services.events.notifier_builder().create()?,
            control: services.control.listener_builder().create()?,
            per_event,
            unannounced: 0,
            _services: services,
            _node: node,
        };
        sender.until(3)?;
        sender.publisher.update_connections()?;
        Ok(sender)
    }

    /// Waits for an event of the receiver.
    fn until(&self, event: usize) -> Outcome<()> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if drain(&self.control)?.contains(&event) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Err("the receiver did not come, or did not leave".into())
    }

    fn send(&mut self, item: &[Byte]) -> Outcome<()> {
        let sample = self.publisher.loan_slice_uninit(item.len())?;
        sample.write_from_slice(item).send()?;
        self.unannounced += 1;
        if self.unannounced >= self.per_event || item.len() >= LARGE_BYTES {
            self.announce();
        }
        Ok(())
    }

    /// The last sample of a burst is always announced.
    fn announce(&mut self) {
        if self.unannounced > 0 {
            notify(&self.events, 5);
            self.unannounced = 0;
        }
    }

    /// Ends the stream, and waits until all of it was taken.
    fn finish(mut self) -> Outcome<()> {
        self.send(&[Byte(0)])?;
        self.announce();
        self.until(4)
    }
}

/// The receiving end of a channel.
struct Receiver {
    subscriber: Subscriber<Service, [Byte], ()>,
    events: Listener<Service>,
    control: Notifier<Service>,
    _services: DataServices,
    _node: Node<Service>,
}

impl Receiver {
    fn open(instance: &str) -> Outcome<Self> {
        let node = link::node(&format!("{instance}-receiver"))?;
        let services = DataServices::open(&node, instance, "o/out", TOPOLOGY)?;
        let receiver = Self {
            subscriber: services.samples.subscriber_builder().create()?,
            events: services.events.listener_builder().create()?,
            control: services.control.notifier_builder().create()?,
            _services: services,
            _node: node,
        };
        Ok(receiver)
    }

    /// Calls `take` with a copy of each item until the end of the stream; `idle` before each wait.
    fn run(
        &self,
        mut take: impl FnMut(&[Byte]) -> Outcome<()>,
        mut idle: impl FnMut() -> Outcome<()>,
    ) -> Outcome<()> {
        // Again and again: the sender may come later, and events are not kept for it.
        let mut has_begun = false;
        let mut copy: Vec<Byte> = Vec::new();
        let deadline = Instant::now() + PATIENCE;
        loop {
            while let Some(sample) = self.subscriber.receive()? {
                has_begun = true;
                copy.clear();
                copy.extend_from_slice(sample.payload());
                drop(sample);
                if copy.len() == 1 {
                    notify(&self.control, 4);
                    return Ok(());
                }
                take(&copy)?;
            }
            idle()?;
            if !has_begun {
                if Instant::now() > deadline {
                    return Err("no sender came".into());
                }
                notify(&self.control, 3);
            }
            // All events are drained before samples are read.
            self.events.timed_wait_all(|_| (), RECHECK)?;
        }
    }
}

/// Items of one kind, made by changing the last one.
struct Template {
    kind: Kind,
    item: Vec<Byte>,
}

impl Template {
    fn new(kind: Kind) -> Self {
        let bytes = match kind {
            Kind::Line | Kind::Frame(..) | Kind::Nothing => kind.make(0, 0),
            Kind::Row => {
                Writer::default()
                    .raw(&3_u64.to_le_bytes())
                    .str("00000000")
                    .str("12345.678")
                    .str("pressed")
                    .0
            }
        };
        Self {
            kind,
            item: bytes.into_iter().map(Byte).collect(),
        }
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        for (place, &byte) in self.item[at..].iter_mut().zip(bytes) {
            place.0 = byte;
        }
    }

    fn make(&mut self, index: u64) -> &[Byte] {
        match self.kind {
            Kind::Line => {
                self.put(2, &(index as u32).to_le_bytes());
                self.put(6, &now_usec().to_le_bytes());
            }
            Kind::Row => {
                let mut digits = [b'0'; 8];
                let mut rest = index;
                for digit in digits.iter_mut().rev() {
                    *digit = b'0' + (rest % 10) as u8;
                    rest /= 10;
                }
                self.put(16, &digits);
            }
            Kind::Frame(..) => {
                self.put(0, &index.to_le_bytes());
                let last = self.item.len() - 1;
                self.put(last, &[index as u8]);
            }
            Kind::Nothing => {}
        }
        &self.item
    }
}

/// The number of an item; for a frame, also whether its last byte came along.
fn index_of(kind: Kind, item: &[Byte]) -> Outcome<u64> {
    let number = |at: usize, length: usize| {
        item[at..at + length]
            .iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | u64::from(byte.0))
    };
    match kind {
        Kind::Line => Ok(number(2, 4)),
        Kind::Row => Ok(item[16..24]
            .iter()
            .fold(0, |sum, byte| sum * 10 + u64::from(byte.0 - b'0'))),
        Kind::Frame(..) => {
            let index = number(0, 8);
            if item[item.len() - 1].0 != index as u8 {
                return Err(format!("frame {index} is damaged").into());
            }
            Ok(index)
        }
        Kind::Nothing => Ok(0),
    }
}

fn kind(args: &Args) -> Outcome<Kind> {
    Kind::read(args.one("kind").unwrap_or("line"))
}

/// What this thread takes of a core since a moment.
struct Core {
    since: Instant,
    before: Duration,
}

impl Core {
    fn now() -> Self {
        Self {
            since: Instant::now(),
            before: Self::used(),
        }
    }

    fn percent(&self) -> f64 {
        (Self::used() - self.before).as_secs_f64() / self.since.elapsed().as_secs_f64() * 100.0
    }

    /// The kernel's count, in ns, is the first number of the file.
    fn used() -> Duration {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        let nsec = text.split(' ').next().and_then(|word| word.parse().ok());
        Duration::from_nanos(nsec.unwrap_or(0))
    }
}

fn send(args: &Args) -> Outcome<()> {
    let mut template = Template::new(kind(args)?);
    let per_event = args.number("per-event", 1) as u32;
    let instance = args.one("id").ok_or("--id is missing")?;
    let mut sender = Sender::open(instance, template.item.len(), per_event)?;
    let length = Duration::from_millis(args.number("msec", 1000));
    let per_second = args.number("per-second", 0) as f64;
    let begin = Instant::now();
    let core = Core::now();
    let mut longest = Duration::ZERO;
    let mut sent = 0_u64;
    loop {
        // A clock is not looked at for each item.
        let burst = if template.item.len() >= LARGE_BYTES || per_second > 0.0 {
            1
        } else {
            64
        };
        let elapsed = begin.elapsed();
        if elapsed >= length {
            break;
        }
        if per_second > 0.0 && sent as f64 > elapsed.as_secs_f64() * per_second {
            sender.announce();
            let next = Duration::from_secs_f64(sent as f64 / per_second);
            std::thread::sleep(next.saturating_sub(elapsed).min(RECHECK));
            continue;
        }
        for _ in 0..burst {
            sender.send(template.make(sent))?;
            sent += 1;
        }
        if burst == 1 {
            longest = longest.max(begin.elapsed() - elapsed);
        }
    }
    let core_percent = core.percent();
    sender.finish()?;
    println!(
        "{}",
        json!({ "sent": sent, "corePercent": core_percent, "longestSendMsec": longest.as_secs_f64() * 1e3 })
    );
    Ok(())
}

fn receive(args: &Args) -> Outcome<()> {
    let kind = kind(args)?;
    let receiver = Receiver::open(args.one("id").ok_or("--id is missing")?)?;
    let wants_latencies = args.has("latencies");
    let busy = Duration::from_millis(args.number("busy-msec", 0));
    let busy_every = args.number("busy-every", u64::MAX);
    let core = Core::now();
    let mut latencies = Vec::new();
    let mut received = 0_u64;
    let mut first = None;
    // When counting began, and with how many; when it was last looked at.
    let mut counted: Option<(Instant, u64)> = None;
    let mut last = (Instant::now(), 0);
    let look_every = if matches!(kind, Kind::Frame(..)) {
        1
    } else {
        64
    };
    receiver.run(
        |item| {
            let index = index_of(kind, item)?;
            if index != received {
                return Err(format!("got item {index}, expected {received}").into());
            }
            received += 1;
            if received.is_multiple_of(busy_every) {
                let begin = Instant::now();
                while begin.elapsed() < busy {}
            }
            if wants_latencies {
                let sent = item[6..14]
                    .iter()
                    .rev()
                    .fold(0_i64, |sum, byte| sum << 8 | i64::from(byte.0));
                latencies.push(now_usec() - sent);
            }
            if received.is_multiple_of(look_every) {
                let now = Instant::now();
                last = (now, received);
                let first = *first.get_or_insert(now);
                if counted.is_none() && now - first >= WARM_UP {
                    counted = Some((now, received));
                }
            }
            Ok(())
        },
        || Ok(()),
    )?;
    let per_second = counted.map_or(0.0, |(since, from)| {
        (last.1 - from) as f64 / (last.0 - since).as_secs_f64()
    });
    println!(
        "{}",
        json!({
            "received": received,
            "perSecond": per_second,
            "latencies": latencies,
            "corePercent": core.percent(),
        })
    );
    Ok(())
}

fn forward(args: &Args) -> Outcome<()> {
    let largest = Template::new(kind(args)?).item.len();
    let per_event = args.number("per-event", 1) as u32;
    let receiver = Receiver::open(args.one("from").ok_or("--from is missing")?)?;
    let to = args.one("id").ok_or("--id is missing")?;
    let sender = core::cell::RefCell::new(Sender::open(to, largest, per_event)?);
    receiver.run(
        |item| sender.borrow_mut().send(item),
        || {
            sender.borrow_mut().announce();
            Ok(())
        },
    )?;
    sender.into_inner().finish()?;
    println!("{}", json!({}));
    Ok(())
}

/// Answers API-version requests until the one that asks is gone.
fn answer(args: &Args) -> Outcome<()> {
    let id = args.one("id").ok_or("--id is missing")?;
    let node = link::node(id)?;
    let server =
        link::typed_call::<ApiVersionRequest, ApiVersionResponse>(&node, id, "ApiVersion")?
            .server_builder()
            .create()?;
    let events = link::events(&node, id, "master-event", (2, 2, 4))?
        .listener_builder()
        .create()?;
    println!("{}", json!({ "ready": true }));
    let mut last = Instant::now();
    while last.elapsed() < Duration::from_secs(3) {
        events.timed_wait_all(|_| (), RECHECK)?;
        while let Some(request) = server.receive()? {
            last = Instant::now();
            request.send_copy(ApiVersionResponse {
                version: Text::new("sy-3.1.2", 64),
            })?;
        }
    }
    Ok(())
}

/// Asks for the API version again and again, as a master does, and tells how long it took.
fn ask(args: &Args) -> Outcome<()> {
    let id = args.one("id").ok_or("--id is missing")?;
    let node = link::node(&format!("syntalos-master-{id}"))?;
    let client: Client<Service, ApiVersionRequest, (), ApiVersionResponse, ()> =
        link::typed_call(&node, id, "ApiVersion")?
            .client_builder()
            .create()?;
    let events = link::events(&node, id, "master-event", (2, 2, 4))?
        .notifier_builder()
        .create()?;
    let mut latencies = Vec::new();
    for _ in 0..args.number("count", 100) {
        std::thread::sleep(Duration::from_millis(5));
        let begin = Instant::now();
        let pending = client.send_copy(ApiVersionRequest { unused: 0 })?;
        notify(&events, 0);
        while pending.receive()?.is_none() {
            if begin.elapsed() > PATIENCE {
                return Err("nobody answers".into());
            }
            std::thread::sleep(Duration::from_micros(50));
        }
        latencies.push(begin.elapsed().as_secs_f64() * 1e6);
    }
    println!("{}", json!({ "latencies": latencies }));
    Ok(())
}

/// The run clock: µs on `CLOCK_MONOTONIC`.
fn now_usec() -> i64 {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: writes to a local.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut now) };
    now.tv_sec * 1_000_000 + now.tv_nsec / 1000
}
