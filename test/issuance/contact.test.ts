import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { importAccountKey } from '../../core/acme/account-key.js';
import { openAcme } from '../../core/acme/open-acme.js';
import { createDispatcher } from '../../core/http/dispatcher.js';
import { createRehearsal } from './rehearsal.js';
import { summary, type World } from './world.js';

type Rehearsal = Awaited<ReturnType<typeof createRehearsal>>;

/** What the CA has as the contact of the only account. */
async function contactAtCa(world: World): Promise<unknown> {
  const [stored] = await world.within(({ store }) => store.accounts.list());
  const dispatcher = createDispatcher({ env: {}, caBundle: world.env.LETSENCRYPT_CA_BUNDLE });
  const acme = await openAcme({ directoryUrl: world.env.LETSENCRYPT_SERVER ?? '', dispatcher });
  const found = await acme.findAccount(importAccountKey(stored?.privateKey ?? ''));
  await dispatcher.close();
  return found?.body.contact;
}

async function registrationFile(world: World): Promise<string> {
  const root = join(world.configDir, 'accounts');
  const names = await readdir(root, { recursive: true });
  return join(root, names.find((name) => name.endsWith('regr.json')) ?? '');
}

/** Requests about the account that a pass makes. */
async function updatesOf(world: Rehearsal): Promise<number> {
  const before = world.ca.stats.requests.account;
  await world.pass();
  return world.ca.stats.requests.account - before;
}

describe('the contact of an account that exists', () => {
  it('follows LETSENCRYPT_USER_MAIL, with one request for each change', async () => {
    await using world = await createRehearsal({ env: { LETSENCRYPT_USER_MAIL: 'first@example.com' } });
    assert.equal(await updatesOf(world), 0, 'it is told with the registration');
    assert.deepEqual(await contactAtCa(world), ['mailto:first@example.com']);
    assert.equal(await updatesOf(world), 0);
    world.env.LETSENCRYPT_USER_MAIL = 'second@example.com';
    assert.equal(await updatesOf(world), 1, 'also where no certificate is due');
    assert.deepEqual(await contactAtCa(world), ['mailto:second@example.com']);
    assert.equal(await updatesOf(world), 0);
    world.env.LETSENCRYPT_USER_MAIL = '';
    assert.equal(await updatesOf(world), 1);
    assert.deepEqual(await contactAtCa(world), []);
    assert.equal(await updatesOf(world), 0);
  });

  it('is kept where certbot has it, beside what else is there', async () => {
    await using world = await createRehearsal();
    await world.pass();
    const path = await registrationFile(world);
    const { uri } = JSON.parse(await readFile(path, 'utf8')) as { uri: string };
    await writeFile(path, JSON.stringify({ body: { terms_of_service: 'x' }, uri, new_authzr_uri: 'y' }));
    assert.equal(await updatesOf(world), 0, 'what certbot may have told the CA is not taken away');
    world.env.LETSENCRYPT_USER_MAIL = 'me@example.com';
    assert.equal(await updatesOf(world), 1);
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), {
      body: { terms_of_service: 'x', contact: ['mailto:me@example.com'] },
      uri,
      new_authzr_uri: 'y',
    });
  });

  it('that the CA refuses stops no certificate, and is not sent again and again', async () => {
    await using world = await createRehearsal();
    await world.pass();
    world.env.LETSENCRYPT_USER_MAIL = 'a?b@example.com';
    await world.writeDomains('www.example.com\nnew.example.com');
    const before = world.ca.stats.requests.account;
    assert.deepEqual(summary(await world.pass()), ['keep www.example.com', 'create new.example.com done']);
    assert.equal(world.ca.stats.requests.account - before, 1);
    assert.equal(await updatesOf(world), 0);
    world.env.LETSENCRYPT_USER_MAIL = 'b@example.com';
    assert.equal(await updatesOf(world), 1);
    assert.deepEqual(await contactAtCa(world), ['mailto:b@example.com']);
  });

  it('that cannot be sent is sent by a later pass', async () => {
    await using world = await createRehearsal();
    await world.pass();
    const { LETSENCRYPT_CA_BUNDLE: bundle = '' } = world.env;
    world.env.LETSENCRYPT_USER_MAIL = 'me@example.com';
    const empty = join(world.configDir, 'other.pem');
    await writeFile(empty, world.ca.rootPem);
    world.env.LETSENCRYPT_CA_BUNDLE = empty;
    assert.deepEqual(summary(await world.pass()), ['keep www.example.com']);
    world.env.LETSENCRYPT_CA_BUNDLE = bundle;
    assert.equal(await updatesOf(world), 1);
    assert.deepEqual(await contactAtCa(world), ['mailto:me@example.com']);
  });
});
