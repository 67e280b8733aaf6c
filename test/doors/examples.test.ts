import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
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
