import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareRequest } from './compare-request.js';
import { differsByTypeAlone } from './differs-by-type.js';

const filtered = { headers: [], query: [], body: [] };

interface Sketch {
  readonly url: string;
  readonly body?: string;
}

function differs(recorded: Sketch, sent: Sketch): boolean {
  const request = { method: 'POST', headers: {}, body: sent.body ?? '', url: new URL(sent.url) };
  const { differences } = compareRequest(
    request,
    { method: 'POST', url: recorded.url, headers: {}, body: recorded.body ?? null },
    filtered,
  );
  return differsByTypeAlone(differences);
}

const url = 'https://a.example/records';

describe('a list of TXT records beside the recorded list of all', () => {
  it('may name the type where its API has it', () => {
    assert.ok(differs({ url }, { url: `${url}?type=txt` }));
    assert.ok(differs({ url }, { url: `${url}/TXT` }));
    assert.ok(differs({ url, body: 'command=GetAll&domain=a' }, { url, body: 'command=GetTypeTXT&domain=a' }));
    assert.ok(differs({ url, body: '{"filter":[1]}' }, { url, body: '{"filter":[1,{"field":"type","value":"TXT"}]}' }));
  });

  it('may differ in nothing else', () => {
    assert.equal(differs({ url }, { url }), false);
    assert.equal(differs({ url }, { url: `${url}?type=TXT&page=2` }), false);
    assert.equal(differs({ url: `${url}?page=1` }, { url: `${url}?page=2` }), false);
    assert.equal(differs({ url: `${url}?page=1` }, { url: `${url}/TXT` }), false);
    assert.equal(differs({ url: `${url}/TXT` }, { url: `${url}/txt` }), false);
  });
});
