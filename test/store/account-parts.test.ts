import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { effectCount } from '../../core/effects/effects.js';
import { makeKey } from './certificates.js';
import { makeConfigDir, openStore } from './volume.js';

const server = 'https://ca.example/directory';
const one = makeKey('ecdsa256');

describe('an account', () => {
  it('is listed wherever it lies, as deep as a server may have parts', async (context) => {
    const { accounts } = openStore(makeConfigDir(context));
    const at = (parts: number) => `https://a/${Array.from({ length: parts - 1 }, (_, index) => index).join('/')}`;
    for (const parts of [2, 8, 9]) await accounts.save({ server: at(parts), privateKey: one });
    const found = (await accounts.list()).map(({ serverPath }) => serverPath.split('/').length).sort();
    assert.deepEqual(found, [2, 8]);
    assert.equal((await accounts.find(at(9))).length, 1);
  });

  it('keeps what others wrote beside it, until it is another one, and is not written where nothing is new', async (context) => {
    const configDir = makeConfigDir(context);
    const { accounts } = openStore(configDir);
    const [first, second] = ['https://ca.example/1', 'https://ca.example/2'];
    const { directory, id } = await accounts.save({ server, privateKey: one });
    const path = join(directory, 'regr.json');
    const written = () => JSON.parse(readFileSync(path, 'utf8')) as unknown;
    writeFileSync(path, JSON.stringify({ uri: first, body: { contact: ['mailto:a@b.c'], x: 1 }, terms: 't' }));
    const table = [
      [{ accountUrl: first }, false, ['mailto:a@b.c']],
      [{ accountUrl: first, contact: ['mailto:a@b.c'] }, false, ['mailto:a@b.c']],
      [{ contact: ['mailto:d@e.f'] }, false, ['mailto:a@b.c']],
      [{ accountUrl: first, contact: ['mailto:d@e.f'] }, true, ['mailto:d@e.f']],
      [{ accountUrl: first, contact: [] }, true, []],
      [{ accountUrl: second }, true, undefined],
      [{ accountUrl: second, contact: ['mailto:g@h.i'] }, true, ['mailto:g@h.i']],
    ] as const;
    for (const [draft, isWritten, contact] of table) {
      const effects = effectCount();
      const saved = await accounts.save({ server, privateKey: one, ...draft });
      assert.equal(effectCount() > effects, isWritten, JSON.stringify(draft));
      assert.deepEqual([saved.contact, saved.id], [contact, id]);
      const isOld = saved.accountUrl === first;
      const body = { ...(isOld && { x: 1 }), ...(contact !== undefined && { contact }) };
      const expected = { uri: isOld ? first : second, body, ...(isOld && { terms: 't' }) };
      assert.deepEqual(written(), expected, JSON.stringify(draft));
    }
    await accounts.forgetUrl(server, 'nobody');
    assert.equal((await accounts.read(server, id))?.accountUrl, second);
    assert.equal(await accounts.read(server, 'nobody'), undefined);
  });
});
