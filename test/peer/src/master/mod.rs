//! Plays Syntalos (the master) for some module processes: their whole life, by the book.

mod remote;

use std::time::{Duration, Instant};

use iceoryx2::port::listener::Listener;
use iceoryx2::port::notifier::Notifier;
use iceoryx2::port::subscriber::Subscriber;
use iceoryx2::prelude::ipc;
use serde_json::json;

use crate::args::Args;
use crate::item::Digest;
use crate::link::{DataServices, Outcome, drain, notify, to_vec};
use crate::log::Log;
use crate::wire::*;
use remote::Remote;

/// A connection from an output to an input.
#[derive(Debug)]
struct Link {
    from: usize,
    output: String,
    to: usize,
    input: String,
    source_type: i32,
}

/// The master's own subscription to an output.
struct Tap {
    instance: String,
    port: String,
    subscriber: Subscriber<ipc::Service, [Byte], ()>,
    events: Listener<ipc::Service>,
    control: Notifier<ipc::Service>,
    _services: DataServices,
    items: u64,
    digest: Digest,
}

struct Master<'a> {
    args: &'a Args,
    log: &'a Log,
    taps: std::cell::RefCell<Vec<Tap>>,
    modules: Vec<Remote<'a>>,
    links: Vec<Link>,
}

/// Runs the modules of the command line through their life.
pub fn run(args: &Args) -> Outcome<()> {
    let log: &'static Log = Box::leak(Box::new(Log::new(args.one("log"))?));
    let mut master = Master {
        args,
        log,
        taps: Vec::new().into(),
        modules: Vec::new(),
        links: Vec::new(),
    };
    let outcome = master.whole_life();
    if let Err(error) = &outcome {
        log.line("failed", json!({ "error": error.to_string() }));
    }
    for module in &master.modules {
        module.end();
    }
    outcome
}

impl Master<'_> {
    fn whole_life(&mut self) -> Outcome<()> {
        for spec in self.args.all("module") {
            let (id, command) = spec.split_once('=').ok_or("a module is id=program arg…")?;
            let log: &Log = self.log;
            self.modules
                .push(Remote::start(id, command, self.args, log)?);
        }
        self.links = self
            .args
            .all("connect")
            .iter()
            .map(|spec| self.link(spec))
            .collect::<Outcome<_>>()?;
        for at in 0..self.modules.len() {
            self.until(at, "idle", Duration::from_secs(10), |module| {
                module.state() == 2
            })?;
        }
        self.die_at("idle");
        for at in 0..self.modules.len() {
            self.check_version(at)?;
            if let Some(settings) = self.args.one("settings") {
                let bytes = Writer::default()
                    .str("/settings")
                    .bytes(settings.as_bytes())
                    .0;
                self.done(at, "LoadSettings", 10.0, |module| {
                    module.ask_slice("LoadSettings", &bytes)
                })?;
            }
            if self.args.has("show") {
                self.done(at, "ShowSettings", 5.0, |module| {
                    module.ask(ShowSettings { unused: 0 })
                })?;
                self.done(at, "ShowDisplay", 5.0, |module| {
                    module.ask(ShowDisplay { unused: 0 })
                })?;
            }
        }
        self.odd("idle")?;
        for run in 0..self.args.number("runs", 1) {
            self.log.line("run", json!({ "number": run }));
            let outcome = self.one_run();
            if outcome.is_err() {
                // Stop also comes where preparing or starting failed.
                for at in 0..self.modules.len() {
                    let _ = self.stop(at);
                }
            }
            outcome?;
        }
        if self.args.has("settings") {
            for at in 0..self.modules.len() {
                self.save_settings(at)?;
            }
        }
        if self.args.has("no-shutdown") {
            return Ok(());
        }
        for at in 0..self.modules.len() {
            self.done(at, "Shutdown", 5.0, |module| {
                module.ask(Shutdown { unused: 0 })
            })?;
            self.modules[at].await_exit()?;
        }
        Ok(())
    }

    fn link(&self, spec: &str) -> Outcome<Link> {
        let (from, to) = spec
            .split_once('=')
            .ok_or("a connection is from.out=to.in")?;
        let (to, source_type) = to.split_once(':').unwrap_or((to, "0"));
        let place = |name: &str| -> Outcome<(usize, String)> {
            let (module, port) = name.split_once('.').ok_or("a port is module.port")?;
            let at = self.modules.iter().position(|known| known.id == module);
            Ok((
                at.ok_or("a connection names an unknown module")?,
                port.into(),
            ))
        };
        let ((from, output), (to, input)) = (place(from)?, place(to)?);
        Ok(Link {
            from,
            output,
            to,
            input,
            source_type: source_type.parse()?,
        })
    }

    fn one_run(&mut self) -> Outcome<()> {
        for at in 0..self.modules.len() {
            self.preset(at)?;
            self.prepare(at)?;
        }
        self.open_taps()?;
        for link in 0..self.links.len() {
            self.connect(link)?;
        }
        self.odd("ready")?;
        for at in 0..self.modules.len() {
            let start = Start {
                start_usec: monotonic_usec(),
            };
            self.done(at, "Start", 2.0, |module| module.ask(start))?;
            self.die_at("start");
            self.until(at, "running", Duration::from_secs(5), |module| {
                module.state() == 6
            })?;
        }
        self.odd("running")?;
        let end = Instant::now() + Duration::from_millis(self.args.number("run-msec", 300));
        while Instant::now() < end || self.args.has("until-ended") {
            self.pump()?;
            if self.args.has("until-ended") {
                for module in &self.modules {
                    module.check_alive()?;
                }
            }
            if let Some(module) = self.modules.iter().find(|module| module.has_error()) {
                return Err(format!("module {:?} raised an error", module.id).into());
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        self.die_at("running");
        for at in 0..self.modules.len() {
            self.stop(at)?;
        }
        self.pump()?;
        self.close_taps();
        self.odd("stopped")
    }

    /// Sends what no master by the book would send at this step, and logs how it is answered:
    /// `--odd step=module.Request`, or `…=module.Channel:hex` with the bytes of a slice.
    fn odd(&self, step: &str) -> Outcome<()> {
        for spec in self.args.all("odd") {
            let (at_step, request) = spec.split_once('=').ok_or("odd is step=module.Request")?;
            if at_step != step {
                continue;
            }
            let (id, request) = request
                .split_once('.')
                .ok_or("odd is step=module.Request")?;
            let (what, hex) = request.split_once(':').unwrap_or((request, ""));
            let at = self
                .modules
                .iter()
                .position(|known| known.id == id)
                .ok_or("odd names an unknown module")?;
            let bytes = (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16))
                .collect::<Result<Vec<_>, _>>()?;
            let start_usec = monotonic_usec();
            let success = self.answer(at, what, 15.0, |module| match what {
                "Start" => module.ask(Start { start_usec }),
                "Stop" => module.ask(Stop { unused: 0 }),
                "Shutdown" => module.ask(Shutdown { unused: 0 }),
                _ => module.ask_slice(what, &bytes),
            })?;
            self.pump()?;
            self.log.line(
                "odd",
                json!({ "step": step, "module": id, "what": what, "success": success }),
            );
        }
        Ok(())
    }

    fn check_version(&self, at: usize) -> Outcome<()> {
        let module = &self.modules[at];
        let version = self.answer(at, "ApiVersion", 5.0, |module| module.ask_version())?;
        let expected = format!("sy-{}", self.args.one("version").unwrap_or("3.1.2"));
        self.log.line(
            "api-version",
            json!({ "module": module.id, "version": version }),
        );
        if version != expected {
            return Err(format!(
                "module {:?} has API {version:?}, not {expected:?}",
                module.id
            )
            .into());
        }
        Ok(())
    }

    fn preset(&self, at: usize) -> Outcome<()> {
        self.check_version(at)?;
        let nice = self.args.number("nice", 0) as i32;
        self.done(at, "SetNiceness", 5.0, |module| {
            module.ask(SetNiceness { nice })
        })?;
        let priority = self.args.number("realtime", 0) as i32;
        self.done(at, "SetMaxRealtimePriority", 5.0, |module| {
            module.ask(SetMaxRealtimePriority { priority })
        })?;
        if self.args.has("affinity") {
            let mut cores = [0; 256];
            cores[0] = self.args.number("affinity", 0) as u32;
            self.done(at, "SetCPUAffinity", 5.0, |module| {
                module.ask(SetCpuAffinity { cores, count: 1 })
            })?;
        }
        let module = &self.modules[at];
        let mut writer = Writer::default();
        let (inputs, outputs) = (module.inputs(), module.outputs());
        writer = writer.raw(&(inputs.len() as u64).to_le_bytes());
        for port in inputs {
            writer = PortChange {
                action: 3,
                metadata: NO_METADATA.to_vec(),
                ..port
            }
            .write(writer);
        }
        writer = writer.raw(&(outputs.len() as u64).to_le_bytes());
        for port in outputs {
            let (senders, receivers, nodes) = self.topology(at, &port.id);
            let numbers = vec![senders, receivers, nodes];
            writer = PortChange {
                action: 3,
                metadata: NO_METADATA.to_vec(),
                numbers,
                ..port
            }
            .write(writer);
        }
        let preset = writer.0;
        self.done(at, "SetPortsPresetRequest", 5.0, |module| {
            module.ask_slice("SetPortsPresetRequest", &preset)
        })?;
        for link in self.links.iter().filter(|link| link.to == at) {
            self.update_metadata(link)?;
        }
        if let Some(script) = self.args.one("script") {
            let bytes = Writer::default()
                .str("/tmp")
                .str("")
                .str(script)
                .bool(false)
                .0;
            self.done(at, "LoadScript", 60.0, |module| {
                module.ask_slice("LoadScript", &bytes)
            })?;
        }
        Ok(())
    }

    fn update_metadata(&self, link: &Link) -> Outcome<()> {
        let source = &self.modules[link.from];
        let metadata = source
            .outputs()
            .into_iter()
            .find(|port| port.id == link.output)
            .map_or(NO_METADATA.to_vec(), |port| port.metadata);
        let bytes = Writer::default().str(&link.input).raw(&metadata).0;
        self.done(link.to, "UpdateInputPortMetadata", 5.0, |module| {
            module.ask_slice("UpdateInputPortMetadata", &bytes)
        })
    }

    /// One sender and n receivers: room for one more receiver and its node.
    fn topology(&self, at: usize, output: &str) -> (u32, u32, u32) {
        let receivers = self
            .links
            .iter()
            .filter(|link| link.from == at && link.output == output)
            .count() as u32;
        (1, receivers + 1, receivers + 2)
    }

    fn prepare(&self, at: usize) -> Outcome<()> {
        let module = &self.modules[at];
        let root = self.args.one("edl-root").unwrap_or("/tmp/peer-edl");
        let uuid: [u8; 16] = core::array::from_fn(|at| at as u8);
        let bytes = Writer::default()
            .str("subject 1")
            .str("group ä")
            .raw(&uuid)
            .str(root)
            .str(&format!("Module {}", module.id))
            .0;
        self.done(at, "PrepareRun", 15.0, |module| {
            module.ask_slice("PrepareRun", &bytes)
        })?;
        self.die_at("prepare");
        self.until(at, "ready", Duration::from_secs(30), |module| {
            matches!(module.state(), 4 | 5)
        })
    }

    fn connect(&self, link: usize) -> Outcome<()> {
        let link = &self.links[link];
        let source = &self.modules[link.from];
        let (max_senders, max_receivers, max_nodes) = self.topology(link.from, &link.output);
        let request = ConnectInput {
            port: Text::new(&link.input, 255),
            instance: Text::new(&source.id, 255),
            channel: Text::new(&format!("o/{}", link.output), 255),
            max_senders,
            max_receivers,
            max_nodes,
            source_type: link.source_type,
        };
        self.done(link.to, "ConnectInputPort", 5.0, |module| {
            module.ask(request)
        })?;
        self.update_metadata(link)
    }

    fn open_taps(&self) -> Outcome<()> {
        for spec in self.args.all("tap") {
            let (id, port) = spec.split_once('.').ok_or("a tap is module.port")?;
            let at = self
                .modules
                .iter()
                .position(|known| known.id == id)
                .ok_or("unknown module")?;
            let topology = self.topology(at, port);
            let node = self.modules[at].node();
            let services = DataServices::open(node, id, &format!("o/{port}"), topology)?;
            let tap = Tap {
                instance: id.into(),
                port: port.into(),
                subscriber: services.samples.subscriber_builder().create()?,
                events: services.events.listener_builder().create()?,
                control: services.control.notifier_builder().create()?,
                _services: services,
                items: 0,
                digest: Digest::default(),
            };
            notify(&tap.control, 3);
            self.taps.borrow_mut().push(tap);
        }
        Ok(())
    }

    fn close_taps(&self) {
        for tap in self.taps.borrow_mut().drain(..) {
            notify(&tap.control, 4);
            self.log.line(
                "tap",
                json!({
                    "module": tap.instance, "port": tap.port, "items": tap.items,
                    "digest": tap.digest.text(),
                }),
            );
        }
    }

    fn stop(&self, at: usize) -> Outcome<()> {
        self.done(at, "Stop", 15.0, |module| module.ask(Stop { unused: 0 }))?;
        self.die_at("stop");
        self.until(at, "idle again", Duration::from_secs(5), |module| {
            module.state() == 2
        })
    }

    fn save_settings(&self, at: usize) -> Outcome<()> {
        let request = Writer::default().str("/settings").0;
        let bytes = self.answer(at, "SaveSettings", 15.0, |module| {
            module.ask_settings(&request)
        })?;
        let mut reader = Reader(&bytes);
        let (success, data) = (reader.u8(), reader.bytes());
        let text = data.map(|data| String::from_utf8_lossy(data).into_owned());
        let module = &self.modules[at].id;
        self.log.line(
            "settings",
            json!({ "module": module, "success": success == Some(1), "data": text }),
        );
        Ok(())
    }

    /// Takes what all modules sent, and what the taps got.
    fn pump(&self) -> Outcome<()> {
        for module in &self.modules {
            module.pump()?;
        }
        for tap in self.taps.borrow_mut().iter_mut() {
            drain(&tap.events)?;
            while let Some(sample) = tap.subscriber.receive()? {
                tap.items += 1;
                tap.digest.add(&to_vec(sample.payload()));
            }
        }
        Ok(())
    }

    /// Waits for a module; fails where its process ends.
    fn until(
        &self,
        at: usize,
        what: &str,
        limit: Duration,
        holds: impl Fn(&Remote<'_>) -> bool,
    ) -> Outcome<()> {
        let deadline = Instant::now() + limit;
        let module = &self.modules[at];
        while !holds(module) {
            self.pump()?;
            module.check_alive()?;
            if Instant::now() > deadline {
                return Err(format!("module {:?} was not {what} in {limit:?}", module.id).into());
            }
            std::thread::sleep(Duration::from_micros(100));
        }
        self.log
            .line("reached", json!({ "module": module.id, "what": what }));
        Ok(())
    }

    /// Asks, and waits for the answer within its limit.
    fn answer<T>(
        &self,
        at: usize,
        what: &str,
        limit_sec: f64,
        ask: impl FnOnce(&Remote<'_>) -> Outcome<remote::Pending<T>>,
    ) -> Outcome<T> {
        let module = &self.modules[at];
        let begin = Instant::now();
        let poll = ask(module)?;
        module.announce();
        loop {
            if let Some(answer) = poll()? {
                return Ok(answer);
            }
            self.pump()?;
            module.check_alive()?;
            if begin.elapsed().as_secs_f64() > limit_sec {
                self.log
                    .line("timeout", json!({ "module": module.id, "what": what }));
                return Err(format!("module {:?} did not answer {what}", module.id).into());
            }
            std::thread::sleep(Duration::from_micros(50));
        }
    }

    /// Asks for a Done that is true.
    fn done(
        &self,
        at: usize,
        what: &str,
        limit_sec: f64,
        ask: impl FnOnce(&Remote<'_>) -> Outcome<remote::Pending<bool>>,
    ) -> Outcome<()> {
        let begin = Instant::now();
        let success = self.answer(at, what, limit_sec, ask)?;
        let module = &self.modules[at].id;
        let took = begin.elapsed().as_secs_f64() * 1e3;
        self.log.line(
            "answer",
            json!({ "module": module, "what": what, "success": success, "tookMsec": took }),
        );
        if success {
            Ok(())
        } else {
            Err(format!("module {module:?} refused {what}").into())
        }
    }

    fn die_at(&self, step: &str) {
        if self.args.one("die") == Some(step) {
            self.log.line("die", json!({ "step": step }));
            // SAFETY: ends this process at once, as a crash does.
            unsafe { libc::raise(libc::SIGKILL) };
        }
    }
}

fn monotonic_usec() -> i64 {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: writes to a local.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut now) };
    now.tv_sec * 1_000_000 + now.tv_nsec / 1000
}
