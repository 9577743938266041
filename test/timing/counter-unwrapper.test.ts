import fc from 'fast-check';
import { CounterUnwrapper } from 'syntalos-mlink/timing';
import { test } from 'tap';

test('a counter goes on where it wraps, again and again', (t) => {
  const counter = new CounterUnwrapper(32);
  t.equal(counter.unwrap(4294967290), 4294967290);
  t.equal(counter.unwrap(4), 4294967300);
  t.equal(counter.unwrap(2 ** 31), 2 ** 32 + 2 ** 31);
  t.equal(counter.unwrap(2 ** 32 - 1), 2 ** 33 - 1);
  t.equal(counter.unwrap(0), 2 ** 33);
  t.equal(counter.wraps, 2);
  t.equal(counter.restarts, 0);
  t.end();
});

test('a counter of any size gives back what it counted, at any steps up to half of its range', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 8, max: 48 }),
      fc.array(fc.double({ min: 0, max: 0.5, noNaN: true }), { maxLength: 50 }),
      (bits, steps) => {
        const modulus = 2 ** bits;
        const counter = new CounterUnwrapper(bits);
        let count = 0;
        return [0, ...steps].every((step) => {
          count += Math.floor(step * (modulus - 2));
          return counter.unwrap(count % modulus) === count;
        });
      },
    ),
  );
  t.end();
});

test('values out of order keep their place, also around the wrap', (t) => {
  const counter = new CounterUnwrapper(16);
  const values = [65530, 65533, 65531, 2, 65535, 5, 3];
  t.strictSame(
    values.map((value) => counter.unwrap(value)),
    [65530, 65533, 65531, 65538, 65535, 65541, 65539],
  );
  t.equal(counter.wraps, 1);
  t.end();
});

test('a device that starts again goes on from its last value', (t) => {
  const counter = new CounterUnwrapper(32);
  t.strictSame(
    [1000, 900e6, 0, 40_000].map((value) => counter.unwrap(value)),
    [1000, 900e6, 900e6, 900e6 + 40_000],
  );
  t.equal(counter.restarts, 1);
  t.end();
});

test('what the counter cannot have is refused', (t) => {
  t.throws(() => new CounterUnwrapper(7), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  const counter = new CounterUnwrapper(8);
  for (const value of [-1, 256, 0.5, NaN]) {
    t.throws(() => counter.unwrap(value), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  }
  t.end();
});
