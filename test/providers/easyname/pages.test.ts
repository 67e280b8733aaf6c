import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseHtml } from '../../../core/http/html.js';
import { domainsPage, outcomeOn, recordsPage, wantsLogin } from '../../../providers/easyname/pages.js';

const table = (...cells: readonly string[]) =>
  `<table><tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr></table>`;
const named = '<span>Domain</span><span>example.com</span>';
const link = (href: string) => `<a name="x">no</a><a href="/en/help">help</a><a href="${href}">DNS</a>`;
const edit = link('/en/domain/dns/edit/domain/7/id/9');
const record = { id: '9', name: 'a.example.com', type: 'TXT', content: 'one', ttl: '360' };

/** What is read of a page; words: it cannot be. */
type Rows = readonly (readonly [page: string, found: unknown])[];

const domains: Rows = [
  [table(named, link('/en/domain/dns/index/domain/7')), [{ id: '7', name: 'example.com' }]],
  [table(named, link('/en/domain/dns/index/domain/7/page/2')), [{ id: '7', name: 'example.com' }]],
  [table(named, link('/x?a=1&domain=7')), [{ id: '7', name: 'example.com' }]],
  [table(named, link('/en/domain/7/')), [{ id: '7', name: 'example.com' }]],
  [table('nothing', '<span>words</span>'), []],
  [table(named), /no name or no link/],
  [table(link('/en/domain/7')), /no name or no link/],
  ['<p>hello</p>', /table of domains/],
];

const records: Rows = [
  [table('a<span>.example.com</span>', 'TXT', 'one', '', '360', edit), [record]],
  [table('a .example.com', 'TXT', 'one', '10', '360', edit), [{ ...record, priority: '10' }]],
  [table('a.example.com', 'TXT', 'one', '', '360', link('/x')), [{ ...record, id: '' }]],
  [table('a.example.com', 'TXT', 'one', '', '360'), [{ ...record, id: '' }]],
  [table('a.example.com', 'TXT', 'one', ''), /fewer cells/],
  [table('a.example.com', 'TXT'), /fewer cells/],
  [table('a.example.com'), /fewer cells/],
];

const message = (kind: string, tag = 'div') => `<${tag} class="x feedback-message--${kind}">words</${tag}>`;
const outcomes: Rows = [
  ['<p>hello</p>', undefined],
  ...['div', 'section', 'p', 'article'].map(
    (tag) => [message('success', tag), { isDone: true, message: 'words' }] as const,
  ),
  [message('error', 'section'), { isDone: false, message: 'words' }],
  [message('error') + message('success'), { isDone: true, message: 'words' }],
  [message('other'), undefined],
];

const reading: Readonly<Record<string, readonly [(page: ReturnType<typeof parseHtml>) => unknown, Rows]>> = {
  domains: [(page) => domainsPage.parse(page), domains],
  records: [(page) => recordsPage.parse(page), records],
  outcome: [outcomeOn, outcomes],
  'wish for a login': [
    wantsLogin,
    [
      ['<div id="react-auth-page"></div>', true],
      ['<div id="else"></div><p id="react-auth-page">', false],
    ],
  ],
};

describe('pages of easyname', () => {
  for (const [what, [read, rows]] of Object.entries(reading))
    for (const [page, found] of rows)
      it(`show their ${what}: ${page}`, () => {
        if (found instanceof RegExp) assert.throws(() => read(parseHtml(page)), found);
        else assert.deepEqual(read(parseHtml(page)), found);
      });
});
