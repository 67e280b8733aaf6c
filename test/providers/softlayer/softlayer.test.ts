import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildXml } from '../../../core/http/xml.js';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.softlayer.com/xmlrpc/v3.1';
const authenticate = { username: 'me', apiKey: 'key' };
const mask = 'mask[id,expire,domainId,host,minimum,refresh,retry,mxPriority,ttl,type,data,responsiblePerson]';

type Value = string | number | readonly Value[] | { readonly [name: string]: Value };

function value(content: Value): object {
  if (typeof content === 'string') return { string: content };
  if (typeof content === 'number') return { int: content };
  if (Array.isArray(content)) return { array: { data: content.length === 0 ? '' : { value: content.map(value) } } };
  const member = Object.entries(content).map(([name, field]) => ({ name, value: value(field) }));
  return { struct: { member } };
}

function exchange(service: string, method: string, headers: Value, parameters: Value[], result: Value): Exchange {
  const first = { headers: { authenticate, ...(headers as object) } };
  const param = [first, ...parameters].map((parameter) => ({ value: value(parameter) }));
  return {
    request: `POST ${base}/${service}`,
    body: buildXml({ methodCall: { methodName: method, params: { param } } }),
    answer: buildXml({ params: { param: { value: value(result) } } }),
  };
}

const zones = exchange(
  'SoftLayer_Account',
  'getDomains',
  { SoftLayer_AccountObjectFilter: { domains: { name: { operation: '_= example.com' } } } },
  [],
  [{ id: 7, name: 'example.com' }],
);

function list(filter: Record<string, string>, ...items: Value[]): Exchange {
  const fields = Object.entries(filter).map(([field, text]) => [field, { operation: `_= ${text}` }]);
  const headers = {
    SoftLayer_Dns_DomainInitParameters: { id: 7 },
    SoftLayer_Dns_DomainObjectFilter: { resourceRecords: Object.fromEntries(fields) },
    SoftLayer_ObjectMask: { mask },
  };
  return exchange('SoftLayer_Dns_Domain', 'getResourceRecords', headers, [], items);
}

function write(method: string, id: number | undefined, parameters: Value[]): Exchange {
  const headers = id === undefined ? {} : { SoftLayer_Dns_Domain_ResourceRecordInitParameters: { id } };
  return exchange('SoftLayer_Dns_Domain_ResourceRecord', method, headers, parameters, 1);
}

function item(id: number, type: string, data: string, mxPriority: Value = '') {
  return { id, type, host: 'a', data, ttl: 300, mxPriority };
}

const all = exchange(
  'SoftLayer_Dns_Domain',
  'getResourceRecords',
  {
    SoftLayer_Dns_DomainInitParameters: { id: 7 },
    SoftLayer_Dns_DomainObjectFilter: {},
    SoftLayer_ObjectMask: { mask },
  },
  [],
  [item(1, 'txt', 'one')],
);

const play = playing('softlayer', authenticate, zones);

describe('softlayer', () => {
  it('looks first, then creates', async () => {
    const record = { type: 'TXT', host: 'a', data: 'x<y', ttl: 300, domainId: 7 };
    await withExchanges(
      play([list({ type: 'txt', host: 'a', data: 'x<y' }), write('createObject', undefined, [record])]),
      (service) => service.create({ type: 'TXT', name: 'a', content: 'x<y', ttl: 300 }),
    );
  });

  it('lists types in capitals, and priorities of MX', async () => {
    const found = list({ host: 'a' }, item(1, 'txt', 'one'), item(2, 'mx', 'mail', 10));
    const listed = await withExchanges(play([found]), (service) => service.list({ name: 'a' }));
    assert.deepEqual(
      listed.map(({ id, type, content, priority }) => [id, type, content, priority]),
      [
        ['1', 'TXT', 'one', undefined],
        ['2', 'MX', 'mail', 10],
      ],
    );
  });

  it('lists all without a filter', async () => {
    const listed = await withExchanges(play([all]), (service) => service.list({}));
    assert.equal(listed[0]?.content, 'one');
  });

  it('removes again where the answer was lost', async () => {
    const remove = write('deleteObject', 2, []);
    await withExchanges(play([{ ...remove, status: 502 }, remove]), (service) => service.remove('2', {}));
  });

  it('updates with a priority apart', async () => {
    const record = { type: 'MX', host: '@', data: 'mail.example.com', ttl: 300, mxPriority: 5, id: 2 };
    await withExchanges(play([write('editObject', 2, [record])]), (service) =>
      service.update('2', { type: 'MX', name: '@', content: '5 mail.example.com', ttl: 300 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        list({ type: 'txt', host: 'a', data: 'two' }, item(1, 'txt', 'one'), item(2, 'txt', 'two')),
        write('deleteObject', 2, []),
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]),
    );
  });

  it('understands faults', async () => {
    const fault = (faultCode: string, faultString: string) =>
      buildXml({ methodResponse: { fault: { value: value({ faultCode, faultString }) } } });
    const cases = [
      ['SoftLayer_Exception', 'Invalid API token.', 'AUTHENTICATION'],
      ['SoftLayer_Exception_ObjectNotFound', 'gone', 'RECORD_NOT_FOUND'],
      ['SoftLayer_Exception', 'something else', 'API'],
    ] as const;
    for (const [faultCode, faultString, code] of cases) {
      const exchanges = [{ ...zones, answer: fault(faultCode, faultString) }];
      await assert.rejects(
        withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
        (error) => isFailure(error, code) && error.serviceCode === faultCode && error.message.includes(faultString),
      );
    }
  });
});
