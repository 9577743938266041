/**
 * Environment variables that this package reads or sets, each name once.
 *
 * @module
 */

/** The environment of a process, as far as it is read. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names of variables, by what they are for. */
export const VARIABLES = {
  /** Instance id of a module's process; Syntalos sets it, and our host. */
  moduleId: 'SYNTALOS_MODULE_ID',
  /** Version of the master, such as `3.1.2`. */
  masterVersion: 'SYNTALOS_VERSION',
  /** `1` makes iceoryx2 log at level debug. */
  verbose: 'SY_VERBOSE',
  /** Folder in which both ends of a link keep iceoryx2's files. */
  runtimeDir: 'XDG_RUNTIME_DIR',
  /** Where the ports of a module process live: a `PortPlacement`. */
  portPlacement: 'SYNTALOS_MLINK_PORTS',
  /** `1` lets ports wait by spinning on machines that have no core to spare. */
  forceSpin: 'SYNTALOS_MLINK_SPIN',
  /** Process id of our host; it sets this for the processes that it starts. */
  hostProcessId: 'SYNTALOS_MLINK_HOST_PID',
  /** How long our host waits for user code, as JSON; it sets this for the processes that it starts. */
  limits: 'SYNTALOS_MLINK_LIMITS',
  /** The Node.js that an installed module's launcher uses; users set it. */
  launcherNode: 'SYNTALOS_MLINK_NODE',
} as const;
