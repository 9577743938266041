/**
 * The program that Syntalos runs: a shell script that finds Node and starts the module with it.
 *
 * @module
 */
import { VARIABLES } from '../../environment.ts';

/** Least version of Node, as `engines` of this package has it. */
const LEAST_NODE = { major: 20, minor: 19 } as const;

/** What a launcher is made of; paths are absolute. */
export interface LauncherOptions {
  readonly id: string;
  /** The module's program. */
  readonly program: string;
  /** The file of this package that runs it. */
  readonly runner: string;
  /** The Node that is there now: taken where the path has none that is new enough. */
  readonly node: string;
}

/**
 * Where else a Node may be, by what puts it there: volta, nvm, fnm, asdf, mise, n; a tarball; the system; and
 * the host's own seen from inside a Flatpak. Of one pattern, the last that fits is taken: the newest.
 */
const PLACES = [
  '"$HOME"/.volta/bin/node',
  '"$HOME"/.nvm/versions/node/*/bin/node',
  '"$HOME"/.local/share/fnm/node-versions/*/installation/bin/node',
  '"$HOME"/.asdf/installs/nodejs/*/bin/node',
  '"$HOME"/.local/share/mise/installs/node/*/bin/node',
  '"$HOME"/n/bin/node',
  '"$HOME"/.local/bin/node',
  '/usr/local/bin/node',
  '/usr/bin/node',
  '/opt/node/bin/node',
  '/opt/node*/bin/node',
  '/opt/*/bin/node',
  '/snap/bin/node',
  '/run/host/usr/local/bin/node',
  '/run/host/usr/bin/node',
];

/** The text of a launcher: plain sh, so that it runs wherever Syntalos does. */
export function launcherScript(options: LauncherOptions): string {
  const { major, minor } = LEAST_NODE;
  return `#!/bin/sh
# Starts the module "${options.id}" for Syntalos.
# Made by "syntalos-mlink install": do not change it, install the module again.
program=${quote(options.program)}
runner=${quote(options.runner)}
HOME=\${HOME:-/}
too_old=

fail() {
  printf '%s\\n' ${quote(`Cannot start module "${options.id}": `)}"$1" >&2
  exit 1
}

# Whether a file is a Node that is new enough.
is_usable() {
  [ -f "$1" ] && [ -x "$1" ] || return 1
  version=$("$1" --version 2>/dev/null) || return 1
  version=\${version#v}
  major=\${version%%.*}
  rest=\${version#*.}
  minor=\${rest%%.*}
  case "$major.$minor" in *[!0-9.]* | .* | *.) return 1 ;; esac
  [ "$major" -gt ${major} ] && return 0
  [ "$major" -eq ${major} ] && [ "$minor" -ge ${minor} ] && return 0
  too_old="$too_old $1 (version $version)"
  return 1
}

# Sets "node" to the last usable one of some files.
last_usable() {
  for file in "$@"; do
    is_usable "$file" && node=$file
  done
  [ -n "$node" ]
}

find_node() {
  node=
  if [ -n "$${VARIABLES.launcherNode}" ]; then
    last_usable "$${VARIABLES.launcherNode}" && return 0
    fail "${VARIABLES.launcherNode} names $${VARIABLES.launcherNode}, which is no Node.js ${major}.${minor} or newer"
  fi
  last_usable "$(command -v node)" && return 0
  last_usable ${quote(options.node)} && return 0
${PLACES.map((place) => `  last_usable ${place} && return 0`).join('\n')}
  return 1
}

find_node || fail "it needs Node.js ${major}.${minor} or newer, and there is none on the path or in the usual places\${too_old:+ (too old:$too_old)}. Install Node.js, or set ${VARIABLES.launcherNode} to the path of its program"
[ -f "$program" ] || fail "its program $program is gone. Put it back, or install the module again from where it is now"
[ -f "$runner" ] || fail "the package syntalos-mlink is gone ($runner). Install the package, then the module again"
exec "$node" "$runner" "$program"
`;
}

/** A word of sh that stands for exactly this text. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
