import { join } from 'node:path';
import { EdlCollection } from 'syntalos-mlink/edl';
import { createProject, runProject, type ProjectDescription, type RunReport } from 'syntalos-mlink/host';

/** What a run left behind. */
export interface FinishedRun {
  readonly report: RunReport;
  /** Throws if there is none: a run that is refused before it begins leaves no folder. */
  readonly recording: EdlCollection;
  /** Lines of its log, each after its level. */
  readonly log: readonly string[];
}

/** Modules and connections, the latter as `cam:frames > rec:frames`. */
export interface RunModulesOptions {
  readonly modules: ProjectDescription['modules'];
  readonly connections: readonly string[];
  /** Folder for the recording. */
  readonly folder: string;
  /** How long it runs unless its sources end before; a test that never ends would tell nothing. */
  readonly duration?: string;
  /** Hears each line of the log as it comes. */
  readonly onLog?: (text: string) => void;
}

/** Runs modules on the embedded host to the end of their sources. */
export async function runModules(options: RunModulesOptions): Promise<FinishedRun> {
  const log: string[] = [];
  const project = createProject({
    run: { duration: options.duration ?? '60s' },
    modules: options.modules,
    connections: options.connections.map((connection) => {
      const [from = '', to = ''] = connection.split(' > ');
      return { from, to };
    }),
  });
  const report = await runProject(project, {
    outFolder: join(options.folder, 'out'),
    onLog: ({ level, text }) => {
      log.push(`${level}: ${text}`);
      options.onLog?.(text);
    },
  });
  const { outFolder } = report;
  const recording = outFolder === undefined ? undefined : await EdlCollection.open(outFolder);
  return {
    report,
    log,
    get recording() {
      if (recording === undefined) throw new Error('The run left no recording');
      return recording;
    },
  };
}
