//! What the peer saw, as JSON lines: to standard output, or to the file of `--log`.

use std::fs::File;
use std::io::Write;
use std::sync::Mutex;
use std::time::Instant;

use serde_json::{Map, Value};

/// Writes one JSON object a line, each with the ms since the start.
pub struct Log {
    target: Mutex<Box<dyn Write + Send>>,
    start: Instant,
}

impl Log {
    /// Logs to `path`, or to standard output.
    pub fn new(path: Option<&str>) -> std::io::Result<Self> {
        let target: Box<dyn Write + Send> = match path {
            Some(path) => Box::new(File::create(path)?),
            None => Box::new(std::io::stdout()),
        };
        Ok(Self {
            target: Mutex::new(target),
            start: Instant::now(),
        })
    }

    /// Logs `fields` under `event`.
    pub fn line(&self, event: &str, fields: Value) {
        let mut line = Map::new();
        line.insert("event".into(), event.into());
        line.insert(
            "msec".into(),
            (self.start.elapsed().as_secs_f64() * 1e3).into(),
        );
        if let Value::Object(fields) = fields {
            line.extend(fields);
        }
        if let Ok(mut target) = self.target.lock() {
            // A reader that is gone must not end the peer.
            let _ = writeln!(target, "{}", Value::Object(line));
            let _ = target.flush();
        }
    }
}
