/**
 * Devices that built-in modules can open.
 *
 * @module
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareNatural } from '../edl/index.ts';

/** A device that a built-in module can open. */
export interface FoundDevice {
  /** What it is, and so which module takes it: `camera`. */
  readonly kind: 'camera' | 'serial port';
  /** Path of the device, as the module's setting has it. */
  readonly path: string;
  /** What the kernel calls it; empty if it does not say. */
  readonly name: string;
}

/**
 * Looks for cameras and serial ports of this machine (Linux).
 *
 * @param root - where the system's own folders are
 */
export function findDevices(root: string): FoundDevice[] {
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
