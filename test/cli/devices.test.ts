import { test } from 'tap';
import { devicesCommand } from '#src/cli/devices-command';
import type { CliWorld } from '#src/cli/world';

/** A world that keeps what is written. */
function writtenBy(command: (world: CliWorld) => void): { readonly stdout: string; readonly stderr: string } {
  const written = { stdout: '', stderr: '' };
  const into = (key: 'stdout' | 'stderr'): CliWorld['stdout'] => ({
    write: (text) => (written[key] += text),
  });
  command({ stdout: into('stdout'), stderr: into('stderr') } as CliWorld);
  return written;
}

test('cameras and serial ports are listed with their names, for people and as JSON', (t) => {
  const root = t.testdir({
    dev: { video0: '', video10: '', video2: '', ttyACM0: '', ttyS0: '', null: '' },
    sys: { class: { video4linux: { video0: { name: 'Rig camera\n' } }, tty: { ttyACM0: { device: {} } } } },
  });
  const { stdout } = writtenBy((world) => devicesCommand({ json: true, root }, world));
  t.strictSame(JSON.parse(stdout), [
    { kind: 'camera', path: '/dev/video0', name: 'Rig camera' },
    { kind: 'camera', path: '/dev/video2', name: '' },
    { kind: 'camera', path: '/dev/video10', name: '' },
    { kind: 'serial port', path: '/dev/ttyACM0', name: '' },
  ]);
  const shown = writtenBy((world) => devicesCommand({ json: false, root }, world)).stdout;
  t.match(shown, /^camera +\/dev\/video0 +Rig camera$/m);
  t.match(shown, /^serial port +\/dev\/ttyACM0$/m);
  t.end();
});

test('a machine without any says so', (t) => {
  const { stdout, stderr } = writtenBy((world) =>
    devicesCommand({ json: false, root: t.testdir({}) }, world),
  );
  t.equal(stdout, '');
  t.match(stderr, /No camera and no serial port is connected/);
  t.end();
});
