import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Lineage } from '../../../core/store/lineages/lineage.js';
import { createHostPublication, requestFor } from '../../../core/store/postgres/host-publication.js';
import {
  factsOf,
  lineageOf,
  nextRecord,
  renewalOf,
  type WholeRecord,
} from '../../../core/store/records/lineage-record.js';
import { makeAuthority, type TestPem } from '../certificates.js';
import { listeningLogger, makeConfigDir, openStore, saveRequest } from '../volume.js';

const authority = makeAuthority();
const [first, second] = [authority.issue(['a.example.com']), authority.issue(['a.example.com'], { serial: 0x2 })];

function recordOf(name: string, version: number, pem: TestPem): WholeRecord {
  const { record, privkey } = nextRecord({ ...saveRequest(name, pem), version }, undefined);
  return { ...record, privkey } as WholeRecord;
}

function open(context: TestContext, wants: (name: string) => boolean = () => true) {
  const local = openStore(makeConfigDir(context));
  const records = new Map<string, WholeRecord>();
  const told: string[] = [];
  const onPublished = async (name: string, version: number | undefined) => {
    const here = await local.read(name);
    told.push(`${name} ${version ?? 'gone'}, here ${here?.version ?? 'none'}`);
  };
  /** Only of these it is known that somebody with the key removed them. */
  const removals = new Map<string, number>();
  const log = listeningLogger();
  const publication = createHostPublication({
    local,
    whole: async (name) => records.get(name),
    removed: async () => removals,
    wants,
    onPublished,
    log,
  });
  const lineages = (): Lineage[] =>
    [...records.values()].map((record) => lineageOf(record, factsOf(record), renewalOf(record)));
  return { local, records, removals, told, publication, lineages, warnings: log.warnings, events: log.events };
}

it('what nobody recorded of a version is asked of a directory as nothing, or as the usual', () => {
  const { name, version, cert, chain, privkey } = recordOf('a', 3, first);
  const record = { name, version, cert, chain, privkey, renewal: '[renewalparams]\n' } as WholeRecord;
  const { renewal, pem, ...more } = requestFor(record);
  assert.deepEqual(
    [more, pem],
    [
      { name, version, renewalText: record.renewal },
      { cert, chain, privkey },
    ],
  );
  assert.deepEqual(renewal, {
    ...{ server: '', account: '', keyType: factsOf(record).keyType, reuseKey: false, isProfileRequired: false },
  });
  const text =
    '[renewalparams]\nserver = s\naccount = b\npreferred_chain = c\nrequired_profile = p\nreuse_key = True\n';
  const whole = requestFor({ ...record, renewal: text }).renewal;
  assert.deepEqual([whole.server, whole.account, whole.preferredChain, whole.reuseKey], ['s', 'b', 'c', true]);
});

describe('the publication of a shared store on a host', () => {
  it('writes a version once, says so when it is there, and writes the next', async (context) => {
    const { local, records, told, publication, lineages } = open(context);
    records.set('a', recordOf('a', 3, first));
    assert.deepEqual((await publication.differences(lineages(), ['a'])).behind, ['a']);
    assert.equal(await publication.publish('a', ['pfx']), 'written');
    assert.equal(await publication.publish('a', ['pfx']), 'already');
    const cached = () => existsSync(join(local.layout.cache, 'lineages.json'));
    assert.deepEqual(await publication.differences(lineages(), ['a']), { behind: [], gone: [] });
    assert.equal(cached(), false);
    assert.deepEqual(await publication.differences(lineages()), { behind: [], gone: [] });
    assert.equal(cached(), true, 'so that the next look is a short one');
    assert.equal((await local.read('a'))?.version, 3);
    assert.deepEqual(
      (await local.journal.list('owed-step')).map(({ version, plugin }) => [version, plugin]),
      [[3, 'pfx']],
    );
    records.set('a', recordOf('a', 4, second));
    assert.deepEqual((await publication.differences(lineages())).behind, ['a']);
    assert.equal(await publication.publish('a', []), 'written');
    assert.deepEqual(told, ['a 3, here 3', 'a 4, here 4']);
    assert.equal((await local.material('a')).privkey.trim(), second.privkey.trim());
  });

  it('keeps what it has from the store where that has an earlier version, or another one of the same number, and tells it', async (context) => {
    const { local, records, told, publication, warnings, events } = open(context);
    records.set('a', recordOf('a', 3, first));
    await publication.publish('a', []);
    for (const [version, pem] of [
      [2, second],
      [3, second],
    ] as const) {
      records.set('a', recordOf('a', version, pem));
      assert.equal(await publication.publish('a', []), 'already');
      assert.equal((await local.material('a')).privkey.trim(), first.privkey.trim());
    }
    assert.deepEqual(told, Array(3).fill('a 3, here 3'));
    assert.equal(warnings.length, 1, 'once for each version');
    assert.deepEqual(events, ['publication.ahead']);
    assert.match(warnings[0] ?? '', /^a: this host has version 3 from the store, which has lost it/);
    records.set('a', recordOf('a', 4, second));
    assert.equal(await publication.publish('a', []), 'written');
  });

  it('leaves alone what this host does not want, and tells what is not there', async (context) => {
    const { records, told, publication, lineages } = open(context, (name) => name !== 'a');
    records.set('a', recordOf('a', 1, first));
    assert.equal(await publication.publish('a', []), 'elsewhere');
    assert.deepEqual(await publication.differences(lineages()), { behind: [], gone: [] });
    await assert.rejects(publication.publish('b', []), { code: 'LINEAGE' });
    assert.deepEqual(told, []);
  });

  it('never writes over a history of the directory itself', async (context) => {
    for (const [here, there, pem, refused] of [
      [3, 2, second, true],
      [3, 3, second, true],
      [3, 4, second, false],
      [3, 3, first, false],
    ] as const) {
      const { local, records, publication } = open(context);
      await local.save({ ...saveRequest('a', first), version: here });
      records.set('a', recordOf('a', there, pem));
      const published = publication.publish('a', []);
      if (refused)
        await assert.rejects(published, { code: 'LINEAGE', message: /version 3, in the store \d of another history/ });
      else assert.equal(await published, pem === first ? 'already' : 'written');
    }
  });

  it('removes what it published itself, once it is gone from the store or unwanted, and nothing else', async (context) => {
    const unwanted = new Set<string>();
    const { local, records, removals, told, publication, lineages, warnings, events } = open(
      context,
      (name) => !unwanted.has(name),
    );
    for (const name of ['a', 'b']) records.set(name, recordOf(name, 2, first));
    await local.save(saveRequest('own', first));
    for (const name of ['a', 'b']) await publication.publish(name, []);
    const gone = async () => (await publication.differences(lineages())).gone.map(({ name }) => name);
    assert.deepEqual(await gone(), []);
    records.delete('a');
    unwanted.add('b');
    // Whoever may write to the database could make it vanish, or put an earlier removal back.
    assert.deepEqual(await gone(), ['b']);
    removals.set('a', 1);
    assert.deepEqual(await gone(), ['b']);
    removals.set('a', 2);
    assert.deepEqual(await gone(), ['a', 'b']);
    assert.equal(warnings.length, 1, 'once');
    assert.deepEqual(events, ['publication.unexplained']);
    assert.match(warnings[0] ?? '', /^a is gone from the store, and nobody removed it who has its key/);
    for (const name of ['a', 'b', 'own']) await publication.withdraw(name);
    await publication.withdraw('a');
    assert.deepEqual(
      (await local.lineages()).map(({ name }) => name),
      ['own'],
    );
    assert.deepEqual(told.slice(2), ['a gone, here none', 'b gone, here none']);
    assert.deepEqual(await gone(), []);
  });
});
