/**
 * The dataset of a recorded stream, named as Syntalos does.
 *
 * @module
 */
import type { EdlDataset, EdlGroup } from '../../../edl/index.ts';
import { isSyntalosError } from '../../../errors.ts';
import type { MetaMap } from '../../../types/index.ts';
import { textOf } from './stream-metadata.ts';

/** How the sender of a stream proposes to name what is recorded of it. */
export interface StreamNames {
  /** Of the dataset. */
  readonly dataset?: string;
  /** Of its files, without extension. */
  readonly file?: string;
}

/** Options of {@link createStreamDataset}. */
export interface StreamDatasetOptions {
  /** The user's choice; empty for none. */
  readonly name: string;
  readonly metadata: MetaMap;
  /** Name of the recording module, when nothing else names the dataset. */
  readonly moduleName: string;
}

/**
 * The names in a stream's metadata: `data_name_proposal` is `file` or `dataset/file`, `src_mod_name` names the
 * dataset otherwise.
 */
export function streamNamesOf(metadata: MetaMap): StreamNames {
  const proposal = textOf(metadata['data_name_proposal'])?.replace(/^\/+/, '') ?? '';
  const slash = proposal.indexOf('/');
  const dataset = slash > 0 ? proposal.slice(0, slash) : textOf(metadata['src_mod_name']);
  const file = proposal.slice(slash + 1);
  return { ...(dataset === undefined ? {} : { dataset }), ...(file === '' ? {} : { file }) };
}

/**
 * Creates the dataset of a stream: by the user's name, else that of the stream, else the module's. Of two
 * recorders of one stream the first one gets its name, the other its own.
 *
 * @throws ERR_SYNTALOS_EDL_EXISTS - when the name is taken
 * @throws ERR_SYNTALOS_STORAGE - when its folder cannot be made
 */
export async function createStreamDataset(
  group: EdlGroup,
  { name, metadata, moduleName }: StreamDatasetOptions,
): Promise<EdlDataset> {
  if (name !== '') return group.createDataset(name);
  const { dataset } = streamNamesOf(metadata);
  if (dataset === undefined) return group.createDataset(moduleName);
  try {
    return await group.createDataset(dataset);
  } catch (error) {
    if (!isSyntalosError(error, 'ERR_SYNTALOS_EDL_EXISTS')) throw error;
    return group.createDataset(moduleName);
  }
}
