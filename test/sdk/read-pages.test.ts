import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure, readByOffset, readLinkedPages, readNumberedPages, readPages } from '../../core/sdk/index.js';

describe('a list in pages', () => {
  it('is read to its end, each page by what the one before names', async () => {
    const pages = new Map([
      ['first', { items: [1, 2], next: 'second' }],
      // Some services filter each page: several may be empty in a row.
      ['second', { items: [], next: 'third' }],
      ['third', { items: [], next: 'fourth' }],
      ['fourth', { items: [3], next: '' }],
    ]);
    const asked: string[] = [];
    const all = await readPages(async (at: string = 'first') => {
      asked.push(at);
      return pages.get(at) ?? { items: [] };
    });
    assert.deepEqual(all, [1, 2, 3]);
    assert.deepEqual(asked, ['first', 'second', 'third', 'fourth']);
  });

  it('ends with a page that names no other', async () => {
    for (const next of [undefined, null, '']) {
      assert.deepEqual(await readPages(async (_at?: string) => ({ items: ['only'], next })), ['only']);
    }
  });

  it('is read by number', async () => {
    const asked: (number | undefined)[] = [];
    const all = await readNumberedPages(async (page) => {
      asked.push(page);
      return { items: [page ?? 1], pages: 3 };
    });
    assert.deepEqual(all, [1, 2, 3]);
    assert.deepEqual(asked, [undefined, 2, 3]);
    assert.deepEqual(await readNumberedPages(async () => ({ items: ['all'] })), ['all']);
  });

  it('is read by the addresses that pages name, and the query goes with the first alone', async () => {
    const asked: unknown[] = [];
    const page = { parse: (data: unknown) => data as { items: number[]; next?: string } };
    async function get<T>(address: unknown, schema: { parse(data: unknown): T }, { query = {} } = {}): Promise<T> {
      asked.push([address, query]);
      return schema.parse(address === '/list' ? { items: [1], next: 'https://api.example/2' } : { items: [2] });
    }
    assert.deepEqual(await readLinkedPages({ get }, '/list', page, { per_page: 9 }), [1, 2]);
    assert.deepEqual(asked, [
      ['/list', { per_page: 9 }],
      ['https://api.example/2', {}],
    ]);
  });

  it('is read from an offset on, also where the service counts more than it gives', async () => {
    const list = ['a', 'b', 'c'];
    for (const total of [3, 4]) {
      const asked: (number | undefined)[] = [];
      const all = await readByOffset(async (offset) => {
        asked.push(offset);
        return { items: list.slice(offset ?? 0, (offset ?? 0) + 2), total };
      });
      assert.deepEqual(all, list);
      assert.deepEqual(asked, total === 3 ? [undefined, 2] : [undefined, 2, 3]);
    }
  });

  it('is searched no further than it must be', async () => {
    const asked: (number | undefined)[] = [];
    const read = async (at?: number) => {
      asked.push(at);
      return { items: [(at ?? 1) * 10], next: (at ?? 1) < 3 ? (at ?? 1) + 1 : undefined };
    };
    assert.deepEqual(await readPages(read, (item) => item === 20), [10, 20]);
    assert.deepEqual(asked, [undefined, 2]);
    assert.deepEqual(await readPages(read, (item) => item === 50), [10, 20, 30]);
    const isTwo = (item: number) => item === 2;
    assert.deepEqual(await readNumberedPages(async (page = 1) => ({ items: [page], pages: 3 }), isTwo), [1, 2]);
    assert.deepEqual(await readByOffset(async (at = 0) => ({ items: [at + 1], total: 3 }), isTwo), [1, 2]);
  });

  it('takes a list for whole where nobody says how long it is', async () => {
    assert.deepEqual(await readByOffset(async (at = 0) => ({ items: [at + 1] })), [1]);
    assert.deepEqual(await readNumberedPages(async (page = 1) => ({ items: [page] })), [1]);
  });

  it('is not given in part where a page cannot be read', async () => {
    const reading = readNumberedPages(async (page) => {
      if (page === 2) throw new Error('broken');
      return { items: [1], pages: 2 };
    });
    await assert.rejects(reading, /broken/);
  });
});

describe('a list without an end', () => {
  const isEndless = (error: unknown) =>
    isFailure(error, 'RESPONSE') && error.message.includes('does not come to an end');

  it('is given up after so many pages', async () => {
    let pages = 0;
    async function counted() {
      pages += 1;
      return { items: [pages], pages: 1e9 };
    }
    await assert.rejects(readNumberedPages(counted), isEndless);
    assert.ok(pages <= 1000);
  });

  it('is given up after so many items', async () => {
    let start = 0;
    const read = async () => {
      start += 50_000;
      return { items: Array.from({ length: 50_000 }, (_, index) => start + index), next: `${start}` };
    };
    await assert.rejects(readPages(read), isEndless);
    assert.ok(start <= 300_000);
  });

  it('is given up where a cursor comes again, after itself or after others', async () => {
    const again: Readonly<Record<string, string>> = { first: 'a', a: 'b', b: 'c', c: 'a' };
    let requests = 0;
    await assert.rejects(
      readPages(async (at: string = 'first') => {
        requests += 1;
        return { items: [requests], next: again[at] };
      }),
      isEndless,
    );
    assert.ok(requests <= 5);
    await assert.rejects(
      readPages(async () => ({ items: [], next: 'same' })),
      isEndless,
    );
  });

  it('is given up where the service looks at no page number', async () => {
    let requests = 0;
    await assert.rejects(
      readNumberedPages(async () => {
        requests += 1;
        return { items: ['a', 'b'], pages: 900 };
      }),
      isEndless,
    );
    assert.equal(requests, 2);
  });

  it('ends at an empty page, whatever the service counts', async () => {
    const items = await readNumberedPages(async (page = 1) => ({ items: page < 3 ? [page] : [], pages: 1e9 }));
    assert.deepEqual(items, [1, 2]);
  });
});
