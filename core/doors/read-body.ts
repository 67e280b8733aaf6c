import type { IncomingMessage } from 'node:http';
import { DoorRefusal } from './door.js';

/**
 * The body of a request. The listener's own time limit ends one that does not come to its end.
 * @throws DoorRefusal 413, 400
 */
export async function readBody(incoming: IncomingMessage, longest: number): Promise<Buffer> {
  const announced = Number(incoming.headers['content-length'] ?? 0);
  if (announced > longest) throw tooLong();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming) {
      size += chunk.length;
      if (size > longest) throw tooLong();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof DoorRefusal) throw error;
    throw new DoorRefusal(400, 'the request did not come to its end');
  }
  return Buffer.concat(chunks);
}

/** What was not read is not waited for. */
function tooLong(): DoorRefusal {
  return new DoorRefusal(413, 'the request is too long', { Connection: 'close' });
}
