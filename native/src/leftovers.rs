//! What processes that were killed have left: their nodes, and what these shared.

use std::fs;
use std::path::{Path, PathBuf};

use iceoryx2::node::NodeView;
use iceoryx2::prelude::{CallbackProgression, Node, NodeState};

use crate::fault::Fault;
use crate::node::{Ipc, config_of};
use crate::shared_memory;

/// Removes dead nodes and what they shared; never what a process still uses: a node is dead when nobody
/// holds the lock of its monitor.
///
/// iceoryx2 goes first. It stops at a node whose shared memory is gone while its files are not, as after
/// a container was started anew: those files are removed here.
///
/// # Errors
///
/// `InvalidArgument` for a path or prefix that can't be, `Iceoryx` where the folder can't be read.
pub fn remove_dead_nodes(root_path: &str, prefix: &str) -> Result<(), Fault> {
    visit_dead(root_path, prefix, |view| {
        // What it can't remove is listed again below.
        let _ = view.try_remove_stale_resources();
    })?;
    visit_dead(root_path, prefix, |view| {
        remove_files(Path::new(root_path), prefix, view.id().value());
    })
}

fn visit_dead(
    root_path: &str,
    prefix: &str,
    mut visit: impl FnMut(iceoryx2::node::DeadNodeView<Ipc>),
) -> Result<(), Fault> {
    let config = config_of(root_path, prefix)?;
    Node::<Ipc>::list(&config, |state| {
        if let NodeState::Dead(view) = state {
            visit(view);
        }
        CallbackProgression::Continue
    })
    .map_err(|e| Fault::iceoryx(format_args!("list the nodes below {root_path:?}"), e))
}

/// Removes the files of one dead node: the memory of its ports, their tags, its own files, in this
/// order, so that what an interruption leaves is found again. What is gone already is no failure, and what
/// can't be removed is counted as before.
fn remove_files(root: &Path, prefix: &str, id: u128) {
    let nodes = root.join("nodes");
    let folder = nodes.join(id.to_string());
    let ports: Vec<String> = names_in(&folder)
        .into_iter()
        .filter_map(|name| Some(name.strip_prefix(prefix)?.split('.').next()?.to_owned()))
        .collect();
    for name in names_in(Path::new(shared_memory::FOLDER)) {
        if name.starts_with(prefix) && ports.iter().any(|port| is_of(&name, port)) {
            let _ = fs::remove_file(Path::new(shared_memory::FOLDER).join(name));
        }
    }
    let _ = fs::remove_dir_all(&folder);
    let monitor = format!("{prefix}{id}.");
    for path in names_in(&nodes).iter().filter(|name| name.starts_with(&monitor)) {
        let _ = fs::remove_file(nodes.join(path));
    }
}

/// Whether a file in shared memory belongs to a port: its name has the port's number as a word.
fn is_of(name: &str, port: &str) -> bool {
    port.len() >= LEAST_PORT_DIGITS && name.split(['_', '.']).any(|word| word == port)
}

/// Numbers of ports are 128 bits of which few are zero; a shorter word is none.
const LEAST_PORT_DIGITS: usize = 16;

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| PathBuf::from(entry.file_name()).to_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_of_the_port_whose_number_is_a_word_of_its_name() {
        let port = "89541345280137754702287752068";
        assert!(is_of(&format!("sy_0354a2_{port}__0.data"), port));
        assert!(is_of(&format!("sy_0354a2_{port}.data"), port));
        assert!(!is_of(&format!("sy_0354a2_1{port}__0.data"), port));
        assert!(!is_of("sy_0354a2_7__0.data", "7"));
    }
}
