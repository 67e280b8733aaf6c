import { isGoodLineage, type Lineage } from '../store/lineages/lineage.js';
import { type CreateDoor, type DoorAnswer, type DoorCall, DoorRefusal } from './door.js';
import { listenForNews } from './news.js';

/** The longest wait for a newer version, in seconds: whoever wants to wait longer asks again. */
const longestWait = 240;
/** How often is looked whether there is a newer version, in milliseconds, and no more often than this for each who waits. */
const lookMs = 500;
const lookMsForEach = 5;
/** A store that several instances share tells of new versions; it is looked at now and then all the same, in milliseconds. */
const sharedLookMs = 10_000;
/** How often a certificate is read again that was renewed meanwhile. */
const mostTries = 3;

/** The lineages of a client, with their keys: what `letsencrypt-dns agent` asks for. */
export const createDoor: CreateDoor = (context) => {
  let waiting = 0;
  const news = listenForNews(context);

  async function handle(call: DoorCall): Promise<DoorAnswer> {
    const client = call.gate.basic();
    if (call.path === '/certificates') return json(200, { certificates: client.certificates });
    const name = call.path.slice('/certificates/'.length);
    call.note([name]);
    // Of others' lineages nobody learns whether they are there.
    if (!client.certificates.includes(name)) throw absent();
    const known = call.headers['if-none-match'];
    const wait = waitOf(call);
    const lineage = await latest(name, known, wait, call.signal);
    if (lineage === undefined) throw absent();
    if (known === etagOf(lineage)) return { status: 304, headers: { ETag: etagOf(lineage) } };
    return material(name);
  }

  /** A renewal between the looks must not give the number of one version to another. */
  async function material(name: string): Promise<DoorAnswer> {
    const { store } = context.services();
    for (let tries = 0; tries < mostTries; tries += 1) {
      const before = await store.read(name);
      if (before === undefined || !isGoodLineage(before)) throw absent();
      const { cert, chain, privkey } = await store.material(name);
      const after = await store.read(name);
      if (after === undefined || etagOf(after) !== etagOf(before)) continue;
      const { version, certificate } = before;
      const notAfter = certificate.notAfter.toISOString();
      const body = { name, version, notAfter, cert, chain, fullchain: cert + chain, privkey };
      return { ...json(200, body), headers: { ETag: etagOf(before) } };
    }
    throw new DoorRefusal(503, 'the certificate is being renewed', { 'Retry-After': '1' });
  }

  /** What is there now; waits where that is known already, or nothing is. */
  async function latest(
    name: string,
    known: string | undefined,
    seconds: number,
    signal: AbortSignal,
  ): Promise<Lineage | undefined> {
    const { clock } = context;
    const until = clock.now() + seconds * 1000;
    waiting += 1;
    try {
      for (;;) {
        const next = news?.next(name);
        const found = await context.services().store.read(name);
        const good = found !== undefined && isGoodLineage(found) ? found : undefined;
        if (good !== undefined && etagOf(good) !== known) return good;
        const left = until - clock.now();
        // A clock that was set back makes no wait longer.
        if (left <= 0 || left > seconds * 1000) return good;
        if (next !== undefined) await next(Math.min(left, sharedLookMs), signal);
        else await clock.sleep(Math.min(left, Math.max(lookMs, waiting * lookMsForEach)), signal);
      }
    } finally {
      waiting -= 1;
    }
  }

  return {
    paths: ['/certificates', '/certificates/'],
    longestMs: (longestWait + 10) * 1000,
    handle,
    close: async () => news?.close(),
  };
};

function absent(): DoorRefusal {
  return new DoorRefusal(404, 'there is no such certificate');
}

/** @throws DoorRefusal 400 */
function waitOf({ query }: DoorCall): number {
  const text = query.get('wait') ?? '0';
  if (!/^\d{1,5}$/.test(text)) throw new DoorRefusal(400, '`wait` must be a number of seconds');
  return Math.min(Number(text), longestWait);
}

function etagOf({ version, certificate }: Lineage): string {
  return `"${version}-${certificate?.fingerprint.replaceAll(':', '').slice(0, 32).toLowerCase() ?? ''}"`;
}

function json(status: number, value: unknown): DoorAnswer {
  return { status, body: JSON.stringify(value) };
}
