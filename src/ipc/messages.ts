/**
 * The vocabulary of the control channel, as plain data tagged by `kind`.
 *
 * Each `kind` is the name of a field of `proto/control.proto`, which is the contract; both channel
 * implementations (`embedded/`, `iceoryx2/`) speak these objects and nothing else.
 *
 * @module
 */

/** States of a module, numbers as on the wire (wire protocol, section 5). */
export const ModuleState = {
  Unknown: 0,
  Initializing: 1,
  Idle: 2,
  Preparing: 3,
  Dormant: 4,
  Ready: 5,
  Running: 6,
  Error: 7,
} as const;
export type ModuleState = (typeof ModuleState)[keyof typeof ModuleState];

/** What a port change does, numbers as on the wire. */
export const PortAction = { Add: 1, Remove: 2, Change: 3 } as const;
export type PortAction = (typeof PortAction)[keyof typeof PortAction];

/** How an input port treats items that its module is too slow for. */
export const PortPolicy = { Block: 0, Latest: 1 } as const;
export type PortPolicy = (typeof PortPolicy)[keyof typeof PortPolicy];

/** Limits of an output port's data service. */
export interface PortLimits {
  readonly maxSenders: number;
  readonly maxReceivers: number;
  readonly maxNodes: number;
}

/** Metadata without entries, encoded: a count of 0. */
export const NO_METADATA: Uint8Array = new Uint8Array(8);

export interface InputPortChange {
  readonly action: PortAction;
  readonly id: string;
  readonly title: string;
  readonly dataType: number;
  /** Encoded metadata map (`encodeMetaMap`). */
  readonly metadata: Uint8Array;
  /** Most items per second; 0 is no limit. */
  readonly throttleItemsPerSec: number;
  readonly policy: PortPolicy;
}

export interface OutputPortChange {
  readonly action: PortAction;
  readonly id: string;
  readonly title: string;
  readonly dataType: number;
  /** Encoded metadata map (`encodeMetaMap`). */
  readonly metadata: Uint8Array;
  readonly limits: PortLimits;
}

/** One error of the chain that led to another. */
export interface ErrorCause {
  readonly name: string;
  readonly message: string;
  /** Empty if it has none; as {@link stack}. */
  readonly code: string;
  readonly stack: string;
}

/** From module to master; no answer. */
export type ModuleEvent =
  | {
      readonly kind: 'error';
      readonly title: string;
      readonly message: string;
      readonly code: string;
      readonly stack: string;
      /** What led to it, the nearest first. */
      readonly causes: readonly ErrorCause[];
    }
  | { readonly kind: 'stateChange'; readonly state: ModuleState }
  | { readonly kind: 'statusMessage'; readonly text: string }
  | {
      readonly kind: 'syncDetails';
      readonly id: string;
      readonly strategies: number;
      readonly toleranceUsec: number;
    }
  | { readonly kind: 'syncOffset'; readonly id: string; readonly offsetUsec: number }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'figure'; readonly name: string; readonly value: string; readonly unit: string };

/** From module to master; each has one response. */
export type ModuleRequest =
  | ({ readonly kind: 'inputPortChange' } & InputPortChange)
  | ({ readonly kind: 'outputPortChange' } & OutputPortChange)
  | {
      readonly kind: 'edlReserve';
      readonly unit: 'group' | 'dataset';
      /** Relative to the run's EDL root, parts separated by `/`; empty is the root itself. */
      readonly parentRelPath: string;
      readonly name: string;
    };

/** From master to module; each has one response. */
export type MasterRequest =
  | { readonly kind: 'apiVersion' }
  | { readonly kind: 'setNiceness'; readonly nice: number }
  | { readonly kind: 'setMaxRealtimePriority'; readonly priority: number }
  | { readonly kind: 'setCpuAffinity'; readonly cores: readonly number[] }
  | {
      readonly kind: 'loadScript';
      readonly workingDir: string;
      readonly venvDir: string;
      readonly script: string;
      readonly resetPorts: boolean;
    }
  | {
      readonly kind: 'setPortsPreset';
      readonly inputs: readonly InputPortChange[];
      readonly outputs: readonly OutputPortChange[];
    }
  | {
      readonly kind: 'connectInput';
      readonly portId: string;
      readonly instanceId: string;
      readonly channelId: string;
      readonly limits: PortLimits;
      /** Data type of the source; 0 means the port's own. */
      readonly sourceType: number;
    }
  | { readonly kind: 'updateInputMetadata'; readonly portId: string; readonly metadata: Uint8Array }
  | { readonly kind: 'saveSettings'; readonly baseDir: string }
  | { readonly kind: 'loadSettings'; readonly baseDir: string; readonly data: Uint8Array }
  | {
      readonly kind: 'prepareRun';
      readonly subjectId: string;
      readonly subjectGroup: string;
      /** 16 bytes. */
      readonly runUuid: Uint8Array;
      readonly edlRootPath: string;
      readonly moduleName: string;
    }
  | {
      readonly kind: 'start';
      /** The run's time zero in µs on CLOCK_MONOTONIC. */
      readonly startTimestampUsec: number;
    }
  | { readonly kind: 'stop' }
  | { readonly kind: 'shutdown' }
  | { readonly kind: 'showDisplay' }
  | { readonly kind: 'showSettings' };

export type Done = { readonly kind: 'done'; readonly success: boolean };
export type ApiVersionInfo = { readonly kind: 'apiVersionInfo'; readonly apiVersion: string };
export type SettingsData = {
  readonly kind: 'settingsData';
  readonly success: boolean;
  readonly data: Uint8Array;
};
export type EdlReservation = {
  readonly kind: 'edlReservation';
  readonly success: boolean;
  readonly errorMessage: string;
  readonly absolutePath: string;
};

/** Answers of a module. */
export type ModuleResponse = Done | ApiVersionInfo | SettingsData;
/** Answers of a master. */
export type MasterResponse = Done | EdlReservation;

/** The response that each request gets. */
export type ResponseOf<K extends MasterRequest['kind'] | ModuleRequest['kind']> = K extends 'apiVersion'
  ? ApiVersionInfo
  : K extends 'saveSettings'
    ? SettingsData
    : K extends 'edlReserve'
      ? EdlReservation
      : Done;
