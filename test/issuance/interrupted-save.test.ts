import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createRehearsal } from './rehearsal.js';
import { summary } from './world.js';

it('a save that was interrupted is settled before a pass looks at what there is', async () => {
  await using world = await createRehearsal();
  const kinds = { cert: null, chain: null, fullchain: null, privkey: null };
  const digests = { cert: 'none', chain: 'none', fullchain: 'none', privkey: 'none' };
  await world.within(({ store }) =>
    store.journal.add({
      kind: 'lineage-switch',
      name: 'www.example.com',
      version: 1,
      digests,
      previous: kinds,
      renewalConf: '',
      owes: [],
      settles: [],
    }),
  );
  assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
  assert.deepEqual(await world.within(({ store }) => store.journal.list('lineage-switch')), []);
});
