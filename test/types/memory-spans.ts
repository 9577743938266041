/**
 * The kinds of memory that items lie in.
 */
import { spanOf, type MemorySpan } from 'syntalos-mlink/types';

/** Memory of `byteLength` bytes that starts `shift` bytes into a buffer of each kind. */
export function everySpan(byteLength: number, shift: number): { kind: string; span: MemorySpan }[] {
  const total = byteLength + shift;
  const buffers = {
    'an ArrayBuffer': new ArrayBuffer(total),
    'a SharedArrayBuffer': new SharedArrayBuffer(total),
    'a growable SharedArrayBuffer': new SharedArrayBuffer(total, { maxByteLength: 2 * total + 1 }),
  };
  return Object.entries(buffers).map(([kind, buffer]) => ({
    kind,
    span: spanOf(new Uint8Array(buffer, shift, byteLength)),
  }));
}
