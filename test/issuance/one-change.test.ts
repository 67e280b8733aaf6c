import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { describe, it } from 'node:test';
import { parseDomainsConf } from '../../core/config/domains-conf.js';
import { isIssue } from '../../core/issuance/plan/actions.js';
import { plan } from '../../core/issuance/plan/plan.js';
import { makeAuthority } from '../store/certificates.js';
import { makeConfigDir, openStore, saveRequest } from '../store/volume.js';
import { certificate, lineage, planInput } from './fixtures.js';

const lineCount = 10_000;

function linesOf(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `n${index}.example${index % 300}.com www.n${index}.example${index % 300}.com`,
  );
}

function wantedBy(lines: readonly string[]) {
  const { certificates, problems } = parseDomainsConf(lines.join('\n'));
  assert.deepEqual(problems, []);
  return certificates.map(({ name, domains }) => certificate(name, { domains }));
}

describe('one changed line', () => {
  it('of ten thousand is one certificate to issue', () => {
    const lines = linesOf(lineCount);
    const lineages = wantedBy(lines).map(({ name, domains }) => lineage(name, { domains }));
    assert.deepEqual(
      plan(planInput(wantedBy(lines), lineages)).filter(({ kind }) => kind !== 'keep'),
      [],
    );
    lines[4711] = `${lines[4711]} shop.example.com`;
    const changed = plan(planInput(wantedBy(lines), lineages)).filter(({ kind }) => kind !== 'keep');
    assert.deepEqual(
      changed.map(({ kind, name }) => `${kind} ${name}`),
      ['expand n4711.example211.com'],
    );
  });

  it('leaves the files of all others unread and unwritten', async (test) => {
    const count = 40;
    const lines = linesOf(count);
    const configDir = makeConfigDir(test);
    const store = openStore(configDir);
    const authority = makeAuthority();
    for (const { name, domains } of wantedBy(lines)) await store.save(saveRequest(name, authority.issue(domains)));
    await store.lineages({ updateCache: true });

    const opened = watchFiles(test, configDir);
    const [first = ''] = lines;
    const wanted = wantedBy([`${first} shop.example.com`, ...lines.slice(1)]);
    const actions = plan({ ...planInput(wanted, await store.lineages({ updateCache: true })), now: Date.now() });
    assert.deepEqual(opened(), [], 'looking at what is there reads no file of a lineage');
    const [issue, ...others] = actions.filter(isIssue);
    assert.ok(issue?.kind === 'expand' && others.length === 0 && actions.length === count);

    await store.save(saveRequest(issue.name, authority.issue(issue.certificate.domains)));
    const after = await store.lineages({ updateCache: true });
    assert.equal(after.find(({ name }) => name === issue.name)?.version, 2);
    const touched = opened();
    assert.ok(
      touched.some((path) => path.includes('cert2.pem')),
      'the new version was read once',
    );
    assert.deepEqual(
      touched.filter((path) => !path.includes(issue.name)),
      [],
    );
  });
});

/** The files of lineages whose content has been asked for since the last call, below the directory. */
function watchFiles(test: { after(work: () => void): void }, configDir: string): () => string[] {
  let opened: string[] = [];
  const real = {
    readFileSync: fs.readFileSync,
    openSync: fs.openSync,
    readFile: fs.promises.readFile,
    open: fs.promises.open,
  };
  const isOfLineage = (path: unknown): path is string =>
    typeof path === 'string' &&
    /^\/(archive|live|renewal)\//.test(path.slice(configDir.length)) &&
    path.startsWith(configDir);
  function note<F extends (...args: never[]) => unknown>(call: F): F {
    return ((...args: Parameters<F>) => {
      const [path] = args as unknown as [unknown];
      if (isOfLineage(path) && /\.(pem|conf)$/.test(path)) opened.push(path);
      return call(...args);
    }) as F;
  }
  fs.readFileSync = note(real.readFileSync as (...args: never[]) => unknown) as typeof fs.readFileSync;
  fs.openSync = note(real.openSync as (...args: never[]) => unknown) as typeof fs.openSync;
  fs.promises.readFile = note(real.readFile as (...args: never[]) => unknown) as typeof fs.promises.readFile;
  fs.promises.open = note(real.open as (...args: never[]) => unknown) as typeof fs.promises.open;
  syncBuiltinESMExports();
  test.after(() => {
    fs.readFileSync = real.readFileSync;
    fs.openSync = real.openSync;
    fs.promises.readFile = real.readFile;
    fs.promises.open = real.open;
    syncBuiltinESMExports();
  });
  return () => {
    const seen = opened;
    opened = [];
    return seen;
  };
}
