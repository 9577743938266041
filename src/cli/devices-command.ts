/**
 * The command `devices`: what is there to record from.
 *
 * @module
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareNatural } from '../edl/index.ts';
import { formatTable } from '../host/index.ts';
import type { CliWorld } from './world.ts';

/** A device that a built-in module can open. */
export interface FoundDevice {
  /** What it is, and so which module takes it: `camera`. */
  readonly kind: 'camera' | 'serial port';
  /** Path of the device, as the module's setting has it. */
  readonly path: string;
  /** What the kernel calls it; empty if it does not say. */
  readonly name: string;
}

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

function findDevices(root: string): FoundDevice[] {
  const cameras = entriesOf(join(root, 'dev')).filter((entry) => /^video\d+$/.test(entry));
  const ports = entriesOf(join(root, 'dev')).filter((entry) => /^tty(ACM|USB)\d+$/.test(entry));
  return [
    ...cameras.map((entry): FoundDevice => {
      const name = textOf(join(root, 'sys/class/video4linux', entry, 'name'));
      return { kind: 'camera', path: `/dev/${entry}`, name };
    }),
    ...ports.map((entry): FoundDevice => {
      const device = join(root, 'sys/class/tty', entry, 'device');
      // A serial port is one interface of its USB device, which has the name.
      const name = textOf(join(device, '../product')) || textOf(join(device, '../../product'));
      return { kind: 'serial port', path: `/dev/${entry}`, name };
    }),
  ];
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort(compareNatural);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
