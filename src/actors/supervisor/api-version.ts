/**
 * The version of the module API that this package implements.
 *
 * @module
 */

/** What this package answers to the embedded host's version check. */
export const API_VERSION = 'sy-3.1.2';
