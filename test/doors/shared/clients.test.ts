import { describe, it } from 'node:test';
import { missing, requireOrSkip } from '../../lab/index.js';
import { realClients } from '../acme/clients.js';
import { doorFaults } from './door-faults.js';
import { tryClient } from './try-client.js';

const killed = doorFaults.filter(({ name }) => name === 'killed');

describe('a client that comes to three instances in turn', {
  skip: missing('postgres', 'initdb', 'pebble', 'openssl'),
  timeout: 300_000,
}, () => {
  for (const client of realClients.filter(({ name }) => name === 'lego')) {
    it(`${client.name} gets its certificate though the one that does the work is killed after the order`, async (test) => {
      if (requireOrSkip(test, client.needs)) return;
      for (const fault of killed) await tryClient(client, 'after the order', fault);
    });
  }
});
