import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildXml, parseXml } from '../../core/http/xml.js';
import { decodeFault, decodeResult, encodeCall, explainFaults, rpcLists } from '../../core/sdk/index.js';

function response(inner: string): unknown {
  return parseXml(`<methodResponse>${inner}</methodResponse>`, rpcLists);
}

function result(value: string): unknown {
  return decodeResult(response(`<params><param><value>${value}</value></param></params>`));
}

const fault = response(
  '<fault><value><struct><member><name>faultCode</name><value><int>42</int></value></member>' +
    '<member><name>faultString</name><value>it exists</value></member></struct></value></fault>',
);

describe('XML-RPC', () => {
  it('writes calls', () => {
    const call = encodeCall('zone.list', ['key', 7, { type: 'TXT', none: undefined }, {}]);
    assert.equal(
      buildXml(call).replace(/^<\?.*?\?>/, ''),
      '<methodCall><methodName>zone.list</methodName><params>' +
        '<param><value><string>key</string></value></param><param><value><int>7</int></value></param>' +
        '<param><value><struct><member><name>type</name><value><string>TXT</string></value></member></struct></value></param>' +
        '<param><value><struct/></value></param></params></methodCall>',
    );
  });

  it('reads results of every kind', () => {
    assert.equal(result('bare'), 'bare');
    assert.equal(result('<string>7</string>'), '7');
    assert.equal(result('<i4>7</i4>'), 7);
    assert.equal(result('<nil/>'), undefined);
    assert.deepEqual(result('<array><data/></array>'), []);
    assert.deepEqual(result('<array><data><value><int>1</int></value><value>b</value></data></array>'), [1, 'b']);
    assert.deepEqual(result('<struct/>'), {});
    const member =
      '<member><name>a</name><value><struct><member><name>b</name><value>c</value></member></struct></value></member>';
    assert.deepEqual(result(`<struct>${member}</struct>`), { a: { b: 'c' } });
  });

  it('reads results without the element around them', () => {
    assert.equal(decodeResult(parseXml('<params><param><value>bare</value></param></params>', rpcLists)), 'bare');
  });

  it('takes nothing else for a result', () => {
    for (const data of [fault, undefined, 'text', { html: '' }]) assert.throws(() => decodeResult(data));
  });

  it('tells faults', () => {
    assert.deepEqual(decodeFault(fault), { faultCode: 42, faultString: 'it exists' });
    assert.equal(decodeFault(response('<params/>')), undefined);
    const explain = explainFaults([[/exists/, 'RECORD_EXISTS']]);
    const answer = { status: 200, ok: true, headers: {}, cookies: [], text: '' };
    const explained = { code: 'RECORD_EXISTS', message: 'it exists', serviceCode: '42' };
    assert.deepEqual(explain({ ...answer, data: fault }), explained);
    assert.equal(explainFaults([])({ ...answer, data: fault })?.code, 'API');
    assert.equal(explain({ ...answer, data: response('<params/>') }), undefined);
  });
});
