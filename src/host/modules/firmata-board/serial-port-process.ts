/**
 * Entry of the process that has a serial port open: what comes to its standard input goes to the port, what the port
 * gives to its standard output. Arguments: the port, its baud rate. It ends with its input.
 *
 * serialport 13 waits for its ports in the event loop of the process' first thread, whichever thread opened them; from
 * a module's thread that aborts the whole process. Once it waits in the loop of its own thread, this file may go.
 *
 * @module
 */
import { messageOf } from '../../../errors.ts';
import type { SerialEvent, SerialProblem } from './serial-protocol.ts';

const [path = '', baudRate] = process.argv.slice(2);

// Ctrl-C in a terminal reaches this process, too; the module ends it when the run has stopped.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.stdout.on('error', () => process.exit());

const { SerialPort } = await import('serialport').catch((error: unknown) => leave(failed('package', error)));
const port = new SerialPort({ path, baudRate: Number(baudRate), autoOpen: false });
port.on('error', ({ message }) => void leave({ kind: 'gone', text: message }));
port.on('close', () => void leave({ kind: 'gone', text: 'it was closed' }));
port.open((error) => {
  if (error !== null) {
    void leave(failed(problemOf(error.message), error));
    return;
  }
  process.send?.({ kind: 'open' } satisfies SerialEvent);
  port.pipe(process.stdout);
  process.stdin.pipe(port, { end: false });
  process.stdin.on('end', () => port.drain(() => process.exit()));
});

function failed(problem: SerialProblem, error: unknown): SerialEvent {
  return { kind: 'failed', problem, text: messageOf(error) };
}

/** serialport gives no codes, only what the system says, on Linux and macOS, and on Windows. */
function problemOf(text: string): SerialProblem {
  if (/No such file or directory|No such device|File not found/.test(text)) return 'missing';
  if (/Permission denied|Operation not permitted/.test(text)) return 'forbidden';
  if (/Cannot lock port|Resource busy|Device or resource busy|Access denied/.test(text)) return 'busy';
  return 'other';
}

/** Ends once the event is on its way. */
async function leave(event: SerialEvent): Promise<never> {
  await new Promise((resolve) => process.send?.(event, resolve));
  process.exit();
}
