import { test } from 'tap';
import { loadZstd } from '#src/zstd';

test('zstd gives back what it was given, from buffers and from contexts', async (t) => {
  const { lib, binding } = await loadZstd('test zstd');
  const bytes = Buffer.from('what a port carries '.repeat(1000));
  const packed = lib.compress(bytes, { compressionLevel: 3, checksumFlag: true });
  t.ok(packed.length < bytes.length / 10);
  t.ok(lib.decompress(packed).equals(bytes));
  const out = Buffer.alloc(bytes.length);
  t.equal(new binding.DCtx().decompress(out, packed), bytes.length);
  t.ok(out.equals(bytes));
});
