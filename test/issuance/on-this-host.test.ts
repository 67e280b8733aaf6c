import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adoptDirectory } from '../../core/issuance/pass/adopt-directory.js';
import { removeNamed } from '../../core/issuance/removal/remove-named.js';
import {
  certificateStates,
  describeState,
  isAlarming,
  stateWords,
  troubles,
} from '../../core/issuance/status/certificate-state.js';
import { currentCertificates } from '../../core/issuance/steps/current-certificate.js';
import { publishAlone, publishDifferences, publishSome } from '../../core/issuance/steps/publish-lineages.js';
import { runStepsAgain } from '../../core/issuance/steps/run-steps-again.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import type { Lineage } from '../../core/store/lineages/lineage.js';
import { openMemoryStore } from '../store/memory-store.js';
import { listeningLogger } from '../store/volume.js';
import { certificate, lineage, state } from './fixtures.js';

const never = new AbortController().signal;

/** A host whose files are behind the store's by these; what it does stands in `told`. */
function host(behind: readonly string[], gone: readonly Lineage[] = [], bad: Readonly<Record<string, unknown>> = {}) {
  const told: string[] = [];
  const lineages = [lineage('a', { version: 2 }), lineage('b', { version: 3 })];
  const store = openMemoryStore();
  const publication = {
    ...store.publication,
    wants: (name: string) => name !== 'unwanted',
    async differences(all: readonly Lineage[], only?: readonly string[]) {
      told.push(`compare ${all.map(({ name }) => name).join()}${only === undefined ? '' : `, only ${only.join()}`}`);
      return { behind, gone };
    },
    async publish(name: string, owes: readonly string[]) {
      if (name in bad && bad[name] instanceof Error) throw bad[name];
      told.push(`publish ${name} owing ${owes.join()}`);
      return bad[name] ?? 'written';
    },
    async withdraw(name: string) {
      told.push(`withdraw ${name}`);
    },
  };
  Object.assign(store, {
    publication,
    lineages: async ({ names }: { names?: readonly string[] } = {}) => {
      told.push(`look at ${names?.join() ?? 'all'}`);
      return lineages.filter(({ name }) => names === undefined || names.includes(name));
    },
    read: async (name: string) => lineages.find((each) => each.name === name),
    remove: async (name: string) => void told.push(`remove ${name}`),
  });
  const plugins = {
    owes: async ({ kind, certificate: { name, profile } }: { kind: string; certificate: Record<string, unknown> }) => [
      `${kind} ${name} ${profile ?? '-'}`,
    ],
    done: async ({ kind, certificate: { name } }: { kind: string; certificate: { name: string } }) =>
      void told.push(`${kind} ${name}`),
    finish: async () => void told.push('finish'),
  } as never;
  const log = listeningLogger();
  const services = { store, log, postIssue: { beginPass: () => plugins } } as never;
  return { told, lineages, store, plugins, log, services };
}

describe('the files of this host', () => {
  const asked = state([certificate('a', { profile: 'p' })]);
  const other = lineage('old');

  it('become those of the store, one by one, and the plugins are told', async () => {
    const { told, services, plugins, lineages } = host(['a', 'missing', 'b'], [other]);
    assert.deepEqual(await publishDifferences(services, plugins, asked, lineages, never), []);
    assert.deepEqual(told, [
      'compare a,b',
      'publish a owing renewed a p',
      'renewed a',
      'publish b owing renewed b -',
      'renewed b',
      'withdraw old',
      'removed old',
    ]);
  });

  it('that cannot be written do not hold up the others, unless the program stops', async () => {
    const { told, services, plugins, lineages, log } = host(['a', 'b'], [other], { a: new Error('full') });
    assert.deepEqual(await publishDifferences(services, plugins, asked, lineages, never), ['a']);
    assert.deepEqual(told.slice(1), ['publish b owing renewed b -', 'renewed b', 'withdraw old', 'removed old']);
    assert.equal(log.warnings.length, 1);
    const reason = new Failure('ABORTED', 'stopped');
    const work = publishDifferences(services, plugins, asked, lineages, AbortSignal.abort(reason));
    await assert.rejects(work, reason);
  });

  it('that another process writes are its own to tell of', async () => {
    const { told, services, plugins, lineages } = host(['a'], [], { a: 'elsewhere' });
    await publishDifferences(services, plugins, asked, lineages, never, ['a']);
    assert.deepEqual(told, ['compare a,b, only a', 'publish a owing renewed a p']);
  });

  it('are compared alone, all or some of them, with the steps that are owed', async () => {
    const all = host(['a']);
    const { state: found, failed } = await publishAlone(all.services, asked, never);
    assert.deepEqual([found, failed], [asked, []]);
    assert.deepEqual(all.told, ['look at all', 'compare a,b', 'publish a owing renewed a p', 'renewed a', 'finish']);
    const some = host(['b'], [], { b: new Error('full') });
    assert.deepEqual((await publishSome(some.services, asked, ['b'], never)).failed, ['b']);
    assert.deepEqual(some.told, ['look at b', 'compare b, only b', 'finish']);
    const none = host([]);
    await publishSome(none.services, asked, [], never);
    assert.deepEqual(none.told, ['compare , only ', 'finish']);
  });

  it('are shown to plugins where they are wanted, here and sound', async () => {
    const { store } = host([]);
    const names = ['a', 'absent', 'unwanted'].map((name) => certificate(name));
    const current = currentCertificates(store, state(names, { held: ['held'] }));
    const found = await current('a');
    assert.deepEqual([found?.name, found?.version], ['a', 2]);
    for (const name of ['b', 'absent', 'unwanted', 'nobody']) assert.equal(await current(name), undefined, name);
    await assert.rejects(current('held'), (error) => isFailure(error, 'CONFIG'));
    const damaged = { ...lineage('a'), health: { broken: 'x' } };
    Object.assign(store, { read: async () => damaged });
    assert.equal(await current('a'), undefined);
  });

  it('of before are taken into a store that several share, which is then looked at again', async () => {
    const asks: unknown[] = [];
    for (const [changed, looks] of [
      [true, ['look at all']],
      [false, []],
      [undefined, []],
    ] as const) {
      const { told, store, lineages } = host([]);
      const shared = {
        adoptDirectory: async (wanted: ReadonlySet<string>, present: readonly Lineage[]) => {
          asks.push([...wanted].join(), present.length);
          return changed;
        },
      };
      if (changed !== undefined) Object.assign(store, { shared });
      const found = await adoptDirectory(store, asked, [], never);
      assert.deepEqual(told, looks);
      assert.equal(found.length, changed === true ? lineages.length : 0);
    }
    assert.deepEqual(asks, ['a', 0, 'a', 0]);
  });

  it('are handed to the plugins again where somebody asks for that, and those that are not there are told', async () => {
    const names = ['a', 'absent'].map((name) => certificate(name));
    for (const [asks, found, missing] of [
      [[], ['a'], ['absent']],
      [['a'], ['a'], []],
      [['absent'], [], ['absent']],
    ] as const) {
      const { services, told } = host([]);
      const report = await runStepsAgain(services, { names: asks, state: state(names), signal: never });
      assert.deepEqual([report.certificates, report.missing], [found, missing]);
      assert.deepEqual(told, ['look at all', ...found.map((name) => `renewed ${name}`), 'finish']);
    }
    const unknown = runStepsAgain(host([]).services, { names: ['b'], state: state(names), signal: never });
    await assert.rejects(unknown, (error) => isFailure(error, 'CONFIG') && error.hint === 'Take one of: a, absent');
  });

  it('go, with all that is remembered, where somebody deletes the certificate', async () => {
    const { told, services, store } = host([]);
    const forgotten: unknown[] = [];
    const memory = {
      update: async (name: string, change: (before: object) => unknown) => void forgotten.push(name, change({ a: 1 })),
    };
    const request = { state: asked, lineage: lineage('a'), how: 'delete', reason: undefined, signal: never } as const;
    await removeNamed({ ...(services as object), store, memory } as never, request);
    assert.deepEqual(told, ['remove a', 'withdraw a', 'removed a', 'finish']);
    assert.deepEqual(forgotten, ['a', undefined]);
  });
});

it('the state of a certificate is told in words, and alarms unless it is of a CA for trials', () => {
  assert.equal(describeState('ok', []), 'ok');
  const words = ['expired', 'revoked', 'failing', 'never issued', 'damaged', 'owes a step', 'staging'];
  assert.deepEqual(
    certificateStates.map((one) => describeState(one, [])),
    [...words, 'due', 'ok', 'unmanaged'],
  );
  assert.equal(describeState('failing', ['failing', 'missing']), 'failing, never issued');
  for (const trouble of troubles) {
    assert.equal(isAlarming(trouble), trouble !== 'staging');
    assert.equal(describeState(trouble, [trouble]), stateWords[trouble]);
  }
});
