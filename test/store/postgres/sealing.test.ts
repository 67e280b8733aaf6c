import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import { answerSubject, sealCall } from '../../../core/store/postgres/door-questions.js';
import { factSubject } from '../../../core/store/postgres/fact-rows.js';
import { factsSubject } from '../../../core/store/postgres/lineage-facts.js';
import { removalSubject, sealLineage } from '../../../core/store/postgres/sealed-lineage.js';
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

  it('is as it was in stores of before', () => {
    const sealer = createSealer(Buffer.alloc(32, 7));
    const head = '012cb42c411d1a9c79';
    const sealed = `${head}7766089022f78812be149ae4416442bbfd9f4bd89a2b3e1ab402bd8099465f41`;
    const stamp = `${head}ea84b2c824372799ec0b37f831862aead8dae5bdf10e6653d73718217bf50ea8`;
    assert.equal(sealer.open(['lineage', 'a', '1'], Buffer.from(sealed, 'hex')), 'text');
    assert.equal(sealer.stamp(['facts', 'a', '1'], 'text').toString('hex'), stamp);
    assert.deepEqual(
      [factsSubject('a', 1), factSubject('kind', 'a'), removalSubject('a', 1), answerSubject('i')],
      [
        ['facts', 'a', '1'],
        ['fact', 'kind', 'a'],
        ['removed', 'a', '1'],
        ['door-answer', 'i'],
      ],
    );
    assert.match(sealer.open(['door-call', 'i'], sealCall(sealer, 'i', 'x')), /^\d+ x$/);
    const record = { name: 'a', version: 1, cert: 'c', chain: 'd', renewal: 'e' };
    assert.match(sealer.open(['lineage', 'a', '1'], sealLineage(sealer, record, 'k')), /^\{"privkey":"k","beside":"/);
  });

  it('is no stamp where it is cut off, of another form, or of another kind', () => {
    const sealer = createSealer(key);
    const stamp = sealer.stamp(['x'], 'text');
    assert.equal(sealer.isStamped(['x'], 'text', stamp), true);
    for (const wrong of [stamp.subarray(0, -1), Buffer.concat([stamp, Buffer.alloc(1)]), stamp.toString(), undefined])
      assert.equal(sealer.isStamped(['x'], 'text', wrong), false);
    assert.equal(sealer.isStamped(['x'], 'text', Buffer.concat([Buffer.from([2]), stamp.subarray(1)])), false);
    assert.equal(sealer.isStamped(['x'], 'text', createSealer(other).stamp(['x'], 'text')), false);
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
