/**
 * Passes what the user wants to the run.
 *
 * @module
 */
import { sleep } from '../deadline.ts';
import { messageOf } from '../errors.ts';
import type { ProjectRun } from '../host/index.ts';
import type { RunDisplay } from './run-display.ts';
import type { UserIntent } from './user-control.ts';
import type { CliWorld } from './world.ts';

/** After it was killed, a run may take this long to report how it ended. */
const KILL_GRACE_MSEC = 2000;
/** A run that another is to follow at once may take this long to save, and then as long to be ended by force. */
const REPLACE_GRACE_MSEC = 400;

/**
 * Two signals within this time are one key press: a terminal signals every process of the
 * command, and npm, being one of them, passes it on to us once more.
 */
const ONE_PRESS_MSEC = 120;

/** Passes what the user wants to the run, as soon as there is one. */
export class Conductor {
  readonly display: RunDisplay;
  /** Settles some time after the user has quit, or the run was replaced, whether it has ended or not. */
  readonly quit: Promise<undefined>;
  readonly #resolveQuit: () => void;
  readonly #world: Pick<CliWorld, 'now'>;
  #run: ProjectRun | undefined;
  #stoppedAtMsec = 0;
  #stopBy: string | undefined;
  #hasQuit = false;
  #replacedBy: string | undefined;

  constructor(display: RunDisplay, world: Pick<CliWorld, 'now'>) {
    this.display = display;
    this.#world = world;
    let resolveQuit: (value: undefined) => void = () => undefined;
    this.quit = new Promise((resolve) => {
      resolveQuit = resolve;
    });
    this.#resolveQuit = () => resolveQuit(undefined);
  }

  get hasQuit(): boolean {
    return this.#hasQuit;
  }

  /** Whether the user at the terminal wants it to end: the page ends one run, not what may follow. */
  get isStopped(): boolean {
    return this.#stopBy !== undefined && this.#stopBy !== 'the page';
  }

  /** Another run is to follow at once: ends this one, saving what can be saved in a moment. */
  replace(reason: string): void {
    this.#replacedBy = reason;
    this.#run?.stop(reason);
    void sleep(REPLACE_GRACE_MSEC)
      .then(() => this.#run?.kill())
      .then(() => sleep(REPLACE_GRACE_MSEC))
      .then(this.#resolveQuit);
  }

  take(run: ProjectRun): void {
    this.#run = run;
    this.display.follow(run);
    if (this.#hasQuit) run.kill();
    else if (this.#replacedBy !== undefined) run.stop(this.#replacedBy);
    else if (this.#stopBy !== undefined) run.stop(stopReason(this.#stopBy));
  }

  obey(intent: UserIntent): void {
    switch (intent.kind) {
      case 'stop':
        this.#stop(intent.by);
        return;
      case 'show-settings':
        this.#show('settings', this.#run?.showSettings());
        return;
      case 'show-display':
        this.#show('display', this.#run?.showDisplay());
        return;
    }
  }

  #stop(by: string): void {
    if (this.#hasQuit) return;
    if (this.#stopBy === undefined) {
      this.#stopBy = by;
      this.#stoppedAtMsec = this.#world.now();
      this.display.say('Stopping and saving … (Ctrl-C again quits at once: what is not saved is lost)');
      this.#run?.stop(stopReason(by));
      return;
    }
    if (by === 'key q' || by === 'the page' || this.#world.now() - this.#stoppedAtMsec < ONE_PRESS_MSEC)
      return;
    this.#hasQuit = true;
    this.display.say('Quitting …');
    this.#run?.kill();
    // Where modules are still being loaded there is nothing to save, and nothing to wait for.
    const grace = this.#run === undefined ? 0 : KILL_GRACE_MSEC;
    void sleep(grace).then(this.#resolveQuit);
  }

  #show(what: string, shown: Promise<void> | undefined): void {
    if (shown === undefined) {
      this.display.log({ level: 'info', text: `The ${what} of modules can be shown once they are loaded` });
      return;
    }
    this.display.log({ level: 'info', text: `Asked all modules to show their ${what}` });
    shown.catch((error: unknown) => {
      this.display.log({
        level: 'warning',
        text: `Cannot show the ${what} of all modules: ${messageOf(error)}`,
      });
    });
  }
}

function stopReason(by: string): string {
  return `the user stopped it (${by})`;
}
