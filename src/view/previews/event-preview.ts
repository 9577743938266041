/**
 * Lines and commands of an output, as events in time.
 *
 * @module
 */
import { RingFollower } from '../../shm/index.ts';
import {
  ControlCommandKind,
  DataType,
  LineCommandKind,
  codecOf,
  type ControlCommand,
  type LineCommand,
  type LineReading,
} from '../../types/index.ts';
import type { EventData } from '../protocol.ts';
import { followAll } from './follow.ts';
import type { Preview, PreviewItem, PreviewSource } from './preview.ts';

type ViewEvent = EventData['events'][number];

/** Most events of one look; of more, the newest: nobody sees more in a line of some hundred pixels. */
const MAX_EVENTS = 400;

/** Shows what happens on lines, or which commands are given. */
export class EventPreview implements Preview {
  readonly isPicture = false;
  readonly #follower: RingFollower;
  readonly #toEvent: (nowSec: number) => ViewEvent;
  readonly #nowSec: () => number;
  #leftOut = 0;

  constructor({ ring, dataType, nowSec }: PreviewSource) {
    const follower = RingFollower.attach(ring);
    this.#follower = follower;
    this.#nowSec = nowSec;
    const itemOf = <D extends DataType>(type: D) =>
      codecOf(type).decode(follower.memory, follower.offset, follower.byteLength);
    this.#toEvent =
      dataType === DataType.LineReading
        ? () => readingEvent(itemOf(DataType.LineReading))
        : dataType === DataType.LineCommand
          ? (now) => lineCommandEvent(itemOf(DataType.LineCommand), now)
          : (now) => controlCommandEvent(itemOf(DataType.ControlCommand), now);
  }

  get skippedCount(): number {
    return this.#follower.skippedCount + this.#leftOut;
  }

  setOptions(): void {
    // There is nothing to choose.
  }

  take(): PreviewItem | undefined {
    const events: ViewEvent[] = [];
    const nowSec = this.#nowSec();
    followAll(this.#follower, () => {
      events.push(this.#toEvent(nowSec));
      if (events.length < 2 * MAX_EVENTS) return;
      this.#leftOut += MAX_EVENTS;
      events.splice(0, MAX_EVENTS);
    });
    const tooMany = Math.max(0, events.length - MAX_EVENTS);
    this.#leftOut += tooMany;
    events.splice(0, tooMany);
    return events.length === 0 ? undefined : { kind: 'data', data: { type: 'events', events } };
  }

  close(): void {
    // A follower holds nothing.
  }
}

function readingEvent({ lineId, value, timeUsec }: LineReading): ViewEvent {
  return { time: timeUsec / 1e6, lane: `line ${lineId}`, value, text: String(value) };
}

const LINE_COMMAND_NAMES = namesOf(LineCommandKind);
const CONTROL_COMMAND_NAMES = namesOf(ControlCommandKind);

/** Commands have no time of their own: that at which they were seen. */
function lineCommandEvent({ kind, lineId, value, durationUsec }: LineCommand, time: number): ViewEvent {
  const text = LINE_COMMAND_NAMES.get(kind) ?? String(kind);
  const isPulse = kind === LineCommandKind.WRITE_DIGITAL_PULSE || kind === LineCommandKind.WRITE_ANALOG_PULSE;
  const isLevel = kind === LineCommandKind.WRITE_DIGITAL || kind === LineCommandKind.WRITE_ANALOG;
  return {
    time,
    lane: `line ${lineId}`,
    ...(isLevel ? { value } : {}),
    ...(isPulse ? { duration: durationUsec / 1e6 } : {}),
    text: isLevel || isPulse ? `${text} ${value}` : text,
  };
}

function controlCommandEvent({ kind, durationMsec, command }: ControlCommand, time: number): ViewEvent {
  const name = CONTROL_COMMAND_NAMES.get(kind) ?? String(kind);
  const lane = kind === ControlCommandKind.CUSTOM && command !== '' ? command : name;
  return {
    time,
    lane,
    ...(durationMsec > 0 ? { duration: durationMsec / 1000 } : {}),
    text: durationMsec > 0 ? `${lane} for ${durationMsec} ms` : lane,
  };
}

function namesOf(kinds: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(kinds).map(([name, kind]) => [kind, name]));
}
