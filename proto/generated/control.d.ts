// Made from proto/control.proto by `npm run proto`: do not edit.
import type { IConversionOptions, Reader, Writer } from 'protobufjs';

/** What src/ipc/embedded uses of the one message that holds all others. */
export const syntalos: {
  readonly control: {
    readonly Envelope: {
      fromObject(fields: Readonly<Record<string, unknown>>): object;
      encode(message: object): Writer;
      decode(bytes: Reader | Uint8Array): object;
      toObject(message: object, options: IConversionOptions): Record<string, unknown>;
    };
  };
};
