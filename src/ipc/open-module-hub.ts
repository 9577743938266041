/**
 * How a module's thread reaches its ports that live in it.
 *
 * @module
 */
import type { ModuleHub } from './port-placement.ts';

/**
 * Attaches the calling thread to the ports of its process.
 *
 * @throws `ERR_SYNTALOS_IOX`
 */
export async function openModuleHub(hubId: number): Promise<ModuleHub> {
  const { attachModuleHub, loadNative } = await import('./iceoryx2/index.ts');
  return attachModuleHub(loadNative(), hubId);
}
