import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { systemClock } from '../../core/clock/clock.js';
import type { DesiredState } from '../../core/config/desired-state.js';
import type { DoorsSettings } from '../../core/config/doors.js';
import { createDoorKeeper } from '../../core/doors/keeper.js';
import type { PassServices } from '../../core/issuance/pass/pass-services.js';
import type { Logger } from '../../core/sdk/logger.js';
import { createAuthority } from '../lab/authority.js';
import { missing } from '../lab/binaries.js';
import { freePort } from '../lab/free-port.js';
import { createTempDir } from '../lab/temp-dir.js';
import { client, settingsWith } from './support.js';

describe('the listener of the doors', { skip: missing('openssl') }, () => {
  it('stays closed until its certificate is there, takes up another without dropping connections, and goes with its section', async () => {
    const directory = await createTempDir('doors');
    const events: string[] = [];
    try {
      const authority = await createAuthority(directory.path);
      const ca = await readFile(authority.caFile, 'utf8');
      const first = await authority.issue(['hub.example.com', '127.0.0.1']);
      const port = await freePort();
      let doors: DoorsSettings | undefined = settingsWith([client('edge', { doors: [] })], {
        listen: { host: '127.0.0.1', port },
        tls: { certificate: 'hub.example.com' },
        url: `https://127.0.0.1:${port}`,
      });
      let isThere = false;
      const files = { privkey: join(directory.path, 'key'), fullchain: join(directory.path, 'chain') };
      const write = (fields: Readonly<Record<string, unknown>>) => void events.push(String(fields.event));
      const log: Logger = { debug: write, info: write, warn: write, error: write, child: () => log };
      const services = {
        log,
        clock: systemClock,
        store: {
          lease: async () => ({ lost: new AbortController().signal, release: async () => {} }),
          material: async () => ({
            cert: await readFile(files.fullchain, 'utf8'),
            chain: '',
            privkey: await readFile(files.privkey, 'utf8'),
          }),
          read: async () => (isThere ? { health: 'good' } : undefined),
        },
      } as unknown as PassServices;
      const keeper = createDoorKeeper({
        state: () => ({ doors }) as DesiredState,
        services: () => services,
        hold: (work) => work(),
        listen: () => {},
      });
      await keeper.update();
      await keeper.update();
      assert.deepEqual(events, ['doors.waiting']);
      await assert.rejects(serialAt(port, ca));

      await writeFile(files.privkey, await readFile(first.keyFile));
      await writeFile(files.fullchain, await readFile(first.certFile));
      isThere = true;
      await keeper.update();
      const before = await serialAt(port, ca);
      const kept = await open(port, ca);

      const second = await authority.issue(['hub2.example.com', '127.0.0.1']);
      await writeFile(files.privkey, await readFile(second.keyFile));
      await keeper.update();
      assert.equal(await serialAt(port, ca), before, 'a key without its certificate changes nothing');
      await writeFile(files.fullchain, await readFile(second.certFile));
      await keeper.update();
      assert.notEqual(await serialAt(port, ca), before);
      assert.equal(await ask(kept), 'HTTP/1.1 404 Not Found', 'a connection of before goes on');

      doors = undefined;
      await keeper.update();
      await assert.rejects(serialAt(port, ca));
      await keeper.close();
      const calls = events.filter((event) => event === 'door.call');
      assert.equal(calls.length, 1);
      assert.deepEqual(
        events.filter((event) => event !== 'door.call'),
        ['doors.waiting', 'doors.listening', 'doors.unavailable', 'doors.renewed'],
      );
    } finally {
      await directory.remove();
    }
  });
});

function open(port: number, ca: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, rejectUnauthorized: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

async function serialAt(port: number, ca: string): Promise<string> {
  const socket = await open(port, ca);
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

/** The first line of the answer. */
function ask(socket: TLSSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().split('\r\n')[0] ?? '');
    });
    socket.write('GET /nothing HTTP/1.1\r\nHost: hub.example.com\r\n\r\n');
  });
}
