/**
 * How much memory a process of a test or bench has had.
 *
 * @module
 */
import { readFileSync } from 'node:fs';

/** Most memory that a process had, in MB (Linux). */
export function peakMemoryOf(pid: number | undefined): number {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1000);
}
