/**
 * iceoryx2 for tests: real nodes, in a folder and under a prefix of the test's own.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNative } from '#src/ipc/iceoryx2/addon/native';
import type { NativeAddon, NativeNode } from '#src/ipc/iceoryx2/addon/native-types';

const SHARED_MEMORY = '/dev/shm';

/** Where nodes of one test meet. iceoryx2 names shared memory by prefix and service, not by folder. */
export interface MeetingPoint {
  readonly rootPath: string;
  readonly prefix: string;
}

export interface NativeFixture {
  readonly native: NativeAddon;
  readonly meetingPoint: MeetingPoint;
  readonly node: (name: string) => NativeNode;
}

/** A node; to be closed. */
export function openNode(name: string, { rootPath, prefix }: MeetingPoint): NativeNode {
  const { LinkNode } = loadNative();
  return new LinkNode({ name, rootPath, prefix, cleansUp: true, isVerbose: false });
}

/** Gives `body` a folder of its own; closes all nodes afterwards, in reverse order. */
export async function withNative(body: (fixture: NativeFixture) => void | Promise<void>): Promise<void> {
  const native = loadNative();
  const rootPath = mkdtempSync(join(tmpdir(), 'sy-iox-'));
  const meetingPoint = { rootPath, prefix: `syt_${rootPath.slice(-6)}_` };
  const nodes: NativeNode[] = [];
  try {
    await body({
      native,
      meetingPoint,
      node: (name) => {
        const node = openNode(name, meetingPoint);
        nodes.push(node);
        return node;
      },
    });
  } finally {
    for (const node of nodes.reverse()) node.close();
    rmSync(rootPath, { recursive: true });
    // What killed processes left, and iceoryx2's one file for each prefix.
    for (const name of readdirSync(SHARED_MEMORY)) {
      if (name.startsWith(meetingPoint.prefix)) rmSync(join(SHARED_MEMORY, name));
    }
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
