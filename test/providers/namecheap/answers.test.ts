import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { answer, existing, hosts, info, options, play, written } from './exchanges.js';

describe('what Namecheap says', () => {
  const asked = (inner: string, status?: string, errors?: string) => ({
    ...info,
    answer: answer(inner, status, errors),
  });
  const find = (exchange: Exchange, given: Readonly<Record<string, string | boolean>> = options) =>
    withExchanges({ ...play([]), options: { ...options, ...given }, exchanges: [exchange] }, (service) =>
      service.findZone(),
    );

  for (const [rights, mayEdit] of [
    ['<Modificationrights All="true" />', true],
    ['<Modificationrights All="OK" />', true],
    ['<Modificationrights All="false"><Rights Type="Hosts">OK</Rights></Modificationrights>', true],
    ['<Modificationrights All="false"><Rights Type="hosts">False</Rights></Modificationrights>', false],
    ['<Modificationrights All="false"><Rights Type="contacts">OK</Rights></Modificationrights>', false],
    ['<Modificationrights All="false" />', false],
    ['<Modificationrights><Rights><Type>?</Type></Rights></Modificationrights>', false],
    ['', false],
  ] as const)
    it(`of the rights at the domain of another: ${rights || 'nothing'}`, async () => {
      const found = find(asked(`<DomainGetInfoResult IsOwner="false">${rights}</DomainGetInfoResult>`));
      if (mayEdit) assert.equal((await found).name, 'example.co.uk');
      else await assert.rejects(found, (error) => isFailure(error, 'AUTHENTICATION') && error.hint !== undefined);
    });

  for (const [errors, code, words] of [
    ['<Error Number="2016166">Domain is not associated</Error>', 'ZONE_NOT_FOUND', /^/],
    ['<Error Number="2019166">Domain not found</Error>', 'ZONE_NOT_FOUND', /^/],
    ['<Error Number="2030166">Domain is invalid</Error>', 'ZONE_NOT_FOUND', /^/],
    ['<Error Number="2030288">Not with our DNS</Error>', 'UNSUPPORTED', /Not with our DNS/],
    ['<Error Number="1010101">No ApiUser</Error>', 'AUTHENTICATION', /No ApiUser/],
    ['<Error Number="3031510">Fell over</Error><Error Number="2">no</Error>', 'API', /Fell over/],
    ['<Error Number="3031510" />', 'API', /no reason/],
    ['<Error><What>?</What></Error>', 'API', /no reason/],
    ['', 'API', /no reason/],
  ] as const)
    it(`of a failure: ${errors || 'nothing'}`, async () => {
      await assert.rejects(
        find(asked('', 'ERROR', errors)),
        (error) => isFailure(error, code) && words.test(error.message),
      );
    });

  it('where there were too many requests', async () => {
    const told = asked('', 'Error', '<Error Number="500000" />');
    for (const exchanges of [[{ ...info, status: 405, answer: '' }], [told, told, told]])
      await assert.rejects(
        withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
        (error) => isFailure(error, 'RATE_LIMITED'),
      );
  });

  it('in its sandbox', async () => {
    const request = info.request.replace('api.namecheap', 'api.sandbox.namecheap');
    assert.equal((await find({ ...info, request }, { sandbox: true })).name, 'example.co.uk');
  });

  it('of hosts in other words, and without what is usual', async () => {
    const host = '<Host HostId="5" Type="MX" Address="mail.example.com." TTL="60" />';
    const listed = await withExchanges(play([hosts([host])]), (service) => service.list({}));
    assert.deepEqual(listed, [{ id: '5', type: 'MX', name: 'example.co.uk', content: '10 mail.example.com', ttl: 60 }]);
  });
});

describe('writes at Namecheap', () => {
  const added = (type: string, address: string, more = '') =>
    `${more}HostName1=a&RecordType1=${type}&Address1=${address}&TTL1=60&SLD=example&TLD=co.uk`;

  it('name a mail setting where there is one beside forwarding, which is usual', async () => {
    for (const [list, end] of [
      [hosts([], ''), ''],
      [hosts([], 'FWD'), ''],
      [hosts([], 'OX'), '&EmailType=OX'],
      [{ ...hosts([]), answer: answer('<DomainDNSGetHostsResult IsUsingOurDNS="true" />') }, ''],
    ] as const)
      await withExchanges(play([list, written(`${added('TXT', 'x')}${end}`)]), (service) =>
        service.createAll([{ type: 'TXT', name: 'a', content: 'x', ttl: 60 }], true),
      );
    const mail = `MXPref1=10&${added('MX', 'mail.example.com')}&EmailType=MX`;
    await withExchanges(play([hosts([], 'FWD'), written(mail)]), (service) =>
      service.createAll([{ type: 'MX', name: 'a', content: 'mail.example.com', ttl: 60 }], true),
    );
  });

  it('are none of a record that is not there', async () => {
    await assert.rejects(
      withExchanges(play([hosts([existing.one, existing.mail])]), (service) =>
        service.update('7', { type: 'TXT', name: 'a', content: 'x', ttl: 60 }),
      ),
      (error) => isFailure(error, 'RECORD_NOT_FOUND'),
    );
  });

  it('are one for many changes, and one each for two values that go', async () => {
    const record = (content: string) => ({ type: 'TXT', name: 'a', content, ttl: 60 });
    const kept = (numbers: readonly number[]) =>
      numbers
        .map((id, index) => {
          const at = index + 1;
          return `HostId${at}=${id}&HostName${at}=a&RecordType${at}=TXT&Address${at}=x${id}&MXPref${at}=10&TTL${at}=60&`;
        })
        .join('');
    const host = (id: number) => `<host HostId="${id}" Name="a" Type="TXT" Address="x${id}" MXPref="10" TTL="60" />`;
    const change = (numbers: readonly number[], removed: readonly number[], ...exchanges: readonly Exchange[]) =>
      withExchanges(play(exchanges), async (_, provider) => {
        const zone = await provider.findZone('example.co.uk');
        assert.ok(zone);
        const remove = removed.map((id) => ({ ...record(`x${id}`), id: String(id) }));
        await provider.changeRecords?.(zone, { create: numbers.map((id) => record(`x${id}`)), remove });
      });
    const read = (...numbers: readonly number[]) => hosts(numbers.map(host), 'FWD');
    const end = 'SLD=example&TLD=co.uk';
    await change([], []);
    await change([], [1], read(1, 2), written(`${kept([2])}${end}`));
    await change(
      [],
      [1, 2],
      read(1, 2, 3),
      written(`${kept([2, 3])}${end}`),
      read(2, 3),
      written(`${kept([3])}${end}`),
    );
    await change([], [1, 2, 3], read(1, 2, 3, 4), written(`${kept([4])}${end}`));
    await change([9], [1], read(1), written(`HostName1=a&RecordType1=TXT&Address1=x9&TTL1=60&${end}`));
  });
});
