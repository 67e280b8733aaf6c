import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { findRecordings, listFolders } from './find-recordings.js';
import { listCases, providerOf } from './recording.js';
import { replayCase } from './replay-provider.js';

const directory = findRecordings();
const registry = builtInRegistry();

if (directory === undefined) {
  it('recordings', (context) => {
    assert.notEqual(
      process.env.LAB,
      'required',
      'the recordings are required here; name their folder with RECORDINGS_DIR',
    );
    context.skip('there are no recordings; name their folder with RECORDINGS_DIR');
  });
} else {
  for (const folder of listFolders(directory)) {
    const id = providerOf(join(directory, folder));
    if (id !== undefined && registry.findProvider(id) !== undefined) describeFolder(directory, folder);
  }
}

function describeFolder(directory: string, folder: string): void {
  describe(`recordings of ${folder}`, () => {
    for (const name of listCases(join(directory, folder))) {
      it(name, async (context) => {
        const { state, details } = await replayCase(folder, name, { registry, directory });
        if (state === 'unplayable' || state === 'exception') context.diagnostic(`${state}: ${details.join('; ')}`);
        assert.notEqual(state, 'failed', details.join('\n'));
      });
    }
  });
}
