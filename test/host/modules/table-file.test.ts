import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'tap';
import { TableFile } from '#src/host/modules/table-recorder/table-file';

function failIfCalled(error: Error): void {
  throw error;
}

test('rows are in the file soon, before it is closed', { timeout: 20_000 }, async (t) => {
  const path = join(t.testdir(), 'table.csv');
  const table = await TableFile.create(path, { header: ['a', 'b'], flushMsec: 20, onError: failIfCalled });
  t.equal(await readFile(path, 'utf8'), 'a;b\n', 'the header is there at once');
  t.equal(table.push(['1', 'x;y']), undefined);
  while ((await readFile(path, 'utf8')).length < 5) await delay(5);
  t.equal(await readFile(path, 'utf8'), 'a;b\n1;"x;y"\n');
  t.equal(table.rowCount, 1);
  await table.close();
});

test('without a header the first line is the first row', async (t) => {
  const path = join(t.testdir(), 'table.csv');
  const table = await TableFile.create(path, { onError: failIfCalled });
  void table.push(['1']);
  await table.close();
  t.equal(await readFile(path, 'utf8'), '1\n');
});

test('a sender that is faster than the disk is made to wait, and no row is lost', async (t) => {
  const path = join(t.testdir(), 'table.csv');
  const table = await TableFile.create(path, { onError: failIfCalled });
  const cell = 'x'.repeat(1000);
  let waits = 0;
  for (let i = 0; i < 1000; i++) {
    const wait = table.push([String(i), cell]);
    if (wait === undefined) continue;
    waits++;
    await wait;
  }
  await table.close();
  t.ok(waits > 0);
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  t.strictSame(
    lines.map((line) => line.split(';')[0]),
    Array.from({ length: 1000 }, (_, i) => String(i)),
  );
});

test('a disk that takes no more is told once, by path, and ends the table', async (t) => {
  const errors: Error[] = [];
  const table = await TableFile.create('/dev/full', { flushMsec: 5, onError: (error) => errors.push(error) });
  void table.push(['1']);
  while (errors.length === 0) await delay(5);
  t.match(errors[0], { code: 'ERR_SYNTALOS_STORAGE', message: /Cannot write table "\/dev\/full": ENOSPC/ });
  t.throws(() => table.push(['2']), { code: 'ERR_SYNTALOS_STORAGE' });
  await t.rejects(table.close(), { code: 'ERR_SYNTALOS_STORAGE' });
  t.equal(errors.length, 1);
});

test('a file that cannot be made is named', async (t) => {
  await t.rejects(TableFile.create(join(t.testdir(), 'none', 'table.csv'), { onError: failIfCalled }), {
    code: 'ERR_SYNTALOS_STORAGE',
    message: /Cannot create table ".*none\/table\.csv"/,
  });
});
