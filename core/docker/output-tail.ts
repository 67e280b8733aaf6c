/** In bytes. The last ones are kept: an error is said at the end. */
const limit = 65_536;

/** Size of the header before each part: stream, three zero bytes, length. */
const headerSize = 8;

export interface OutputTail {
  add(chunk: Buffer): void;
  text(): string;
}

/**
 * Collects the multiplexed output of a container process: both streams in order, at most 64 KiB.
 * API: POST /containers/{id}/attach, "Stream format"
 */
export function createOutputTail(): OutputTail {
  const header: number[] = [];
  let remaining = 0;
  let kept: Buffer[] = [];
  let size = 0;

  function keep(part: Buffer): void {
    kept.push(Buffer.from(part));
    size += part.length;
    if (size <= 2 * limit) return;
    kept = [Buffer.concat(kept).subarray(-limit)];
    size = limit;
  }

  return {
    add(chunk) {
      let index = 0;
      while (index < chunk.length) {
        if (remaining === 0) {
          header.push(chunk[index] ?? 0);
          index += 1;
          if (header.length < headerSize) continue;
          remaining = Buffer.from(header.splice(0)).readUInt32BE(4);
        } else {
          const part = chunk.subarray(index, index + remaining);
          keep(part);
          index += part.length;
          remaining -= part.length;
        }
      }
    },
    text: () => Buffer.concat(kept).subarray(-limit).toString('utf8'),
  };
}
