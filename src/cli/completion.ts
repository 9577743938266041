/**
 * Scripts with which shells complete commands and options; they are made of the commands themselves.
 *
 * @module
 */
import type { Command, Option } from 'commander';
import type { Shell } from './shells.ts';

const PROGRAM = 'syntalos-mlink';

/** What a command takes, as far as shells complete it. */
interface CommandWords {
  readonly name: string;
  readonly about: string;
  readonly options: readonly OptionWords[];
  /** Values of its first argument; files where there are none. */
  readonly values: readonly string[];
}

interface OptionWords {
  readonly flag: string;
  readonly about: string;
  readonly takesValue: boolean;
  /** Values that it may have; files where there are none. */
  readonly values: readonly string[];
}

/**
 * The script for a shell.
 *
 * @param values - values of the first argument, for commands that do not take a file there
 */
export function completionScript(
  program: Command,
  shell: Shell,
  values: Readonly<Record<string, readonly string[]>>,
): string {
  const commands = program.commands.map((command): CommandWords => {
    const name = command.name();
    return {
      name,
      about: firstSentence(command.description()),
      options: command.options.map(optionWords),
      values: command.registeredArguments[0]?.argChoices ?? values[name] ?? [],
    };
  });
  const lines = { bash: bashLines, zsh: zshLines, fish: fishLines }[shell](commands);
  return `${lines.join('\n')}\n`;
}

function optionWords(option: Option): OptionWords {
  return {
    flag: option.long ?? option.short ?? option.flags,
    about: option.description,
    takesValue: option.required || option.optional,
    values: option.argChoices ?? [],
  };
}

function bashLines(commands: readonly CommandWords[]): string[] {
  return [
    '_syntalos_mlink() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words=""',
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${commands.map(({ name }) => name).join(' ')} --help --version"`,
    '  else',
    '    case "${COMP_WORDS[1]} $before" in',
    ...valueCases(commands).map(
      ({ pattern, values }) => `      "${pattern}") words="${values.join(' ')}" ;;`,
    ),
    '      *)',
    '        case "${COMP_WORDS[1]}" in',
    ...commands.map(
      ({ name, options, values }) =>
        `          ${name}) words="${[...values, ...options.map(({ flag }) => flag), '--help'].join(' ')}" ;;`,
    ),
    '        esac ;;',
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    '# Where nothing of this fits: files.',
    `complete -o default -F _syntalos_mlink ${PROGRAM}`,
  ];
}

function zshLines(commands: readonly CommandWords[]): string[] {
  return [
    `#compdef ${PROGRAM}`,
    '_syntalos_mlink() {',
    '  local -a entries',
    '  if (( CURRENT == 2 )); then',
    `    entries=(${commands.map(({ name, about }) => quoted(`${name}:${about}`)).join(' ')})`,
    '    _describe command entries',
    '    return',
    '  fi',
    '  case "${words[2]} ${words[CURRENT-1]}" in',
    ...valueCases(commands).map(
      ({ pattern, values }) =>
        `    ${quoted(pattern)}) ${values.length === 0 ? '_files' : `compadd -- ${values.join(' ')}`}; return ;;`,
    ),
    '  esac',
    '  case "${words[2]}" in',
    ...commands.flatMap(({ name, options, values }) => [
      `    ${name})`,
      `      entries=(${[...options.map(({ flag, about }) => quoted(`${flag}:${about.replaceAll(':', ' ')}`)), quoted('--help:show help')].join(' ')})`,
      `      ${values.length === 0 ? '_files' : `compadd -- ${values.join(' ')}`}`,
      '      _describe -o option entries ;;',
    ]),
    '  esac',
    '}',
    `compdef _syntalos_mlink ${PROGRAM}`,
  ];
}

function fishLines(commands: readonly CommandWords[]): string[] {
  return commands.flatMap(({ name, about, options, values }) => [
    `complete -c ${PROGRAM} -n __fish_use_subcommand -f -a ${name} -d ${quoted(about)}`,
    ...(values.length === 0
      ? []
      : [
          `complete -c ${PROGRAM} -n '__fish_seen_subcommand_from ${name}' -f -a ${quoted(values.join(' '))}`,
        ]),
    ...options.map(({ flag, about: text, takesValue, values: allowed }) => {
      const value = allowed.length > 0 ? ` -x -a ${quoted(allowed.join(' '))}` : takesValue ? ' -r' : '';
      return `complete -c ${PROGRAM} -n '__fish_seen_subcommand_from ${name}' -l ${flag.replace(/^-+/, '')}${value} -d ${quoted(text)}`;
    }),
  ]);
}

/** Options with a value, behind their command: the values that each may have. */
function valueCases(commands: readonly CommandWords[]): { pattern: string; values: readonly string[] }[] {
  return commands.flatMap(({ name, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flag, values }) => ({ pattern: `${name} ${flag}`, values })),
  );
}

function firstSentence(text: string): string {
  return /^[^.:]*/.exec(text)![0];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
