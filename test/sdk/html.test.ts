import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseHtml } from '../../core/http/html.js';
import {
  htmlAll,
  htmlAttribute,
  htmlData,
  htmlExactText,
  htmlFirst,
  htmlHiddenFields,
  htmlOne,
  htmlPage,
  htmlRows,
  htmlText,
} from '../../core/sdk/index.js';

describe('HTML pages', () => {
  it('are read with whatever their writer forgot to close', () => {
    const page = parseHtml('<TABLE><tr><td>a<td>b<tr><td bgcolor=#eee>c</TABLE><p>after');
    assert.deepEqual(
      htmlRows(page).map((cells) => cells.map(htmlText)),
      [['a', 'b'], ['c']],
    );
    assert.equal(htmlFirst(page, 'td', { bgcolor: '#eee' })?.tag, 'td');
    assert.equal(htmlFirst(page, 'p') && htmlText(htmlOne(page, 'p', {}, 'end')), 'after');
  });

  it('give text as it is seen, and exactly', () => {
    const page = parseHtml('<p> a&amp;b&#x20AC; &nbsp;<b>c</b>\n d<script>no()</script></p><code>  x  y </code>');
    assert.equal(htmlText(htmlOne(page, 'p', {}, 'text')), 'a&b€ c d');
    assert.equal(htmlExactText(htmlOne(page, 'code', {}, 'code')), 'x  y');
  });

  it('find elements by what their attributes are, or are like', () => {
    const page = parseHtml('<a class="x dns_tr">1</a><a class="dns_tr_locked" href>2</a><a>3</a>');
    const found = (attributes: Parameters<typeof htmlAll>[2]) => htmlAll(page, 'a', attributes).map(htmlText);
    assert.deepEqual(found({ class: /(^|\s)dns_tr/ }), ['1', '2']);
    assert.deepEqual(found({ href: undefined }), ['2']);
    assert.deepEqual(found({ class: 'dns_tr' }), []);
    assert.deepEqual(found({ constructor: undefined }), []);
  });

  it('take no row that holds other rows for one', () => {
    const page = parseHtml('<table><tr><td><table><tr><td>in</td></tr></table></td></tr></table>');
    assert.deepEqual(
      htmlRows(page).map((cells) => cells.map(htmlText)),
      [['in']],
    );
  });

  it('tell what a form sends by itself', () => {
    const page = parseHtml(
      '<form><input type=hidden name=t value="1&quot;"><input type=HIDDEN name=u><input name=v></form>',
    );
    assert.deepEqual(htmlHiddenFields(page), { t: '1"', u: '' });
  });

  it('say what they miss', () => {
    const page = parseHtml('<p>');
    assert.throws(() => htmlOne(page, 'table', {}, 'table of records'), /no table of records: it was changed/);
    assert.throws(() => htmlAttribute(htmlOne(page, 'p', {}, 'text'), 'id'), /no id/);
    assert.throws(() => htmlPage(() => 1).parse({ tag: 1 }), /no HTML page/);
    assert.throws(() => htmlPage(() => 1).parse(undefined), /no HTML page/);
    assert.throws(() => htmlData('{"'), SyntaxError);
    assert.throws(() => htmlData('['.repeat(1000)), /nested deeper/);
  });

  it('are no bigger than anything that means something', () => {
    assert.throws(() => parseHtml('<div>'.repeat(1000)), /nested deeper/);
    assert.throws(() => parseHtml('<br>'.repeat(200_000)), /more than/);
    assert.throws(() => parseHtml('no page'), /no HTML/);
    assert.throws(() => parseHtml('{"a": "<"}'), /no HTML/);
  });
});
