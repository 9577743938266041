/**
 * What the settings of a camera mean to FFmpeg.
 *
 * @module
 */
import type { VideoInput } from '../../../video/index.ts';

/** What a camera is opened with. */
export interface CameraSettings {
  /** A device, a URL, a file or the description of a test picture. */
  readonly input: string;
  /** FFmpeg's name of the input format; empty for none. */
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly pixel_format: string;
  readonly stall_sec: number;
  readonly on_stall: 'end' | 'wait';
}

/** How a camera is opened, and whether it keeps time by itself. */
export interface CameraInput extends VideoInput {
  /** A device or a stream, whose frames come when they are taken; others are read as their times fall due. */
  readonly isLive: boolean;
}

/** Formats of FFmpeg that read devices. */
const DEVICE_FORMATS = ['v4l2', 'video4linux2', 'x11grab', 'dshow', 'avfoundation', 'gdigrab'];

/** A camera has so long to answer and to show what it films. */
const OPEN_LIMIT_SEC = 10;

/** Reads what the settings mean. */
export function cameraInput(settings: CameraSettings): CameraInput {
  const { input, width, height, fps, pixel_format: pixelFormat } = settings;
  const isTestPicture = input.startsWith('lavfi:');
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(input);
  const format = settings.format || (isTestPicture ? 'lavfi' : input.startsWith('/dev/video') ? 'v4l2' : '');
  const timeoutUsec = settings.on_stall === 'end' ? String(Math.round(settings.stall_sec * 1e6)) : undefined;
  return {
    url: isTestPicture ? input.slice('lavfi:'.length) : isUrl || format !== '' ? input : `file:${input}`,
    ...(format === '' ? {} : { format }),
    options: {
      ...(width > 0 && height > 0 ? { video_size: `${width}x${height}` } : {}),
      ...(fps > 0 ? { framerate: String(fps) } : {}),
      ...(pixelFormat === '' ? {} : { pixel_format: pixelFormat }),
      // Over TCP no packet is lost on the way.
      ...(input.startsWith('rtsp:') ? { rtsp_transport: 'tcp' } : {}),
      ...(isUrl && timeoutUsec !== undefined ? { timeout: timeoutUsec } : {}),
    },
    openLimitMsec: OPEN_LIMIT_SEC * 1000,
    isLive: isUrl || DEVICE_FORMATS.includes(format),
  };
}
