/**
 * Reading recordings without a run: frames, rows, signals and lines with their times, and what a recording holds.
 *
 * Knows the recorded formats, as the module `replay` does; needs no host and runs in the thread that calls it.
 *
 * @module
 */
/// <reference types="node" preserve="true" />
export {
  openRecording,
  Recording,
  type OpenRecordingOptions,
  type RecordedRow,
  type RecordingStream,
  type TimeRange,
} from './open-recording.ts';
export { exportCsv, type ExportedTable, type ExportOptions, type ExportResult } from './export-csv.ts';
export {
  recordingInfo,
  type FileInfo,
  type RecordingInfo,
  type RunInfo,
  type StreamInfo,
} from './recording-info.ts';
