/**
 * An NWB file: what every one has, and the objects in it.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import type { EdlAuthor } from '../../edl/index.ts';
import type { NwbSubject } from '../nwb-subject.ts';
import { Hdf5File, type Hdf5Attributes } from './hdf5-file.ts';

/** Version of the NWB schema whose types are written: all of them are as in 2.2 and later. */
const NWB_VERSION = '2.9.0';

const ROOT_GROUPS = [
  '/acquisition',
  '/analysis',
  '/general',
  '/processing',
  '/stimulus/presentation',
  '/stimulus/templates',
];

/** Whose recording it is, and of what. */
export interface NwbSession {
  readonly identifier: string;
  readonly description: string;
  readonly start: Date;
  readonly sessionId: string;
  readonly experiment: string;
  readonly notes: string;
  readonly authors: readonly EdlAuthor[];
  readonly subject: NwbSubject & { readonly description: string };
}

/** What is said of a subject of which nothing is known. */
const UNKNOWN: NwbSubject = { id: 'unknown', age: 'P0D/', sex: 'U' };

/** Types of NWB that are used, with the namespace that defines each. */
const NAMESPACE_OF = {
  NWBFile: 'core',
  Subject: 'core',
  TimeSeries: 'core',
  ImageSeries: 'core',
  DynamicTable: 'hdmf-common',
  VectorData: 'hdmf-common',
  ElementIdentifiers: 'hdmf-common',
} as const;

/** One of them. */
export type NwbType = keyof typeof NAMESPACE_OF;

/** Attributes that make a group or dataset an object of a type. */
export function objectAttributes(type: NwbType): Hdf5Attributes {
  return { namespace: NAMESPACE_OF[type], neurodata_type: type, object_id: randomUUID() };
}

/**
 * Makes the file with all but its data.
 *
 * @throws SyntalosError as `Hdf5File.create` does
 */
export async function createNwbFile(path: string, session: NwbSession): Promise<Hdf5File> {
  const file = await Hdf5File.create(path);
  try {
    fillIn(file, session);
    return file;
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function fillIn(file: Hdf5File, session: NwbSession): void {
  file.attributes('/', { ...objectAttributes('NWBFile'), nwb_version: NWB_VERSION });
  for (const group of ROOT_GROUPS) file.group(group);
  file.dataset('/', {
    name: 'file_create_date',
    data: [new Date().toISOString()],
    maxshape: [null],
    chunks: [1],
  });
  const texts = (group: string, values: Readonly<Record<string, string>>): void => {
    for (const [name, data] of Object.entries(values)) {
      if (data !== '') file.dataset(group, { name, data });
    }
  };
  const start = session.start.toISOString();
  texts('/', {
    identifier: session.identifier,
    session_description: session.description,
    session_start_time: start,
    timestamps_reference_time: start,
  });
  texts('/general', {
    session_id: session.sessionId,
    experiment_description: session.experiment,
    notes: session.notes,
  });
  const authors = session.authors.map(({ name }) => name);
  if (authors.length > 0) file.dataset('/general', { name: 'experimenter', data: authors });
  const { description, ...known } = session.subject;
  const { id = '', ...subject } = { ...UNKNOWN, ...known };
  file.group('/general/subject', objectAttributes('Subject'));
  texts('/general/subject', { subject_id: id, description, ...subject });
}

/** A name of a column that HDF5 and NWB take, and no other column has. */
export function columnName(text: string, taken: ReadonlySet<string>): string {
  const clean = text
    .replaceAll(/[/\\:\p{Cc}]/gu, '_')
    .trim()
    .replace(/^\.+|\.+$/g, '');
  const name = clean === '' ? 'unnamed' : clean;
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) {
    if (!taken.has(`${name}_${number}`)) return `${name}_${number}`;
  }
}
