import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { client } from '../support.js';
import { withHub } from './wire-hub.js';

const edge = client('edge', { doors: ['cert-manager'], domains: ['a.example.com'] });
const certManager = {
  group: 'acme.hub.example.com',
  solver: 'letsencrypt-dns',
  frontProxyCa: undefined,
  frontProxyNames: [],
  clients: { '*': 'edge' },
};
const base = '/apis/acme.hub.example.com/v1alpha1';
const bearer = { authorization: `Bearer ${edge.secret}` };

/** As cert-manager 1.16 sends it. */
function payload(action: 'Present' | 'CleanUp', domain: string, key: string): string {
  return `{"kind":"ChallengePayload","apiVersion":"webhook.acme.cert-manager.io/v1alpha1","request":{"uid":"0c2f7e3a-5d4f-4b7e-9f1d-3f0c8e6f8a11","action":"${action}","type":"dns-01","dnsName":"${domain}","key":"${key}","resourceNamespace":"shop","resolvedFQDN":"_acme-challenge.${domain}.","resolvedZone":"example.com.","allowAmbientCredentials":false,"config":{}}}\n`;
}

describe('the door cert-manager', () => {
  it('is discovered, and presents and cleans up as the solver of a webhook', async () => {
    await withHub(
      [edge],
      async ({ ask, txt }) => {
        const list = JSON.parse((await ask(base)).text) as { resources: { name: string; verbs: string[] }[] };
        assert.deepEqual(
          list.resources.map(({ name, verbs }) => [name, verbs]),
          [['letsencrypt-dns', ['create']]],
        );
        const group = JSON.parse((await ask('/apis/acme.hub.example.com')).text) as { kind: string };
        assert.equal(group.kind, 'APIGroup');
        assert.equal((await ask('/apis/other.example.com')).status, 404);

        const post = async (body: string, headers: Readonly<Record<string, string>> = bearer) => {
          const answer = await ask(`${base}/letsencrypt-dns`, { headers, json: body });
          return { status: answer.status, ...(JSON.parse(answer.text) as { response: object }) };
        };
        const uid = '0c2f7e3a-5d4f-4b7e-9f1d-3f0c8e6f8a11';
        for (const key of ['k1', 'k2', 'k1']) {
          const { status, response } = await post(payload('Present', 'a.example.com', key));
          assert.deepEqual([status, response], [200, { uid, success: true }]);
        }
        assert.deepEqual(txt().sort(), ['_acme-challenge.a.example.com k1', '_acme-challenge.a.example.com k2']);
        assert.deepEqual((await post(payload('CleanUp', 'a.example.com', 'k1'))).response, { uid, success: true });
        assert.deepEqual(txt(), ['_acme-challenge.a.example.com k2']);

        const strange = await post(payload('Present', 'c.example.com', 'k3'));
        const { status: why, ...rest } = strange.response as { status: { code: number; message: string } };
        assert.deepEqual(rest, { uid, success: false });
        assert.deepEqual([strange.status, why.code, why.message], [200, 403, 'c.example.com is not a name of edge']);
        const wrong = await post(payload('Present', 'a.example.com', 'k4'), { authorization: 'Bearer nothing' });
        assert.equal(wrong.status, 401);
        assert.equal((wrong.response as { success: boolean }).success, false);
        const broken = await post('{"request":{"uid":"u"}}');
        assert.equal((broken.response as { uid: string }).uid, 'u');
      },
      { certManager },
    );
  });
});
