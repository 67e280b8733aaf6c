import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ProviderFactory, silentLogger } from '../../../core/sdk/index.js';
import ovh from '../../../providers/ovh/index.js';
import { type Answers, watchedHttp } from '../watched-http.js';

const base = 'https://eu.api.ovh.com/1.0/domain/zone';
const ungranted = [403, {}, '{"errorCode":"NOT_GRANTED_CALL","message":"not granted"}'] as const;
const statuses: Readonly<Record<string, readonly [status: Answers[string], warnings: number]>> = {
  'is served': [{ isDeployed: true }, 0],
  'is not served': [{ isDeployed: false }, 1],
  'may not be asked for': [ungranted, 0],
};

describe('whether OVH serves a zone', () => {
  for (const [title, [status, wanted]] of Object.entries(statuses)) {
    it(`is told to the log where it does not: ${title}`, async () => {
      const warnings: unknown[] = [];
      const { http } = watchedHttp({ [`GET ${base}/`]: '["example.com"]', [`GET ${base}/example.com/status`]: status });
      const { signal } = new AbortController();
      const provider = (ovh.create as ProviderFactory)({
        id: 'ovh',
        options: { entrypoint: 'ovh-eu', accessToken: 'given' },
        http,
        log: { ...silentLogger, warn: (...line: unknown[]) => void warnings.push(line) },
        signal: () => signal,
        now: Date.now,
      });
      assert.deepEqual(await provider.findZone('example.com'), { name: 'example.com' });
      assert.equal(warnings.length, wanted);
    });
  }
});
