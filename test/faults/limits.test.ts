import { describe, it } from 'node:test';
import { limits, tryLimit } from './limits.js';

describe('a sync that may have no more than', () => {
  for (const limit of limits) it(limit.title, async () => void (await tryLimit(limit, limit.sample)));
});
