/**
 * A board at a serial port, from its answer to the end of the run.
 *
 * @module
 */
import { withDeadline } from '../../../deadline.ts';
import { SyntalosError } from '../../../errors.ts';
import { FirmataSession } from './firmata-session.ts';
import type { FirmataConstructor } from './firmata-types.ts';
import { loadFirmata } from './load-packages.ts';
import { SerialPort } from './serial-port.ts';

/** Options of {@link FirmataConnection.open}. */
export interface FirmataConnectionOptions {
  /** Id of the module, for messages. */
  readonly moduleId: string;
  readonly baudRate: number;
  /** Between two readings of analog inputs. */
  readonly samplingMsec: number;
  /** So long the board may take to start and to answer. */
  readonly answerMsec: number;
  /** Gets the error of a board that has answered and can no longer be used. */
  readonly onFailure: (error: SyntalosError) => void;
}

/** A board that has answered. */
export class FirmataConnection {
  readonly session: FirmataSession;
  readonly #port: SerialPort;
  #isClosed = false;

  private constructor(
    Board: FirmataConstructor,
    port: SerialPort,
    { samplingMsec, answerMsec, onRestart }: SessionSettings,
  ) {
    this.#port = port;
    this.session = new FirmataSession(Board, {
      send: (bytes) => port.write(bytes),
      samplingMsec,
      // Meanwhile it starts, which opening the port makes most boards do.
      askAfterMsec: answerMsec / 4,
      onRestart: () => {
        if (!this.#isClosed) onRestart();
      },
    });
  }

  /**
   * Opens the port and waits for the board.
   *
   * @throws ERR_SYNTALOS_DEVICE - when the port cannot be opened or nothing at it answers
   * @throws ERR_SYNTALOS_MISSING_DEPENDENCY - when a package is not installed
   */
  static async open(path: string, options: FirmataConnectionOptions): Promise<FirmataConnection> {
    const { moduleId, baudRate, answerMsec, onFailure } = options;
    const failure = (action: string, problem: string): SyntalosError =>
      new SyntalosError(
        'ERR_SYNTALOS_DEVICE',
        `Cannot ${action} board "${path}" of module "${moduleId}": ${problem}`,
        { details: { path, module: moduleId } },
      );
    const lost = (problem: string): SyntalosError => failure('go on without', problem);
    const Board = await loadFirmata();
    const port = await SerialPort.open(path, {
      baudRate,
      onBytes: (bytes) => connection.session.receive(bytes),
    });
    const connection: FirmataConnection = new FirmataConnection(Board, port, {
      ...options,
      onRestart: () => onFailure(lost('it has started anew and forgotten its lines; look at its power')),
    });
    const gone = port.gone.then((why) => lost(`it has gone (${why}); look at its power and cable`));
    const goneEarly = gone.then((error) => Promise.reject(error));
    try {
      await withDeadline(Promise.race([connection.session.ready, goneEarly]), {
        limitMsec: answerMsec,
        lateError: () =>
          failure(
            'use',
            `it has not answered within ${answerMsec / 1000} s; see that a Firmata sketch, such as StandardFirmata, is on it, and that it talks at ${baudRate} Bd (setting "baud_rate")`,
          ),
      });
    } catch (error) {
      await port.close();
      throw error;
    }
    goneEarly.catch(onFailure);
    return connection;
  }

  /** What to wait for before more is sent, when the port is behind. */
  drained(): Promise<unknown> | undefined {
    return this.#port.drained();
  }

  /** Resets the board, which takes its outputs low, and closes the port. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.session.board.reset();
    await this.#port.close();
  }
}

interface SessionSettings {
  readonly samplingMsec: number;
  readonly answerMsec: number;
  readonly onRestart: () => void;
}
