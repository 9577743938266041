/**
 * Video files: FFV1, H.264 or AV1 in Matroska out, MP4 to look at, whatever FFmpeg reads in.
 *
 * Knows frames and files; knows nothing of ports, recordings or modules. FFmpeg comes from the
 * optional package node-av, which is loaded when the first video is opened, not before.
 *
 * Runs in the thread that calls it, a module's as a rule; FFmpeg adds threads of its own.
 *
 * @module
 */
export { loadFfmpeg } from './ffmpeg.ts';
export { Mp4Writer, type Mp4WriterOptions } from './mp4-writer.ts';
export { LOSSY_QUALITY, VIDEO_CODECS, shapeText, type VideoCodec } from './video-codec.ts';
export { VideoReader, type VideoInfo, type VideoReaderOptions } from './video-reader.ts';
export { VideoWriter, type VideoWriterCounts, type VideoWriterOptions } from './video-writer.ts';
export { readPacketTimes, type PacketTimes } from './packet-times.ts';
export type { VideoInput } from './video-source.ts';
