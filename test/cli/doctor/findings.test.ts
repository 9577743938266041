import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { formatFindings, ok, problem, warning } from '#src/cli/doctor/finding';
import { linkFolderFinding, sharedMemoryFinding } from '#src/cli/doctor/folders';
import { limitFindings } from '#src/cli/doctor/limits';
import { addonFinding, nodeFinding, syntalosFinding } from '#src/cli/doctor/versions';

function limits(values: { readonly files?: string; readonly nice?: string }): string {
  const { files = '1048576', nice = '30' } = values;
  return [
    'Limit                     Soft Limit           Hard Limit           Units     ',
    `Max open files            1024                 ${files}              files     `,
    'Max locked memory         8388608              8388608              bytes     ',
    `Max nice priority         ${nice}                    ${nice}                    `,
    'Max realtime priority     0                    0                    ',
  ].join('\n');
}

const USER = 'CapEff:\t0000000000000000\n';
const ROOT = 'CapEff:\t000001ffffffffff\n';

test('limits are judged by what a module needs of them', (t) => {
  const statuses = (text: string, status = USER) =>
    Object.fromEntries(limitFindings(text, status).map((finding) => [finding.check, finding.status]));
  t.same(statuses(limits({})), { 'open files': 'ok', niceness: 'ok', 'other limits': 'ok' });
  t.match(statuses(limits({ files: '512' })), { 'open files': 'warning' });
  t.match(statuses(limits({ files: 'unlimited' })), { 'open files': 'ok' });
  t.match(statuses(limits({ nice: '0' })), { niceness: 'warning' });
  t.match(statuses(limits({ nice: '0' }), ROOT), { niceness: 'ok' });
  t.match(limitFindings(limits({ nice: '25' }), USER)[1], { state: /a niceness of -5 at best/ });
  t.same(limitFindings('', USER), [], 'a system that tells no limits');
  t.end();
});

test('versions that do not fit are told apart from those that do', (t) => {
  t.equal(nodeFinding('20.19.0').status, 'ok');
  t.equal(nodeFinding('24.0.0').status, 'ok');
  t.match(nodeFinding('20.18.9'), { status: 'problem', remedy: 'install a newer Node.js' });

  t.equal(syntalosFinding(undefined).status, 'ok');
  t.match(syntalosFinding('3.1.2-git5'), { status: 'ok', state: /API version "sy-3\.1\.2"$/ });
  t.equal(syntalosFinding('3.10.0').status, 'warning');
  t.equal(syntalosFinding('devel').status, 'problem');

  const addon = { name: '/a.node', version: '1.2.3', iceoryx: '0.9.3' };
  t.equal(addonFinding(addon, '1.2.3').status, 'ok');
  t.match(addonFinding(addon, '1.2.4'), { status: 'warning', state: /this package is 1\.2\.4/ });
  t.equal(addonFinding({ ...addon, iceoryx: '0.10.0' }, '1.2.3').status, 'problem');
  t.end();
});

test('a folder that the link cannot use is a problem, one that Syntalos may not use a warning', (t) => {
  const folder = t.testdir({ file: '' });
  const user = { userId: 1000, runtimeDir: folder };
  t.match(linkFolderFinding(join(folder, 'new'), user), { status: 'ok', state: /will be made/ });
  t.match(linkFolderFinding(join(folder, 'file'), user), { status: 'problem', state: /is no folder/ });
  t.match(linkFolderFinding(join(folder, 'none/new'), user), { status: 'problem', state: /cannot be made/ });
  t.match(linkFolderFinding(folder, user), { status: 'ok' });
  t.match(linkFolderFinding(folder, { ...user, runtimeDir: undefined }), { status: 'warning' });
  t.match(linkFolderFinding(folder, { ...user, runtimeDir: '/none' }), { status: 'warning' });
  t.match(sharedMemoryFinding(join(folder, 'none')), { status: 'problem', remedy: /mount -t tmpfs/ });
  writeFileSync(join(folder, 'there'), '');
  t.match(sharedMemoryFinding(folder), { state: /has \d+ (M|G)iB free of \d+ (M|G)iB/ });
  t.end();
});

test('the text has a line for each thing, its remedy below, and a verdict', (t) => {
  t.equal(
    formatFindings([ok('a', 'fine'), warning('bcd', 'slow', 'oil it'), problem('e', 'broken', 'mend it')]),
    [
      'ok       a    fine',
      'warning  bcd  slow',
      '              → oil it',
      'problem  e    broken',
      '              → mend it',
      '',
      'Modules will not run under Syntalos: 1 problem',
      '',
    ].join('\n'),
  );
  t.match(formatFindings([warning('a', 'b', 'c')]), 'Modules can run under Syntalos, with 1 warning\n');
  t.match(formatFindings([ok('a', 'b')]), /\n\nModules can run under Syntalos\n$/);
  t.end();
});
