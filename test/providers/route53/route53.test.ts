import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import {
  base,
  challenge,
  changed,
  changeXml,
  login,
  options,
  play,
  quoted,
  rrset,
  setsXml,
  setXml,
} from './exchanges.js';

describe('route53', () => {
  it('adds a value to a set that is there, and leaves the others to the letter, their TTL too', async () => {
    const before = [quoted('o&quot; &quot;ne'), quoted('\\052')];
    await withExchanges(
      play(
        { request: `GET ${rrset}`, answer: setsXml(setXml('_acme-challenge', 'TXT', before, 300)) },
        {
          request: `POST ${rrset}/`,
          body: changeXml(['UPSERT', setXml('_acme-challenge', 'TXT', [...before, quoted('two')], 300)]),
          answer: changed,
        },
      ),
      (service) => service.create({ ...challenge, content: 'two', ttl: 60 }),
    );
  });

  it('writes nothing where the value is there already', async () => {
    await withExchanges(
      play({ request: `GET ${rrset}`, answer: setsXml(setXml('_acme-challenge', 'TXT', [quoted('one')])) }),
      (service) => service.create({ ...challenge, content: 'one', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other, then the whole set with its own TTL', async () => {
    await withExchanges(
      play(
        {
          request: `GET ${rrset}`,
          answer: setsXml(setXml('_acme-challenge', 'TXT', [quoted('one'), quoted('two')], 77)),
        },
        {
          request: `POST ${rrset}/`,
          body: changeXml(['UPSERT', setXml('_acme-challenge', 'TXT', [quoted('two')], 77)]),
          answer: changed,
        },
        { request: `GET ${rrset}`, answer: setsXml(setXml('_acme-challenge', 'TXT', [quoted('two')], 77)) },
        {
          request: `POST ${rrset}/`,
          body: changeXml(['DELETE', setXml('_acme-challenge', 'TXT', [quoted('two')], 77)]),
          answer: changed,
        },
        { request: `GET ${rrset}`, answer: setsXml('') },
      ),
      async (service) => {
        await service.removeAll([{ ...challenge, content: 'one' }]);
        await service.removeAll([{ ...challenge, content: 'two' }]);
        await service.removeAll([{ ...challenge, content: 'two' }]);
      },
    );
  });

  it('changes several names in one batch', async () => {
    await withExchanges(
      play(
        { request: `GET ${rrset}`, answer: setsXml(setXml('b', 'TXT', [quoted('old')])) },
        {
          request: `POST ${rrset}/`,
          body: changeXml(
            ['CREATE', setXml('a', 'TXT', [quoted('new')])],
            ['UPSERT', setXml('b', 'TXT', [quoted('old'), quoted('new')])],
          ),
          answer: changed,
        },
      ),
      (service) => service.createAll(['a', 'b'].map((name) => ({ type: 'TXT', name, content: 'new', ttl: 60 }))),
    );
  });

  it('jumps to a name that is not on the first page of a large zone', async () => {
    const next = '<NextRecordName>b.example.com.</NextRecordName><NextRecordType>A</NextRecordType>';
    const listed = await withExchanges(
      play(
        { request: `GET ${rrset}`, answer: setsXml(setXml('a', 'A', ['192.0.2.1']), next) },
        {
          request: `GET ${rrset}?name=x.example.com.&type=TXT`,
          answer: setsXml(
            setXml('x', 'TXT', [quoted('found')]) + setXml('y', 'TXT', [quoted('no')]),
            '<NextRecordName>z.example.com.</NextRecordName><NextRecordType>A</NextRecordType>',
          ),
        },
        { request: `GET ${rrset}?name=z.example.com.&type=A`, answer: setsXml(setXml('z', 'A', ['192.0.2.2'])) },
      ),
      (service) => service.list({ type: 'TXT', name: 'x' }),
    );
    assert.deepEqual(
      listed.map(({ content }) => content),
      ['found'],
    );
  });

  it('reads and writes what is no ASCII in octal, and wildcards', async () => {
    const listed = await withExchanges(
      play({ request: `GET ${rrset}`, answer: setsXml(setXml('\\052', 'TXT', [quoted('\\303\\274 \\\\101 \\"')])) }),
      (service) => service.list({ type: 'TXT' }),
    );
    assert.deepEqual(
      listed.map(({ name, content }) => [name, content]),
      [['*.example.com', 'ü \\101 "']],
    );
    await withExchanges(
      play(
        { request: `GET ${rrset}`, answer: setsXml('') },
        {
          request: `POST ${rrset}/`,
          body: changeXml(['CREATE', setXml('a', 'TXT', [quoted('\\303\\274\\011')])]),
          answer: changed,
        },
      ),
      (service) => service.create({ type: 'TXT', name: 'a', content: 'ü\t', ttl: 60 }),
    );
  });

  it('waits until the change has reached all servers', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const status = (text: string): Exchange => ({
      request: `GET ${base}/change/C1`,
      answer: `<GetChangeResponse><ChangeInfo><Status>${text}</Status></ChangeInfo></GetChangeResponse>`,
    });
    await withExchanges(
      play(
        { request: `GET ${rrset}`, answer: setsXml('') },
        { request: `POST ${rrset}/`, body: changeXml(['CREATE', setXml('a', 'TXT', [quoted('x')])]), answer: changed },
        status('PENDING'),
        status('INSYNC'),
      ),
      async (service) => {
        await service.awaitLive();
        await service.create({ type: 'TXT', name: 'a', content: 'x', ttl: 60 });
        let live = false;
        const waiting = service.awaitLive().then(() => {
          live = true;
        });
        while (!live) {
          await new Promise(setImmediate);
          context.mock.timers.tick(1000);
        }
        await waiting;
        await service.awaitLive();
      },
    );
  });

  it('takes the private zone where that is wanted', async () => {
    const asked = { ...options, privateZone: 'true' };
    const zone = await withExchanges({ provider: 'route53', options: asked, exchanges: [login] }, (service) =>
      service.findZone(),
    );
    assert.equal(Reflect.get(zone, 'id'), 'Z0');
  });

  it('tells a refused batch and refused keys in the words of the API', async () => {
    const invalid =
      '<InvalidChangeBatch><Messages><Message>the batch is wrong</Message></Messages></InvalidChangeBatch>';
    await assert.rejects(
      withExchanges(
        play(
          { request: `GET ${rrset}`, answer: setsXml('') },
          {
            request: `POST ${rrset}/`,
            body: changeXml(['CREATE', setXml('a', 'TXT', [quoted('x')])]),
            status: 400,
            answer: invalid,
          },
        ),
        (service) => service.create({ type: 'TXT', name: 'a', content: 'x', ttl: 60 }),
      ),
      (error) => isFailure(error, 'API') && /the batch is wrong/.test(error.message),
    );
    const refused =
      '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The token is invalid.</Message></Error></ErrorResponse>';
    await assert.rejects(
      withExchanges(
        { provider: 'route53', options, exchanges: [{ ...login, status: 403, answer: refused }] },
        (service) => service.findZone(),
      ),
      (error) => isFailure(error, 'AUTHENTICATION') && error.serviceCode === 'InvalidClientTokenId',
    );
  });
});
