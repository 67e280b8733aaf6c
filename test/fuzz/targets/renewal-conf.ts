import assert from 'node:assert/strict';
import { isFailure } from '../../../core/sdk/index.js';
import { markManaged, readRenewalFacts, writeRenewalText } from '../../../core/store/certbot/renewal-conf.js';
import { createLayout } from '../../../core/store/layout.js';
import type { FuzzTarget } from '../target.js';
import { damaged } from './damage.js';
import { renewalConf } from './texts.js';

const name = 'www.example.com';
const layout = createLayout('/conf');
const words = ['[', ']', '[[', '"', "'", "'''", '=', '#', ',', 'account', 'server', 'renewalparams'];

/** renewal/*.conf in any state: facts or a failure that names the line; what is written can be read, and keeps what is not ours. */
export const renewalConfFile: FuzzTarget = {
  name: 'renewal-conf',
  run(random) {
    let bytes = Buffer.from(renewalConf);
    for (let count = random.below(4); count > 0; count -= 1) bytes = damaged(random, bytes, words) as typeof bytes;
    const text = bytes.toString('utf8');
    try {
      const facts = readRenewalFacts(text, name);
      const marked = markManaged(text, name, 'adopted');
      assert.deepEqual(readRenewalFacts(marked, name), { ...facts, managed: 'adopted' });
      const rewritten = writeRenewalText({
        existing: text,
        place: name,
        archiveDirectory: layout.archiveDirectory(name),
        paths: layout.livePaths(name),
        parameters: { server: 'https://ca.example/directory', account: 'abc', keyType: 'ecdsa384' },
        managed: 'created',
      });
      const after = readRenewalFacts(rewritten, name);
      assert.deepEqual(after.paths, layout.livePaths(name));
      assert.equal(after.server, 'https://ca.example/directory');
      assert.equal(after.key?.family, 'ecdsa');
      assert.equal(after.managed, 'created');
      assert.equal(/^renew_hook.*$/m.exec(rewritten)?.[0], /^renew_hook.*$/m.exec(text)?.[0]);
    } catch (error) {
      if (!isFailure(error, 'LINEAGE')) throw error;
    }
  },
};
