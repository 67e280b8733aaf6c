import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FailureCode, isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'https://api.hetzner.cloud/v1/zones';
const rrsets = `${base}/7/rrsets`;
const txt = `${rrsets}/a/TXT`;

const zone: Exchange = {
  request: `GET ${base}/example.com`,
  headers: { authorization: 'Bearer opaque' },
  answer: { zone: { id: 7, name: 'example.com' } },
};

function play(exchanges: readonly Exchange[]) {
  const options = { token: 'opaque', retryWaitTime: 0 };
  return { provider: 'hetzner', options, exchanges: [zone, ...exchanges] };
}

function read(...values: string[]): Exchange {
  const records = values.map((value) => ({ value, comment: '' }));
  const found = values.length === 0 ? [] : [{ name: 'a', type: 'TXT', ttl: 300, records }];
  const answer = { rrsets: found, meta: { pagination: { next_page: null } } };
  return { request: `GET ${rrsets}?type=TXT&name=a`, answer };
}

function action(status: string, error: object | null = null) {
  return { action: { id: 9, status, error } };
}

function write(path: string, body: object, answer: object = action('success')): Exchange {
  return { request: `POST ${txt}/actions/${path}`, body, status: 201, answer };
}

const poll = (answer: object): Exchange => ({ request: `GET ${base}/actions/9`, answer });

describe('hetzner', () => {
  it('adds to a set, keeps its TTL and waits for the action', async () => {
    await withExchanges(
      play([
        read('"one"'),
        write('add_records', { ttl: 300, records: [{ value: '"two"' }] }, action('running')),
        poll(action('running')),
        poll({ action: { id: 9, status: 'success' } }),
      ]),
      (service) => service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 60 }),
    );
  });

  it('adds nothing that is there already, and what is missing in one write', async () => {
    await withExchanges(
      play([read('"one"'), read(), write('add_records', { ttl: 60, records: [{ value: '"1"' }, { value: '"2"' }] })]),
      async (service) => {
        await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 });
        await service.createAll(['1', '2'].map((content) => ({ type: 'TXT', name: 'a', content, ttl: 60 })));
      },
    );
  });

  it('goes by its own set alone, and tells no TTL of one that has that of the zone', async () => {
    const records = [{ value: '"one"' }];
    const others = [
      { name: 'b', type: 'TXT', ttl: 900, records: [{ value: '"two"' }] },
      { name: 'a', type: 'CAA', ttl: 900, records: [{ value: '"two"' }] },
    ];
    const listed = (...sets: readonly object[]) => ({ ...read(), answer: { rrsets: [...others, ...sets] } });
    const added = [{ value: '"two"' }];
    await withExchanges(
      play([
        ...[listed(), write('add_records', { ttl: 60, records: added })],
        ...[listed({ name: 'a', type: 'TXT', ttl: null, records }), write('add_records', { records: added })],
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 60 });
        await service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 60 });
      },
    );
  });

  it('removes one value without reading, also where it is gone', async () => {
    const removal = write('remove_records', { records: [{ value: '"two"' }] });
    const gone = { ...removal, status: 404, answer: { error: { code: 'not_found', message: 'not found' } } };
    await withExchanges(play([removal, gone]), async (service) => {
      await service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]);
      await service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]);
    });
  });

  it('updates by removing the old value and adding the new one', async () => {
    await withExchanges(
      play([
        ...[read('"old"'), { ...read('"old"'), request: `GET ${rrsets}` }],
        write('remove_records', { records: [{ value: '"old"' }] }),
        read(),
        write('add_records', { ttl: 60, records: [{ value: '"new"' }] }),
      ]),
      (service) => service.update(undefined, { type: 'TXT', name: 'a', content: 'new', ttl: 60 }),
    );
  });

  it('makes a record that gets another name there first, where nobody has to be looked for', async () => {
    const there = txt.replace('/a/', '/b/');
    await withExchanges(
      play([
        { ...read(), request: `GET ${rrsets}?type=TXT&name=b` },
        {
          ...write('add_records', { ttl: 60, records: [{ value: '"new"' }] }),
          request: `POST ${there}/actions/add_records`,
        },
        write('remove_records', { records: [{ value: '"one"' }] }),
      ]),
      (service) => service.update('TXT/a/b25l', { type: 'TXT', name: 'b', content: 'new', ttl: 60 }),
    );
  });

  it('reads all pages', async () => {
    const page = (number: number | null, name: string) => ({
      rrsets: [{ name, type: 'CNAME', ttl: null, records: [{ value: 'x.example.org.' }] }],
      meta: { pagination: { next_page: number } },
    });
    const listed = await withExchanges(
      play([
        { request: `GET ${rrsets}?type=CNAME`, answer: page(2, '@') },
        { request: `GET ${rrsets}?type=CNAME&page=2`, answer: page(null, 'b') },
      ]),
      (service) => service.list({ type: 'CNAME' }),
    );
    assert.deepEqual(
      listed.map(({ name, content, ttl }) => [name, content, ttl]),
      [
        ['example.com', 'x.example.org', undefined],
        ['b.example.com', 'x.example.org', undefined],
      ],
    );
  });

  it('takes an action for done that fails since the value is there', async () => {
    const there = action('error', { code: 'uniqueness_error', message: 'is there' });
    await withExchanges(
      play([read(), write('add_records', { ttl: 60, records: [{ value: '"x"' }] }, there)]),
      (service) => service.create({ type: 'TXT', name: 'a', content: 'x', ttl: 60 }),
    );
  });

  it('says why an action failed', async () => {
    const error = { code: 'action_failed', message: 'the zone is protected' };
    await assert.rejects(
      withExchanges(
        play([read(), write('add_records', { ttl: 60, records: [{ value: '"x"' }] }, action('error', error))]),
        (service) => service.create({ type: 'TXT', name: 'a', content: 'x', ttl: 60 }),
      ),
      (failure) => isFailure(failure, 'API') && /the zone is protected/.test(failure.message),
    );
  });

  it('takes a value for removed only where it is gone: every other refusal is told', async () => {
    const removal = write('remove_records', { records: [{ value: '"two"' }] });
    const refusals: readonly (readonly [Exchange, FailureCode])[] = [
      [{ ...removal, status: 403, answer: { error: { code: 'forbidden', message: 'no' } } }, 'AUTHENTICATION'],
      [{ ...removal, status: 422, answer: { error: { code: 'invalid_input', message: 'no' } } }, 'API'],
      [{ ...removal, answer: action('error', { code: 'action_failed', message: 'no' }) }, 'API'],
      [{ ...removal, answer: action('error', { code: 'conflict', message: 'no' }) }, 'SERVER'],
      [{ ...removal, answer: action('error', { code: 'locked', message: 'no' }) }, 'SERVER'],
      [{ ...removal, answer: action('error') }, 'API'],
      [{ ...removal, answer: {} }, 'RESPONSE'],
    ];
    for (const [refusal, code] of refusals) {
      await assert.rejects(
        withExchanges(play([refusal]), (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }])),
        (error) => isFailure(error, code) && (code !== 'RESPONSE' || !error.retryable),
        code,
      );
    }
    const gone = { ...removal, answer: action('error', { code: 'not_found', message: 'gone' }) };
    await withExchanges(play([gone]), (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]));
  });
});
