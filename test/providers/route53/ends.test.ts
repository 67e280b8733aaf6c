import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure, type ProviderFactory, recordId, silentLogger } from '../../../core/sdk/index.js';
import { openTested } from '../../../core/testing/tested-provider.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';
import route53 from '../../../providers/route53/index.js';
import { watchedHttp } from '../watched-http.js';
import { changed, options, quoted, rrset, setsXml, setXml, zonesXml, zoneXml } from './exchanges.js';

const credentials = { AccessKeyId: 'ID', SecretAccessKey: 'KEY', Token: 'T', Expiration: '2999-01-01T00:00:00Z' };

function open(
  given: typeof options | object,
  answer: (request: SentRequest) => string | [status: number, xml: string],
) {
  return openTested('route53', {
    options: given as typeof options,
    zoneName: 'example.com',
    limitMs: 10_000_000,
    retry: { attempts: 1, firstPauseMs: 0, longestPauseMs: 0 },
    answer(request): GivenAnswer {
      if (request.url.pathname.endsWith('/hostedzonesbyname') && given === options)
        return { status: 200, headers: {}, body: zonesXml(zoneXml('Z1', 'example.com.')) };
      const [status, body] = [answer(request)].flat() as [number, string] | [string];
      return typeof status === 'string'
        ? { status: 200, headers: {}, body: status }
        : { status, headers: {}, body: body ?? '' };
    },
  });
}

describe('Route 53', () => {
  it('is read no further where its pages do not come to an end', async () => {
    const more = '<NextRecordName>b.example.com.</NextRecordName><NextRecordType>A</NextRecordType>';
    const { service } = await open(options, () => setsXml(setXml('b', 'TXT', [quoted('x')]), more));
    await assert.rejects(service.list({ type: 'TXT' }), (error) => isFailure(error, 'RESPONSE'));
  });

  it('tells the log where an update leaves the name as it is, and otherwise nothing', async () => {
    const warnings: unknown[] = [];
    const { http } = watchedHttp({
      [`GET ${rrset}`]: setsXml(setXml('a', 'TXT', [quoted('x')])),
      [`POST ${rrset}/`]: changed,
    });
    const { signal } = new AbortController();
    const provider = (route53.create as ProviderFactory)({
      id: 'route53',
      options: { ...options, apiUrl: 'https://route53.amazonaws.com', region: 'us-east-1' },
      http,
      log: { ...silentLogger, warn: (...line: unknown[]) => void warnings.push(line) },
      signal: () => signal,
      now: Date.now,
    });
    const zone = { id: 'Z1', name: 'example.com' };
    for (const [name, wanted] of [
      ['a', 0],
      ['b', 1],
    ] as const) {
      const id = recordId({ type: 'TXT', name: 'a', content: 'x' });
      await provider.updateRecord(zone, id, { type: 'TXT', name, content: 'y', ttl: 60 });
      assert.equal(warnings.length, wanted);
    }
  });

  for (const [title, refusal, reads] of [
    ['a session that is over', [400, 'ExpiredToken'], 2],
    ['no right', [403, 'AccessDenied'], 2],
    ['too many requests', [403, 'Throttling'], 2],
    ['a wrong request', [400, 'InvalidInput'], 1],
  ] as const)
    it(`is asked again with credentials that are read ${reads} times, after ${title}`, async () => {
      const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1/c', HOME: '/nonexistent' };
      const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
      Object.assign(process.env, env);
      try {
        let read = 0;
        const { service } = await open({ zoneId: 'Z1' }, ({ url }) => {
          if (url.hostname !== '127.0.0.1')
            return [refusal[0], `<ErrorResponse><Error><Code>${refusal[1]}</Code></Error></ErrorResponse>`];
          read += 1;
          return JSON.stringify(credentials);
        });
        for (const _ of [1, 2]) await assert.rejects(service.findZone(), (error) => isFailure(error));
        assert.equal(read, reads);
      } finally {
        for (const [name, value] of Object.entries(before))
          if (value === undefined) delete process.env[name];
          else process.env[name] = value;
      }
    });
});
