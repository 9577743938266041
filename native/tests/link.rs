//! The plain modules over real iceoryx2, each test in a folder of its own.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::time::Duration;

use syntalos_mlink_native::control::{
    CallLimits, MessageClient, MessagePublisher, MessageServer, MessageSubscriber, open_call,
};
use syntalos_mlink_native::data_services::{DataServiceOptions, SAMPLE_SENT, byte_slice};
use syntalos_mlink_native::events::{EventLimits, EventReceiver, EventSender, open_event_service};
use syntalos_mlink_native::fault::Code;
use syntalos_mlink_native::inlet::{Inlet, InletState};
use syntalos_mlink_native::node::{LinkNode, NodeCensus, NodeOptions, count_nodes};
use syntalos_mlink_native::outlet::{Outlet, OutletState};
use syntalos_mlink_native::payload::PayloadType;
use syntalos_mlink_native::records::Span;
use syntalos_mlink_native::stop::StopWord;
use syntalos_mlink_native::topic::{TopicLimits, open_topic};
use syntalos_mlink_native::wait::{Wakeup, poll};

/// A folder that goes with the test, and a prefix: iceoryx2 names shared memory by prefix and
/// service, not by folder, and tests run at once.
struct Folder(PathBuf, String);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("sy-cargo-{}-{number}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        Self(path, format!("syt_{}_{number}_", std::process::id()))
    }

    fn node(&self, name: &str) -> LinkNode {
        LinkNode::create(&NodeOptions {
            name: name.into(),
            root_path: self.0.to_str().unwrap().into(),
            prefix: self.1.clone(),
            cleans_up: false,
            is_verbose: false,
        })
        .unwrap()
    }

    /// Files and folders that are left below this one, the two that iceoryx2 makes once aside.
    fn left(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for kind in std::fs::read_dir(&self.0).unwrap() {
            for entry in std::fs::read_dir(kind.unwrap().path()).unwrap() {
                found.push(entry.unwrap().path());
            }
        }
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
        // iceoryx2 leaves one file for each prefix.
        for entry in std::fs::read_dir("/dev/shm").into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(&self.1) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

const TOPIC: TopicLimits = TopicLimits {
    max_publishers: 2,
    max_subscribers: 2,
    max_nodes: 4,
    history: 0,
    buffer: 16,
    borrowed: 1,
    overflows: true,
};
const CALL: CallLimits =
    CallLimits { max_servers: 2, max_clients: 2, max_nodes: 4, response_buffer: 2 };
const EVENTS: EventLimits = EventLimits { max_notifiers: 2, max_listeners: 2, max_nodes: 4 };

fn start_request() -> PayloadType {
    PayloadType {
        name: "__cxx__abi__N8Syntalos12StartRequestE".into(),
        size: 8,
        alignment: 8,
        is_slice: false,
    }
}

fn data(receivers: usize) -> DataServiceOptions {
    DataServiceOptions {
        name: "Sy/a_0/o/out".into(),
        control_name: "Sy/Ctl/a_0/o/out".into(),
        max_senders: 1,
        max_receivers: receivers,
        max_nodes: receivers + 1,
    }
}

/// A stop word that a test owns.
fn stop_word(word: &AtomicI32) -> StopWord {
    // SAFETY: the word outlives its use in each test.
    unsafe { StopWord::new(word.as_ptr(), 0) }
}

fn span(words: &mut [u64]) -> Span {
    // SAFETY: a local array, aligned to 8, used by this thread alone.
    unsafe { Span::new(words.as_mut_ptr().cast(), size_of_val(words)) }
}

#[test]
fn messages_of_a_fixed_type_and_of_a_slice_type_arrive_as_they_were_sent() {
    let folder = Folder::new();
    let (here, there) = (folder.node("here"), folder.node("there"));
    for (name, payload, message) in [
        ("Sy/a_0/Start", start_request(), vec![7_u8; 8]),
        ("Sy/a_0/Bytes", byte_slice(), (0..=255).cycle().take(100_000).collect()),
    ] {
        let (topic, same) = (
            open_topic(&here, name, &payload, TOPIC).unwrap(),
            open_topic(&there, name, &payload, TOPIC).unwrap(),
        );
        let publisher = MessagePublisher::create(&topic, name, &payload).unwrap();
        let subscriber = MessageSubscriber::create(&same, name).unwrap();
        assert_eq!(publisher.publish(&message), Ok(1));
        assert_eq!(subscriber.receive(<[u8]>::to_vec), Ok(Some(message)));
        assert_eq!(subscriber.receive(<[u8]>::len), Ok(None));
    }
}

#[test]
fn the_only_message_of_a_sender_that_is_gone_arrives() {
    let folder = Folder::new();
    let (here, there) = (folder.node("here"), folder.node("there"));
    let (name, payload) = ("Sy/a_0/LastWord", start_request());
    let same = open_topic(&there, name, &payload, TOPIC).unwrap();
    let subscriber = MessageSubscriber::create(&same, name).unwrap();
    {
        let topic = open_topic(&here, name, &payload, TOPIC).unwrap();
        let publisher = MessagePublisher::create(&topic, name, &payload).unwrap();
        assert_eq!(subscriber.receive(<[u8]>::len), Ok(None), "connects");
        assert_eq!(publisher.publish(&[7; 8]), Ok(1));
    }
    drop(here);
    assert_eq!(subscriber.receive(<[u8]>::to_vec), Ok(Some(vec![7; 8])));
}

#[test]
fn a_message_of_a_wrong_length_is_refused() {
    let folder = Folder::new();
    let node = folder.node("here");
    let topic = open_topic(&node, "Sy/a_0/Start", &start_request(), TOPIC).unwrap();
    let publisher = MessagePublisher::create(&topic, "Sy/a_0/Start", &start_request()).unwrap();
    assert_eq!(publisher.publish(&[0; 7]).unwrap_err().code, Code::InvalidArgument);
}

#[test]
fn a_service_of_another_type_is_refused_with_the_reason() {
    let folder = Folder::new();
    let node = folder.node("here");
    let _first = open_topic(&node, "Sy/a_0/x", &start_request(), TOPIC).unwrap();
    let other = PayloadType { size: 16, ..start_request() };
    let fault = open_topic(&node, "Sy/a_0/x", &other, TOPIC).unwrap_err();
    assert_eq!(fault.code, Code::Iceoryx);
    assert!(fault.message.contains("another type"), "{fault}");
}

#[test]
fn a_service_that_is_in_use_with_lower_limits_is_opened_as_it_is() {
    let folder = Folder::new();
    let node = folder.node("here");
    let low = TopicLimits { max_publishers: 1, max_subscribers: 1, max_nodes: 2, ..TOPIC };
    let _first = open_topic(&node, "Sy/a_0/x", &byte_slice(), low).unwrap();
    let again = open_topic(&node, "Sy/a_0/x", &byte_slice(), TOPIC);
    assert!(again.is_ok());

    let low = CallLimits { max_servers: 1, max_clients: 1, max_nodes: 2, ..CALL };
    let _first = open_call(&node, "Sy/a_0/y", &byte_slice(), &byte_slice(), low).unwrap();
    assert!(open_call(&node, "Sy/a_0/y", &byte_slice(), &byte_slice(), CALL).is_ok());

    let low = EventLimits { max_notifiers: 1, max_listeners: 1, max_nodes: 2 };
    let _first = open_event_service(&node, "Sy/a_0/z", low).unwrap();
    assert!(open_event_service(&node, "Sy/a_0/z", EVENTS).is_ok());
}

#[test]
fn a_request_is_answered_and_one_without_an_answer_stays_open() {
    let folder = Folder::new();
    let (here, there) = (folder.node("here"), folder.node("there"));
    let (request, response) = (byte_slice(), start_request());
    let name = "Sy/a_0/Ask";
    let call = open_call(&here, name, &request, &response, CALL).unwrap();
    let same = open_call(&there, name, &request, &response, CALL).unwrap();
    let client = MessageClient::create(&call, name, &request).unwrap();
    let server = MessageServer::create(&same, name, &response).unwrap();

    let pending = client.ask(b"question").unwrap();
    assert_eq!(pending.servers(), 1);
    assert_eq!(pending.poll(<[u8]>::to_vec), Ok(None));
    let open = server.receive().unwrap().unwrap();
    assert_eq!(open.bytes(), b"question");
    assert_eq!(open.answer(&[1; 7]).unwrap_err().code, Code::InvalidArgument);
    open.answer(&[1; 8]).unwrap();
    assert_eq!(pending.poll(<[u8]>::to_vec), Ok(Some(vec![1; 8])));
    assert!(server.receive().unwrap().is_none());
}

#[test]
fn an_event_makes_its_listener_readable_until_it_is_drained() {
    let folder = Folder::new();
    let (here, there) = (folder.node("here"), folder.node("there"));
    let name = "Sy/a_0/master-event";
    let sender =
        EventSender::create(&open_event_service(&here, name, EVENTS).unwrap(), name).unwrap();
    let receiver =
        EventReceiver::create(&open_event_service(&there, name, EVENTS).unwrap(), name).unwrap();

    let wait = || poll(&[receiver.descriptor()], None, Some(Duration::ZERO)).unwrap();
    assert_eq!(wait(), Wakeup::TimedOut);
    assert_eq!(sender.notify(5), Ok(1));
    assert_eq!(sender.notify(3), Ok(1));
    assert_eq!(wait(), Wakeup::Ready);
    let mut seen = Vec::new();
    receiver.drain(|event| seen.push(event)).unwrap();
    assert_eq!(seen, [5, 3]);
    assert_eq!(wait(), Wakeup::TimedOut);
}

#[test]
fn the_last_of_any_number_of_samples_is_announced() {
    let folder = Folder::new();
    let (here, there) = (folder.node("here"), folder.node("there"));
    // Two places: one for the receiver, one for who looks at the events themselves. A receiver's
    // wait ends by samples as well, so that it proves no event.
    let options = data(2);
    let outlet = Outlet::open(&here, &options).unwrap();
    let mut inlet = Inlet::open(&there, &options).unwrap();
    let events = open_event_service(&there, &options.name, EVENTS).unwrap();
    let watcher = EventReceiver::create(&events, &options.name).unwrap();
    let word = AtomicI32::new(0);
    outlet.serve_subscribers().unwrap();
    watcher.drain(|_| ()).unwrap();

    for count in 1..=16_u32 {
        let mut memory = vec![0_u64; 2 * count as usize];
        let source = span(&mut memory);
        for number in 0..count {
            source.write(number as usize * 16, number, &number.to_le_bytes()).unwrap();
        }
        let sent = outlet.send(source, &stop_word(&word)).unwrap();
        assert_eq!((sent.state, sent.records), (OutletState::Done, count));

        // One for each 8 samples, and one for what is left behind the last of these.
        let mut seen = Vec::new();
        watcher.drain(|event| seen.push(event)).unwrap();
        assert_eq!(seen, vec![SAMPLE_SENT; count.div_ceil(8) as usize], "{count} samples");

        let mut memory = vec![0_u64; 40];
        let received = inlet.receive(span(&mut memory), 100, &stop_word(&word)).unwrap();
        assert_eq!((received.state, received.records), (InletState::Empty, count));
        assert_eq!(received.last, (count as usize - 1) * 16);
        assert_eq!(memory[received.last / 8] >> 32, u64::from(100 + count - 1));
    }
}

#[test]
fn a_sample_that_does_not_fit_is_kept_for_the_next_span() {
    let folder = Folder::new();
    let (here, there) = (folder.node("here"), folder.node("there"));
    let outlet = Outlet::open(&here, &data(1)).unwrap();
    let mut inlet = Inlet::open(&there, &data(1)).unwrap();
    let word = AtomicI32::new(0);
    let mut memory = [0_u64; 5];
    let source = span(&mut memory);
    source.write(0, 0, &[1; 8]).unwrap();
    source.write(16, 1, &[2; 16]).unwrap();
    outlet.send(source, &stop_word(&word)).unwrap();

    let mut small = [0_u64; 4];
    let received = inlet.receive(span(&mut small), 0, &stop_word(&word)).unwrap();
    assert_eq!((received.state, received.records), (InletState::SpanFull(16), 1));
    let received = inlet.receive(span(&mut small), 1, &stop_word(&word)).unwrap();
    assert_eq!((received.state, received.records), (InletState::Empty, 1));
    assert_eq!(small[1], u64::from_le_bytes([2; 8]));
}

#[test]
fn a_blocked_send_announces_what_the_other_receivers_got_and_ends_at_the_stop() {
    let folder = Folder::new();
    let here = folder.node("here");
    let there = folder.node("there");
    let outlet = Outlet::open(&here, &data(2)).unwrap();
    // Subscribes and never reads: it is full after 16 samples, 4 of them before the other comes.
    let _full = Inlet::open(&there, &data(2)).unwrap();
    outlet.serve_subscribers().unwrap();
    let word = AtomicI32::new(0);
    let mut memory = [0_u64; 40];
    let source = span(&mut memory);
    for number in 0..20 {
        source.write(number as usize * 16, number, &[1; 8]).unwrap();
    }
    // SAFETY: the same array, used by this thread alone.
    let first = unsafe { Span::new(memory.as_mut_ptr().cast(), 64) };
    outlet.send(first, &stop_word(&word)).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let node = folder.node("reader");
            let mut reader = Inlet::open(&node, &data(2)).unwrap();
            let mut read = 0;
            // The history sample, then 12: the last 4 of them are announced because the next blocks.
            while read < 13 {
                reader.wait(None, None).unwrap();
                let mut memory = [0_u64; 80];
                read += reader
                    .receive(span(&mut memory), 0, &stop_word(&AtomicI32::new(0)))
                    .unwrap()
                    .records;
            }
            word.store(1, Ordering::Release);
        });
        while !outlet.serve_subscribers().unwrap() {
            std::thread::yield_now();
        }
        let sent = outlet.send(source, &stop_word(&word)).unwrap();
        assert_eq!(sent.state, OutletState::Stopped);
        assert_eq!((sent.records, sent.bytes), (12, 192));
    });
}

#[test]
fn closing_a_node_releases_its_ports_and_leaves_nothing_behind() {
    let folder = Folder::new();
    let node = folder.node("here");
    let topic = open_topic(&node, "Sy/a_0/x", &byte_slice(), TOPIC).unwrap();
    let publisher = MessagePublisher::create(&topic, "Sy/a_0/x", &byte_slice()).unwrap();
    let slot = node.registry().adopt("publisher".into(), publisher);
    drop(topic);
    assert!(!folder.left().is_empty());
    drop(node);
    assert_eq!(
        slot.with("publish", |publisher| publisher.publish(b"x")).unwrap_err().code,
        Code::Closed
    );
    assert_eq!(folder.left(), Vec::<PathBuf>::new());
}

#[test]
fn counts_nodes_without_changing_anything() {
    let folder = Folder::new();
    let count = || count_nodes(folder.0.to_str().unwrap(), &folder.1).unwrap();
    assert_eq!(count(), NodeCensus::default());
    let node = folder.node("first");
    let other = folder.node("second");
    assert_eq!(count(), NodeCensus { alive: 2, ..NodeCensus::default() });
    drop(node);
    assert_eq!(count(), NodeCensus { alive: 1, ..NodeCensus::default() });
    drop(other);
    assert_eq!(count(), NodeCensus::default());
    assert_eq!(folder.left(), Vec::<PathBuf>::new());
}
