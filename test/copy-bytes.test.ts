import fc from 'fast-check';
import { test } from 'tap';
import { copyInto, copyOf } from '#src/copy-bytes';

/** Memory of every kind that bytes are copied between. */
const MEMORIES = {
  private: (byteLength: number) => new ArrayBuffer(byteLength),
  shared: (byteLength: number) => new SharedArrayBuffer(byteLength),
  growable: (byteLength: number) => {
    const buffer = new SharedArrayBuffer(0, { maxByteLength: byteLength + 1 });
    buffer.grow(byteLength);
    return buffer;
  },
};

/** Some bytes longer and some shorter than where another way of copying begins. */
const lengths = fc.oneof(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 2000, max: 10_000 }));

for (const [from, makeSource] of Object.entries(MEMORIES)) {
  for (const [to, makeTarget] of Object.entries(MEMORIES)) {
    test(`bytes are copied from ${from} into ${to} memory, and none beside them is touched`, (t) => {
      fc.assert(
        fc.property(lengths, fc.nat(40), fc.nat(40), fc.nat(40), (byteLength, skip, before, after) => {
          const source = new Uint8Array(makeSource(skip + byteLength), skip);
          for (let n = 0; n < byteLength; n++) source[n] = 1 + (n % 251);
          const whole = new Uint8Array(makeTarget(before + byteLength + after)).fill(255);
          copyInto(whole, source, before);
          const isWhole = Array.from(source).every((byte, n) => whole[before + n] === byte);
          const rest = [...whole.subarray(0, before), ...whole.subarray(before + byteLength)];
          return isWhole && rest.length === before + after && rest.every((byte) => byte === 255);
        }),
      );
      t.end();
    });
  }
  test(`a copy of ${from} memory is its own, and not shared`, (t) => {
    fc.assert(
      fc.property(lengths, fc.nat(40), (byteLength, skip) => {
        const source = new Uint8Array(makeSource(skip + byteLength + 3));
        for (let n = 0; n < source.length; n++) source[n] = n % 251;
        const copy = copyOf(source, skip, byteLength);
        const isWhole = copy.every((byte, n) => byte === source[skip + n]) && copy.length === byteLength;
        source.fill(255);
        const isOwn = copy.every((byte) => byte !== 255);
        return isWhole && isOwn && !(copy.buffer instanceof SharedArrayBuffer) && copy.byteOffset === 0;
      }),
    );
    t.end();
  });
}
test('what does not fit is refused', (t) => {
  for (const byteLength of [10, 5000]) {
    t.throws(() => copyInto(new Uint8Array(byteLength), new Uint8Array(byteLength), 1), RangeError);
  }
  t.end();
});
