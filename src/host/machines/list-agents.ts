/**
 * Finds the agents on the servers.
 *
 * @module
 */
import type { Bus } from '../../ipc/nats/index.ts';
import { monotonicUsec } from '../../timing/index.ts';
import { AGENTS_SUBJECT, factsSubject, type AgentFacts } from './agent-protocol.ts';
import { readAgentFacts } from './read-message.ts';

/** How long agents may take to answer, in ms. */
const WINDOW_MSEC = 700;
/** How often the clock of each is asked for: the quickest answer counts. */
const CLOCK_TRIES = 8;

/** An agent, as it was found. */
export interface FoundAgent {
  readonly facts: AgentFacts;
  /** Its CLOCK_MONOTONIC less ours, in µs, give or take half of the round trip. */
  readonly offsetUsec: number;
  readonly roundTripUsec: number;
}

/** All agents that answer, by name. */
export async function listAgents(bus: Bus): Promise<readonly FoundAgent[]> {
  const answers = await bus.askAll(AGENTS_SUBJECT, new Uint8Array(), WINDOW_MSEC);
  const all = answers
    .flatMap((answer) => readAgentFacts(answer) ?? [])
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: FoundAgent[] = [];
  for (const facts of all) found.push({ facts, ...(await clockOf(bus, facts.name)) });
  return found;
}

async function clockOf(
  bus: Bus,
  name: string,
): Promise<{ readonly offsetUsec: number; readonly roundTripUsec: number }> {
  let best = { offsetUsec: 0, roundTripUsec: Infinity };
  for (let i = 0; i < CLOCK_TRIES; i++) {
    const sentUsec = monotonicUsec();
    const answer = await bus.ask(factsSubject(name), new Uint8Array(), WINDOW_MSEC);
    const roundTripUsec = monotonicUsec() - sentUsec;
    const facts = answer instanceof Uint8Array ? readAgentFacts(answer) : undefined;
    if (facts === undefined || roundTripUsec >= best.roundTripUsec) continue;
    best = { offsetUsec: facts.clockUsec - (sentUsec + roundTripUsec / 2), roundTripUsec };
  }
  return best;
}
