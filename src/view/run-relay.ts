/**
 * Reports to the page server what happens in a run.
 *
 * @module
 */
import {
  formatPortRef,
  figureText,
  type LogLine,
  type PortRef,
  type ProjectRun,
  type RunDetails,
  type RunReport,
} from '../host/index.ts';
import { MetaFloat, MetaSize, dataTypeName, decodeMetaMap, type MetaValue } from '../types/index.ts';
import type { ViewEnd, ViewFigures, ViewGraph, ViewValue } from './protocol.ts';
import type { ViewRing } from './thread-messages.ts';
import type { ViewThread } from './view-thread.ts';

/** How often figures are sent. */
const FIGURES_MSEC = 250;
/** Lines of the log are sent together, so that a flood of them costs the host little. */
const LOG_MSEC = 100;
/** Of more lines within that time, the newest. */
const MAX_PENDING_LINES = 500;

/** Relays one run after the other. */
export class RunRelay {
  readonly #thread: Pick<ViewThread, 'post'>;
  #figuresTimer: NodeJS.Timeout | undefined;
  #logTimer: NodeJS.Timeout | undefined;
  #lines: LogLine[] = [];
  #run: Pick<ProjectRun, 'details' | 'lookAt'> | undefined;
  /** What is looked at, in this run and the next. */
  #lookedAt: readonly PortRef[] = [];
  #sent: RunDetails | undefined;

  constructor(thread: Pick<ViewThread, 'post'>) {
    this.#thread = thread;
  }

  /** A run is about to begin. */
  begin(project: string): void {
    this.#run = this.#sent = undefined;
    this.#lines = [];
    this.#thread.post({ kind: 'run', project });
  }

  /** From now on relays this run. */
  follow(run: Pick<ProjectRun, 'details' | 'lookAt'>): void {
    this.#run = run;
    run.lookAt(this.#lookedAt);
    clearInterval(this.#figuresTimer);
    this.#figuresTimer = setInterval(() => this.#relay(), FIGURES_MSEC);
    this.#relay();
  }

  /** Somebody looks at these outputs, as `module:port`, and at no others. */
  look(outputs: readonly string[]): void {
    this.#lookedAt = outputs.map((output) => {
      const at = output.indexOf(':');
      return { module: output.slice(0, at), port: output.slice(at + 1) };
    });
    this.#run?.lookAt(this.#lookedAt);
  }

  log(line: LogLine): void {
    this.#lines.push(line);
    if (this.#lines.length > MAX_PENDING_LINES) this.#lines.shift();
    this.#logTimer ??= setTimeout(() => this.#flushLog(), LOG_MSEC);
  }

  /** The run is over. */
  end(report: RunReport, summary: string): void {
    this.close();
    this.#relay();
    this.#thread.post({ kind: 'ended', end: endOf(report, summary) });
  }

  /** There will be no run: pages show why. */
  refuse(message: string): void {
    this.close();
    const [reason = message] = message.split('\n');
    const end: ViewEnd = {
      verdict: 'REFUSED',
      reasons: [reason],
      summary: message,
      errors: [{ message, stack: message }],
      warnings: [],
    };
    this.#thread.post({ kind: 'ended', end });
  }

  /** Relays nothing more. */
  close(): void {
    clearInterval(this.#figuresTimer);
    this.#flushLog();
  }

  #flushLog(): void {
    clearTimeout(this.#logTimer);
    this.#logTimer = undefined;
    if (this.#lines.length > 0) this.#thread.post({ kind: 'log', lines: this.#lines });
    this.#lines = [];
  }

  #relay(): void {
    const details = this.#run?.details();
    if (details === undefined) return;
    if (this.#sent === undefined || !isSameGraph(details, this.#sent)) {
      this.#thread.post({ kind: 'graph', graph: graphOf(details), rings: ringsOf(details) });
    }
    this.#sent = details;
    const cpuUsers = details.modules.map(({ id, threadIds, processId }) => ({
      id,
      threadIds,
      ...(processId === undefined ? {} : { processId }),
    }));
    this.#thread.post({ kind: 'figures', figures: figuresOf(details), cpuUsers });
  }
}

function isSameGraph(a: RunDetails, b: RunDetails): boolean {
  return (
    a.connections.length === b.connections.length &&
    a.outputs.length === b.outputs.length &&
    a.outputs.every(
      ({ ring, metadata }, i) => ring === b.outputs[i]!.ring && metadata === b.outputs[i]!.metadata,
    )
  );
}

function graphOf({ modules, connections, outputs }: RunDetails): ViewGraph {
  return {
    modules: modules.map(({ id, name, use }) => ({ id, name, use })),
    connections: connections.map(({ from, to, dataType, policy }) => ({
      from: formatPortRef(from),
      to: formatPortRef(to),
      dataType,
      policy,
    })),
    outputs: outputs.map(({ title, dataType, metadata, isVisible, ...ref }) => ({
      id: formatPortRef(ref),
      title,
      dataType: dataTypeName(dataType),
      metadata: metadataOf(metadata),
      isVisible,
    })),
  };
}

function ringsOf({ outputs }: RunDetails): ViewRing[] {
  return outputs.flatMap(({ module, port, dataType, ring }) =>
    ring === undefined ? [] : [{ module, port, dataType, ring }],
  );
}

/** What a module sends as metadata may be damaged: that is for its consumers to refuse. */
function metadataOf(bytes: Uint8Array): ViewGraph['outputs'][number]['metadata'] {
  try {
    return Object.fromEntries(
      Object.entries(decodeMetaMap(bytes)).map(([key, value]) => [key, plain(value)]),
    );
  } catch {
    return {};
  }
}

function plain(value: MetaValue): ViewValue {
  if (value instanceof MetaSize) return `${value.width} × ${value.height}`;
  if (value instanceof MetaFloat) return plain(value.value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return (value as readonly MetaValue[]).map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function figuresOf({ phase, elapsedMsec, durationMsec, modules, connections }: RunDetails): ViewFigures {
  return {
    phase,
    elapsedMsec,
    ...(durationMsec === undefined ? {} : { durationMsec }),
    modules: modules.map(({ id, state, status, figures }) => ({
      id,
      state,
      status,
      figures: Object.entries(figures).map(([name, figure]) => ({ name, text: figureText(figure) })),
    })),
    connections: connections.map(
      ({ to, latency, items, bytes, itemsPerSec, inFlight, fullness, skipped, heldBackUsec }) => ({
        to: formatPortRef(to),
        ...{ items, bytes, itemsPerSec, inFlight, fullness, skipped, heldBackUsec },
        ...(latency === undefined ? {} : { p50Usec: latency.p50Usec, p99Usec: latency.p99Usec }),
      }),
    ),
  };
}

function endOf(report: RunReport, summary: string): ViewEnd {
  const { verdict, reasons, outFolder, errors, warnings, modules } = report;
  return {
    verdict,
    reasons,
    summary,
    ...(outFolder === undefined ? {} : { recording: outFolder }),
    errors: errors.map(({ module, error }) => ({
      ...(module === undefined ? {} : { module }),
      ...(error.code === undefined ? {} : { code: error.code }),
      message: error.message,
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    })),
    warnings: [...warnings, ...modules.flatMap((module) => module.warnings)].map(({ module, text }) =>
      module === undefined ? text : `${module}: ${text}`,
    ),
  };
}
