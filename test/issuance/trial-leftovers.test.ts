import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { emptyTrial, openTrialStore, takeOverTrial, trialDirectory } from '../../core/issuance/pass/trial-leftovers.js';
import { Failure } from '../../core/sdk/failure.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { createLayout } from '../../core/store/layout.js';
import { listeningLogger, makeConfigDir, openStore } from '../store/volume.js';
import { now, state } from './fixtures.js';
import { createPasses } from './scripted-pass.js';

const never = new AbortController().signal;
const entry = (name: string, more: object = {}) =>
  ({ kind: 'txt-record', zone: 'example.com', name, content: 'x', provider: 'p', createdAt: now, ...more }) as const;

function open(context: TestContext) {
  const store = openStore(makeConfigDir(context));
  const trial = openTrialStore(store, silentLogger);
  const left = async () => (await store.journal.list('txt-record')).map(({ id: _, ...rest }) => rest);
  return { store, trial, left, file: createLayout(store.publication.directory).trialJournal };
}

describe('what a trial left in the DNS', () => {
  it('is taken over, to be removed at once, and the rest of the trial goes but for its accounts', async (context) => {
    const { store, trial, left, file } = open(context);
    await takeOverTrial(store, silentLogger, never);
    assert.equal(existsSync(trialDirectory(store.publication)), false);
    await trial.journal.add(entry('a', { waitUntil: now, retryAt: now, attempts: 2 }));
    await trial.journal.add(entry('b'));
    assert.equal(existsSync(file), true);
    await takeOverTrial(store, silentLogger, never);
    assert.deepEqual(
      readdirSync(createLayout(trialDirectory(store.publication)).lock),
      [],
      'a trial may begin at once',
    );
    const taken = await left();
    assert.deepEqual(
      taken.sort((one, other) => (one.name < other.name ? -1 : 1)),
      [entry('a', { attempts: 2 }), entry('b')],
    );
    assert.equal(existsSync(file), false);
    const again = openTrialStore(store, silentLogger);
    const lock = await again.lease('directory', { command: 'free again', signal: never });
    await lock.release();
  });

  it('stays with a trial that is under way, and where it cannot be read, which is told', async (context) => {
    const { store, trial, left, file } = open(context);
    await trial.journal.add(entry('a'));
    const lock = await trial.lease('directory', { command: 'a trial', signal: never });
    const log = listeningLogger();
    await takeOverTrial(store, log, never);
    assert.deepEqual([await left(), log.warnings.length], [[], 0]);
    await lock.release();
    const other = open(context);
    const broken = createLayout(other.store.publication.directory).trialJournal;
    mkdirSync(dirname(broken), { recursive: true });
    mkdirSync(broken);
    await takeOverTrial(other.store, log, never);
    assert.deepEqual([await other.left(), log.events], [[], ['trial.left']]);
    assert.equal(existsSync(file), true);
  });

  it('is no reason to call a mistake of ours a trouble of the disk, nor to go on where somebody stops it', async (context) => {
    const { store, trial } = open(context);
    await trial.journal.add(entry('a'));
    for (const failure of [new TypeError('broken'), new Failure('ABORTED', 'stopped')]) {
      const journal = { ...store.journal, add: () => Promise.reject(failure) };
      await assert.rejects(takeOverTrial({ ...store, journal }, silentLogger, never), failure);
      assert.equal((await trial.journal.list('txt-record')).length, 1, 'it is in one of both in any case');
    }
  });

  it('keeps its journal as long as it has a record in it', async (context) => {
    const { trial, file } = open(context);
    await trial.journal.add(entry('a'));
    await emptyTrial(trial);
    assert.equal(existsSync(file), true);
    for (const { id } of await trial.journal.list('txt-record')) await trial.journal.remove(id);
    await emptyTrial(trial, never);
    assert.equal(existsSync(file), false);
  });

  it('is looked for where a pass begins', async (context) => {
    const { store, trial, file } = open(context);
    await trial.journal.add(entry('a'));
    const settled: boolean[] = [];
    const passes = createPasses([], { settle: async () => void settled.push(existsSync(file)) });
    Object.assign(passes.store.publication, { directory: store.publication.directory });
    await passes.pass(state([]));
    assert.equal((await passes.store.journal.list('txt-record')).length, 1);
    assert.equal(existsSync(file), false);
    assert.deepEqual(settled, [true], 'once the store is at rest');
  });
});
