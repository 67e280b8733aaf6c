import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordService } from '../../../core/dns/record-service.js';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const zoneId = 7;
const challenge = { type: 'TXT', name: '_acme-challenge' };

type Value = string | number | { readonly [name: string]: Value };

function xml(value: Value): string {
  if (typeof value === 'string') return `<value><string>${value}</string></value>`;
  if (typeof value === 'number') return `<value><int>${value}</int></value>`;
  const members = Object.entries(value).map(
    ([name, content]) => `<member><name>${name}</name>${xml(content)}</member>`,
  );
  return `<value><struct>${members.join('')}</struct></value>`;
}

function result(value: string): string {
  return `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n${value}\n</param>\n</params>\n</methodResponse>`;
}

function array(...items: readonly Value[]): string {
  return `<value><array><data>\n${items.map(xml).join('\n')}\n</data></array></value>`;
}

function fault(code: number, message: string): string {
  const value = xml({ faultCode: code, faultString: message });
  return `<?xml version='1.0'?><methodResponse><fault>${value}</fault></methodResponse>`;
}

function call(method: string, parameters: readonly Value[], answer: string): Exchange {
  const params = ['key', ...parameters].map((parameter) => `<param>${xml(parameter)}</param>`).join('');
  const body = `<methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`;
  return { request: 'POST https://rpc.gandi.net/xmlrpc/', body, answer };
}

const zone = call('domain.info', ['example.com'], result(xml({ id: 1, zone_id: zoneId, fqdn: 'example.com' })));
const done = result('<value><boolean>1</boolean></value>');

const play = playing('gandi', { token: 'key', apiProtocol: 'rpc' }, zone);

function newVersion(version: number) {
  return call('domain.zone.version.new', [zoneId], result(xml(version)));
}

function setVersion(version: number) {
  return call('domain.zone.version.set', [zoneId, version], done);
}

function item(id: string, text: string) {
  return { id, ...challenge, value: `"${text}"`, ttl: 300 };
}

function list(version: number, filter: Value, ...items: readonly Value[]) {
  return call('domain.zone.record.list', [zoneId, version, filter], result(array(...items)));
}

describe('gandi over XML-RPC', () => {
  it('adds to a copy of the zone and switches to it', async () => {
    await withExchanges(
      play([
        newVersion(2),
        call('domain.zone.record.add', [zoneId, 2, { ...challenge, value: 'one', ttl: 300 }], done),
        setVersion(2),
      ]),
      (service) => service.create({ ...challenge, content: 'one', ttl: 300 }),
    );
  });

  it('makes several changes in one version', async () => {
    await withExchanges(
      play([
        newVersion(2),
        call('domain.zone.record.add', [zoneId, 2, { ...challenge, value: 'one', ttl: 300 }], done),
        call('domain.zone.record.add', [zoneId, 2, { ...challenge, value: '"t w o"', ttl: 300 }], done),
        setVersion(2),
      ]),
      (service) => service.createAll(['one', 't w o'].map((content) => ({ ...challenge, content, ttl: 300 }))),
    );
  });

  it('throws the copy away where the change fails', async () => {
    await assert.rejects(
      withExchanges(
        play([
          newVersion(2),
          call('domain.zone.record.add', [zoneId, 2, { ...challenge, value: 'one', ttl: 300 }], fault(5, 'no room')),
          call('domain.zone.version.delete', [zoneId, 2], fault(6, 'no such version')),
        ]),
        (service) => service.create({ ...challenge, content: 'one', ttl: 300 }),
      ),
      (error) => isFailure(error, 'API') && /no room/.test(error.message) && error.serviceCode === '5',
    );
  });

  it('takes what is there for added', async () => {
    const there = 'Error on object : OBJECT_ZONE_RECORD (CAUSE_ALREADYEXISTS) [The record exists]';
    await withExchanges(
      play([
        newVersion(2),
        call('domain.zone.record.add', [zoneId, 2, { ...challenge, value: 'one', ttl: 300 }], fault(581117, there)),
        setVersion(2),
      ]),
      (service) => service.create({ ...challenge, content: 'one', ttl: 300 }),
    );
  });

  it('switches to no copy in which a record could not be removed or changed', async () => {
    const exact = { ...challenge, value: '"one"', ttl: 300 };
    const thrownAway = call('domain.zone.version.delete', [zoneId, 2], done);
    const changed = { ...challenge, value: '"new"', ttl: 600 };
    const isTold = (error: unknown) => isFailure(error, 'API') && /no room/.test(error.message);
    const before = list(0, { id: '1' }, item('1', 'one'));
    const update = (service: RecordService, id = '1') => service.update(id, { ...challenge, content: 'new', ttl: 600 });
    await assert.rejects(
      withExchanges(
        play([
          before,
          newVersion(2),
          call('domain.zone.record.delete', [zoneId, 2, exact], fault(5, 'no room')),
          thrownAway,
        ]),
        (service) => service.remove('1', {}),
      ),
      isTold,
    );
    const copied = list(2, exact, item('9', 'one'));
    const refused = call('domain.zone.record.update', [zoneId, 2, { id: '9' }, changed], fault(5, 'no room'));
    await assert.rejects(
      withExchanges(play([before, newVersion(2), copied, refused, thrownAway]), (service) => update(service)),
      isTold,
    );
    await assert.rejects(
      withExchanges(play([before, newVersion(2), list(2, exact), thrownAway]), (service) => update(service)),
      (error) => isFailure(error, 'RESPONSE'),
    );
    await assert.rejects(
      withExchanges(play([list(0, { id: '8' })]), (service) => update(service, '8')),
      (error) => isFailure(error, 'RECORD_NOT_FOUND'),
    );
  });

  it('lists texts without quotes', async () => {
    const listed = await withExchanges(play([list(0, challenge, item('1', 'one'), item('2', 'two'))]), (service) =>
      service.list(challenge),
    );
    assert.deepEqual(
      listed.map(({ id, content, ttl }) => [id, content, ttl]),
      [
        ['1', 'one', 300],
        ['2', 'two', 300],
      ],
    );
  });

  it('reads page after page', async () => {
    const first = Array.from({ length: 100 }, (_, index) => item(String(index), `${index}`));
    const listed = await withExchanges(
      play([list(0, challenge, ...first), list(0, { ...challenge, page: 1 }, item('100', 'last'))]),
      (service) => service.list(challenge),
    );
    assert.equal(listed.length, 101);
  });

  it('updates the copy of a record, by its id of the active version', async () => {
    await withExchanges(
      play([
        list(0, { id: '1' }, item('1', 'one')),
        newVersion(2),
        list(2, { ...challenge, value: '"one"', ttl: 300 }, item('9', 'one')),
        call(
          'domain.zone.record.update',
          [zoneId, 2, { id: '9' }, { type: 'TXT', name: 'b', value: '"new"', ttl: 600 }],
          done,
        ),
        setVersion(2),
      ]),
      (service) => service.update('1', { type: 'TXT', name: 'b', content: 'new', ttl: 600 }),
    );
  });

  it('removes one of two values and leaves the other; nothing is written where it is gone', async () => {
    const exact = { ...challenge, value: '"one"' };
    await withExchanges(
      play([
        list(0, exact, item('1', 'one')),
        newVersion(2),
        call('domain.zone.record.delete', [zoneId, 2, { ...exact, ttl: 300 }], result(xml(1))),
        setVersion(2),
        list(0, exact),
      ]),
      async (service) => {
        await service.removeAll([{ ...challenge, content: 'one' }]);
        await service.removeAll([{ ...challenge, content: 'one' }]);
      },
    );
  });

  for (const [code, words, kind, told] of [
    [
      510042,
      "Error on object : OBJECT_DOMAIN (CAUSE_NOTFOUND) [Domain 'x' doesn't exist.]",
      'ZONE_NOT_FOUND',
      /not in this account/,
    ],
    [
      510150,
      'Error on object : OBJECT_ACCOUNT (CAUSE_NORIGHT) [Invalid API key]',
      'AUTHENTICATION',
      /api-protocol=rest/,
    ],
  ] as const) {
    it(`takes fault ${code} for ${kind}`, async () => {
      await assert.rejects(
        withExchanges({ ...play([]), exchanges: [{ ...zone, answer: fault(code, words) }] }, (service) =>
          service.findZone(),
        ),
        (error) => isFailure(error, kind) && told.test(`${error.message} ${error.hint}`),
      );
    });
  }

  it('points to REST where the domain is not on the old platform', async () => {
    const answer = result(xml({ id: 1, fqdn: 'example.com' }));
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [{ ...zone, answer }] }, (service) => service.findZone()),
      (error) => isFailure(error, 'UNSUPPORTED') && /api-protocol=rest/.test(error.hint ?? ''),
    );
  });
});
