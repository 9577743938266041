/**
 * iceoryx2 for tests: real nodes, in a folder and under a prefix of the test's own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNative } from '#src/ipc/iceoryx2/native';
import type { NativeAddon, NativeNode } from '#src/ipc/iceoryx2/native-types';

export interface NativeFixture {
  readonly native: NativeAddon;
  readonly rootPath: string;
  readonly node: (name: string) => NativeNode;
}

/** Gives `body` a folder of its own; closes all nodes afterwards, in reverse order. */
export async function withNative(body: (fixture: NativeFixture) => void | Promise<void>): Promise<void> {
  const native = loadNative();
  const rootPath = mkdtempSync(join(tmpdir(), 'sy-iox-'));
  const nodes: NativeNode[] = [];
  try {
    await body({
      native,
      rootPath,
      node: (name) => {
        const node = new native.LinkNode({
          name,
          rootPath,
          prefix: 'syt_',
          cleansUp: true,
          isVerbose: false,
        });
        nodes.push(node);
        return node;
      },
    });
  } finally {
    for (const node of nodes.reverse()) node.close();
    rmSync(rootPath, { recursive: true });
  }
}

/** Limits of a data connection: one sender, up to three receivers. */
export const DATA_OPTIONS = {
  name: 'Sy/source_0/o/out',
  controlName: 'Sy/Ctl/source_0/o/out',
  maxSenders: 1,
  maxReceivers: 3,
  maxNodes: 5,
} as const;

/** A word that ends pumps. */
export function stopWord() {
  return { words: new Int32Array(new SharedArrayBuffer(4)), index: 0 };
}

/** Settles when `condition` holds; the test's own time limit is the watchdog. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
