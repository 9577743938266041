/**
 * The values that a setting allows, as JSON Schema has them.
 *
 * @module
 */

/** What settings need of JSON Schema (draft-07): for editors; what is allowed is decided by the setting itself. */
export interface ValueSchema {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array';
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly items?: ValueSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** One of these has to fit. */
  readonly anyOf?: readonly ValueSchema[];
}
