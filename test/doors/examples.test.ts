import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { configurationFaults } from '../docs/blocks/configuration.js';
import { projectRoot } from '../lab/index.js';

const folder = join(projectRoot(), 'examples/doors');

test('the hub of the examples is right, and every client of them is one of its clients', async () => {
  assert.deepEqual(await configurationFaults({ yaml: readFileSync(join(folder, 'hub.yml'), 'utf8') }), []);
  const page = readFileSync(join(folder, 'README.md'), 'utf8');
  for (const file of [
    'certbot.ini',
    'lego.sh',
    'Caddyfile',
    'traefik.yml',
    'acme.sh.txt',
    'dehydrated.conf',
    'apache.conf',
    'proxmox.txt',
  ]) {
    const text = readFileSync(join(folder, file), 'utf8');
    assert.ok(page.includes(`(${file})`), `${file} is in the list`);
    assert.match(text, /https:\/\/hub\.example\.com:8443\/acme\/directory/, file);
    assert.match(text, /edge-1/, file);
    assert.ok(readdirSync(folder).includes(file));
  }
});

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly rules?: readonly unknown[];
}

function manifests(file: string): Readonly<Record<string, Manifest>> {
  const documents = parseAllDocuments(readFileSync(join(folder, file), 'utf8'));
  return Object.fromEntries(
    documents.map((document) => {
      assert.deepEqual(document.errors, [], file);
      const manifest = document.toJS() as Manifest;
      return [manifest.kind, manifest];
    }),
  );
}

test('the objects for a cluster ask the hub of the examples, by what it is configured as', () => {
  const [hub] = parseAllDocuments(readFileSync(join(folder, 'hub.yml'), 'utf8')).map(
    (document) => document.toJS() as { doors: { cert_manager: { group: string; solver: string; clients: object } } },
  );
  const { group, solver, clients } = hub?.doors.cert_manager ?? { group: '', solver: '', clients: {} };
  const { Service, APIService, ClusterRole, Issuer } = manifests('cert-manager.yaml');
  assert.equal(APIService?.metadata.name, `v1alpha1.${group}`);
  const { name = '', namespace = '' } = Service?.metadata ?? {};
  assert.deepEqual(
    [APIService?.spec?.group, APIService?.spec?.version, APIService?.spec?.service],
    [group, 'v1alpha1', { name, namespace, port: 8443 }],
  );
  assert.deepEqual(ClusterRole?.rules, [{ apiGroups: [group], resources: [solver], verbs: ['create'] }]);
  const solverOf = (issuer: Manifest | undefined) =>
    (issuer?.spec as { acme: { solvers: { dns01: object }[] } } | undefined)?.acme.solvers[0]?.dns01;
  assert.deepEqual(solverOf(Issuer), { webhook: { groupName: group, solverName: solver } });
  assert.ok(Issuer?.metadata.namespace !== undefined && Issuer.metadata.namespace in clients);
  const acmeDns = manifests('cert-manager-acme-dns.yaml');
  const { name: secret } = acmeDns.Secret?.metadata ?? {};
  assert.deepEqual(solverOf(acmeDns.Issuer), {
    acmeDNS: {
      host: 'https://hub.example.com:8443/acme-dns',
      accountSecretRef: { name: secret, key: 'acmedns.json' },
    },
  });
});
