import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseHtml } from '../../../core/http/html.js';
import { errorOn, recordsPage, zonesPage } from '../../../providers/henet/pages.js';

const read = (...cells: string[]) =>
  recordsPage.parse(
    parseHtml(`<table><tr class="dns_tr">${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr></table>`),
  );

const usual = ['7', '1', 'a.example.com', 'MX', '300', '10', 'mail.example.com'];
const item = { id: '1', name: 'a.example.com', type: 'MX', content: 'mail.example.com' };

describe('a page of henet', () => {
  for (const [text, said] of [
    ['', undefined],
    ['The zone is not properly delegated to our nameservers.', undefined],
    ['No room.', 'No room.'],
  ] as const)
    it(`says ${said} of what went wrong by "${text}"`, () =>
      assert.equal(errorOn(parseHtml(`<div id="dns_err">${text}</div>`)), said));

  it('may list no zones', () => assert.deepEqual(zonesPage.parse(parseHtml('<table id="domains_table"></table>')), []));
});

describe('a row of henet', () => {
  it('has what its cells say, and its data in words where no attribute has them', () => {
    assert.deepEqual(read(...usual), [{ ...item, ttl: 300, priority: 10 }]);
  });

  it('has neither a TTL nor a priority where there is a line', () => {
    assert.deepEqual(read(...usual.with(4, '-').with(5, '-')), [item]);
    assert.deepEqual(read(...usual.with(4, '1.5').with(5, 'x1')), [item]);
  });

  it('is not read where cells are missing', () => {
    for (let count = 1; count < usual.length; count += 1)
      assert.throws(() => read(...usual.slice(0, count)), /fewer cells/);
  });
});
