import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missing } from '../lab/index.js';
import { createPowerDnsInstallation } from './installation.js';

describe('a step that does not succeed', { skip: missing('pebble', 'pdns_server', 'sqlite3') }, () => {
  let installation: Awaited<ReturnType<typeof createPowerDnsInstallation>>;
  before(async () => {
    installation = await createPowerDnsInstallation({ domains: 'www.example.com' });
  });
  after(() => installation.stop());

  const run = (words: readonly string[], hook: string) => installation.hosted(words, { env: { DEPLOY_HOOK: hook } });

  it('is told by every command until it has succeeded, and not by health', async () => {
    const first = await run(['sync'], 'exit 3');
    assert.equal(first.code, 1, first.stderr);
    const [done = '', step = '', summary = ''] = first.stdout.split('\n');
    assert.match(
      done,
      /^www\.example\.com: create done, valid until 20\d\d-\d\d-\d\d \(\d+ days\): \S+\/live\/www\.example\.com\/fullchain\.pem$/,
    );
    assert.match(step, /^www\.example\.com: deploy-hook failed: /);
    assert.equal(summary, '1 done, 0 unchanged');

    const again = await run(['sync', '--json'], 'exit 3');
    assert.equal(again.code, 1);
    const { certificates } = again.json() as {
      certificates: { result: string; failedSteps: { plugin: string }[]; owedSteps: string[] }[];
    };
    assert.deepEqual(
      certificates.map(({ result, failedSteps, owedSteps }) => [
        result,
        failedSteps.map(({ plugin }) => plugin),
        owedSteps,
      ]),
      [['unchanged', ['deploy-hook'], ['deploy-hook']]],
    );

    const [status, plan, health] = [
      await run(['status'], 'exit 3'),
      await run(['plan'], 'exit 3'),
      await run(['health'], 'exit 3'),
    ];
    assert.deepEqual([status.code, plan.code, health.code], [1, 10, 0]);
    assert.match(status.stdout, /still owed: deploy-hook/);
    assert.match(plan.stdout, /^run +www\.example\.com .*deploy-hook$/m);

    const repaired = await run(['sync'], 'exit 0');
    assert.deepEqual([repaired.code, repaired.stdout], [0, 'nothing to do, 1 unchanged\n'], repaired.stderr);
    assert.deepEqual([(await run(['status'], 'exit 0')).code, (await run(['plan'], 'exit 0')).code], [0, 0]);
  });

  it('fails renew as well, whose result says where the certificate is', async () => {
    const renewed = await run(['renew', 'www.example.com', '--force', '--json'], 'exit 3');
    assert.equal(renewed.code, 1, renewed.stderr);
    const { certificates } = renewed.json() as {
      certificates: { result: string; version: number; notAfter: string; paths: { privkey: string } }[];
    };
    const [certificate] = certificates;
    assert.deepEqual([certificate?.result, certificate?.version], ['done', 2]);
    assert.ok(Date.parse(certificate?.notAfter ?? '') > Date.now());
    assert.match(certificate?.paths.privkey ?? '', /\/live\/www\.example\.com\/privkey\.pem$/);
    assert.equal((await run(['renew', '--force'], 'exit 0')).code, 0);
    assert.equal((await run(['renew'], 'exit 0')).stdout, 'nothing to do, 1 unchanged\n');
    const unknown = await run(['renew', 'ww.example.com'], 'exit 0');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /Did you mean `www\.example\.com`\?/);
  });
});
