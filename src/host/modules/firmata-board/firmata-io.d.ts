// It comes without types; those that are used are in `firmata-types.ts`.
declare module 'firmata-io';
