/**
 * Damage to the files of a recording.
 */
import { readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Damage } from './plan.ts';

/** Damages files below a folder. @returns which, relative to it */
export function damageFiles(folder: string, damage: readonly Damage[]): string[] {
  return damage.flatMap((one) => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile() && !name.startsWith('provenance'))
      .sort();
    const name = files[Math.floor(one.file * files.length)];
    if (name === undefined) return [];
    damageFile(join(folder, name), one);
    return [name];
  });
}

function damageFile(path: string, { how, from, bytes }: Damage): void {
  const content = readFileSync(path);
  const at = Math.floor(from * content.length);
  switch (how) {
    case 'truncate':
      truncateSync(path, at);
      break;
    case 'flip':
      for (let i = at; i < Math.min(at + bytes, content.length); i++)
        content[i] = content[i]! ^ (1 + (i % 255));
      writeFileSync(path, content);
      break;
    case 'zero':
      content.fill(0, at, Math.min(at + bytes, content.length));
      writeFileSync(path, content);
      break;
    case 'delete':
      rmSync(path);
      break;
    case 'empty':
      truncateSync(path, 0);
      break;
    case 'append':
      writeFileSync(path, Buffer.concat([content, Buffer.alloc(bytes, 0xa5)]));
      break;
  }
}
