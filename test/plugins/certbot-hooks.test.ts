import assert from 'node:assert/strict';
import { chmod, chown, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { certbotHooks } from '../../plugins/deploy-hook/certbot-hooks.js';
import { runHook } from '../../plugins/deploy-hook/run-hook.js';
import { missing, waitUntilGone } from '../lab/index.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';
import { certificate } from '../post-issue/support.js';
import { hostWith, listening } from './support.js';

describe("certbot's pre and post hooks", () => {
  let volume: TempDir;
  let record: string;
  beforeEach(async () => {
    volume = await createTempDir('certbot-hooks');
    record = join(volume.path, 'record');
    for (const kind of ['pre', 'post']) await mkdir(join(volume.path, 'renewal-hooks', kind), { recursive: true });
    await mkdir(join(volume.path, 'renewal'));
  });
  afterEach(() => volume.remove());

  const programAt = (kind: string, name: string) => join(volume.path, 'renewal-hooks', kind, name);
  async function program(kind: string, name: string, text: string): Promise<void> {
    await writeFile(programAt(kind, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  const conf = (name: string, lines: string) =>
    writeFile(join(volume.path, 'renewal', `${name}.conf`), `[renewalparams]\n${lines}\n`);
  const named = (name: string) => certificate(name, { domains: [name, `www.${name}`] }, volume.path);
  const recorded = async () => (await readFile(record, 'utf8').catch(() => '')).trim().split('\n');

  async function begin(names: readonly string[], signal = new AbortController().signal) {
    const { log, lines } = listening();
    const around = await hostWith(['deploy-hook'], { log }).beginIssues(names.map(named), signal);
    return { around, lines };
  }

  it('run once a pass, before the first certificate and after the last one, and are told what became of them', async () => {
    const say = (word: string) => `echo "${word} [$RENEWED_DOMAINS] [$FAILED_DOMAINS]" >> ${record}`;
    await program('pre', '20-second', say('second'));
    await program('pre', '10-first', say('first'));
    await program('pre', '30-back-up~', say('back-up'));
    await program('post', 'all', say('all'));
    await conf('a.example', `pre_hook = ${programAt('pre', '10-first')}\npost_hook = ${say('common')}`);
    await conf('b.example', `pre_hook = '${say('b')}'\npost_hook = ${say('common')}`);
    await conf('c.example', `pre_hook = ${say('not due')}`);
    const { around, lines } = await begin(['a.example', 'b.example']);
    assert.deepEqual(await recorded(), ['first [] []', 'second [] []', 'b [] []']);
    await around.ended({ renewed: [named('a.example')], failed: [named('b.example')] });
    assert.deepEqual((await recorded()).slice(3), [
      'all [a.example www.a.example] [b.example www.b.example]',
      'common [a.example www.a.example] [b.example www.b.example]',
    ]);
    assert.deepEqual(lines, []);
  });

  it('come in the order of their names, and say where they stand where they fail', async () => {
    const names = ['d', '10', 'A', 'b', '2', 'c', '1', 'e'];
    for (const name of names) await program('pre', name, 'exit 3');
    const hooks = certbotHooks('pre', volume.path, [], assert.fail);
    assert.deepEqual(
      hooks.map(({ place }) => place),
      names.sort().map((name) => programAt('pre', name)),
    );
    const more = { title: 'hook', environment: {}, log: listening().log, onMissing: assert.fail };
    const { signal } = new AbortController();
    for (const place of [hooks[0]?.place, undefined]) {
      const hook = { command: 'exit 3', ...(place !== undefined && { place }) };
      await assert.rejects(runHook(hook, { ...more, signal }), { code: 'PLUGIN', place });
    }
  });

  it('do not run where nothing is issued', async () => {
    await program('pre', 'all', `echo ran >> ${record}`);
    const { around } = await begin([]);
    await around.ended({ renewed: [], failed: [] });
    assert.deepEqual(await recorded(), ['']);
  });

  it('stop nothing where they fail or are not there', async () => {
    await program('pre', '1', 'exit 3');
    await program('pre', '2', `echo went on >> ${record}`);
    await conf('a.example', 'post_hook = no-such-program --now');
    const { around, lines } = await begin(['a.example']);
    assert.deepEqual(await recorded(), ['went on']);
    await around.ended({ renewed: [], failed: [] });
    assert.deepEqual(
      lines.filter((line) => !line.includes('not found')),
      ['a pre hook of certbot failed', 'a program of a hook of certbot is not there'],
    );
  });

  it('are told of once, and not run, where somebody else may write on the way to them', async () => {
    const text = `echo ran >> ${record}`;
    const doors: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['the file', () => chmod(programAt('pre', '1'), 0o777)],
      ['its directory', () => chmod(programAt('pre', '.'), 0o775)],
      ['the directory of all', () => chmod(join(volume.path, 'renewal-hooks'), 0o777)],
      ['the volume', () => chmod(volume.path, 0o777)],
      ...(missing('root') ? [] : [['a file of theirs', () => chown(programAt('pre', '1'), 12_345, 0)] as const]),
    ];
    for (const [title, open] of doors) {
      await rm(join(volume.path, 'renewal-hooks'), { recursive: true });
      await mkdir(join(volume.path, 'renewal-hooks', 'pre'), { recursive: true });
      await program('pre', '1', text);
      await open();
      const { lines } = await begin(['a.example']);
      assert.deepEqual(await recorded(), [''], title);
      assert.equal(lines.filter((line) => line.includes('must belong to root')).length, 1, title);
    }
    await chmod(volume.path, 0o777);
    await rm(join(volume.path, 'renewal-hooks'), { recursive: true });
    await mkdir(join(volume.path, 'renewal-hooks'));
    await symlink('/usr/bin', join(volume.path, 'renewal-hooks', 'pre'));
    await begin(['a.example']);
  });

  it('end the pre hook when the program is to stop, and run the post hook all the same', async () => {
    const pid = join(volume.path, 'pid');
    await program('pre', '1', `echo $$ > ${pid}; exec sleep 300`);
    await program('post', '1', `echo started again >> ${record}`);
    const stop = new AbortController();
    const timer = setInterval(async () => {
      if ((await readFile(pid, 'utf8').catch(() => '')) !== '') stop.abort();
    }, 20);
    try {
      const { around } = await begin(['a.example'], stop.signal);
      await waitUntilGone(Number(await readFile(pid, 'utf8')));
      await around.ended({ renewed: [], failed: [] });
      assert.deepEqual(await recorded(), ['started again']);
    } finally {
      clearInterval(timer);
    }
  });

  it('are checked, as the deploy hooks are, for a first word that is not there', async () => {
    const plain = join(volume.path, 'plain');
    await writeFile(plain, '');
    const cases: readonly (readonly [string, string | undefined])[] = [
      ['systemctl-that-is-not-there reload nginx', 'there is no systemctl-that-is-not-there'],
      ['/opt/no/such.sh', 'there is no /opt/no/such.sh'],
      [`${plain} now`, `${plain} is there, but cannot be executed`],
      ['A=1 B="x y" gone && true', 'there is no gone'],
      ['# a comment\n\n  gone;true', 'there is no gone'],
      ["'/opt/with blank/x' now", 'there is no /opt/with blank/x'],
      ['sh -c "exit 1"', undefined],
      ['cd /tmp && true', undefined],
      ['[ -f /x ] && true', undefined],
      ['if true; then :; fi', undefined],
      ['$PROGRAM now', undefined],
      ['"$PROGRAM" now', undefined],
      ['(gone)', undefined],
      ['reload() { :; }; reload', undefined],
      ['', undefined],
    ];
    for (const [command, expected] of cases) {
      const subject = certificate('a', { steps: { 'deploy-hook': { command } } }, volume.path);
      const { warnings } = await hostWith(['deploy-hook'], {}).check([subject]);
      const problem = expected === undefined ? [] : [`a hook cannot run: ${expected}`];
      assert.deepEqual(
        warnings.map(({ message }) => message),
        problem,
        command,
      );
    }
    for (const key of ['pre_hook', 'renew_hook', 'post_hook']) {
      await conf('a', `${key} = gone-${key} now`);
      const [warning] = (await hostWith(['deploy-hook'], {}).check([certificate('a', {}, volume.path)])).warnings;
      assert.deepEqual(
        [warning?.message, warning?.place],
        [`a hook cannot run: there is no gone-${key}`, join(volume.path, 'renewal', 'a.conf')],
      );
    }
  });
});
