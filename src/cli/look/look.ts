/**
 * The frame of the commands that look at a run from another terminal: from the first news to the last.
 *
 * @module
 */
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import type { CliWorld } from '../world.ts';
import { RunningView, type ViewNews } from './running-view.ts';

/** What a command does with the news of a run. */
export interface Looker {
  /** @returns true when it has seen enough */
  readonly take: (news: ViewNews, view: Pick<RunningView, 'say'>) => boolean;
  /** Called at the end, whatever ends it. */
  readonly close?: () => void;
}

/**
 * Looks at a run until it ends, the user has seen enough, or the looker has.
 *
 * @param port - of the run's page; may be left out where there is one run
 * @throws ERR_SYNTALOS_INVALID_STATE - when there is no such run; what the looker throws
 */
export async function lookAtRun(
  world: CliWorld,
  port: number | undefined,
  looker: Looker,
): Promise<ExitCode> {
  let end: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  // It may fail while the connection is still made.
  ended.catch(() => undefined);
  // What comes with the greeting comes before there is somebody to answer.
  const early: ViewNews[] = [];
  const take = (news: ViewNews): void => {
    if (view === undefined) {
      early.push(news);
      return;
    }
    try {
      // Whoever read what is written has gone (`… | head`), as the last write has shown.
      if (looker.take(news, view) || world.stdout.writable === false) end();
      else if (news.kind === 'ended') {
        world.stderr.write(`The run has ended: ${news.verdict}\n`);
        end();
      }
    } catch (error) {
      fail(error);
    }
  };
  let view: RunningView | undefined;
  let isOver = false;
  const onGone = (): void => {
    if (!isOver) world.stderr.write('The run has ended\n');
    end();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) world.signals.on(signal, end);
  try {
    view = await RunningView.connect(world, port, { onNews: take, onGone });
    for (const news of early) take(news);
    await ended;
  } finally {
    isOver = true;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) world.signals.off(signal, end);
    looker.close?.();
    view?.close();
  }
  return EXIT_CODES.ok;
}
