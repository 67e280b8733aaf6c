import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DesiredState } from '../../core/config/desired-state.js';
import { Failure } from '../../core/sdk/index.js';
import { createMetrics } from '../../core/status/metrics.js';
import { renderPage } from '../../core/status/page/render-page.js';
import { readSharedStore, reportInstances, type SharedStoreReport } from '../../core/status/shared-store.js';
import type { Holder } from '../../core/store/lease.js';
import type { InstanceGlance } from '../../core/store/shared-store.js';
import { now, report, status } from './made-up.js';
import { parseMetrics } from './parse-metrics.js';

const place = 'db.example.com:5432/ledns';
const leader: Holder = { command: 'letsencrypt-dns run', host: 'web1', pid: 1, since: '2030-04-01T00:00:00.000Z' };

function instance(host: string, more: Partial<InstanceGlance> = {}): InstanceGlance {
  const own = { host, directory: '/etc/letsencrypt', version: '1.0.0', configuration: 'aa', behind: 0 };
  return { ...own, seenAt: new Date(now), silentForSeconds: 20, ...more };
}

/** A shared store as somebody plays it. */
function play(instances: readonly InstanceGlance[], lead: Holder | undefined = leader) {
  return { place, leader: async () => lead, glance: async () => instances };
}

const read = (shared: Parameters<typeof readSharedStore>[0], redact = (text: string) => text, patience = 1000) =>
  readSharedStore(shared, () => now, redact, patience);

/** What the page says under "Instances"; undefined where it has no such part. */
function partOf(store: SharedStoreReport | undefined): string | undefined {
  const page = renderPage({ report: report([status()], { store }), passes: [], version: '1', search: '' });
  const [, part] = /<h2 id="instances">(.*?)<h2>Last passes/s.exec(page) ?? [];
  return part
    ?.replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function createSamples() {
  const state = { certificates: [], profiles: {} } as unknown as DesiredState;
  const metrics = createMetrics(
    '1',
    () => state,
    () => now,
  );
  return async (store: SharedStoreReport | undefined): Promise<string[]> => {
    const lines = (await metrics.render(report([], { store }))).split('\n');
    const own = lines.filter((line) => /letsencrypt_dns_(store|instance)_/.test(line));
    return parseMetrics(`${own.join('\n')}\n`).map(({ name, labels, value }) => {
      const { directory: _, ...shown } = labels;
      return `${name.slice('letsencrypt_dns_'.length)}{${Object.values(shown).join()}} ${value}`;
    });
  };
}

describe('the instances over a shared store', () => {
  it('have a role each, are told from the leader by their configuration, and are gone after a day', () => {
    const other = { directory: '/srv/certificates' };
    const table: readonly [Holder | undefined, InstanceGlance[], [role: string, differs: boolean | undefined][]][] = [
      [
        leader,
        [instance('web1'), instance('web2', { configuration: 'bb' }), instance('web3', { silentForSeconds: 180 })],
        [
          ['leader', false],
          ['stand-by', true],
          ['away', false],
        ],
      ],
      [undefined, [instance('web1'), instance('web2')], Array(2).fill(['stand-by', undefined])],
      [leader, [instance('web2')], [['stand-by', undefined]]],
      [leader, [instance('web1'), instance('web1', other)], Array(2).fill(['unclear', false])],
      // Which of them leads is not known, and so neither whose configuration counts.
      [
        leader,
        [instance('web1'), instance('web1', { ...other, configuration: 'bb' })],
        Array(2).fill(['unclear', undefined]),
      ],
      // What lay in another directory of that host is silent: it cannot be the one.
      [
        leader,
        [instance('web1'), instance('web1', { ...other, silentForSeconds: 900, configuration: 'bb' })],
        [
          ['leader', false],
          ['away', true],
        ],
      ],
      [leader, [instance('web1', { silentForSeconds: 24 * 3600 })], []],
      [leader, [], []],
    ];
    for (const [lead, instances, expected] of table)
      assert.deepEqual(
        reportInstances(lead, instances, now).map(({ role, differs }) => [role, differs]),
        expected,
      );
  });

  it('stand on the page, and only where the store is shared', async () => {
    assert.equal(partOf(undefined), undefined);
    assert.equal(partOf(await read(play([]))), `Instances No instance has told the store ${place} of itself yet.`);
    const instances = [
      instance('web1'),
      instance('web2', { version: '0.9.<b>', configuration: 'bb', behind: 1 }),
      instance('web3', { silentForSeconds: 600, behind: 3 }),
    ];
    assert.equal(
      partOf(await read(play(instances))),
      'Instances ' +
        'web1 ★ Does the passes /etc/letsencrypt Version 1.0.0 Last seen less than a minute ago Files up to date ' +
        'web2 ✓ Stands by /etc/letsencrypt Version 0.9.&lt;b&gt; Last seen less than a minute ago Files 1 certificate is behind the store ' +
        'Its certificates are configured otherwise than at the one that does the passes. ' +
        'web3 ! Away /etc/letsencrypt Version 1.0.0 Last seen 10 min ago Files 3 certificates are behind the store',
    );
  });

  it('are a sentence where the store is away or silent, without a secret', async () => {
    const refuse = () => Promise.reject(new Failure('STORE', 'db: password hunter2 is refused'));
    const found = await read({ ...play([]), glance: refuse }, (text) => text.replace('hunter2', '***'));
    assert.deepEqual(found.instances, []);
    assert.match(partOf(found) ?? '', /is out of reach: .*password \*\*\* is refused.*Files on this host stay/);
    const silent = await read({ ...play([]), leader: () => new Promise(() => undefined) }, undefined, 5);
    assert.match(partOf(silent) ?? '', /is out of reach: .*does not answer in time/);
  });

  it('have gauges, which vanish with them and with the store', async () => {
    const samples = createSamples();
    const web2 = instance('web2', { behind: 2, configuration: 'bb', version: '0.9' });
    assert.deepEqual(await samples(undefined), []);
    assert.deepEqual(await samples(await read(play([instance('web1'), web2]))), [
      `store_reachable{${place}} 1`,
      'instance_info{web1,1.0.0,leader} 1',
      'instance_info{web2,0.9,stand-by} 1',
      `instance_last_seen_timestamp_seconds{web1} ${now / 1000 - 20}`,
      `instance_last_seen_timestamp_seconds{web2} ${now / 1000 - 20}`,
      'instance_certificates_behind{web1} 0',
      'instance_certificates_behind{web2} 2',
      'instance_configuration_differs{web1} 0',
      'instance_configuration_differs{web2} 1',
    ]);
    const after = await samples(await read(play([{ ...web2, silentForSeconds: 900 }], { ...leader, host: 'web9' })));
    assert.deepEqual(after, [
      `store_reachable{${place}} 1`,
      'instance_info{web2,0.9,away} 1',
      `instance_last_seen_timestamp_seconds{web2} ${now / 1000 - 900}`,
      'instance_certificates_behind{web2} 2',
    ]);
    const refuse = () => Promise.reject(new Error('away'));
    assert.deepEqual(await samples(await read({ ...play([]), glance: refuse })), [`store_reachable{${place}} 0`]);
  });
});
