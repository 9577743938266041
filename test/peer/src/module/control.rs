//! How the module answers the master.

use super::*;

/// Answers every request that waits at a server; ends this round where handling it changed ports.
macro_rules! answer {
    ($module:ident, $server:ident, |$request:ident| $handle:expr) => {
        while let Some(active) = $module.servers.$server.receive()? {
            let $request = active.payload();
            let success: bool = $handle;
            active.send_copy(Done {
                success: u8::from(success),
            })?;
        }
    };
}

impl Module<'_> {
    /// Answers all requests that wait.
    pub(super) fn serve(&mut self) -> Outcome<()> {
        while let Some(active) = self.servers.api_version.receive()? {
            active.send_copy(ApiVersionResponse {
                version: Text::new(&self.api_version(), 64),
            })?;
            self.log
                .line("api-version", json!({ "version": self.api_version() }));
        }
        answer!(self, niceness, |request| {
            self.log.line("niceness", json!({ "nice": request.nice }));
            true
        });
        answer!(self, priority, |request| {
            self.log
                .line("priority", json!({ "priority": request.priority }));
            true
        });
        answer!(self, affinity, |request| {
            let cores = &request.cores[..(request.count as usize).min(request.cores.len())];
            self.log.line("affinity", json!({ "cores": cores }));
            true
        });
        answer!(self, load_settings, |request| {
            let bytes = to_vec(request);
            let mut reader = Reader(&bytes);
            let (folder, data) = (reader.str(), reader.bytes());
            self.log
                .line("load-settings", json!({ "folder": folder, "data": data }));
            data.is_some()
        });
        answer!(self, load_script, |request| {
            let bytes = to_vec(request);
            let mut reader = Reader(&bytes);
            let (folder, venv, script) = (reader.str(), reader.str(), reader.str());
            self.log.line(
                "load-script",
                json!({ "folder": folder, "venv": venv, "script": script }),
            );
            true
        });
        answer!(self, preset, |request| {
            let bytes = to_vec(request);
            self.preset(&mut Reader(&bytes))?
        });
        answer!(self, metadata, |request| {
            let bytes = to_vec(request);
            let mut reader = Reader(&bytes);
            let (port, metadata) = (reader.str(), reader.metamap());
            self.log.line(
                "metadata",
                json!({ "port": port, "bytes": metadata.map(<[u8]>::len) }),
            );
            metadata.is_some()
        });
        while let Some(active) = self.servers.prepare.receive()? {
            self.prepare(active)?;
        }
        answer!(self, connect, |request| {
            let request = *request;
            self.connect_input(&request)?
        });
        while let Some(active) = self.servers.start.receive()? {
            self.start(active)?;
        }
        answer!(self, show_display, |_request| {
            self.log.line("show-display", json!({}));
            true
        });
        answer!(self, show_settings, |_request| {
            self.log.line("show-settings", json!({}));
            true
        });
        while let Some(active) = self.servers.save_settings.receive()? {
            let bytes = to_vec(active.payload());
            let folder = Reader(&bytes).str();
            self.log.line("save-settings", json!({ "folder": folder }));
            let saved = as_bytes(&Writer::default().bool(true).bytes(b"peer settings").0);
            active
                .loan_slice_uninit(saved.len())?
                .write_from_slice(&saved)
                .send()?;
        }
        while !self.has_item_in_hand {
            let Some(active) = self.servers.stop.receive()? else {
                break;
            };
            self.stop(active)?;
        }
        answer!(self, shutdown, |_request| {
            self.log.line("shutdown", json!({}));
            self.die_at("shutdown");
            self.is_leaving = true;
            true
        });
        Ok(())
    }

    fn api_version(&self) -> String {
        let version = std::env::var("SYNTALOS_VERSION").unwrap_or_default();
        // A VCS suffix may follow the plain version.
        let plain: String = version
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        self.args
            .one("api-version")
            .map_or(format!("sy-{plain}"), str::to_owned)
    }

    fn preset(&mut self, reader: &mut Reader<'_>) -> Outcome<bool> {
        let mut lists = [Vec::new(), Vec::new()];
        for (list, numbers) in lists.iter_mut().zip([1, 3]) {
            for _ in 0..reader.u64().ok_or("a damaged preset")? {
                list.push(PortChange::read(reader, numbers).ok_or("a damaged preset")?);
            }
        }
        let [inputs, outputs] = lists;
        let ids = |list: &[PortChange]| list.iter().map(|port| port.id.clone()).collect::<Vec<_>>();
        self.log.line(
            "preset",
            json!({ "inputs": ids(&inputs), "outputs": ids(&outputs) }),
        );
        for change in outputs {
            let [senders, receivers, nodes] = change.numbers[..] else {
                continue;
            };
            let topology = (senders, receivers, nodes);
            let known = self
                .outputs
                .iter()
                .position(|output| output.id == change.id);
            // The old publisher goes first: its service may have no place for two.
            if let Some(at) = known {
                drop(self.outputs.remove(at));
            }
            let output = self.open_output(&change.id, topology)?;
            self.outputs.push(output);
        }
        Ok(true)
    }

    fn prepare(&mut self, active: ActiveRequest<Service, [Byte], (), Done, ()>) -> Outcome<()> {
        let bytes = to_vec(active.payload());
        let mut reader = Reader(&bytes);
        let (subject, group, uuid) = (reader.str(), reader.str(), reader.raw(16));
        let (root, name) = (reader.str(), reader.str());
        let uuid: Option<String> =
            uuid.map(|uuid| uuid.iter().map(|byte| format!("{byte:02x}")).collect());
        self.log.line(
            "prepare",
            json!({ "subject": subject, "group": group, "uuid": uuid, "root": root, "name": name }),
        );
        self.set_state(3)?;
        self.die_at("prepare");
        for input in &mut self.inputs {
            (input.received, input.bytes, input.digest) = (0, 0, Digest::default());
        }
        for output in &mut self.outputs {
            (output.sent, output.digest) = (0, Digest::default());
        }
        for production in &mut self.productions {
            production.made = 0;
        }
        for spec in self.args.all("edl") {
            self.reserve_edl(spec)?;
        }
        self.status.send_copy(StatusMessage {
            text: Text::new("prepared: ä€😀", 128),
        })?;
        self.sync_details.send_copy(SyncDetails {
            id: Text::new("peer-clock", 64),
            strategies: 3,
            tolerance_usec: 1000,
        })?;
        notify(&self.worker_event, 0);
        let success = !self.fails("prepare");
        active.send_copy(Done {
            success: u8::from(success),
        })?;
        if success {
            self.set_state(5)?;
            self.die_at("ready");
            Ok(())
        } else {
            self.raise("", "prepare failed as asked")
        }
    }

    fn reserve_edl(&self, spec: &str) -> Outcome<()> {
        let parts: Vec<&str> = spec.split(':').collect();
        let [kind, parent, name] = parts[..] else {
            return Err("an EDL unit is group|dataset:parent:name".into());
        };
        let request = Writer::default()
            .raw(&[u8::from(kind == "dataset")])
            .str(parent)
            .str(name)
            .0;
        let request = as_bytes(&request);
        let pending = self
            .reserve
            .loan_slice_uninit(request.len())?
            .write_from_slice(&request)
            .send()?;
        notify(&self.worker_event, 0);
        let deadline = Instant::now() + RESERVE_LIMIT;
        loop {
            if let Some(answer) = pending.receive()? {
                let bytes = to_vec(answer.payload());
                let mut reader = Reader(&bytes);
                let (success, error, path) = (reader.u8(), reader.str(), reader.str());
                self.log.line(
                    "edl",
                    json!({ "name": name, "success": success == Some(1), "error": error, "path": path }),
                );
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("EDL unit {name:?} was not answered").into());
            }
            std::thread::sleep(Duration::from_micros(100));
        }
    }

    fn connect_input(&mut self, request: &ConnectInput) -> Outcome<bool> {
        let (port, instance, channel) = (
            request.port.text(),
            request.instance.text(),
            request.channel.text(),
        );
        let topology = (
            request.max_senders,
            request.max_receivers,
            request.max_nodes,
        );
        self.log.line(
            "connect",
            json!({
                "port": port, "instance": instance, "channel": channel,
                "topology": [topology.0, topology.1, topology.2], "sourceType": request.source_type,
            }),
        );
        let Some(input) = self.inputs.iter_mut().find(|input| input.id == port) else {
            return Ok(false);
        };
        if request.source_type != 0 && request.source_type != input.data_type {
            return Ok(false);
        }
        input.connection = None;
        let services = DataServices::open(&self.node, &instance, &channel, topology)?;
        let events = services.events.listener_builder().create()?;
        let control = services.control.notifier_builder().create()?;
        let subscriber = services.samples.subscriber_builder().create()?;
        notify(&control, 3);
        input.connection = Some(Connection {
            subscriber,
            events,
            control,
            _services: services,
        });
        Ok(true)
    }

    fn start(&mut self, active: ActiveRequest<Service, Start, (), Done, ()>) -> Outcome<()> {
        self.log
            .line("start", json!({ "startUsec": active.payload().start_usec }));
        self.die_at("start");
        for output in &self.outputs {
            output.welcome()?;
        }
        let success = Done {
            success: u8::from(!self.fails("start")),
        };
        if !self.args.has("sync-start") {
            active.send_copy(success)?;
        }
        self.set_state(6)?;
        self.run_start = Some(Instant::now());
        self.sync_offsets.send_copy(SyncOffset {
            id: Text::new("peer-clock", 64),
            offset_usec: -250,
        })?;
        notify(&self.worker_event, 0);
        if self.args.has("sync-start") {
            active.send_copy(success)?;
        }
        self.die_at("running");
        Ok(())
    }

    fn stop(&mut self, active: ActiveRequest<Service, Stop, (), Done, ()>) -> Outcome<()> {
        self.die_at("stop");
        self.run_start = None;
        self.set_state(2)?;
        active.send_copy(Done {
            success: u8::from(!self.fails("stop")),
        })?;
        // What came together with the stop is still read; then the subscriptions go.
        self.receive_data(false)?;
        for input in &mut self.inputs {
            input.connection = None;
        }
        for input in &self.inputs {
            self.log.line(
                "input",
                json!({
                    "port": input.id, "items": input.received, "bytes": input.bytes,
                    "digest": input.digest.text(),
                }),
            );
        }
        for output in &self.outputs {
            self.log.line(
                "output",
                json!({ "port": output.id, "items": output.sent, "digest": output.digest.text() }),
            );
        }
        Ok(())
    }
}
