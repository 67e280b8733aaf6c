import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { withExchanges } from '../../../core/testing/exchanges.js';
import { answer, existing, hosts, info, mailFields, play, redirectFields, written } from './exchanges.js';

describe('namecheap', () => {
  it('gives every other host back as it was, with the mail setting', async () => {
    const added = 'HostName4=_acme-challenge&RecordType4=TXT&Address4=two&TTL4=60';
    const one = 'HostId3=3&HostName3=_acme-challenge&RecordType3=TXT&Address3=one&MXPref3=10&TTL3=60';
    const body = [mailFields, redirectFields, one, added, 'SLD=example&TLD=co.uk&EmailType=MX'].join('&');
    await withExchanges(play([hosts(Object.values(existing)), written(body)]), (service) =>
      service.create({ type: 'TXT', name: '_acme-challenge', content: 'two', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    const two = existing.one.replace('"3"', '"4"').replace('"one"', '"two"');
    const list = [existing.one, two];
    const body =
      'HostId1=4&HostName1=_acme-challenge&RecordType1=TXT&Address1=two&MXPref1=10&TTL1=60&SLD=example&TLD=co.uk';
    await withExchanges(play([hosts(list, 'FWD'), hosts(list, 'FWD'), written(body)]), (service) =>
      service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('cleans up several values with one write', async () => {
    const list = [existing.mail, existing.one, existing.one.replace('"3"', '"4"').replace('"one"', '"two"')];
    const body = `${mailFields}&SLD=example&TLD=co.uk&EmailType=MX`;
    await withExchanges(play([hosts(list), hosts(list), written(body)]), (service) =>
      service.removeAll(['one', 'two'].map((content) => ({ type: 'TXT', name: '_acme-challenge', content }))),
    );
  });

  it('adds several records with one write', async () => {
    const fields = ['a', 'b'].map((name, index) => {
      const number = index + 2;
      return `HostName${number}=${name}&RecordType${number}=TXT&Address${number}=x&TTL${number}=60`;
    });
    const body = [mailFields, ...fields, 'SLD=example&TLD=co.uk&EmailType=MX'].join('&');
    await withExchanges(play([hosts([existing.mail]), written(body)]), (service) =>
      service.createAll(['a', 'b'].map((name) => ({ type: 'TXT', name, content: 'x', ttl: 60 }))),
    );
  });

  it('makes no second record where only the TTL differs', async () => {
    await withExchanges(play([hosts([existing.one])]), (service) =>
      service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 300 }),
    );
  });

  it('replaces the record that is updated', async () => {
    const body = `${mailFields}&HostName2=_acme-challenge&RecordType2=TXT&Address2=new&TTL2=60&SLD=example&TLD=co.uk&EmailType=MX`;
    await withExchanges(play([hosts([existing.mail, existing.one]), written(body)]), (service) =>
      service.update('3', { type: 'TXT', name: '_acme-challenge', content: 'new', ttl: 60 }),
    );
  });

  it('lists MX with its preference', async () => {
    const listed = await withExchanges(play([hosts(Object.values(existing))]), (service) =>
      service.list({ type: 'MX' }),
    );
    assert.deepEqual(listed, [
      { id: '1', type: 'MX', name: 'example.co.uk', content: '20 mail.example.com', ttl: 1800 },
    ]);
  });

  it('writes nothing where the hosts cannot be read', async () => {
    const elsewhere = answer('<DomainDNSGetHostsResult Domain="example.co.uk" IsUsingOurDNS="false" />');
    await assert.rejects(
      withExchanges(play([{ ...hosts([]), answer: elsewhere }]), (service) =>
        service.create({ type: 'TXT', name: 'a', content: 'x', ttl: 60 }),
      ),
      (error) => isFailure(error, 'RESPONSE') && /does not use the name servers of Namecheap/.test(error.message),
    );
  });

  it('explains an address that is not on the white list', async () => {
    const refused = answer('', 'ERROR', '<Error Number="1011150">Invalid request IP: 192.0.2.1</Error>');
    const test = { ...play([]), exchanges: [{ ...info, answer: refused }] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /--auth-client-ip/.test(error.hint ?? ''),
    );
  });
});
