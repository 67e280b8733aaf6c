import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openProvider } from '../../../core/dns/open-provider.js';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { silentLogger } from '../../../core/sdk/index.js';
import { answeringDispatcher } from '../../../core/testing/dispatcher.js';
import { isSigned } from './aliyun.js';

for (const id of ['aliyun', 'aliesa'])
  it(`${id} signs with the key of the role of its machine, and asks for it again before it expires`, async () => {
    const registered = builtInRegistry().findProvider(id);
    assert.ok(registered);
    const hidden: unknown[] = [];
    const asked: string[] = [];
    let given = 0;
    const dispatcher = answeringDispatcher(({ method, url, headers }) => {
      const answer = (body: string) => ({ status: 200, headers: {}, body });
      if (url.host !== '100.100.100.200') {
        const { AccessKeyId, SecurityToken } = Object.fromEntries(url.searchParams);
        assert.ok(isSigned(method, url, `secret${given}`));
        asked.push(`${AccessKeyId} ${SecurityToken}`);
        return answer(JSON.stringify({ DomainName: 'example.com', TotalCount: 0, Sites: [] }));
      }
      if (method === 'PUT') return answer('session');
      assert.equal(headers['x-aliyun-ecs-metadata-token'], 'session');
      assert.equal(url.pathname, '/latest/meta-data/ram/security-credentials/my-role');
      given += 1;
      const Expiration = new Date(Date.now() + (given === 1 ? 4 : 60) * 60_000).toISOString();
      const key = {
        AccessKeyId: `id${given}`,
        AccessKeySecret: `secret${given}`,
        SecurityToken: `sts${given}`,
        Expiration,
      };
      return answer(JSON.stringify({ ...key, Code: 'Success' }));
    });
    const provider = await openProvider({
      registered,
      options: { ramRole: 'my-role' },
      dispatcher,
      log: silentLogger,
      userAgent: 'test',
      onSecret: (...secrets) => void hidden.push(...secrets),
    });
    for (let count = 0; count < 3; count += 1) await provider.findZone('example.com');
    assert.deepEqual(asked, ['id2 sts2', 'id2 sts2', 'id2 sts2']);
    for (const secret of ['session', 'secret2', 'sts2']) assert.ok(hidden.includes(secret), secret);
  });
