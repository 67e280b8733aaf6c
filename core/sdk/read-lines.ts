import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** In characters; what a line has more is left out, so that output without line ends costs no memory. */
const longestLine = 8_192;

/** Hands over the lines of a stream, each cut at 8 KiB; ends with the stream. */
export async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let isBegun = false;

  function add(text: string): void {
    isBegun = true;
    if (line.length < longestLine) line += text.slice(0, longestLine - line.length);
  }

  function end(): void {
    onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    line = '';
    isBegun = false;
  }

  for await (const chunk of stream) {
    let bytes = chunk as Buffer;
    if (line.length >= longestLine) {
      // What is left out is not decoded either: only where it ends matters.
      const at = bytes.indexOf('\n');
      if (at === -1) continue;
      decoder.end();
      bytes = bytes.subarray(at);
    }
    const [first = '', ...others] = decoder.write(bytes).split('\n');
    if (first !== '') add(first);
    for (const other of others) {
      end();
      if (other !== '') add(other);
    }
  }
  if (isBegun) end();
}
