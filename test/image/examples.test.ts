import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { variables } from '../../core/config/variables.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { createTempDir, freePort, missing, projectRoot, runCli, startPebble } from '../lab/index.js';

interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly cap_add?: readonly string[];
}

function read(name: string): string {
  return readFileSync(join(projectRoot(), 'examples', name), 'utf8');
}

function parse(name: string): unknown[] {
  return parseAllDocuments(read(name)).map((document) => {
    assert.deepEqual(document.errors, []);
    return document.toJS() as unknown;
  });
}

function service(name: string): Service {
  const [compose] = parse(name) as { services: Record<string, Service> }[];
  const found = compose?.services['letsencrypt-dns'];
  assert.ok(found);
  return found;
}

/** Whether the program, or Node below it, knows a variable, or its twin that names a file. */
function isKnown(name: string): boolean {
  // Node's own.
  if (name === 'NODE_OPTIONS') return true;
  const plain = name.replace(/_FILE$/, '');
  if (variables.some((variable) => variable.name === plain)) return true;
  return builtInRegistry().providers.some(({ manifest }) =>
    Object.values(manifest.options).some(({ flag }) => {
      return plain === `LEXICON_${manifest.id}_${flag}`.toUpperCase().replaceAll('-', '_');
    }),
  );
}

describe('the examples', () => {
  it('use variables that there are', () => {
    const [, job] = parse('kubernetes-cronjob.yaml') as {
      spec: { jobTemplate: { spec: { template: { spec: { containers: { env: { name: string }[] }[] } } } } };
    }[];
    const unit = read('letsencrypt-dns.service');
    const names = [
      ...Object.keys(service('compose.yaml').environment),
      ...Object.keys(service('compose-pebble.yaml').environment),
      ...(job?.spec.jobTemplate.spec.template.spec.containers[0]?.env ?? []).map(({ name }) => name),
      ...[...unit.matchAll(/^Environment=(\w+)=/gm)].map((match) => match[1] ?? ''),
    ];
    assert.ok(names.length > 15);
    assert.deepEqual(
      names.filter((name) => !isKnown(name)),
      [],
    );
  });

  it('ask for the capabilities that docs/image.md gives reasons for', () => {
    const [, table = ''] = readFileSync(join(projectRoot(), 'docs/image.md'), 'utf8').split('| Capability | For |');
    const documented = [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]).sort();
    assert.deepEqual([...(service('compose.yaml').cap_add ?? [])].sort(), documented);
    const bounding = /^CapabilityBoundingSet=(.*)$/m.exec(read('letsencrypt-dns.service'))?.[1]?.split(' ');
    assert.deepEqual(bounding?.map((name) => name.replace('CAP_', '')).sort(), documented);
  });

  it('work with Pebble as they stand, but for addresses', { skip: missing('pebble', 'openssl') }, async () => {
    const port = await freePort();
    const directory = await createTempDir('example');
    const pebble = await startPebble({ dnsServer: `127.0.0.1:${port}` });
    try {
      const [compose] = parse('compose-pebble.yaml') as { configs: { domains: { content: string } } }[];
      await writeFile(join(directory.path, 'domains.conf'), compose?.configs.domains.content ?? '');
      const owner = { CERTS_USER_OWNER: `${process.getuid?.()}`, CERTS_GROUP_OWNER: `${process.getgid?.()}` };
      const addresses = {
        LETSENCRYPT_CONFIG_DIR: directory.path,
        LETSENCRYPT_SERVER: pebble.directoryUrl,
        LETSENCRYPT_CA_BUNDLE: pebble.caBundle,
        LEXICON_STANDALONE_LISTEN: `127.0.0.1:${port}`,
        // Here, as in that network, nobody answers for example.com.
        DNS_RESOLVERS: `127.0.0.1:${await freePort()}`,
      };
      const env = { ...service('compose-pebble.yaml').environment, ...addresses, ...owner };
      const { code, stdout, stderr } = await runCli(['sync'], { env });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /smtp\.example\.com/);
    } finally {
      await pebble.stop();
      await directory.remove();
    }
  });
});
