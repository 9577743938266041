/**
 * Where the data of a run goes between machines.
 *
 * @module
 */
import { subjectToken } from './bus.ts';

/** Where an output listens to its receivers. */
export function statusSubject(prefix: string, instanceId: string, channelId: string): string {
  return `${prefix}.status.${subjectToken(instanceId)}.${subjectToken(channelId)}`;
}

/** Where a receiver listens to its output. */
export function dataSubject(prefix: string, receiverId: string): string {
  return `${prefix}.data.${receiverId}`;
}
