/**
 * Machines of a test: network namespaces of this one, on a bridge of their own.
 *
 * @module
 */
import { execFileSync } from 'node:child_process';

/** What this needs and lacks here; `false` if nothing. */
export function missingNamespaces(): string | false {
  if (process.getuid?.() !== 0) return 'only root can make network namespaces';
  try {
    ip('netns', 'list');
    return false;
  } catch {
    return 'there is no command "ip": install it by "apt-get install iproute2"';
  }
}

/** A machine of the test. */
export interface Namespace {
  readonly address: string;
  /** What a command is to be run behind, to run on this machine. */
  readonly prefix: readonly string[];
  /** Takes its cable out, or puts it in again. */
  setLink(state: 'up' | 'down'): void;
}

/** Machines on one bridge. */
export interface Network {
  /** Of this process. */
  readonly address: string;
  readonly machines: Readonly<Record<string, Namespace>>;
  /** Takes all of it away; idempotent. */
  close(): void;
}

/** Networks that this process has made. */
let networkCount = 0;

/** Makes machines with these names; the caller closes the network. */
export function makeNetwork(names: readonly string[]): Network {
  // Several tests at once must not meet: the kernel's names are short, and are those of the process.
  const mark = ((process.pid * 64 + networkCount) % 46_656).toString(36).padStart(3, '0');
  const subnet = `10.${64 + (process.pid % 64)}.${((process.pid >> 6) + networkCount++) % 256}`;
  const bridge = `smb${mark}`;
  const made: string[] = [];
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    for (const name of made) attempt('netns', 'delete', name);
    attempt('link', 'delete', bridge);
  };
  process.once('exit', close);
  const machines: Record<string, Namespace> = {};
  try {
    ip('link', 'add', bridge, 'type', 'bridge');
    ip('address', 'add', `${subnet}.254/24`, 'dev', bridge);
    ip('link', 'set', bridge, 'up');
    for (const [index, name] of names.entries()) {
      const namespace = `sm${mark}-${name}`;
      const [outer, inner] = [`smo${mark}${index}`, `smi${mark}${index}`];
      ip('netns', 'add', namespace);
      made.push(namespace);
      ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', namespace);
      ip('link', 'set', outer, 'master', bridge, 'up');
      const address = `${subnet}.${index + 1}`;
      ip('-n', namespace, 'address', 'add', `${address}/24`, 'dev', inner);
      ip('-n', namespace, 'link', 'set', inner, 'up');
      ip('-n', namespace, 'link', 'set', 'lo', 'up');
      machines[name] = {
        address,
        prefix: ['ip', 'netns', 'exec', namespace],
        setLink: (state) => ip('link', 'set', outer, state),
      };
    }
  } catch (error) {
    close();
    throw error;
  }
  return { address: `${subnet}.254`, machines, close };
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function attempt(...args: readonly string[]): void {
  try {
    ip(...args);
  } catch {
    // It is gone already.
  }
}
