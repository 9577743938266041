/**
 * The door `syntalos-mlink/register`: lets a Node that does not run TypeScript itself import it, for tests:
 * `node --import syntalos-mlink/register --test *.test.ts`.
 *
 * Does nothing where Node strips types, and in threads: those of hosts get their programs prepared.
 *
 * @module
 */
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && (process.features as { typescript?: unknown }).typescript === undefined) {
  process.setSourceMapsEnabled(true);
  register('./register-hooks.js', import.meta.url);
}
