/**
 * How fast are rows of three short cells, against JSON? Must reach 2 ×.
 *
 * @module
 */
import { DataType } from 'syntalos-mlink/types';
import { compare, type Bench } from '../harness.ts';
import { jsonPeer } from '../peers/json.ts';
import { codecRate } from './codec-bench.ts';

// Short and many, in alternation: a busy machine then disturbs both sides alike.
const ROUNDS = 30_000;

export const run: Bench = async () => {
  const rows = Array.from({ length: 16 }, (_, at) => [
    (1000 + at * 7).toString(),
    'enter-zone',
    (at * 12.125).toFixed(3),
  ]);
  return [
    await compare({
      bench: 'codec-table-row',
      subject: 'TableRow of 3 short strings',
      unit: 'items/s',
      runs: 51,
      ours: () => codecRate(DataType.TableRow, rows, ROUNDS),
      peer: jsonPeer(rows, ROUNDS),
    }),
  ];
};
