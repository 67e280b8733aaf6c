import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openProvider } from '../../../core/dns/open-provider.js';
import { createRecordService, type RecordService } from '../../../core/dns/record-service.js';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { isFailure, silentLogger } from '../../../core/sdk/index.js';
import { answeringDispatcher } from '../../../core/testing/dispatcher.js';
import { isSigned } from '../families/aliyun.js';

/** What is asked, without what differs each time, and the answer. */
type Exchange = readonly [asked: Record<string, string>, answer: unknown, status?: number];

const signing = ['AccessKeyId', 'SignatureMethod', 'SignatureNonce', 'SignatureVersion', 'Timestamp', 'Signature'];

async function play<T>(
  exchanges: readonly Exchange[],
  work: (service: RecordService) => Promise<T>,
  more: Record<string, string> = {},
): Promise<T> {
  const waiting = [...exchanges];
  const nonces = new Set<string | null>();
  const dispatcher = answeringDispatcher(({ url }) => {
    const [asked, answer, status = 200] = waiting.shift() ?? [{}, {}];
    const sent = Object.fromEntries(url.searchParams);
    assert.ok(isSigned('GET', url, 'opaque'), 'the signature does not fit');
    assert.ok(!nonces.has(url.searchParams.get('SignatureNonce')), 'the nonce was used before');
    nonces.add(url.searchParams.get('SignatureNonce'));
    assert.deepEqual([sent.AccessKeyId, sent.SignatureMethod, sent.SignatureVersion], ['id', 'HMAC-SHA1', '1.0']);
    assert.match(sent.Timestamp ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    for (const name of signing) delete sent[name];
    assert.deepEqual(sent, { Format: 'json', Version: '2015-01-09', ...asked });
    return { status, headers: {}, body: JSON.stringify(answer) };
  });
  const registered = builtInRegistry().findProvider('aliyun');
  assert.ok(registered);
  const options = { keyId: 'id', secret: 'opaque', ...more };
  const retry = { attempts: 1, firstPauseMs: 0, longestPauseMs: 0 };
  const provider = await openProvider({ registered, options, dispatcher, log: silentLogger, userAgent: 'test', retry });
  const { capabilities, title: providerTitle } = registered.manifest;
  const signal = AbortSignal.timeout(10_000);
  const result = await work(
    createRecordService({ provider, capabilities, zoneName: 'example.com', providerTitle, signal }),
  );
  assert.deepEqual(waiting, [], 'these exchanges did not happen');
  return result;
}

const domain = { DomainName: 'example.com' };
const info: Exchange = [{ Action: 'DescribeDomainInfo', ...domain }, { DomainName: 'example.com' }];

function list(filter: object, values: readonly string[], page = {}): Exchange {
  const Record = values.map((Value) => ({ RecordId: `r-${Value}`, Type: 'TXT', RR: 'a', Value, TTL: 600 }));
  const asked = { Action: 'DescribeDomainRecords', ...domain, RRKeyWord: 'a', TypeKeyWord: 'TXT', ...filter };
  return [asked, { TotalCount: values.length, PageSize: 20, DomainRecords: { Record }, ...page }];
}

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };

describe('aliyun', () => {
  it('creates what is not there, with the smallest TTL', async () => {
    const add = {
      Action: 'AddDomainRecord',
      ...domain,
      Type: 'TXT',
      RR: 'a',
      Value: "it's (a) ~*~ + test!",
      TTL: '600',
    };
    await play(
      [
        info,
        list({ ValueKeyWord: "it's (a) ~*~ + test!" }, []),
        [add, { RecordId: '1' }],
        list({ ValueKeyWord: 'one' }, ['one']),
      ],
      async (service) => {
        await service.create({ ...one, content: "it's (a) ~*~ + test!" });
        await service.create(one);
      },
    );
  });

  it('reads all pages', async () => {
    const listed = await play(
      [
        info,
        list({}, ['one'], { TotalCount: 2, PageSize: 1 }),
        list({ PageNumber: '2' }, ['two'], { TotalCount: 2, PageSize: 1 }),
      ],
      (service) => service.list({ type: 'TXT', name: 'a' }),
    );
    assert.deepEqual(
      listed.map(({ id, content }) => [id, content]),
      [
        ['r-one', 'one'],
        ['r-two', 'two'],
      ],
    );
  });

  it('updates, and removes one of two values, not one that only resembles it', async () => {
    const update = {
      Action: 'UpdateDomainRecord',
      ...domain,
      RecordId: '7',
      Type: 'MX',
      RR: '@',
      Value: 'm.example.com',
      TTL: '600',
      Priority: '10',
    };
    await play(
      [
        info,
        [update, {}],
        list({ ValueKeyWord: 'one' }, ['one', 'one-more']),
        [{ Action: 'DeleteDomainRecord', ...domain, RecordId: 'r-one' }, {}],
      ],
      async (service) => {
        await service.update('7', { type: 'MX', name: '@', content: '10 m.example.com', ttl: 60 });
        await service.removeAll([one]);
      },
    );
  });

  it('finds its zone by the records where a policy allows no more', async () => {
    const refused: Exchange = [info[0], { Code: 'Forbidden.RAM', Message: 'User not authorized.' }, 403];
    const records = { Action: 'DescribeDomainRecords', ...domain };
    const empty = { TotalCount: 0, PageSize: 20, DomainRecords: { Record: [] } };
    await play([refused, [records, empty]], (service) => service.findZone());
    await assert.rejects(
      play([refused, [records, { Code: 'InvalidDomainName.NoExist', Message: 'In words.' }, 400]], (service) =>
        service.findZone(),
      ),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });

  it('gives the token of a temporary key', async () => {
    const asked = { ...info[0], SecurityToken: 'opaque-sts' };
    await play([[asked, info[1]]], (service) => service.findZone(), { securityToken: 'opaque-sts' });
  });

  it('tells a zone that is missing from a key that is refused', async () => {
    const findZone = (Code: string, status: number) =>
      play([[info[0], { Code, Message: 'In words.' }, status]], (service) => service.findZone());
    await assert.rejects(findZone('InvalidDomainName.NoExist', 400), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    await assert.rejects(
      findZone('InvalidAccessKeyId.NotFound', 404),
      (error) => isFailure(error, 'AUTHENTICATION') && /In words/.test(error.message),
    );
  });
});
