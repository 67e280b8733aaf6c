import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import { createSealer } from '../../../core/store/postgres/sealing.js';

const [key, other] = [randomBytes(32), randomBytes(32)];
const text = '-----BEGIN PRIVATE KEY-----\nüñí\n';

describe('what is sealed', () => {
  it('opens with its key as what it was sealed as, and is another text each time', () => {
    const sealer = createSealer(key);
    const [one, two] = [sealer.seal(['lineage', 'a', '1'], text), sealer.seal(['lineage', 'a', '1'], text)];
    assert.equal(sealer.open(['lineage', 'a', '1'], one), text);
    assert.equal(sealer.open(['lineage', 'a', '1'], two), text);
    assert.notDeepEqual(one, two);
    assert.equal(one.includes('PRIVATE'), false);
    assert.equal(sealer.open(['x'], sealer.seal(['x'], '')), '');
  });

  it('opens as nothing else, with no byte changed, cut off or added', () => {
    const sealer = createSealer(key);
    const sealed = sealer.seal(['lineage', 'a', '1'], text);
    for (const subject of [
      ['lineage', 'a', '2'],
      ['lineage', 'b', '1'],
      ['lineage', 'a1'],
      ['account', 'a', '1'],
      [],
    ]) {
      assert.throws(
        () => sealer.open(subject, sealed),
        (error) => isFailure(error, 'LINEAGE'),
      );
    }
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.throws(
        () => sealer.open(['lineage', 'a', '1'], changed),
        (error) => isFailure(error),
        `byte ${at}`,
      );
    }
    for (const length of [0, 1, 9, 21, 36, sealed.length - 1]) {
      const cut = sealed.subarray(0, length);
      assert.throws(
        () => sealer.open(['lineage', 'a', '1'], cut),
        (error) => isFailure(error),
        `${length} bytes`,
      );
    }
  });

  it('opens with the old key while it is changed, and is sealed with the new one', () => {
    const before = createSealer(other);
    const sealed = before.seal(['x'], text);
    assert.throws(
      () => createSealer(key).open(['x'], sealed),
      (error) => isFailure(error, 'CONFIG'),
    );
    const during = createSealer(key, other);
    assert.equal(during.open(['x'], sealed), text);
    assert.deepEqual([during.isOld(sealed), during.isOld(during.seal(['x'], text))], [true, false]);
    assert.equal(createSealer(key).open(['x'], during.seal(['x'], text)), text);
    assert.deepEqual([during.oldKeyId, during.keyId === before.keyId], [before.keyId, false]);
  });
});
