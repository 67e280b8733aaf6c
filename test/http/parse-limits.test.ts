import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeBody } from '../../core/http/decode.js';
import { parseXml } from '../../core/http/xml.js';
import { checkJsonSize, checkXmlSize } from '../../core/sdk/parse-limits.js';

describe('answers that are made to hurt', () => {
  it('are no answers where they are nested too deeply', async () => {
    assert.equal(await decodeBody('['.repeat(2_000_000), {}), undefined);
    assert.equal(await decodeBody(`${'['.repeat(201)}${']'.repeat(201)}`, {}), undefined);
    assert.notEqual(await decodeBody(`${'['.repeat(200)}${']'.repeat(200)}`, {}), undefined);
    const deep = `${'<a>'.repeat(201)}${'</a>'.repeat(201)}`;
    assert.equal(await decodeBody(deep, { responseFormat: 'xml' }), undefined);
  });

  it('are looked at by their brackets and tags alone', () => {
    const deep = 200;
    const json: readonly (readonly [text: string, ok: boolean])[] = [
      ['[]{}'.repeat(deep + 1), true],
      [`${'{'.repeat(deep)}${'}'.repeat(deep)}[]`, true],
      [`${'[{'.repeat(deep / 2)}[`, false],
      [`"${'['.repeat(deep + 1)}"`, true],
      [`"\\\\"${'['.repeat(deep + 1)}`, false],
      [`"\\""${'['.repeat(deep + 1)}`, false],
      [`"\\"${'['.repeat(deep + 1)}`, true],
      [`"]]"${'['.repeat(deep + 1)}`, false],
      [`"a"${'["b"'.repeat(deep)}`, true],
    ];
    const xml: readonly (readonly [text: string, ok: boolean])[] = [
      [`${'<a>'.repeat(deep)}${'</a>'.repeat(deep)}<a>`, true],
      [`${'<a>'.repeat(deep + 1)}`, false],
      [`${'<?a ?><!-- b -->'.repeat(deep + 1)}`, true],
      [`${'<a b="c"/>'.repeat(deep + 1)}`, true],
      [`${'<a/>'.repeat(deep)}${'<a>'.repeat(deep)}`, true],
      [`${'<a>'.repeat(deep)}<a/>`, false],
      ['<<'.repeat(deep), false],
      [`<a/><a>${'<b>'.repeat(deep - 1)}`, true],
      ['', true],
    ];
    for (const [check, table] of [
      [checkJsonSize, json],
      [checkXmlSize, xml],
    ] as const)
      for (const [text, ok] of table) {
        if (ok) assert.doesNotThrow(() => check(text), text.slice(0, 50));
        else assert.throws(() => check(text), /nested deeper than 200/, text.slice(0, 50));
      }
  });

  it('are no answers where they are made of nothing but brackets', async () => {
    assert.equal(await decodeBody(`[${'[],'.repeat(1_100_000)}[]]`, {}), undefined);
    assert.equal(await decodeBody(`<a>${'<b/>'.repeat(1_100_000)}</a>`, { responseFormat: 'xml' }), undefined);
  });

  it('may have brackets in their texts, and as many siblings as a zone has records', async () => {
    const text = JSON.stringify({ a: `${'['.repeat(500)}"\\"{` });
    assert.deepEqual(await decodeBody(text, {}), JSON.parse(text));
    const zone = Array.from({ length: 30_000 }, (_, id) => ({ id, values: [{ text: '{[' }] }));
    assert.deepEqual(await decodeBody(JSON.stringify(zone), {}), zone);
    const rows = `<a>${'<b c="1"/>'.repeat(300)}${'<b><c>1</c></b>'.repeat(300)}</a>`;
    assert.notEqual(await decodeBody(rows, { responseFormat: 'xml' }), undefined);
  });
});

describe('references in XML', () => {
  it('are read once, whether by name or by number', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['&#34;v=spf1&#34;', '"v=spf1"'],
      ['&#x22;a&#X22;'.toLowerCase(), '"a"'],
      ['&quot;&lt;&gt;&amp;&apos;', '"<>&\''],
      ['&amp;#34;', '&#34;'],
      ['&amp;lt;', '&lt;'],
      ['&#252;', 'ü'],
    ];
    for (const [written, text] of cases) {
      assert.deepEqual(parseXml(`<a b="${written}"><c>${written}</c></a>`), { a: { '@b': text, c: text } }, written);
    }
  });
});
