import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTested } from '../../core/testing/tested-provider.js';

/** Services that one request makes start anew for all zones, and what they answer to everything. */
const rows = {
  opnsense: {
    options: { host: 'fw.example.net', key: 'opaque-key', token: 'opaque-token' },
    start: '/api/bind/service/reconfigure',
    answer: { result: 'saved', status: 'ok' },
  },
};
const tries = 3;

describe('what starts anew for all zones does so once at a time', () => {
  for (const [id, { options, start, answer }] of Object.entries(rows))
    it(`at ${id}, whether or not the start before failed`, async () => {
      let starts = 0;
      const { provider } = await openTested(id, {
        options,
        zoneName: 'example.com',
        limitMs: 10_000,
        retry: { attempts: tries, firstPauseMs: 0, longestPauseMs: 0 },
        answer({ url }) {
          if (url.pathname === start) starts += 1;
          // As often as one of them is tried: were they to overlap, both would come through.
          const status = url.pathname === start && starts <= tries ? 502 : 200;
          return { status, headers: {}, body: JSON.stringify(answer) };
        },
      });
      const draft = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
      const writes = ['one.example', 'two.example'].map((name) => provider.createRecord({ name }, draft));
      const outcomes = await Promise.allSettled(writes);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['rejected', 'fulfilled'],
      );
    });
});
