/**
 * The command `devices`: what is there to record from.
 *
 * @module
 */
import { findDevices } from '../host/devices.ts';
import { formatTable } from '../host/index.ts';
import type { CliWorld } from './world.ts';

/** Options of {@link devicesCommand}. */
export interface DevicesCommandOptions {
  /** Write the list to stdout as JSON. */
  readonly json: boolean;
  /** Where the system's own folders are; `/` by default. */
  readonly root?: string;
}

/** `syntalos-mlink devices`: lists cameras and serial ports of this machine (Linux). */
export function devicesCommand({ json, root = '/' }: DevicesCommandOptions, world: CliWorld): void {
  const devices = findDevices(root);
  if (json) {
    world.stdout.write(`${JSON.stringify(devices)}\n`);
  } else if (devices.length === 0) {
    world.stderr.write(
      'No camera and no serial port is connected to this machine, or it does not run Linux\n',
    );
  } else {
    const rows = devices.map(({ kind, path, name }) => [kind, path, name]);
    const columns = ['kind', 'device', 'name'].map((title) => ({ title, align: 'left' as const }));
    world.stdout.write(`${formatTable(columns, rows).join('\n')}\n`);
  }
}
