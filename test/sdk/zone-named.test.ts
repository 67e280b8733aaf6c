import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure, isSameName, zoneNamed } from '../../core/sdk/index.js';

const idn = 'xn--mller-kva.example';

describe('names of zones', () => {
  it('are the same in every spelling', () => {
    for (const other of [idn, 'müller.example', 'MÜLLER.example.', 'XN--MLLER-KVA.EXAMPLE']) {
      assert.ok(isSameName(idn, other), other);
      assert.equal(zoneNamed([{ name: 'a.example' }, { name: other }], idn)?.name, idn);
    }
    assert.ok(!isSameName(idn, 'muller.example'));
    assert.equal(zoneNamed([{ name: 'a.example' }], idn), undefined);
  });

  it('may be those of several zones: what is served comes first', () => {
    const zones = [
      { name: idn, id: 1, status: 'moved' },
      { name: 'müller.example', id: 2, status: 'active' },
      { name: idn, id: 3, status: 'pending' },
    ];
    const isServed = ({ status }: { status: string }) => status === 'active';
    assert.equal(zoneNamed(zones, idn, { isServed })?.id, 2);
    assert.equal(zoneNamed(zones.slice(0, 1), idn, { isServed })?.id, 1);
    // A page may begin with what ended the last one.
    assert.equal(zoneNamed([...zones, ...zones], idn, { isServed })?.id, 2);
  });

  it('are told where several are served', () => {
    const zones = [1, 2].map((id) => ({ name: idn, id }));
    assert.throws(
      () => zoneNamed(zones, idn, { option: 'zone-id' }),
      (error) =>
        isFailure(error, 'CONFIG') && error.message.includes('2 zones') && error.hint?.includes('--zone-id') === true,
    );
    assert.throws(
      () => zoneNamed(zones, idn),
      (error) => isFailure(error, 'CONFIG'),
    );
  });
});
