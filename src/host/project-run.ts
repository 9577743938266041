/**
 * A run of a project as its caller sees it: the contract between the engine and the commands.
 *
 * @module
 */
import type { PortRef, Project, ProjectConnection, RunLimits } from './project/index.ts';
import type { LogLine, RunProgress, RunReport } from './report/index.ts';
import type { RunDetails } from './run-details.ts';

/** A port that a module has registered while it was loaded. */
export interface RegisteredPort extends PortRef {
  readonly direction: 'input' | 'output';
  /** Name of its data type, such as `Frame`. */
  readonly dataType: string;
}

/** What a caller may say about a run; each overrides what the project says. */
export interface RunOptions {
  /** Folder that the recording's folder is made in; relative to the working directory. */
  readonly outFolder?: string;
  /** The run stops by itself after this time. */
  readonly durationMsec?: number;
  /** Those of the project's `[run.limits]` hold for what is not given here. */
  readonly limits?: RunLimits;
  /** Gets each line of the log as it comes. */
  readonly onLog?: (line: LogLine) => void;
  /**
   * Gives connections beside those of the project, once every module has registered its ports:
   * for a caller that cannot know them before. They are checked as the project's are.
   */
  readonly connect?: (ports: readonly RegisteredPort[]) => readonly ProjectConnection[];
}

/** A run that goes on. */
export interface ProjectRun {
  /**
   * Settles when everything of the run is over and saved. It resolves with the report however
   * the run went; it rejects only if the host itself is broken.
   */
  readonly done: Promise<RunReport>;
  /** A snapshot for display; allowed before, during and after the run. */
  progress(): RunProgress;
  /** A closer look, for who shows the run; allowed whenever {@link progress} is. */
  details(): RunDetails;
  /**
   * From now on these outputs are looked at, and no others: those of other machines that nothing reads here come here
   * while they are, as far as there is time, and {@link details} has their rings then. All others are here anyway.
   */
  lookAt(outputs: readonly PortRef[]): void;
  /** Asks the run to end and save what it has; `reason` goes to the report. Further calls do nothing. */
  stop(reason: string): void;
  /** Ends all threads at once. What was in flight is lost; files are closed if they can be. */
  kill(): void;
  /** Calls `onShowSettings` of one module, or of all that have it. */
  showSettings(moduleId?: string): Promise<void>;
  /** Calls `onShowDisplay` of one module, or of all that have it. */
  showDisplay(moduleId?: string): Promise<void>;
}

/** The engine's entry: loads all modules and starts the run. Rejects if it could not begin. */
export type StartProject = (project: Project, options?: RunOptions) => Promise<ProjectRun>;
