/**
 * What the benches over real iceoryx2 need beside this package.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { addonProblem } from '#src/ipc/iceoryx2/addon/native';
import { PEER } from '../../support/peer-program.ts';

/** Why they cannot run, with the remedy; undefined where they can. */
export function linkProblem(): string | undefined {
  const problem = addonProblem();
  if (problem !== undefined) return problem;
  if (existsSync(PEER)) return undefined;
  return 'Cannot measure the bare iceoryx2 crate: its program is not built; run "npm run build:peer" (needs Rust)';
}

/** @throws with the remedy, where they cannot run */
export function requireLink(): void {
  const problem = linkProblem();
  if (problem !== undefined) throw new Error(problem);
}
