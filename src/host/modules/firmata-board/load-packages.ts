/**
 * The door to the optional package firmata-io, which speaks the protocol.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import type { FirmataConstructor } from './firmata-types.ts';

/**
 * Loads the protocol's implementation.
 *
 * @throws ERR_SYNTALOS_MISSING_DEPENDENCY - when the package is not installed
 */
export async function loadFirmata(): Promise<FirmataConstructor> {
  try {
    const { default: firmataIo } = (await import('firmata-io')) as FirmataIo;
    return firmataIo.Firmata;
  } catch (cause) {
    throw missingPackage('firmata-io', cause);
  }
}

/** What is said of an optional package that a board needs. */
export function missingPackage(name: string, cause: unknown): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_MISSING_DEPENDENCY',
    `Cannot talk to a board: the optional package "${name}" is not installed or does not load on this machine; install it by "npm install ${name}"`,
    { cause, details: { package: name } },
  );
}

interface FirmataIo {
  readonly default: { readonly Firmata: FirmataConstructor };
}
