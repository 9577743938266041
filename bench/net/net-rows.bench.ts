/**
 * Table rows from one machine to another; the peer sends as many bytes in messages of the same size.
 *
 * @module
 */
import { tableRowCodec } from '#src/types/table-row';
import { recordBytes } from '#src/ipc/nats/data-messages';
import { netRate } from './net-rate.ts';

/** As `modules/net-source.ts` sends them. */
const ROW = ['1000000', '0.125', 'left', 'reward', '1.5'];
/** Our links put rows together up to this many bytes, as they lie in a ring. */
const MESSAGE_BYTES = 64 * 1024;

export const run = netRate({
  bench: 'net-rows',
  kind: 'row',
  messageBytes: MESSAGE_BYTES,
  hasRows: true,
  itemsPerMessage: Math.floor(MESSAGE_BYTES / recordBytes(tableRowCodec.measure(ROW))),
});
