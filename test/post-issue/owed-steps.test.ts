import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createPostIssueHost, owedStepsIn } from '../../core/post-issue/index.js';
import { silentLogger } from '../../core/sdk/index.js';
import { createFileStore } from '../../core/store/file-store.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';
import { certificate, passOptions, registered, renewed, surroundings } from './support.js';

describe('owed steps in the journal', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('owed');
  });
  after(() => directory.remove());

  /** The steps as a fresh process finds them. */
  function open() {
    return owedStepsIn(createFileStore({ configDir: directory.path, log: silentLogger }).journal);
  }

  it('survive the process, and are forgotten one by one', async () => {
    const [one, two] = ['one', 'two'].map((plugin) => ({ certificate: 'a.example', version: 3, plugin }));
    assert.ok(one && two);
    await open().add(one);
    await open().add(one);
    await open().add(two);
    assert.deepEqual((await open().list()).map((step) => step.plugin).sort(), ['one', 'two']);
    await open().remove(one);
    await open().remove(one);
    assert.deepEqual(await open().list(), [two]);
    await open().remove(two);
  });

  it('are delivered by the host of the next process', async () => {
    let isDown = true;
    const plugins = [
      registered({ id: 'shaky' }, () => ({
        async handle() {
          if (isDown) throw new Error('down');
        },
      })),
    ];
    const subject = certificate('a.example', { version: 3 });
    const first = createPostIssueHost(surroundings({ plugins, owed: open() })).beginPass(passOptions());
    await first.done(renewed(subject));
    await first.finish();
    assert.deepEqual(await open().list(), [{ certificate: 'a.example', version: 3, plugin: 'shaky' }]);
    isDown = false;
    const current = async () => ({ ...subject, version: 4 });
    const second = createPostIssueHost(surroundings({ plugins, owed: open() })).beginPass(passOptions({ current }));
    assert.deepEqual((await second.finish()).faults, []);
    assert.deepEqual(await open().list(), []);
  });
});
