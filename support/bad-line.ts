/**
 * A bad line: a proxy that delays, slices, slows down and resets connections.
 *
 * @module
 */
import { connect, createServer, type Socket } from 'node:net';

/** How bad a line is. */
export interface BadLineOptions {
  readonly host: string;
  readonly port: number;
  /** Delay of each slice in ms, give or take {@link jitterMsec}; slices keep their order. */
  readonly delayMsec: number;
  readonly jitterMsec: number;
  /** Longest slice. */
  readonly sliceBytes: number;
  readonly bytesPerSec: number;
  /** A connection is reset after about so many ms, again and again; not at all with Infinity. */
  readonly resetMsec: number;
}

/** As much as a router keeps. */
const MOST_UNDER_WAY = 1024 * 1024;

/** A proxy toward a server. */
export interface BadLine {
  readonly port: number;
  readonly resets: number;
  close(): void;
}

/** Listens on all addresses of this machine. */
export async function makeBadLine(options: BadLineOptions): Promise<BadLine> {
  const sockets = new Set<Socket>();
  let resets = 0;
  const server = createServer((near) => {
    const far = connect(options.port, options.host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        clearTimeout(timer);
        near.destroy();
        far.destroy();
      });
    }
    const reset = (): void => {
      resets++;
      near.resetAndDestroy();
      far.resetAndDestroy();
    };
    const timer =
      options.resetMsec === Infinity
        ? undefined
        : setTimeout(reset, options.resetMsec * (0.5 + Math.random()));
    pipe(near, far, options);
    pipe(far, near, options);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    port: (server.address() as { port: number }).port,
    get resets() {
      return resets;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function pipe(from: Socket, to: Socket, options: BadLineOptions): void {
  const { delayMsec, jitterMsec, sliceBytes, bytesPerSec } = options;
  /** When the last slice gets there, and when the line is free for the next one. */
  let arrivesMsec = 0;
  let freeMsec = 0;
  let underWayBytes = 0;
  const slices: Buffer[] = [];
  from.on('data', (data) => {
    for (let at = 0; at < data.length;) {
      const slice = data.subarray(at, at + 1 + Math.floor(Math.random() * sliceBytes));
      at += slice.length;
      const nowMsec = performance.now();
      freeMsec = Math.max(freeMsec, nowMsec) + (slice.length * 1000) / bytesPerSec;
      const delay = delayMsec + jitterMsec * (2 * Math.random() - 1);
      arrivesMsec = Math.max(arrivesMsec, freeMsec + delay);
      underWayBytes += slice.length;
      slices.push(slice);
      setTimeout(() => {
        // Timers of almost the same time may change places; bytes of a connection never do.
        const next = slices.shift()!;
        underWayBytes -= next.length;
        if (!to.destroyed) to.write(next);
        if (underWayBytes < MOST_UNDER_WAY / 2) from.resume();
      }, arrivesMsec - nowMsec);
    }
    if (underWayBytes > MOST_UNDER_WAY) from.pause();
  });
}
