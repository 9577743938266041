import fc from 'fast-check';
import { borrowRecord, RingReader } from 'syntalos-mlink/shm';
import { test } from 'tap';
import { fillRecord, findFault, recordLength, type Sizes } from './pattern.ts';
import { openRing } from './ring-ends.ts';

test('any order of calls delivers every record whole and in order, through both wrap-arounds', (t) => {
  const call = fc.oneof(
    { weight: 8, arbitrary: fc.constant('write' as const) },
    { weight: 6, arbitrary: fc.constant('read' as const) },
    { weight: 3, arbitrary: fc.constantFrom('commit' as const, 'release' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'abandon' as const,
        'rejoin' as const,
        'hold' as const,
        'unhold' as const,
        'rewind' as const,
      ),
    },
  );
  fc.assert(
    fc.property(
      fc.array(call, { minLength: 50, maxLength: 600 }),
      fc.integer(),
      fc.constantFrom(100, 1500, 6000),
      fc.constantFrom(2 ** 32 - 600, 2 ** 31 - 600, 0),
      (calls, seed, largeBytes, startPosition) => {
        const start = 2 ** 32 - 20;
        const ends = openRing({ startPosition, startSequence: start });
        const { ring, writer } = ends;
        let { reader } = ends;
        const sizes: Sizes = { seed, usualBytes: 200, largeBytes };
        let committed = start;
        let expected = start;
        const held: ReturnType<RingReader['hold']>[] = [];
        let hasRecord = false;
        let mayAbandon = false;

        for (const name of calls) {
          switch (name) {
            case 'write': {
              const sequence = writer.nextSequence;
              const byteLength = recordLength(sizes, sequence);
              const at = writer.tryReserve(byteLength);
              if (at < 0) break;
              fillRecord(writer.memory.bytes, at, byteLength, sequence);
              mayAbandon = true;
              break;
            }
            case 'commit':
              writer.commit();
              committed = writer.nextSequence;
              mayAbandon = false;
              break;
            case 'rewind':
              writer.rewind(recordLength(sizes, writer.nextSequence));
              break;
            case 'abandon':
              // Of several, only the last one can be taken back, and only once.
              if (mayAbandon) writer.abandonLast();
              else t.throws(() => writer.abandonLast(), { code: 'ERR_SYNTALOS_INVALID_STATE' });
              mayAbandon = false;
              break;
            case 'read': {
              const more = reader.tryNext();
              if (more !== (expected !== committed)) throw new Error(`tryNext answers ${more}`);
              if (!more) break;
              hasRecord = true;
              if (reader.sequence !== expected) throw new Error(`got ${reader.sequence}, not ${expected}`);
              const fault = findFault(sizes, expected, reader.memory.bytes, reader.offset, reader.byteLength);
              if (fault !== undefined) throw new Error(fault);
              expected = (expected + 1) >>> 0;
              break;
            }
            case 'release':
              reader.release();
              hasRecord = false;
              break;
            case 'hold':
              if (hasRecord) held.push(reader.hold());
              break;
            case 'unhold': {
              const ref = held.splice(seed % (held.length + 1), 1)[0];
              if (ref === undefined || held.some(({ sequence }) => sequence === ref.sequence)) break;
              const { bytes } = borrowRecord(ring, ref);
              const fault = findFault(sizes, ref.sequence, bytes, 0, bytes.length);
              if (fault !== undefined) throw new Error(`held ${fault}`);
              reader.unhold(ref);
              break;
            }
            case 'rejoin':
              reader.close();
              reader = RingReader.attach(ring);
              held.length = 0;
              hasRecord = false;
              expected = committed;
              break;
          }
        }
      },
    ),
    { numRuns: 300 },
  );
  t.pass('for all orders');
  t.end();
});
