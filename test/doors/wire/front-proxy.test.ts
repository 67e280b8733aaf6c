import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Authority, createAuthority } from '../../lab/authority.js';
import { missing } from '../../lab/binaries.js';
import { createTempDir } from '../../lab/temp-dir.js';
import { client } from '../support.js';
import { type ClientFiles, remoteUser, speak } from './kube-apiserver.js';
import { withHub } from './wire-hub.js';

const edge = client('edge', { doors: ['cert-manager'], domains: ['a.example.com'] });
const shop = client('shop', { doors: ['cert-manager'], domains: ['shop.example.com'] });
const group = 'acme.hub.example.com';
const base = `/apis/${group}/v1alpha1`;
const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** As the API server asks for itself, with all that it would take. */
const asAggregator = (path: string, accept: string) => [
  `GET ${path} HTTP/1.1`,
  'Host: letsencrypt-dns-hub.cert-manager.svc:8443',
  'User-Agent: Go-http-client/1.1',
  `Accept: ${accept}`,
  'X-Remote-User: system:kube-aggregator',
  'X-Remote-Group: system:masters',
  'Accept-Encoding: gzip',
];

const asCertManager = [
  `POST ${base}/letsencrypt-dns HTTP/1.1`,
  'Host: letsencrypt-dns-hub.cert-manager.svc:8443',
  'User-Agent: cert-manager-controller/v1.18.2 (linux/amd64) cert-manager/0b1f4e7',
  'Accept: application/json, */*',
  'Accept-Encoding: gzip',
  'Content-Type: application/json',
  'X-Forwarded-For: 10.244.0.7',
  'X-Forwarded-Host: 10.96.0.1:443',
  'X-Forwarded-Proto: https',
  'X-Forwarded-Uri: /apis/acme.hub.example.com/v1alpha1/letsencrypt-dns',
];

/** cert-manager gives no uid, and leaves `config` out where the issuer has none. */
function payload(action: 'Present' | 'CleanUp', domain: string, key: string, namespace = 'default'): string {
  return `{"kind":"ChallengePayload","apiVersion":"webhook.acme.cert-manager.io/v1alpha1","request":{"uid":"","action":"${action}","type":"dns-01","dnsName":"${domain}","key":"${key}","resourceNamespace":"${namespace}","resolvedFQDN":"_acme-challenge.${domain}.","resolvedZone":"example.com.","allowAmbientCredentials":false}}\n`;
}

/** A CA of its own, in a folder of its own. */
async function authority(folder: string, name: string): Promise<Authority> {
  await mkdir(join(folder, name));
  return createAuthority(join(folder, name), name);
}

interface Answer {
  readonly response: {
    readonly uid: string;
    readonly success: boolean;
    readonly status?: { readonly message: string };
  };
}

describe('the door cert-manager behind the API server', { skip: missing('openssl') }, () => {
  it('takes the certificate of the front proxy for who it is, and nothing else', async () => {
    const directory = await createTempDir('front-proxy');
    const [hubCa, proxyCa, strangeCa] = await Promise.all(
      ['hub', 'front-proxy', 'strange'].map((name) => authority(directory.path, name)),
    );
    assert.ok(hubCa !== undefined && proxyCa !== undefined && strangeCa !== undefined);
    const { certFile: cert, keyFile: key } = await hubCa.issue(['localhost']);
    const front = await proxyCa.issue(['front-proxy-client']);
    const kubelet = await proxyCa.issue(['kubelet']);
    const strange = await strangeCa.issue(['front-proxy-client']);
    const certManager = {
      group,
      solver: 'letsencrypt-dns',
      frontProxyCa: proxyCa.caFile,
      frontProxyNames: ['front-proxy-client'],
      clients: { shop: 'shop', default: 'edge' },
    };
    const work = async ({ url, txt }: { url: string; txt(): string[] }) => {
      const say = (head: readonly string[], body?: string, files?: ClientFiles) =>
        speak(Number(new URL(url).port), hubCa.caFile, head, { files, ...(body !== undefined && { body }) });
      const solve = async (body: string, files?: ClientFiles, more: readonly string[] = remoteUser) => {
        const { status, body: text } = await say([...asCertManager, ...more], body, files);
        const { response } = JSON.parse(text) as Answer;
        return [status, response.success, response.status?.message];
      };

      const all = await say(asAggregator('/apis', `${aggregated},application/json`), undefined, front);
      assert.deepEqual([all.alpn, all.status, all.type], ['http/1.1', 200, aggregated]);
      const { items } = JSON.parse(all.body) as { items: { metadata: { name: string }; versions: object[] }[] };
      assert.deepEqual([items[0]?.metadata.name, items[0]?.versions.length], [group, 1]);
      for (const [path, kind] of [
        ['/apis', 'APIGroupList'],
        [`/apis/${group}`, 'APIGroup'],
        [base, 'APIResourceList'],
      ] as const) {
        const { status, type, body } = await say(asAggregator(path, 'application/json, */*'), undefined, front);
        assert.deepEqual([status, type, (JSON.parse(body) as { kind: string }).kind], [200, 'application/json', kind]);
      }
      // The API server goes on without these.
      for (const path of ['/openapi/v2', '/openapi/v3'])
        assert.equal((await say(asAggregator(path, 'application/json'), undefined, front)).status, 404, path);

      assert.deepEqual(await solve(payload('Present', 'a.example.com', 'k1'), front), [200, true, undefined]);
      assert.deepEqual(await solve(payload('Present', 'shop.example.com', 'k2', 'shop'), front), [
        200,
        true,
        undefined,
      ]);
      assert.deepEqual(txt().sort(), ['_acme-challenge.a.example.com k1', '_acme-challenge.shop.example.com k2']);
      const refusals: readonly [string, ClientFiles | undefined, readonly string[], number, RegExp][] = [
        [payload('CleanUp', 'a.example.com', 'k1'), undefined, remoteUser, 401, /secret of a client/],
        [payload('CleanUp', 'a.example.com', 'k1'), strange, remoteUser, 401, /secret of a client/],
        [payload('CleanUp', 'a.example.com', 'k1'), kubelet, remoteUser, 401, /secret of a client/],
        [payload('Present', 'a.example.com', 'k3', 'shop'), front, remoteUser, 200, /not a name of shop/],
        [payload('Present', 'a.example.com', 'k3', 'other'), front, remoteUser, 200, /namespace other/],
        [payload('Present', 'a.example.com', 'k3', '__proto__'), front, remoteUser, 200, /namespace/],
      ];
      for (const [body, files, more, wanted, why] of refusals) {
        const [status, success, message] = await solve(body, files, more);
        assert.deepEqual([status, success], [wanted, false], body);
        assert.match(String(message), why);
      }
      const bearer = [`Authorization: Bearer ${shop.secret}`];
      const [, refused] = await solve(payload('CleanUp', 'a.example.com', 'k1'), undefined, bearer);
      assert.equal(refused, false);
      assert.equal(txt().length, 2);
      assert.deepEqual(await solve(payload('CleanUp', 'shop.example.com', 'k2'), kubelet, bearer), [
        200,
        true,
        undefined,
      ]);
      assert.deepEqual(await solve(payload('CleanUp', 'a.example.com', 'k1'), front), [200, true, undefined]);
      assert.deepEqual(txt(), []);
    };
    try {
      await withHub([edge, shop], work, { certManager, tls: { cert, key } });
    } finally {
      await directory.remove();
    }
  });
});
