/**
 * Reading recordings without a run: frames, rows, signals and lines with their times, and what a recording holds.
 *
 * Knows the recorded formats, as the module `replay` does; needs no host and runs in the thread that calls it.
 *
 * @module
 */
/// <reference types="node" preserve="true" />
export type { TimeRange } from '../formats/index.ts';
export {
  openRecording,
  Recording,
  type OpenRecordingOptions,
  type RecordedCommand,
  type RecordedRow,
  type RecordedStamp,
  type RecordingStream,
} from './open-recording.ts';
export { exportCsv } from './export-csv.ts';
export { exportMp4 } from './export-mp4.ts';
export { exportNwb, type NwbOptions } from './export-nwb.ts';
export type { NwbSubject } from './nwb-subject.ts';
export type { ExportedStream, ExportOptions, ExportProgress, ExportResult } from './export-options.ts';
export {
  recordingInfo,
  type FileInfo,
  type RecordingInfo,
  type RunInfo,
  type StreamInfo,
} from './recording-info.ts';
