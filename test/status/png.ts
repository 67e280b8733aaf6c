import { inflateSync } from 'node:zlib';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of a point, 0 to 255. */
  at(x: number, y: number): readonly [number, number, number];
  /** Whether any point has this colour. */
  has(colour: readonly number[]): boolean;
}

/**
 * Decodes what Chromium writes: 8 bits a channel, RGB or RGBA, not interlaced (https://www.w3.org/TR/png-3/). Each row is
 * told by the one above it: they are decoded as far down as somebody looks.
 */
export function readPng(file: Buffer): Picture {
  const parts: Buffer[] = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  }
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const channels = file.readUInt8(25) === 6 ? 4 : 3;
  const stride = width * channels;
  const raw = inflateSync(Buffer.concat(parts));
  const rows: Uint8Array[] = [];

  function row(y: number): Uint8Array {
    for (let next = rows.length; next <= y; next += 1) {
      const start = next * (stride + 1);
      const filtered = raw.subarray(start + 1, start + 1 + stride);
      rows.push(unfilter(raw[start] ?? 0, filtered, rows[next - 1] ?? new Uint8Array(stride), channels));
    }
    return rows[y] ?? new Uint8Array(0);
  }

  function at(x: number, y: number): readonly [number, number, number] {
    const [red = 0, green = 0, blue = 0] = row(y).subarray(x * channels);
    return [red, green, blue];
  }

  return {
    width,
    height,
    at,
    has([red, green, blue]) {
      for (let y = 0; y < height; y += 1) {
        const points = row(y);
        for (let x = 0; x < stride; x += channels)
          if (points[x] === red && points[x + 1] === green && points[x + 2] === blue) return true;
      }
      return false;
    },
  };
}

/** A row as it was before it was filtered (section 9.2). */
function unfilter(filter: number, filtered: Uint8Array, above: Uint8Array, channels: number): Uint8Array {
  const points = Uint8Array.from(filtered);
  for (let x = 0; x < points.length; x += 1) {
    const left = x >= channels ? (points[x - channels] ?? 0) : 0;
    const up = above[x] ?? 0;
    const corner = x >= channels ? (above[x - channels] ?? 0) : 0;
    points[x] = (filtered[x] ?? 0) + guess(filter, left, up, corner);
  }
  return points;
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  return filter === 4 ? paeth(left, up, corner) : 0;
}

function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}
