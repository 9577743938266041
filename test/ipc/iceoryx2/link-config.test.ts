import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { ioxRootPath, moduleInstanceId, nodeOptions } from '#src/ipc/iceoryx2/link-config';
import { RECORD_LAYOUT } from '#src/shm/index';
import { loadNative } from '#src/ipc/iceoryx2/addon/native';
import { ADDON_ABI_VERSION } from '#src/ipc/iceoryx2/addon/shared-constants';
import { dataServiceNames, serviceName } from '#src/ipc/iceoryx2/service-names';
import { outputChannel } from '#src/ipc/output-channel';

test('the root path lies in the runtime directory where that exists, else in /tmp', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sy-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'file');
  writeFileSync(file, '');

  t.equal(ioxRootPath({ XDG_RUNTIME_DIR: folder }), join(folder, 'syntalos-iox'));
  for (const missing of [join(folder, 'none'), file, '']) {
    t.equal(ioxRootPath({ XDG_RUNTIME_DIR: missing }), '/tmp/syntalos-iox');
  }
  t.equal(ioxRootPath({}), '/tmp/syntalos-iox');
  t.end();
});

test('a process without an instance id of Syntalos is told so', (t) => {
  t.equal(moduleInstanceId({ SYNTALOS_MODULE_ID: 'a_0' }), 'a_0');
  for (const environment of [{}, { SYNTALOS_MODULE_ID: '' }, { SYNTALOS_MODULE_ID: 'a' }]) {
    t.throws(() => moduleInstanceId(environment), { code: 'ERR_SYNTALOS_NOT_HOSTED' });
  }
  t.end();
});

test('node names are those of the protocol, cut to what iceoryx2 takes', (t) => {
  t.equal(nodeOptions('module', 'example-mlink_0', {}).name, 'example-mlink_0');
  t.equal(nodeOptions('master', 'example-mlink_0', {}).name, 'syntalos-master-example-mlink_0');
  t.equal(nodeOptions('master', 'x'.repeat(200), {}).name.length, 128);
  t.equal(nodeOptions('module', 'a_0', { SY_VERBOSE: '1' }).isVerbose, true);
  t.equal(nodeOptions('module', 'a_0', {}).isVerbose, false);
  t.end();
});

test('service names take 120 bytes of the instance and 128 of the channel', (t) => {
  t.equal(serviceName('cam_0', 'Error'), 'Sy/cam_0/Error');
  t.equal(serviceName('i'.repeat(121), 'c'.repeat(129)), `Sy/${'i'.repeat(120)}/${'c'.repeat(128)}`);
  t.equal(serviceName(`${'i'.repeat(119)}ä`, 'x'), `Sy/${'i'.repeat(119)}/x`);
  t.same(dataServiceNames('cam_0', outputChannel('frames')), {
    name: 'Sy/cam_0/o/frames',
    controlName: 'Sy/Ctl/cam_0/o/frames',
  });
  t.end();
});

test('a missing addon is an error that says what to run or install', (t) => {
  const absent = { name: '/nowhere/addon.node', specifier: '/nowhere/addon.node', exists: false };
  t.throws(() => loadNative([absent]), {
    code: 'ERR_SYNTALOS_MISSING_DEPENDENCY',
    message: /"\/nowhere\/addon\.node" exists.*npm run build:native.*prebuilt package/,
  });
  t.throws(() => loadNative([{ ...absent, exists: true }]), {
    code: 'ERR_SYNTALOS_MISSING_DEPENDENCY',
    message: /does not load/,
  });
  t.throws(() => loadNative([]), { code: 'ERR_SYNTALOS_MISSING_DEPENDENCY', message: /only for Linux/ });
  t.end();
});

test('an addon of another build is refused, naming what differs, both values and the remedy', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sy-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const ours = {
    abiVersion: ADDON_ABI_VERSION,
    ...RECORD_LAYOUT,
    receiverBuffer: 16,
    ...{ transferDone: 0, transferSpanFull: 1, transferStopped: 2, transferCrowded: 3 },
    ...{ transferResultWords: 4 },
    ...{ wakeupTimedOut: 0, wakeupReady: 1, wakeupWoken: 2 },
    ...{ itemAnnounced: 0, itemUnannounced: 1, itemRefused: 2, itemDivided: 3 },
    payloadTypeName: '__cxx__abi__St4byte',
    errorCodes: 'ERR_SYNTALOS_IOX ERR_SYNTALOS_CLOSED',
  };
  let made = 0;
  const load = (constants: Readonly<Record<string, unknown>>) => {
    const path = join(folder, `addon-${made++}.cjs`);
    writeFileSync(path, `exports.layoutConstants = () => (${JSON.stringify(constants)});`);
    return loadNative([{ name: path, specifier: path, exists: true }]);
  };
  const refusal = (text: string): { code: string; message: RegExp } => ({
    code: 'ERR_SYNTALOS_MISSING_DEPENDENCY',
    message: new RegExp(`was built from another version: ${text}; run "npm run build:native"`),
  });

  t.doesNotThrow(() => load(ours));
  t.throws(
    () => load({ ...ours, abiVersion: 1 }),
    refusal(`its abiVersion is 1, that of this package is ${ADDON_ABI_VERSION}`),
  );
  // Addons had none of these numbers once.
  t.throws(() => load({ ...RECORD_LAYOUT }), refusal('its abiVersion is missing, .* \\d+'));
  t.throws(
    () => load({ ...ours, receiverBuffer: 8 }),
    refusal('its receiverBuffer is 8, that of this package is 16'),
  );
  t.throws(
    () => load({ ...ours, errorCodes: 'ERR_SYNTALOS_IOX ERR_OTHER' }),
    refusal('its error code "ERR_OTHER" is none of this package'),
  );
  t.end();
});
