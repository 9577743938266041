/**
 * The Python that reads recordings as others do: of the environment variable `SYNTALOS_PYTHON`, else of the virtual
 * environment `.venv` of this checkout.
 *
 * @module
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = new URL('../../../', import.meta.url);
const python = process.env['SYNTALOS_PYTHON'] ?? fileURLToPath(new URL('.venv/bin/python', root));
const run = promisify(execFile);

/** Why recordings cannot be read by Python here; `false` if they can. */
export async function missingPython(): Promise<string | false> {
  const how = 'make it by "python3 -m venv .venv && .venv/bin/pip install -r test/python/requirements.txt"';
  if (!existsSync(python)) return `there is no Python at ${python}: ${how}`;
  try {
    await run(python, ['-c', 'import zarr, pandas, edlio, zstandard, numpy, pynwb, nwbinspector, cv2']);
  } catch {
    return `the Python at ${python} lacks a package: ${how}`;
  }
  try {
    await run('ffprobe', ['-version']);
  } catch {
    return 'there is no ffprobe: install ffmpeg';
  }
  return false;
}

/** Runs a comparison; answers what it compared. @throws with its message when something differs */
export function compareByPython(what: 'whole' | 'killed', expected: string): Promise<string> {
  return runPython([scriptOf('compare.py'), what, expected]);
}

/** Compares what was exported. @throws with its message when something differs */
export function readExports(expected: string): Promise<string> {
  return runPython([scriptOf('read_exports.py'), expected]);
}

/** Runs Python; answers what it printed. @throws with its standard error when it fails */
export async function runPython(args: readonly string[], folder?: string): Promise<string> {
  try {
    const { stdout } = await run(python, [...args], {
      maxBuffer: 1 << 24,
      ...(folder === undefined ? {} : { cwd: folder }),
    });
    return stdout;
  } catch (error) {
    throw new Error(String((error as { stderr?: unknown }).stderr ?? error), { cause: error });
  }
}

function scriptOf(name: string): string {
  return fileURLToPath(new URL(`test/python/${name}`, root));
}
