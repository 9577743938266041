/**
 * Checks of what a program declares a port with.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { VARIABLES } from '../environment.ts';
import { SyntalosError, describeValue } from '../errors.ts';
import { PortPolicy } from '../ipc/index.ts';
import { MAX_PORTS } from '../shm/index.ts';
import { dataTypeName, isDataType } from '../types/index.ts';

/** Options of `SyntalosLink.registerInputPort`. */
export interface InputPortOptions {
  /**
   * `block` (the default): every item arrives, and a full port holds the sender back. `latest`: the
   * newest item, never holding the sender back; skipped items are counted.
   */
  readonly policy?: 'block' | 'latest';
  /**
   * `event` (the default): the thread sleeps until there is an item. `spin`: it looks for items all the time, for closed
   * loops that need their answer within µs. That takes a core: where there are only two, the port waits for events,
   * with a warning, unless the environment has `SYNTALOS_MLINK_SPIN=1`.
   */
  readonly waiting?: 'event' | 'spin';
}

/** A port as a program declares it. */
export interface PortDeclaration {
  readonly direction: 'input' | 'output';
  readonly id: string;
  readonly dataType: unknown;
  /** Ports of the same direction that there are. */
  readonly others: ReadonlyMap<string, unknown>;
}

/**
 * Checks the declaration of a port.
 *
 * @throws ERR_SYNTALOS_PORT - for an id that is empty or taken, an unknown data type, or one port too many
 */
export function checkPort({ direction, id, dataType, others }: PortDeclaration): void {
  const what = `Cannot register ${direction} port ${describeValue(id)}`;
  if (typeof (id as unknown) !== 'string' || id === '') {
    throw new SyntalosError('ERR_SYNTALOS_PORT', `${what}: its id must be a text that is not empty`);
  }
  if (!isDataType(dataType)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_PORT',
      `${what}: its data type is ${typeof dataType === 'number' ? dataTypeName(dataType) : describeValue(dataType)}, expected one of DataType`,
    );
  }
  if (others.has(id)) {
    throw new SyntalosError('ERR_SYNTALOS_PORT', `${what}: there is one of this id already`);
  }
  if (others.size >= MAX_PORTS) {
    throw new SyntalosError(
      'ERR_SYNTALOS_PORT',
      `${what}: the module has ${MAX_PORTS} ${direction} ports already, as many as one may have: split it into several modules`,
    );
  }
}

/**
 * The policy of an input port by its option.
 *
 * @throws ERR_SYNTALOS_PORT - for any other value
 */
export function policyOf(portId: string, policy: unknown): PortPolicy {
  if (policy === undefined || policy === 'block') return PortPolicy.Block;
  if (policy === 'latest') return PortPolicy.Latest;
  throw new SyntalosError(
    'ERR_SYNTALOS_PORT',
    `Cannot register input port "${portId}": policy is ${describeValue(policy)}, expected "block" or "latest"`,
  );
}

/** Fewer cores are all in use while a run goes on. */
const CORES_TO_SPIN = 3;

/**
 * Whether a port is to spin.
 *
 * @param warn - gets why it must not, though the program asked for it
 * @throws ERR_SYNTALOS_PORT - for another way to wait
 */
export function isToSpin(portId: string, waiting: unknown, warn: (text: string) => void): boolean {
  if (waiting === undefined || waiting === 'event') return false;
  if (waiting !== 'spin') {
    throw new SyntalosError(
      'ERR_SYNTALOS_PORT',
      `Cannot register input port "${portId}": waiting is ${describeValue(waiting)}, expected "event" or "spin"`,
    );
  }
  const cores = availableParallelism();
  if (cores >= CORES_TO_SPIN || process.env[VARIABLES.forceSpin] === '1') return true;
  warn(
    `Port "${portId}" waits for events and does not spin: this machine has ${cores} ${cores === 1 ? 'core' : 'cores'}, which others need; ${VARIABLES.forceSpin}=1 in the environment has it spin all the same`,
  );
  return false;
}
