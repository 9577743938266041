/**
 * Who a recording is of, as NWB asks for it.
 *
 * @module
 */

/** What NWB asks of a subject and recordings do not hold. */
export interface NwbSubject {
  readonly id?: string;
  /** As ISO 8601 has it, such as `P90D`; `P0D/` if it is not known. */
  readonly age?: string;
  /** M, F, O (other) or U (unknown). */
  readonly sex?: string;
  /** Its Latin name, such as `Mus musculus`. */
  readonly species?: string;
  readonly strain?: string;
  readonly genotype?: string;
  /** With its unit, such as `25 g`. */
  readonly weight?: string;
}

/** The keys of {@link NwbSubject}. */
export const NWB_SUBJECT_KEYS = ['id', 'age', 'sex', 'species', 'strain', 'genotype', 'weight'] as const;
