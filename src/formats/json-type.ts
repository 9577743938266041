/**
 * Where the dataset of a JSON file says what its items are.
 *
 * @module
 */

/** Attribute of a dataset with the type of a file's items, as `dataTypeName` has it: a whole number shows none. */
export const JSON_TYPE_ATTRIBUTE: string = 'json_data_type';
