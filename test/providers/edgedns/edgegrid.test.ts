import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isFailure, type OutgoingRequest } from '../../../core/sdk/index.js';
import { readAccount } from '../../../providers/edgedns/account.js';
import { signEdgeGrid } from '../../../providers/edgedns/edgegrid.js';

/** From the test data of Akamai's own clients. */
const keys = {
  clientToken: 'akab-client-token-xxx-xxxxxxxxxxxxxxxx',
  accessToken: 'akab-access-token-xxx-xxxxxxxxxxxxxxxx',
  clientSecret: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=',
};
const host = 'https://akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net';
const cases: readonly (readonly [OutgoingRequest['method'], string, string | undefined, string])[] = [
  ['GET', '/', undefined, 'tL+y4hxyHxgWVD30X3pWnGKHcPzmrIF+LThiAOhMxYU='],
  ['GET', '/testapi/v1/t1?p1=1&p2=2', undefined, 'hKDH1UlnQySSHjvIcZpDMbQHihTQ0XyVAKZaApabdeA='],
  ['POST', '/testapi/v1/t3', 'datadatadatadatadatadatadatadata', 'hXm4iCxtpN22m4cbZb4lVLW5rhX8Ca82vCFqXzSTPe4='],
  ['PUT', '/testapi/v1/t6', 'PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP', 'GNBWEYSEWOLtu+7dD52da2C39aX/Jchpon3K/AmBqBU='],
];

describe('EdgeGrid', () => {
  for (const [method, target, body, signature] of cases) {
    it(`signs ${method} ${target} as Akamai does`, () => {
      const request: OutgoingRequest = { method, url: new URL(host + target), headers: {}, body };
      signEdgeGrid(request, keys, Date.UTC(2014, 2, 21, 19, 34, 21), 'nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx');
      assert.equal(
        request.headers.authorization,
        `EG1-HMAC-SHA256 client_token=${keys.clientToken};access_token=${keys.accessToken};timestamp=20140321T19:34:21+0000;nonce=nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx;signature=${signature}`,
      );
    });
  }

  it('takes from the section of the file what is not given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'edgerc-'));
    const edgerc = join(folder, 'edgerc');
    writeFileSync(
      edgerc,
      '; comment\n[default]\nhost = other.example\n[dns]\nhost = https://h.example.net/\nclient_token: ct\nclient_secret = s=\naccess_token=at\nmax-body = 131072\n[other]\nhost = last.example\n',
    );
    const given = { host: undefined, clientToken: undefined, clientSecret: undefined, accessToken: 'given' };
    const account = await readAccount({ ...given, edgerc, edgercSection: 'dns', accountSwitchKey: undefined });
    assert.deepEqual(account, { host: 'h.example.net', clientToken: 'ct', clientSecret: 's=', accessToken: 'given' });
    const whole = { ...given, accessToken: undefined, edgerc, edgercSection: 'dns', accountSwitchKey: undefined };
    assert.equal((await readAccount(whole)).accessToken, 'at');
    const isConfig = (place: string, words: RegExp) => (error: unknown) =>
      isFailure(error, 'CONFIG') && error.place === place && words.test(error.message);
    await assert.rejects(readAccount({ ...whole, edgercSection: 'default' }), isConfig(edgerc, /client token of/));
    const all = { ...whole, host: 'h', clientToken: 'c', clientSecret: 's', accessToken: 'a' };
    for (const key of ['host', 'clientToken', 'clientSecret', 'accessToken'] as const)
      assert.notEqual((await readAccount({ ...all, [key]: undefined }))[key], all[key]);
    await readAccount({ ...all, edgerc: folder });
    await assert.rejects(readAccount({ ...whole, edgerc: folder }), isConfig(folder, /cannot be read/));
    rmSync(folder, { recursive: true });
  });
});
