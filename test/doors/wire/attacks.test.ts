import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { client } from '../support.js';
import { requestOf, sendRaw } from './send-raw.js';
import { withHub } from './wire-hub.js';

const doors = ['httpreq', 'acme-dns', 'cert-manager', 'certificates'] as const;
const edge = client('edge', { doors, domains: ['a.example.com'], certificates: ['www.example.com'] });
const far = client('far', { doors, domains: ['b.example.com'], from: ['192.0.2.0/24', '2001:db8::/32'] });
const near = client('near', { doors, domains: ['b.example.com'], from: ['127.0.0.0/8'] });
const certManager = {
  group: 'acme.hub.example.com',
  solver: 'dns',
  frontProxyCa: undefined,
  frontProxyNames: [],
  clients: { '*': 'edge' },
};
const more = { acmeDns: { zone: 'auth.example.net' }, certManager };
const as = ({ name, secret }: typeof edge) =>
  `Authorization: Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
const host = 'Host: hub';
const body = (name: string, value = 'v') => JSON.stringify({ fqdn: name, value });
const own = body('_acme-challenge.a.example.com');
const present = (path: string, text = own, lines: readonly string[] = [as(edge)]) =>
  requestOf([`POST ${path} HTTP/1.1`, host, ...lines], text);

type Attack = readonly [what: string, text: string, wanted: readonly number[]];

describe('whoever attacks the doors for proofs', () => {
  it('finds no path, no name and no body that leads elsewhere', async () => {
    await withHub(
      [edge, far, near],
      async ({ url, txt }) => {
        const table: readonly Attack[] = [
          ...[
            '/httpreq/../httpreq/present',
            '//httpreq/present',
            '/httpreq//present',
            '/httpreq/%70resent',
            '/httpreq/present%00',
            '/httpreq/./present',
            '/httpreq/present\\..',
          ].map((path): Attack => [path, present(path), [400]]),
          ...['/HTTPREQ/present', '/httpreq/present/', '/httpreq/presentx', '/httpreq', '/httpreq/'].map(
            (path): Attack => [path, present(path), [404]],
          ),
          ['absolute form', present('http://other/httpreq/present'), [400]],
          ['a name of nobody', present('/httpreq/present', body('_acme-challenge.c.example.com')), [403]],
          ["another client's", present('/httpreq/present', body('_acme-challenge.b.example.com')), [403]],
          ['below its own', present('/httpreq/present', body('_acme-challenge.x.a.example.com')), [403]],
          ['the apex itself', present('/httpreq/present', body('a.example.com')), [400]],
          [
            'twice the label',
            present('/httpreq/present', body('_acme-challenge._acme-challenge.a.example.com')),
            [400, 403],
          ],
          ['a name with a zero', present('/httpreq/present', body('_acme-challenge.a.example.com\0.evil')), [400]],
          ['letters that look alike', present('/httpreq/present', body('_acme-challenge.а.example.com')), [400, 403]],
          ['an escaped dot', present('/httpreq/present', body('_acme-challenge.a\\.example.com')), [400]],
          [
            'a value with quotes and a line',
            present('/httpreq/present', body('_acme-challenge.a.example.com', 'x"\n"y')),
            [400],
          ],
          ['a prototype', present('/httpreq/present', '{"__proto__":{"fqdn":"a"},"value":"v"}'), [400]],
          ['an array', present('/httpreq/present', '[]'), [400]],
          ['not UTF-8', present('/httpreq/present', '{"fqdn":"\uFFFD","value":"v"}'), [400]],
          ['deep JSON', present('/httpreq/present', '['.repeat(30_000)), [400]],
          ['a long body', present('/httpreq/present', ' '.repeat(70_000)), [413]],
          [
            'a form',
            present('/httpreq/present', 'fqdn=_acme-challenge.a.example.com&value=v', [
              as(edge),
              'Content-Type: application/x-www-form-urlencoded',
            ]),
            [400],
          ],
          ['no body', requestOf(['POST /httpreq/present HTTP/1.1', host, as(edge)]), [400]],
          ['GET', requestOf(['GET /httpreq/present HTTP/1.1', host, as(edge)]), [405]],
          ['two lengths', present('/httpreq/present', own, [as(edge), 'Content-Length: 3']), [0, 400]],
          ['a length and chunks', present('/httpreq/present', own, [as(edge), 'Transfer-Encoding: chunked']), [0, 400]],
          ['a space before the colon', present('/httpreq/present', own, ['Authorization : x', as(edge)]), [0, 400]],
          ['a folded header', present('/httpreq/present', own, ['X-A: b', ' c: d', as(edge)]), [0, 200, 400]],
          [
            'who says that a proxy vouches',
            present('/httpreq/present', own, ['X-Remote-User: edge', 'X-Forwarded-For: 192.0.2.1']),
            [401],
          ],
          ['from elsewhere', present('/httpreq/present', body('_acme-challenge.b.example.com'), [as(far)]), [403]],
          [
            'from elsewhere, and says otherwise',
            present('/httpreq/present', body('_acme-challenge.b.example.com'), [
              as(far),
              'X-Forwarded-For: 192.0.2.1',
              'Forwarded: for=192.0.2.1',
            ]),
            [403],
          ],
          [
            'with the secret of another one',
            present('/httpreq/present', body('_acme-challenge.b.example.com'), [as({ ...far, name: 'near' })]),
            [401],
          ],
          ['from where it may', present('/httpreq/present', body('_acme-challenge.b.example.com'), [as(near)]), [200]],
          [
            'a lineage by a detour',
            requestOf(['GET /certificates/../certificates/bank.example.com HTTP/1.1', host, as(edge)]),
            [400],
          ],
          ['a lineage of others', requestOf(['GET /certificates/bank.example.com HTTP/1.1', host, as(edge)]), [404]],
          [
            'another solver',
            present('/apis/acme.hub.example.com/v1alpha1/other', '{}', ['Authorization: Bearer x']),
            [404],
          ],
          ['another group', present('/apis/other/v1alpha1/dns', '{}', ['Authorization: Bearer x']), [404]],
        ];
        for (const [what, text, wanted] of table) {
          const { status, answers } = await sendRaw(url, text);
          assert.ok(wanted.includes(status), `${what}: ${status}`);
          assert.ok(answers <= 1, `${what}: ${answers} answers`);
        }
        const left = txt().filter((line) => !/^_acme-challenge\.(a|b)\.example\.com v$/.test(line));
        assert.deepEqual(left, []);
      },
      more,
    );
  });

  it('waits after ten wrong secrets of any kind, and others do not', async () => {
    await withHub(
      [edge],
      async ({ url }) => {
        const wrong = [
          present('/httpreq/present', own, [`Authorization: Basic ${Buffer.from('edge:no').toString('base64')}`]),
          present('/httpreq/present', own, ['Authorization: Basic !!!']),
          present('/acme-dns/update', '{"subdomain":"a","txt":"b"}', ['X-Api-User: a', 'X-Api-Key: b']),
          present('/apis/acme.hub.example.com/v1alpha1/dns', '{}', ['Authorization: Bearer no']),
          requestOf(['GET /certificates HTTP/1.1', host, 'Authorization: Basic bm86bm8=']),
        ];
        for (let turn = 0; turn < 10; turn += 1)
          assert.equal((await sendRaw(url, wrong[turn % wrong.length] ?? '')).status, 401, `${turn}`);
        for (const text of [...wrong, present('/httpreq/present')]) {
          const { status, head } = await sendRaw(url, text);
          assert.equal(status, 429);
          assert.match(head, /^retry-after: \d+$/im);
        }
      },
      more,
    );
  });
});
