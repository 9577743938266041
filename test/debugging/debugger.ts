/**
 * A small debugger: attaches to all threads of this process, as an editor does, and stops where TypeScript says.
 */
import { Session } from 'node:inspector/promises';
import { SourceMap } from 'node:module';

/** A place in a source file as the user sees it: the line, from 1, that holds a text. */
export interface Breakpoint {
  readonly file: string;
  readonly line: number;
}

/** A stop at a breakpoint. */
export interface Stop {
  readonly file: string;
  readonly line: number;
  /** Name of the thread, as Node lists it. */
  readonly thread: string;
  /** Names of local variables in sight. */
  readonly locals: readonly string[];
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

type Send = (method: string, params?: object) => Promise<Record<string, unknown>>;

/** Debugs every thread that starts while it is open. */
export class TestDebugger {
  readonly stops: Stop[] = [];
  readonly #breakpoints: readonly Breakpoint[];
  readonly #session = new Session();

  constructor(breakpoints: readonly Breakpoint[]) {
    this.#breakpoints = breakpoints;
  }

  async open(): Promise<void> {
    this.#session.connect();
    const root = new ThreadSession(
      'main',
      (method, params) => post(this.#session, method, params),
      this.#onStop,
    );
    this.#session.on('inspectorNotification', (message) => root.take(message as Message));
    await root.watchThreads(this.#breakpoints);
  }

  close(): void {
    this.#session.disconnect();
  }

  readonly #onStop = (stop: Stop): void => {
    this.stops.push(stop);
  };
}

/** One thread: its scripts get the breakpoints; the main thread has those of all others. */
class ThreadSession {
  readonly #name: string;
  readonly #send: Send;
  readonly #onStop: (stop: Stop) => void;
  readonly #threads = new Map<
    string,
    { session: ThreadSession; answers: Map<number, (message: Message) => void> }
  >();
  #breakpoints: readonly Breakpoint[] = [];
  #nextId = 1;

  constructor(name: string, send: Send, onStop: (stop: Stop) => void) {
    this.#name = name;
    this.#send = send;
    this.#onStop = onStop;
  }

  /**
   * Waits for threads; each stands still until it has its breakpoints. Node reports all threads of the process to the
   * main thread, those that other threads start included.
   */
  async watchThreads(breakpoints: readonly Breakpoint[]): Promise<void> {
    this.#breakpoints = breakpoints;
    await this.#send('NodeWorker.enable', { waitForDebuggerOnStart: true });
  }

  async debug(breakpoints: readonly Breakpoint[]): Promise<void> {
    this.#breakpoints = breakpoints;
    await this.#send('Debugger.enable');
    await this.#send('Runtime.runIfWaitingForDebugger');
  }

  take({ method, params = {} }: Message): void {
    switch (method) {
      case 'NodeWorker.attachedToWorker':
        this.#attach(params as { sessionId: string; workerInfo: { title: string } });
        break;
      case 'NodeWorker.receivedMessageFromWorker': {
        const { sessionId, message } = params as { sessionId: string; message: string };
        const thread = this.#threads.get(sessionId);
        const parsed = JSON.parse(message) as Message;
        if (parsed.id === undefined) thread?.session.take(parsed);
        else thread?.answers.get(parsed.id)?.(parsed);
        break;
      }
      case 'Debugger.scriptParsed':
        void this.#setBreakpoints(params as { scriptId: string; sourceMapURL?: string });
        break;
      case 'Debugger.paused':
        void this.#onPaused(params as unknown as Paused);
        break;
      default:
    }
  }

  #attach({ sessionId, workerInfo }: { sessionId: string; workerInfo: { title: string } }): void {
    const answers = new Map<number, (message: Message) => void>();
    const send: Send = (method, params = {}) => {
      const id = this.#nextId++;
      const answered = new Promise<Record<string, unknown>>((resolve, reject) => {
        answers.set(id, ({ result = {}, error }) => {
          answers.delete(id);
          if (error === undefined) resolve(result);
          else reject(new Error(`${method}: ${error.message}`));
        });
      });
      const message = JSON.stringify({ id, method, params });
      void this.#send('NodeWorker.sendMessageToWorker', { sessionId, message });
      return answered;
    };
    const session = new ThreadSession(workerInfo.title, send, this.#onStop);
    this.#threads.set(sessionId, { session, answers });
    void session.debug(this.#breakpoints);
  }

  /** As an editor: by the source map that the script carries. */
  async #setBreakpoints(script: { scriptId: string; sourceMapURL?: string }): Promise<void> {
    const base64 = /^data:application\/json[^,]*;base64,(.*)$/.exec(script.sourceMapURL ?? '')?.[1];
    if (base64 === undefined) return;
    const payload = JSON.parse(Buffer.from(base64, 'base64').toString()) as ConstructorParameters<
      typeof SourceMap
    >[0];
    const map = new SourceMap(payload);
    for (const { file, line } of this.#breakpoints) {
      if (!payload.sources.some((source) => source.endsWith(file))) continue;
      const generated = generatedLine(map, line);
      if (generated === undefined) continue;
      const location = { scriptId: script.scriptId, lineNumber: generated };
      await this.#send('Debugger.setBreakpoint', { location });
      this.#places.set(`${script.scriptId}:${generated}`, { file, line });
    }
  }

  readonly #places = new Map<string, Breakpoint>();

  async #onPaused({ callFrames }: Paused): Promise<void> {
    const top = callFrames[0];
    const place = this.#places.get(`${top?.location.scriptId}:${top?.location.lineNumber}`);
    if (top !== undefined && place !== undefined) {
      const locals: string[] = [];
      for (const scope of top.scopeChain.filter(({ type }) => type === 'local' || type === 'block')) {
        const { result } = await this.#send('Runtime.getProperties', { objectId: scope.object.objectId });
        locals.push(...(result as { name: string }[]).map(({ name }) => name));
      }
      this.#onStop({ ...place, thread: this.#name, locals });
    }
    await this.#send('Debugger.resume');
  }
}

interface Paused {
  readonly callFrames: readonly {
    readonly location: { readonly scriptId: string; readonly lineNumber: number };
    readonly scopeChain: readonly { readonly type: string; readonly object: { readonly objectId: string } }[];
  }[];
}

/** The line of the generated code, from 0, that a source line (from 1) begins at. */
function generatedLine(map: SourceMap, sourceLine: number): number | undefined {
  for (let generated = 0; generated < 10_000; generated++) {
    const entry = map.findEntry(generated, 200);
    if ('originalLine' in entry && entry.originalLine === sourceLine - 1) return generated;
  }
  return undefined;
}

function post(session: Session, method: string, params: object = {}): Promise<Record<string, unknown>> {
  const untyped = session as unknown as {
    post(method: string, params: object): Promise<Record<string, unknown>>;
  };
  return untyped.post(method, params);
}
