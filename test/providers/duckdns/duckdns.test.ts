import assert from 'node:assert/strict';
import { Resolver } from 'node:dns/promises';
import { describe, it, mock } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

function update(query: string, answer = 'OK\n\nUPDATED'): Exchange {
  return { request: `GET https://www.duckdns.org/update?token=opaque&domains=test&verbose=true&${query}`, answer };
}

function play(exchanges: readonly Exchange[], zone = 'test.duckdns.org') {
  return { provider: 'duckdns', options: { token: 'opaque' }, zone, exchanges };
}

const record = { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 };

describe('duckdns', () => {
  it('sets and clears the TXT value of the domain', async () => {
    await withExchanges(play([update('txt=one'), update('txt=&clear=true'), update('txt=two')]), async (service) => {
      await service.create(record);
      await service.removeAll([record]);
      await service.create({ ...record, content: 'two' });
    });
  });

  it('lets the last value count, and a removal of an earlier one not touch it', async () => {
    await withExchanges(play([update('txt=one'), update('txt=two')]), async (service) => {
      await service.create(record);
      await service.create({ ...record, content: 'two' });
      await service.removeAll([record]);
    });
  });

  it('clears a value that it did not set, once its own is gone', async () => {
    const clear = update('txt=&clear=true');
    await withExchanges(play([update('txt=one'), clear, clear]), async (service) => {
      await service.create(record);
      await service.removeAll([record]);
      await service.removeAll([{ ...record, content: 'of another process' }]);
    });
  });

  it('remembers its value until it is gone', async () => {
    const failed = { ...update('txt=&clear=true', 'Bad Gateway'), status: 502 };
    await withExchanges(play([update('txt=one'), ...Array(3).fill(failed)]), async (service) => {
      await service.create(record);
      await assert.rejects(service.removeAll([record]), (error) => isFailure(error, 'SERVER'));
      await service.removeAll([{ ...record, content: 'earlier' }]);
    });
  });

  it('updates the value, and sets addresses', async () => {
    await withExchanges(
      play([update('txt=new'), update('ip=192.0.2.1'), update('ipv6=2001:db8::1'), update('txt=&clear=true')]),
      async (service) => {
        await service.update('TXT/a/b25l', { ...record, content: 'new' });
        await service.create({ type: 'A', name: '@', content: '192.0.2.1', ttl: 60 });
        await service.create({ type: 'AAAA', name: '@', content: '2001:db8::1', ttl: 60 });
        await service.removeAll([{ ...record, content: 'new' }]);
        await assert.rejects(service.remove('A/@/MTkyLjAuMi4x', { type: 'A' }), (error) =>
          isFailure(error, 'UNSUPPORTED'),
        );
      },
    );
  });

  it('lists what the name server says', async (t) => {
    mock.method(Resolver.prototype, 'resolve4', async () => ['192.0.2.53']);
    const asked = mock.method(Resolver.prototype, 'resolveTxt', async () => [['o', 'ne'], ['']]);
    t.after(() => mock.restoreAll());
    const listed = await withExchanges(play([]), (service) => service.list({ type: 'TXT', name: '_acme-challenge' }));
    assert.deepEqual(asked.mock.calls[0]?.arguments, ['_acme-challenge.test.duckdns.org']);
    assert.deepEqual(
      listed.map(({ name, content }) => [name, content]),
      [['_acme-challenge.test.duckdns.org', 'one']],
    );
  });

  it('does not take a name server that is silent for an empty list', async (t) => {
    mock.method(Resolver.prototype, 'resolve4', async () => {
      throw Object.assign(new Error('queryA ETIMEOUT'), { code: 'ETIMEOUT' });
    });
    t.after(() => mock.restoreAll());
    await assert.rejects(
      withExchanges(play([]), (service) => service.list({ type: 'TXT', name: 'a' })),
      (error) => isFailure(error, 'DNS'),
    );
  });

  it('says that the token was refused, and which zones are not its own', async () => {
    await assert.rejects(
      withExchanges(play([update('txt=one', 'KO')]), (service) => service.create(record)),
      (error) => isFailure(error, 'AUTHENTICATION') && /: KO$/.test(error.message),
    );
    await assert.rejects(
      withExchanges(play(Array(3).fill(update('txt=one', 'We will be back soon'))), (service) =>
        service.create(record),
      ),
      (error) => isFailure(error, 'RESPONSE'),
    );
    await assert.rejects(
      withExchanges(play([], 'example.com'), (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });
});
