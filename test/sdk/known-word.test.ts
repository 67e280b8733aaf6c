import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeBody } from '../../core/http/decode.js';
import { encodeBody } from '../../core/http/encode.js';
import {
  explainRefusals,
  explainStatus,
  explainWords,
  isFailure,
  recordItems,
  undefinedIf,
} from '../../core/sdk/index.js';

/** As a provider in JavaScript may have it. */
const wrong = 'wrong' as never;
const schema = { safeParse: () => ({}) };

const uses: Readonly<Record<string, () => unknown>> = {
  explainWords: () =>
    explainWords([
      [/x/, 'API'],
      [/y/, wrong],
    ]),
  explainRefusals: () => explainRefusals(schema, [[/x/, wrong]]),
  'explainRefusals otherwise': () => explainRefusals(schema, [], wrong),
  explainStatus: () => explainStatus({ 409: wrong }),
  undefinedIf: () => undefinedIf(wrong, Promise.resolve(1)),
  names: () => recordItems({ names: wrong }),
  quotes: () => recordItems({ quotes: wrong }),
  bodyFormat: () => encodeBody({ bodyFormat: wrong }),
  responseFormat: () => decodeBody('', { responseFormat: wrong }),
};

describe('words that no helper knows', () => {
  it('are told, with those that there are', async () => {
    for (const [what, use] of Object.entries(uses))
      await assert.rejects(
        async () => use(),
        (error) => isFailure(error, 'CONFIG') && /"wrong"/.test(error.message) && /Take one of /.test(error.hint ?? ''),
        what,
      );
  });
});
