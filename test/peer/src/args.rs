//! Command lines: `--name value` pairs, which may repeat, and flags.

use std::collections::HashMap;

/// What was given.
#[derive(Debug, Default)]
pub struct Args(HashMap<String, Vec<String>>);

impl Args {
    /// Reads the words after the role.
    pub fn read(words: impl Iterator<Item = String>) -> Self {
        let mut args = Self::default();
        let mut name = String::new();
        for word in words {
            if let Some(next) = word.strip_prefix("--") {
                name = next.to_owned();
                args.0.entry(name.clone()).or_default();
            } else {
                args.0.entry(name.clone()).or_default().push(word);
            }
        }
        args
    }

    /// All values of a name.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first value of a name.
    pub fn one(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(String::as_str)
    }

    /// Whether a name was given.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A number, with its default.
    pub fn number(&self, name: &str, default: u64) -> u64 {
        self.one(name)
            .and_then(|value| value.parse().ok())
            .unwrap_or(default)
    }
}
