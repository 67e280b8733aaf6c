import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPostIssueHost } from '../../core/post-issue/index.js';
import { certificate, memoryOwed, passOptions, registered, renewed, summary, surroundings } from './support.js';

describe('a plugin that does not end', () => {
  it('names a plugin that hangs, and does not wait for it', async () => {
    const plugins = [
      registered({ id: 'hanging', order: 1, timeoutSeconds: 0.05 }, () => ({
        handle: (_, signal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      })),
      registered({ id: 'next', order: 2 }, () => ({ handle: async () => undefined })),
    ];
    const owed = memoryOwed();
    const pass = createPostIssueHost(surroundings({ plugins, owed })).beginPass(passOptions());
    await pass.done(renewed(certificate('a')));
    const { steps } = await pass.finish();
    assert.deepEqual(summary(steps), ['a hanging the plugin "hanging" did not end within 0.05 s', 'a next ok']);
    assert.deepEqual([...owed.steps], ['a 1 hanging']);
  });

  it('gives up a plugin that does not even heed its signal', async () => {
    const plugins = [
      registered({ id: 'deaf', timeoutSeconds: 0.01 }, () => ({ handle: () => new Promise(() => undefined) })),
    ];
    const pass = createPostIssueHost(surroundings({ plugins })).beginPass(passOptions());
    await pass.done(renewed(certificate('a')));
    assert.match(summary((await pass.finish()).steps).join(), /the plugin "deaf" did not end/);
  });
});
