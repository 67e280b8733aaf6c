import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import { ask, askTxt, missing, runCommand } from '../../lab/index.js';
import { openStandalone } from './open-standalone.js';

const challenge = { type: 'TXT', name: '_acme-challenge', ttl: 60 };
const rcodes = { NOERROR: 0, NXDOMAIN: 3, REFUSED: 5 };

describe('the standalone provider', () => {
  it('starts with the first record, answers for its name, and stops when it is closed', async () => {
    const { provider, service, dnsAddress } = await openStandalone();
    const zone = service('example.com');
    await zone.findZone();
    await assert.rejects(ask(dnsAddress, 'example.com', 'SOA'), /ECONNREFUSED/);
    await zone.createAll(['one', 'Two'].map((content) => ({ ...challenge, content })));
    assert.deepEqual(await askTxt(dnsAddress, '_ACME-challenge.example.com'), ['Two', 'one']);
    const { answers, packet } = await ask(dnsAddress, '_acme-challenge.example.com', 'NS');
    assert.deepEqual(
      answers.map((record) => record.type === 'NS' && record.data),
      ['acme-dns.example.net'],
    );
    assert.equal(packet.flag_aa, true);
    await zone.removeAll([{ ...challenge, content: 'one' }]);
    assert.deepEqual(await askTxt(dnsAddress, '_acme-challenge.example.com'), ['Two']);
    assert.deepEqual(
      (await zone.list({ type: 'TXT' })).map(({ name, content }) => `${name} ${content}`),
      ['_acme-challenge.example.com Two'],
    );
    await provider.close?.();
    await assert.rejects(ask(dnsAddress, '_acme-challenge.example.com', 'TXT'), /ECONNREFUSED/);
  });

  it('learns zones as challenges come, and answers for nothing else', async () => {
    const { provider, service, dnsAddress } = await openStandalone();
    await service('_acme-challenge.example.com').create({ ...challenge, name: '@', content: 'delegated' });
    await service('acme.example.net').create({ ...challenge, name: 'www.example.org', content: 'alias' });
    assert.deepEqual(await askTxt(dnsAddress, '_acme-challenge.example.com'), ['delegated']);
    assert.deepEqual(await askTxt(dnsAddress, 'www.example.org.acme.example.net'), ['alias']);
    assert.equal((await ask(dnsAddress, 'other.acme.example.net', 'TXT')).rcode, rcodes.NXDOMAIN);
    assert.equal((await ask(dnsAddress, 'example.com', 'TXT')).rcode, rcodes.REFUSED);
    assert.equal((await ask(dnsAddress, 'example.com', 'AXFR')).rcode, rcodes.REFUSED);
    await provider.close?.();
  });

  it('keeps to the zones that it is told, and says what to do about others', async () => {
    const { provider, service, dnsAddress } = await openStandalone({
      zones: 'acme.example.net, _acme-challenge.Example.com',
    });
    await service('example.com').create({ ...challenge, content: 'told' });
    await service('example.net').create({ ...challenge, name: 'a.acme', content: 'below' });
    assert.deepEqual(await askTxt(dnsAddress, '_acme-challenge.example.com'), ['told']);
    assert.deepEqual(await askTxt(dnsAddress, 'a.acme.example.net'), ['below']);
    assert.equal((await ask(dnsAddress, 'example.net', 'SOA')).rcode, rcodes.REFUSED);
    await assert.rejects(
      service('example.org').findZone(),
      (error) => isFailure(error, 'ZONE_NOT_FOUND') && /acme\.example\.net.*not for example\.org/.test(error.message),
    );
    await provider.close?.();
  });

  it('removes what an earlier process left without starting', async () => {
    const { provider, service, dnsAddress } = await openStandalone();
    await service('example.com').removeAll([{ ...challenge, content: 'of a process that was killed' }]);
    await assert.rejects(ask(dnsAddress, 'example.com', 'SOA'), /ECONNREFUSED/);
    await provider.close?.();
  });

  it('replaces a record, and holds no other type', async () => {
    const { provider, service, dnsAddress } = await openStandalone();
    const zone = service('example.com');
    await zone.create({ ...challenge, content: 'one' });
    const [record] = await zone.list({ type: 'TXT' });
    await zone.update(record?.id, { ...challenge, content: 'two' });
    assert.deepEqual(await askTxt(dnsAddress, '_acme-challenge.example.com'), ['two']);
    const [again] = await zone.list({ type: 'TXT' });
    await zone.update(again?.id, { ...challenge, content: 'two', ttl: 120 });
    assert.deepEqual(await askTxt(dnsAddress, '_acme-challenge.example.com'), ['two']);
    await assert.rejects(zone.create({ type: 'A', name: 'www', content: '192.0.2.1', ttl: 60 }), (error) =>
      isFailure(error, 'UNSUPPORTED'),
    );
    await provider.close?.();
  });

  it('says where it cannot listen', async () => {
    const first = await openStandalone();
    await first.service('example.com').create({ ...challenge, content: 'one' });
    const second = await openStandalone({ listen: first.dnsAddress });
    await assert.rejects(
      second.service('example.com').create({ ...challenge, content: 'one' }),
      (error) => isFailure(error, 'CONFIG') && /cannot listen on (UDP|TCP) 127\.0\.0\.1/.test(error.message),
    );
    await assert.rejects(openStandalone({ listen: 'localhost:53' }), /"localhost:53" is no address to listen on/);
    await second.provider.close?.();
    await first.provider.close?.();
  });

  it('says that a host without a DNS server has none to lend', async () => {
    const context = { options: { serverName: 'acme-dns.example.net', listen: '127.0.0.1' } };
    const provider = (await import('../../../providers/standalone/index.js')).default.create(context as never);
    const record = { ...challenge, content: 'one' };
    await assert.rejects(provider.createRecord({ name: 'example.com' }, record), (error) =>
      isFailure(error, 'UNSUPPORTED'),
    );
  });

  it('is read by dig and kdig alike', { skip: missing('dig', 'kdig') }, async () => {
    const { provider, service, dnsAddress } = await openStandalone();
    await service('example.com').create({ ...challenge, content: 'shown to both' });
    const [host = '', port = ''] = dnsAddress.split(':');
    for (const program of ['dig', 'kdig']) {
      for (const transport of ['+notcp', '+tcp']) {
        const words = [`@${host}`, '-p', port, '_acme-challenge.example.com', 'TXT', '+short', transport];
        assert.equal((await runCommand(program, words)).stdout, '"shown to both"\n');
      }
    }
    await provider.close?.();
  });
});
