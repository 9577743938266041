/**
 * Outputs of other machines that somebody looks at here, and that no module of the host reads.
 *
 * @module
 */
import { messageOf } from '../../errors.ts';
import type { ModuleRecord } from '../engine/module-record.ts';
import { formatPortRef, type PortRef } from '../project/index.ts';
import type { MachineLinks } from './machine-links.ts';

/** What {@link Glances} works with. */
export interface GlancesParts {
  readonly records: ReadonlyMap<string, ModuleRecord>;
  readonly links: () => MachineLinks;
  /** Has the machine of an output offer it. */
  readonly openOutput: (from: PortRef) => Promise<void>;
  /** Gets why something cannot be shown, for the log. */
  readonly onInfo: (text: string) => void;
}

/** Has what is looked at come here, while it is: nothing waits for it, and its failure is none of the run. */
export class Glances {
  readonly #parts: GlancesParts;
  readonly #opened = new Map<string, PortRef>();
  #wanted: ReadonlyMap<string, PortRef> = new Map();
  #isOpen = false;
  #working: Promise<void> = Promise.resolve();

  constructor(parts: GlancesParts) {
    this.#parts = parts;
  }

  /** From now on these outputs are looked at, and no others. */
  lookAt(outputs: readonly PortRef[]): void {
    this.#wanted = new Map(outputs.map((output) => [formatPortRef(output), output]));
    this.#followWishes();
  }

  /** The outputs of all machines are there. */
  begin(): void {
    this.#isOpen = true;
    this.#followWishes();
  }

  /** Opens nothing more, and waits for nothing: what is open, or just being opened, ends with the links. */
  end(): void {
    this.#isOpen = false;
  }

  #followWishes(): void {
    this.#working = this.#working.then(async () => {
      for (const [name, from] of this.#opened) {
        if (this.#isOpen && !this.#wanted.has(name)) await this.#close(name, from);
      }
      for (const [name, from] of this.#wanted) {
        if (this.#isOpen && !this.#opened.has(name)) await this.#open(name, from);
      }
    });
  }

  async #open(name: string, from: PortRef): Promise<void> {
    const { records, links, openOutput, onInfo } = this.#parts;
    const record = records.get(from.module);
    const output = record?.outputs.get(from.port);
    if (record?.module.machine === undefined || output === undefined || output.ring !== undefined) return;
    try {
      await openOutput(from);
      if (!this.#isOpen) return;
      output.shownRing = await links().openGlance(from);
      this.#opened.set(name, from);
    } catch (error) {
      if (this.#isOpen) onInfo(`Cannot show ${name}: ${messageOf(error)}`);
    }
  }

  async #close(name: string, from: PortRef): Promise<void> {
    const { records, links } = this.#parts;
    this.#opened.delete(name);
    const output = records.get(from.module)?.outputs.get(from.port);
    if (output !== undefined) output.shownRing = undefined;
    // Where the link is gone already there is nothing to close.
    await links()
      .closeGlance(from)
      .catch(() => undefined);
  }
}
