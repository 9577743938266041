/**
 * What a module's process says in lines of its error output, since Syntalos' wire has no message for it:
 * warnings and figures. Writer and reader of each form stand together here.
 *
 * @module
 */

/** What a line says. */
export type LogLineMessage =
  | { readonly kind: 'warning'; readonly message: string }
  | {
      readonly kind: 'figure';
      readonly name: string;
      readonly value: string;
      /** Empty if it has none; only a number has one. */
      readonly unit: string;
    };

/** The line for a message: `warning: <text>`, `figure: <name> = <value> <unit>`. Inverse: {@link readLogLine}. */
export function logLineOf(message: LogLineMessage): string {
  if (message.kind === 'warning') return `warning: ${message.message}`;
  const { name, value, unit } = message;
  return `figure: ${name} = ${value}${unit === '' ? '' : ` ${unit}`}`;
}

const WARNING = /^warning: (.+)$/;
const FIGURE = /^figure: (.+?) = (.*)$/;
/** A unit only follows a number. */
const NUMBER_WITH_UNIT = /^([-+.\deE]+) (\S+)$/;

/** @returns what a line says; `undefined` for any other line */
export function readLogLine(line: string): LogLineMessage | undefined {
  const [, message] = WARNING.exec(line) ?? [];
  if (message !== undefined) return { kind: 'warning', message };
  const [, name, text = ''] = FIGURE.exec(line) ?? [];
  if (name === undefined) return undefined;
  const [, value = text, unit = ''] = NUMBER_WITH_UNIT.exec(text) ?? [];
  return { kind: 'figure', name, value, unit };
}
