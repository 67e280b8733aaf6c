import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordService } from '../../../core/dns/record-service.js';
import { parseHtml } from '../../../core/http/html.js';
import { withExchanges } from '../../../core/testing/exchanges.js';
import { htmlAnswer } from '../../../core/testing/index.js';
import { type ExpectedFailure, isExpected } from '../../../core/testing/own-case.js';
import type { GivenAnswer } from '../../../core/testing/wire.js';
import { errorOn, formPage, listPage } from '../../../providers/freedns/pages.js';

const zone = '<a href="/subdomain/edit.php?edit_domain_id=29">add</a>';
const record = '<a href=edit.php?data_id=7>a.example.com</a>';
const table = (...rows: readonly string[]) => `<table>${rows.map((row) => `<tr>${row}</tr>`).join('')}</table>`;
const cells = (...texts: readonly string[]) => texts.map((text) => `<td>${text}</td>`).join('');

/** What stands on a list; undefined: it is advertising; words: it cannot be read. */
const lists: readonly (readonly [page: string, found: object | undefined | RegExp])[] = [
  ['<p>Become a member</p>', undefined],
  [table(cells('x', 'example.com (private)', zone)), { zones: [{ id: '29', name: 'example.com' }], records: [] }],
  [table(cells(`example.com [add] ${zone}`)), { zones: [{ id: '29', name: 'example.com' }], records: [] }],
  [table(cells('words', zone)), /a domain has no name/],
  [
    table(cells('<input>', record, 'A', '192.0.2.1')),
    { zones: [], records: [{ id: '7', name: 'a.example.com', type: 'A', data: '192.0.2.1' }] },
  ],
  [
    table(cells(record, 'A', '192.0.2.1')),
    { zones: [], records: [{ id: '7', name: 'a.example.com', type: 'A', data: '192.0.2.1' }] },
  ],
  [table(cells(record, 'A')), /fewer cells/],
  [table(cells(record)), /fewer cells/],
];

/** What a page says that did not take a form. */
const errors: readonly (readonly [page: string, said: string])[] = [
  ['<title>t</title><font color="#ff0000">no</font><table><td bgcolor="#eeeeee">no</td></table>', 't'],
  ['<title>t</title><font color="Red">r</font><table width="95%"><td>no</td></table>', 'r'],
  [
    '<font color="red">r</font><table width="95%"><td bgcolor="#eeeeee">b</td><td bgcolor="#eeeeee">c</td></table>',
    'b',
  ],
  ['<p>words</p>', 'words'],
];

describe('pages of freedns', () => {
  for (const [page, found] of lists)
    it(`are read: ${page}`, () => {
      if (found instanceof RegExp) assert.throws(() => listPage.parse(parseHtml(page)), found);
      else assert.deepEqual(listPage.parse(parseHtml(page)), found);
    });

  for (const [page, said] of errors) it(`say why not: ${page}`, () => assert.equal(errorOn(parseHtml(page)), said));

  it('have the whole data in their form', () => {
    assert.equal(formPage.parse(parseHtml('<input name="x" value="no"><input name=address value="yes">')), 'yes');
    assert.throws(() => formPage.parse(parseHtml('<form></form>')), /address/);
  });
});

const base = 'https://freedns.afraid.org';
const login = `POST ${base}/zc.php?step=2`;
const cookie = { 'set-cookie': 'dns_cookie=opaque-session' };
const mine = `<tr>${cells('a.test', zone)}</tr><tr>${cells('example.com', '<a href="edit.php?edit_domain_id=1">x</a>')}</tr>`;
const list = (rows = '') => htmlAnswer(`<table>${mine}${rows}</table>`);
const row = (name: string, data: string, type = 'TXT', id = 'r') =>
  `<tr>${cells(`<a href=edit.php?data_id=${id}>${name}</a>`, type, data)}</tr>`;
const below = `<tr>${cells('b.example.com', '<a href="edit.php?edit_domain_id=2">x</a>')}</tr>${row('c.b.example.com', 'x')}`;
const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
const save = `POST ${base}/subdomain/save.php?step=2`;
const all = `GET ${base}/subdomain/`;
const bodies: Readonly<Record<string, string>> = {
  [login]: 'username=me&password=p&submit=Login&action=auth',
  [save]: 'type=TXT&domain_id=1&subdomain=a&address=%22one%22&send=Save%21',
};
const removal = `GET ${base}/subdomain/delete2.php?data_id%5B%5D=r&submit=delete+selected`;

interface Row {
  readonly asks: readonly (readonly [request: string, answer: GivenAnswer])[];
  readonly does: (service: RecordService) => Promise<unknown>;
  readonly gives?: unknown;
  readonly fails?: ExpectedFailure;
}

const content = async (service: RecordService) => (await service.list({})).map((found) => found.content);
const rows: Readonly<Record<string, Row>> = {
  'a login that sets no cookie': {
    asks: [[login, htmlAnswer('hello')]],
    does: (service) => service.findZone(),
    fails: ['RESPONSE', /sets no cookie/],
  },
  'a login that leads on without one': {
    asks: [[login, { status: 302, headers: {}, body: '' }]],
    does: (service) => service.findZone(),
    fails: ['RESPONSE', /sets no cookie/],
  },
  'records of the nearest zone alone': {
    asks: [
      [login, htmlAnswer('', cookie)],
      [all, list()],
      [
        all,
        list(row('a.example.com', '"one"') + row('a.a.test', '"other"') + row('a.elsewhere.test', '"third"') + below),
      ],
    ],
    does: content,
    gives: ['one'],
  },
  'records that were saved and removed, where the page leads on': {
    asks: [
      [login, htmlAnswer('', cookie)],
      [all, list()],
      [save, htmlAnswer('', { location: '/subdomain/' }, 302)],
      [removal, htmlAnswer('', { location: '/subdomain/' }, 302)],
    ],
    does: async (service) => {
      await service.create(one);
      await service.remove('r', {});
    },
  },
  'a session that is over': {
    asks: [
      [login, htmlAnswer('', cookie)],
      [all, htmlAnswer('', { location: '/zc.php?from=x' }, 302)],
      [login, htmlAnswer('', cookie)],
      [all, list()],
    ],
    does: (service) => service.findZone(),
    gives: { id: '1', name: 'example.com' },
  },
  'records that were saved, though the page does not say so': {
    asks: [
      [login, htmlAnswer('', cookie)],
      [all, list()],
      [save, htmlAnswer('hm')],
      [all, list(row('A.example.com', '"one"'))],
    ],
    does: (service) => service.create(one),
  },
  'records that were not saved': {
    asks: [
      [login, htmlAnswer('', cookie)],
      [all, list()],
      [save, htmlAnswer('hm')],
      [all, list(row('a.example.com', '"two"'))],
    ],
    does: (service) => service.create(one),
    fails: ['API', /not saved/],
  },
  'an answer to a form that is no page': {
    asks: [
      [login, htmlAnswer('', cookie)],
      [all, list()],
      [save, { status: 200, headers: { 'content-type': 'text/plain' }, body: '' }],
      [all, list(row('b.example.com', '"one"'))],
    ],
    does: (service) => service.create(one),
    fails: ['API', /not saved/],
  },
  'records of another type': {
    asks: [
      [login, htmlAnswer('', cookie)],
      [all, list()],
      [save, htmlAnswer('hm')],
      [all, list(row('a.example.com', 'one', 'CNAME'))],
    ],
    does: (service) => service.create(one),
    fails: ['API', /not saved/],
  },
  'records that were removed, though the page does not say so': {
    asks: [
      [login, htmlAnswer('', cookie)],
      [all, list()],
      [removal, htmlAnswer('hm')],
      [all, list(row('b.example.com', 'x', 'A', 's'))],
    ],
    does: (service) => service.remove('r', {}),
  },
  'records that were not removed': {
    asks: [
      [login, htmlAnswer('', cookie)],
      [all, list()],
      [removal, htmlAnswer('hm')],
      [all, list(row('a.example.com', 'x', 'A', 's') + row('b.example.com', 'x', 'A'))],
    ],
    does: (service) => service.remove('r', {}),
    fails: ['API', /not removed/],
  },
};

describe('freedns', () => {
  for (const [title, { asks, does, gives, fails }] of Object.entries(rows)) {
    it(`knows ${title}`, async () => {
      const exchanges = asks.map(([request, { status, body, headers }]) => ({
        request,
        ...(bodies[request] !== undefined && { body: bodies[request] }),
        status,
        answer: body,
        answerHeaders: headers,
      }));
      const work = withExchanges({ provider: 'freedns', options: { username: 'me', password: 'p' }, exchanges }, does);
      if (fails !== undefined) return assert.rejects(work, (error) => isExpected(error, fails));
      assert.deepEqual(await work, gives);
    });
  }
});
