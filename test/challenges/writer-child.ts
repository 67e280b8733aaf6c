import { createInterface } from 'node:readline';
import type { Writer } from './writers.js';

/** Opens a writer for each order on stdin, as JSON, with the module that the first word names, and has it write at `go`. */
const { openWriter } = (await import(process.argv[2] ?? '')) as { openWriter(order: unknown): Promise<Writer> };
let writer: Writer | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'go') writer = await openWriter(JSON.parse(line));
  else {
    await writer?.write();
    await writer?.close();
  }
  process.stdout.write(line === 'go' ? 'done\n' : 'ready\n');
}
