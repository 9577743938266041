// Made from proto/control.proto by `npm run proto`: do not edit.
import type { Reader, Writer } from 'protobufjs';

/** What src/ipc/embedded uses of the one message that holds all others. */
export const syntalos: {
  readonly control: {
    readonly Envelope: {
      encode(message: Readonly<Record<string, unknown>>): Writer;
      decode(bytes: Reader | Uint8Array): Readonly<Record<string, unknown>>;
    };
  };
};
