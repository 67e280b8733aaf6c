import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/index.js';

const record = { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 };
/** The full name of the record that the tests are about; its value is `one`. */
export const fqdn = '_acme-challenge.example.com';

interface Member {
  readonly options: Readonly<Record<string, string>>;
  /** How the zone is looked for, with its answer; left out: it is not. */
  readonly find?: Exchange;
  readonly add: Exchange;
  /** Left out: nothing is asked for, since values go by themselves. */
  readonly remove?: Exchange;
  /** What says that it is done. */
  readonly done: unknown;
  /** What says that a value is gone, where that is something else. */
  readonly removed?: unknown;
  /** What says, with 200, that it is not; left out: such a thing is told by the status. */
  readonly refused?: unknown;
}

/** The whole test of a service that adds and removes values by full names. */
export function describeByValue(
  provider: string,
  { options, find, add, remove, done, removed = done, refused }: Member,
): void {
  const found = find === undefined ? [] : [find];
  describe(provider, () => {
    it('adds and removes a value by its full name', async () => {
      const exchanges = [
        ...found,
        { ...add, answer: done },
        ...(remove === undefined ? [] : [{ ...remove, answer: removed }]),
      ];
      await withExchanges({ provider, options, exchanges }, async (service) => {
        await service.create(record);
        await service.removeAll([record]);
      });
    });

    it('takes nothing else for an answer that it is done', async () => {
      for (const answer of refused === undefined ? [] : [refused, '<html>We will be back soon</html>', '']) {
        const work = withExchanges({ provider, options, exchanges: [...found, { ...add, answer }] }, (service) =>
          service.create(record),
        );
        await assert.rejects(
          work,
          (error) => isFailure(error, 'API') && (answer !== refused || /bad key/.test(error.message)),
        );
      }
    });

    it('adds nothing twice where an answer was lost, however it is asked to', async () => {
      const exchanges = [...found, { ...add, status: 502 }];
      await assert.rejects(
        withExchanges({ provider, options, exchanges }, (service) => service.create(record)),
        (error) => isFailure(error, 'SERVER'),
      );
    });

    it('says that the credentials were refused, and that it cannot list', async () => {
      const exchanges = [...found, { ...add, status: 401, answer: 'no' }];
      await assert.rejects(
        withExchanges({ provider, options, exchanges }, (service) => service.create(record)),
        (error) => isFailure(error, 'AUTHENTICATION'),
      );
      await assert.rejects(
        withExchanges({ provider, options, exchanges: found }, (service) => service.list({})),
        (error) => isFailure(error, 'UNSUPPORTED'),
      );
    });
  });
}
