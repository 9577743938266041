/**
 * Limits of the system, as far as modules meet them.
 *
 * @module
 */
import { ok, warning, type Finding } from './finding.ts';

/** A limit of `/proc/self/limits`; Infinity where there is none. */
interface Limit {
  readonly soft: number;
  readonly hard: number;
}

/** A port takes about a dozen descriptors (events, shared memory, its thread); a module has some ports. */
const LEAST_OPEN_FILES = 1024;
/** Niceness that Syntalos gives its modules unless its user sets another. */
const USUAL_NICENESS = -10;

/**
 * What the limits of a process mean for a module.
 *
 * Only those are judged that this package meets: it makes no real-time threads (RTPRIO) and locks no memory
 * (MEMLOCK), which is said rather than left out, since Syntalos' own modules do.
 *
 * @param limits - text of `/proc/self/limits`
 * @param status - text of `/proc/self/status`: a process with CAP_SYS_NICE has no limit of niceness
 */
export function limitFindings(limits: string, status: string): Finding[] {
  const files = limitOf(limits, 'Max open files');
  const nice = limitOf(limits, 'Max nice priority');
  const realtime = limitOf(limits, 'Max realtime priority');
  const locked = limitOf(limits, 'Max locked memory');
  const findings: Finding[] = [];
  if (files !== undefined) {
    // Node raises the soft limit to the hard one, so that one counts.
    findings.push(
      files.hard >= LEAST_OPEN_FILES
        ? ok('open files', `at most ${textOf(files.hard)} (RLIMIT_NOFILE)`)
        : warning(
            'open files',
            `at most ${textOf(files.hard)} (RLIMIT_NOFILE): a module with many ports needs more`,
            `raise it: a line "* hard nofile ${LEAST_OPEN_FILES * 4}" in /etc/security/limits.conf, then log in again`,
          ),
    );
  }
  if (nice !== undefined) {
    // The limit counts from 20 downwards: 30 allows a niceness of -10. Nobody needs one for the usual 0.
    const least = mayRaisePriority(status) ? -20 : Math.min(20 - nice.soft, 0);
    findings.push(
      least <= USUAL_NICENESS
        ? ok('niceness', `threads may have a niceness down to ${least} (RLIMIT_NICE)`)
        : warning(
            'niceness',
            `threads may have a niceness of ${least} at best (RLIMIT_NICE), Syntalos asks for ${USUAL_NICENESS}: modules run at their usual priority, with a warning in the log`,
            `allow it: a line "* - nice ${USUAL_NICENESS}" in /etc/security/limits.conf, then log in again; or set another niceness in Syntalos`,
          ),
    );
  }
  if (realtime !== undefined && locked !== undefined) {
    findings.push(
      ok(
        'other limits',
        `real-time priority ${textOf(realtime.soft)} (RLIMIT_RTPRIO), locked memory ${textOf(locked.soft)} bytes (RLIMIT_MEMLOCK): modules of this package use neither`,
      ),
    );
  }
  return findings;
}

const CAP_SYS_NICE = 23n;

function mayRaisePriority(status: string): boolean {
  const [, effective] = /^CapEff:\s*([0-9a-f]+)/m.exec(status) ?? [];
  return effective !== undefined && ((BigInt(`0x${effective}`) >> CAP_SYS_NICE) & 1n) === 1n;
}

function limitOf(limits: string, name: string): Limit | undefined {
  const [, soft, hard] = new RegExp(`^${name} +(\\S+) +(\\S+)`, 'm').exec(limits) ?? [];
  if (soft === undefined || hard === undefined) return undefined;
  const valueOf = (text: string): number => (text === 'unlimited' ? Infinity : Number(text));
  return { soft: valueOf(soft), hard: valueOf(hard) };
}

function textOf(value: number): string {
  return value === Infinity ? 'unlimited' : String(value);
}
