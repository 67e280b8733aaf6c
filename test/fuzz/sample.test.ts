import { describe, test } from 'node:test';
import { casesOf, fuzz, sampleCases } from './target.js';
import { targets } from './targets/index.js';

describe('a sample of the fuzz runs', () => {
  for (const target of targets) {
    test(target.name, () => fuzz(target, casesOf(target, sampleCases), 20_260_101));
  }
});
