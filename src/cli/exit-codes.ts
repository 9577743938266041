/** What the process says to its caller: the one table of exit codes. */
export const EXIT_CODES = {
  /** The command did what it should; of a run: its report says COMPLETE. */
  ok: 0,
  /** The run failed, or its report says INCOMPLETE. */
  failed: 1,
  /** The command line, the project or a setting is wrong: nothing was run. */
  usage: 2,
  /** The user quit without waiting for the end (Ctrl-C twice): 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

/** One of {@link EXIT_CODES}. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
