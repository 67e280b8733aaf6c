import { isoTime, Problem, type Reply } from '../../acme-server/index.js';
import type { AcmeDoor } from './call.js';

interface Known {
  readonly reply: Reply;
  readonly until: number;
}

const mostKnown = 1000;

/** What the CA suggests for a certificate of this door (RFC 9773 section 4): anybody may ask, and it is remembered for a while. */
export function createRenewalInformation(door: AcmeDoor): (id: string) => Promise<Reply> {
  const known = new Map<string, Known>();
  return async (id) => {
    const found = door.book.certificateByAri(id);
    if (found === undefined) throw new Problem('malformed', 'no such certificate', { status: 404 });
    const now = door.context.clock.now();
    const before = known.get(id);
    if (before !== undefined && before.until > now) return before.reply;
    const information = await door.workshop.renewalInfo(found[1], id);
    if (information === undefined) throw new Problem('malformed', 'the CA suggests nothing', { status: 404 });
    const { window, explanationUrl, retryAfterMs } = information;
    const reply = {
      headers: { 'Retry-After': String(Math.ceil(retryAfterMs / 1000)) },
      json: {
        suggestedWindow: { start: isoTime(window.start.getTime()), end: isoTime(window.end.getTime()) },
        ...(explanationUrl !== undefined && { explanationURL: explanationUrl }),
      },
    };
    known.delete(id);
    known.set(id, { reply, until: now + Math.min(retryAfterMs, 3_600_000) });
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
    return reply;
  };
}
