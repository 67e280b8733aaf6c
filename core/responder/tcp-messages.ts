/** Longest query read over TCP, in bytes: an honest one is far below. */
export const longestQuery = 4096;

/** Cuts a TCP stream into DNS messages, each after its length in two bytes (RFC 1035 section 4.2.2). */
export interface MessageCutter {
  /** The messages that this chunk completes, or `undefined` when one is longer than {@link longestQuery}. */
  push(chunk: Buffer): Buffer[] | undefined;
}

export function createMessageCutter(): MessageCutter {
  let rest: Buffer = Buffer.alloc(0);
  return {
    push(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const messages: Buffer[] = [];
      while (rest.length >= 2) {
        const length = rest.readUInt16BE(0);
        if (length > longestQuery) return undefined;
        if (rest.length < length + 2) break;
        messages.push(rest.subarray(2, length + 2));
        rest = rest.subarray(length + 2);
      }
      return messages;
    },
  };
}

/** A message with its length before it. */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
