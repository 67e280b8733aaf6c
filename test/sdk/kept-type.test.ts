import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkKeptType, checkShownType, describeFailure, isFailure } from '../../core/sdk/index.js';

const address = { type: 'A' };

function outcomeOf(work: () => void): string {
  try {
    work();
    return 'fine';
  } catch (error) {
    return isFailure(error, 'UNSUPPORTED') ? describeFailure(error) : String(error);
  }
}

it('a record that keeps its type is told of, with the way round', () => {
  const records = [
    { id: '1', type: 'A' },
    { id: '2', type: 'TXT' },
  ];
  assert.equal(
    outcomeOf(() => checkKeptType(records, '1', address)),
    'fine',
  );
  assert.equal(
    outcomeOf(() => checkKeptType(records, '3', address)),
    'fine',
  );
  const told = outcomeOf(() => checkKeptType(records, '2', address));
  assert.match(told, /the record 2 is a TXT record and stays one.*Delete it, and create the A record anew/s);
});

/** What is answered, the field of the type, and whether that shows another type than A. */
const answers: readonly (readonly [answer: unknown, field: string | undefined, isOther: boolean])[] = [
  [{ id: 1, type: 'TXT' }, undefined, true],
  [{ data: { type: 'TXT' } }, undefined, true],
  [{ response: { record: { type: 'txt' } } }, undefined, true],
  [{ type: 'record', properties: { type: 'TXT' } }, undefined, true],
  [{ record: { record_type: 'TXT' } }, 'record_type', true],
  [{ record: { record_type: 'TXT', type: 'A' } }, 'record_type', true],
  [{ record: { record_type: 'TXT' } }, undefined, false],
  [{ type: 'A', old: { type: 'TXT' } }, undefined, false],
  [{ type: 'a' }, undefined, false],
  [{ type: 16 }, undefined, false],
  [{ a: { b: { c: { type: 'TXT' } } } }, undefined, false],
  [{ records: [{ type: 'TXT' }] }, undefined, false],
  [[{ type: 'TXT' }], undefined, false],
  [{ type: null, data: null }, undefined, false],
  ['TXT', undefined, false],
  [null, undefined, false],
  [undefined, undefined, false],
];

for (const [answer, field, isOther] of answers) {
  it(`${isOther ? 'another type' : 'no other type'} is seen in ${JSON.stringify(answer)}${field ? ` by ${field}` : ''}`, () => {
    const told = outcomeOf(() => checkShownType(answer, '7', address, field));
    if (isOther) assert.match(told, /the record 7 is a TXT record/);
    else assert.equal(told, 'fine');
  });
}
