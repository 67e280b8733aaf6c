import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createZoneWriter } from '../../core/dns/zone-writer.js';
import { jsonAnswer } from '../../core/testing/fake-api.js';
import { type OpenSubject, openSubject, type Subject } from '../../core/testing/subject.js';
import { createRequestWindow, type Seen } from '../faults/request-window.js';
import { createFakeCloudflare } from '../providers/cloudflare/fake.js';
import { createFakeDigitalOcean } from '../providers/digitalocean/fake.js';
import { createFakeGodaddy } from '../providers/godaddy/fake.js';

interface Limited {
  readonly subject: Subject;
  readonly names: number;
  readonly canBatch: boolean;
  /** Requests that the API takes in a window: a minute or five of the real one last less than half a second here. */
  readonly most: number;
  /** Requests that the names cost at most, refusals not among them. */
  readonly costs: number;
}

const windowMs = 400;

const cases: readonly Limited[] = [
  {
    subject: { provider: 'cloudflare', options: { token: 't' }, createFake: createFakeCloudflare },
    names: 50,
    canBatch: true,
    most: 10,
    // The zone, one batch that creates, one listing, one batch that deletes.
    costs: 6,
  },
  {
    subject: { provider: 'digitalocean', options: { token: 'opaque' }, createFake: createFakeDigitalOcean },
    names: 20,
    canBatch: false,
    most: 15,
    // The zone, a creation and a deletion for each name, one listing in pages.
    costs: 44,
  },
  {
    subject: { provider: 'godaddy', options: { key: 'key', secret: 'secret' }, createFake: createFakeGodaddy },
    names: 10,
    canBatch: false,
    most: 6,
    costs: 44,
  },
];

/** Refuses what is more than so many in a window. */
function limit({ interfere, requests }: OpenSubject, most: number): Seen {
  const { seen, take } = createRequestWindow(most, windowMs);
  interfere(({ method, url, body }) => {
    const waitMs = take(`${method} ${url} ${body}`);
    if (waitMs === undefined) return undefined;
    const { headers, ...rest } = jsonAnswer({ message: 'too many' }, 429);
    return { ...rest, headers: { ...headers, 'retry-after': `${waitMs / 1000 + 0.005}` } };
  });
  assert.equal(requests.length, 0);
  return seen;
}

describe('an API with its limits, scaled', () => {
  for (const { subject, names, canBatch, most, costs } of cases) {
    it(`gives ${names} certificates their records at ${subject.provider}, and takes all away again`, async () => {
      const open = await openSubject(subject, 'example.com', {
        attempts: 3,
        firstPauseMs: 0,
        longestPauseMs: 0,
        patienceMs: 15_000,
      });
      const before = open.fake.records().length;
      const seen = limit(open, most);
      const signal = new AbortController().signal;
      const writer = createZoneWriter({ service: open.service, canBatch, signal, writeMs: 15_000 });
      const records = Array.from({ length: names }, (_, index) => {
        return { type: 'TXT', name: `_acme-challenge.n${index}`, content: `value-${index}`, ttl: 3600 };
      });
      await Promise.all(records.map((record) => writer.create([record], true)));
      assert.equal(open.fake.records().length, before + names);
      const gone = new Set<string>();
      await Promise.all(records.map((record) => writer.remove([record], ({ name }) => void gone.add(name))));
      assert.equal(open.fake.records().length, before);
      assert.ok(seen.taken <= costs, `${seen.taken} requests`);
      assert.ok(seen.wasted <= 1, `${seen.wasted} of ${seen.windows} windows`);
      assert.ok(seen.refused <= names + seen.windows, `${seen.refused} refusals`);
    });
  }
});
