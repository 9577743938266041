import { createEmbeddedTransport } from '#src/ipc/embedded/index';
import { testTransport } from './transport-contract.ts';

testTransport({
  name: 'embedded',
  open: () => {
    const transport = createEmbeddedTransport();
    return {
      sender: transport,
      receiver: transport,
      instanceId: 'contract_0',
      channelId: 'o/out',
      close: () => transport.close(),
    };
  },
  skips: {
    'an input first': 'a request to connect carries the ring of its output, which is there therefore',
    counts: 'nothing moves: both ends share one ring, whose own counters the host reads',
    'unread at the limit': 'what is unread lies in the one ring, and the host waits for it before a stop',
    threads: 'it has none',
  },
});
