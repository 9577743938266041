/**
 * What a supervisor says when its module's thread is gone. It knows no more than that: why, is known to
 * whoever started the thread.
 */
export function threadGoneMessage(moduleId: string): string {
  return `The thread of module "${moduleId}" ended during its work`;
}
