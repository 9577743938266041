/**
 * Versions that must fit together.
 *
 * @module
 */
import { VARIABLES } from '../../environment.ts';
import { BUILD_ADDON } from '../../threads/index.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

/** Least version of Node, as `engines` of package.json says it. */
const LEAST_NODE = [20, 19] as const;

/** Node of this process. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return isEnough
    ? ok('Node.js', version)
    : problem('Node.js', `${version}, expected ${LEAST_NODE.join('.')} or newer`, 'install a newer Node.js');
}

/** Version of Syntalos, which it sets for its modules, against the one whose link this package speaks. */
export function syntalosFinding(version: string | undefined): Finding {
  const check = 'Syntalos';
  if (version === undefined) {
    return ok(
      check,
      `not running here (${VARIABLES.masterVersion} is not set); this package speaks the link of 3.1`,
    );
  }
  const plain = /^\d+(\.\d+)*/.exec(version)?.[0];
  if (plain === undefined) {
    return problem(
      check,
      `${VARIABLES.masterVersion} is "${version}", which begins with no version: Syntalos would refuse the module`,
      'set it to the version of Syntalos, such as 3.1.2, or leave it unset',
    );
  }
  return /^3\.1(\.|$)/.test(plain)
    ? ok(check, `${version}: modules answer API version "sy-${plain}"`)
    : warning(
        check,
        `${version}; this package speaks the link of 3.1, which another version may have changed`,
        'look for a version of syntalos-mlink made for it',
      );
}

/** The addon against this package; where versions differ, its layout has been found to fit all the same. */
export function addonFinding(
  addon: { readonly name: string; readonly version: string; readonly iceoryx: string },
  packageVersion: string,
): Finding {
  const state = `${addon.version} with iceoryx2 ${addon.iceoryx}, its ring layout fits ("${addon.name}")`;
  if (!addon.iceoryx.startsWith('0.9.')) {
    return problem(
      'addon',
      `${state}: Syntalos 3.1 has iceoryx2 0.9, and shares memory only with the same`,
      BUILD_ADDON,
    );
  }
  return addon.version === packageVersion
    ? ok('addon', state)
    : warning(
        'addon',
        `${state}, but this package is ${packageVersion}`,
        `${BUILD_ADDON}, or install the prebuilt package of the same version`,
      );
}
