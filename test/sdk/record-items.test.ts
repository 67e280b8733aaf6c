import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure, needsQuotes, parseRecordId, recordId, recordItems } from '../../core/sdk/index.js';

const zone = { name: 'example.com' };
const txt = { type: 'TXT', name: 'www', content: 'a"b', ttl: 60 };
const mx = { type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 };

describe('items of records', () => {
  it('are as our own records unless something else is told', () => {
    const { toItem, fromItem } = recordItems({});
    assert.deepEqual(toItem(txt, zone), txt);
    assert.deepEqual(toItem(mx, zone), mx);
    assert.deepEqual(fromItem({ id: 7, ...mx }, zone), { id: '7', ...mx });
  });

  it('have fields with names of their own', () => {
    const { toItem, fromItem } = recordItems({
      fields: { id: 'ID', type: 'kind', name: 'host', content: 'data', ttl: 'time' },
    });
    const item = { kind: 'TXT', host: 'www', data: 'a"b', time: 60 };
    assert.deepEqual(toItem(txt, zone), item);
    assert.deepEqual(fromItem({ ...item, ID: 'x' }, zone), { id: 'x', ...txt });
  });

  it('have the types of the API, and others are neither written nor listed', () => {
    const { toItem, fromItems } = recordItems({ types: { TXT: 16, MX: 15 } });
    assert.deepEqual(toItem(txt, zone), { ...txt, type: 16 });
    assert.throws(
      () => toItem({ ...txt, type: 'SRV' }, zone),
      (error) => isFailure(error, 'UNSUPPORTED'),
    );
    const listed = [16, 33, 'TXT'].map((type) => ({ ...txt, id: 7, type }));
    assert.deepEqual(fromItems(listed, zone), [{ id: '7', ...txt }]);
  });

  it('have no TTL where a record is told by its value', () => {
    const { ttl: _none, ...value } = txt;
    assert.deepEqual(recordItems({}).toItem(value, zone), value);
  });

  it('have names in the form of the API, and all forms are read', () => {
    const nameOf = (names: 'relative' | 'full' | 'fqdn') => recordItems({ names, apex: '' }).toItem(txt, zone).name;
    assert.deepEqual((['relative', 'full', 'fqdn'] as const).map(nameOf), [
      'www',
      'www.example.com',
      'www.example.com.',
    ]);
    const { toItem, fromItem } = recordItems({ apex: '' });
    assert.equal(toItem({ ...txt, name: '@' }, zone).name, '');
    for (const name of ['', '.', '@', 'example.com', 'example.com.']) {
      assert.equal(fromItem({ id: 1, ...txt, name }, zone).name, '@', name);
    }
    assert.equal(fromItem({ id: 1, ...txt, name: 'WWW.example.com.' }, zone).name, 'www');
  });

  it('have a priority of their own for the types that are told, in front of the content for others', () => {
    const { toItem, fromItem } = recordItems({ priority: { MX: 'prio' } });
    const item = { ...mx, content: 'mail.example.com', prio: 10 };
    assert.deepEqual(toItem(mx, zone), item);
    assert.deepEqual(toItem({ ...mx, content: 'mail.example.com', priority: 10 }, zone), item);
    assert.deepEqual(fromItem({ id: '1', ...item, prio: '10' }, zone), {
      id: '1',
      ...mx,
      content: 'mail.example.com',
      priority: 10,
    });
    const srv = { type: 'SRV', name: '_sip._tcp', content: '5 443 www.example.com', ttl: 60 };
    assert.equal(toItem({ ...srv, priority: 1 }, zone).content, '1 5 443 www.example.com');
    assert.equal(toItem({ ...txt, priority: 1 }, zone).content, 'a"b');
    assert.deepEqual(fromItem({ id: '1', ...txt, prio: 1 }, zone), { id: '1', ...txt });
  });

  it('leave out a priority that nobody gave, or have the usual one', () => {
    const bare = { ...mx, content: 'mail.example.com' };
    assert.deepEqual(recordItems({ priority: { MX: 'prio' } }).toItem(bare, zone), bare);
    assert.equal(recordItems({ priority: { MX: 'prio' }, usualPriority: 0 }).toItem(bare, zone).prio, 0);
    assert.ok(
      !('priority' in recordItems({ priority: { MX: 'prio' } }).fromItem({ id: 1, ...bare, prio: null }, zone)),
    );
  });

  it('have text in the quotes that are told', () => {
    const contentOf = (quotes?: Parameters<typeof recordItems>[0]['quotes']) =>
      recordItems(quotes === undefined ? {} : { quotes }).toItem(txt, zone).content;
    assert.deepEqual([undefined, 'read' as const, 'always' as const].map(contentOf), ['a"b', 'a"b', '"a\\"b"']);
    assert.equal(contentOf(needsQuotes), '"a\\"b"');
    assert.equal(
      contentOf(() => false),
      'a"b',
    );
    const quoted = { id: 1, ...txt, content: '"a\\"b"' };
    assert.equal(recordItems({}).fromItem(quoted, zone).content, '"a\\"b"');
    assert.equal(recordItems({ quotes: 'read' }).fromItem(quoted, zone).content, 'a"b');
  });

  it('have host names with a final dot where told, and none is read', () => {
    const { toItem, fromItem } = recordItems({ dots: true });
    assert.equal(toItem(mx, zone).content, '10 mail.example.com.');
    assert.equal(toItem({ ...txt, content: 'a' }, zone).content, 'a');
    assert.equal(fromItem({ id: 1, ...mx, content: '10 mail.example.com.' }, zone).content, '10 mail.example.com');
  });

  it('have contents in parts', () => {
    const { toItem, fromItem } = recordItems({
      priority: { SRV: 'priority' },
      parts: { SRV: ['weight', 'port', 'content'] },
    });
    const srv = { type: 'SRV', name: '_sip._tcp', content: '1 5 443 www.example.com', ttl: 60 };
    const item = { ...srv, weight: 5, port: 443, content: 'www.example.com', priority: 1 };
    assert.deepEqual(toItem(srv, zone), item);
    assert.deepEqual(fromItem({ id: '1', ...item }, zone), {
      id: '1',
      ...srv,
      content: '5 443 www.example.com',
      priority: 1,
    });
  });

  it('get ids that are made where the API has none', () => {
    const { name, type, content } = txt;
    assert.equal(
      recordItems({ hasIds: false }).fromItem({ ...txt, id: 'x' }, zone).id,
      recordId({ type, name, content }),
    );
  });

  it('are told apart by priorities, too, where the API has no ids', () => {
    const priority = { MX: 'prio', SRV: 'prio' };
    const { toItem, fromItem } = recordItems({ hasIds: false, priority, parts: { SRV: ['weight', 'port', 'target'] } });
    const item = { type: 'SRV', name: '_sip._tcp', prio: 20, weight: 5, port: 5060, target: 'sip.example.com' };
    const { id, content } = fromItem(item, zone);
    assert.equal(content, '5 5060 sip.example.com');
    assert.deepEqual(toItem(parseRecordId(id), zone), item);
    assert.notEqual(fromItem({ ...item, prio: 30 }, zone).id, id);
  });

  it('are refused where what no record can be without is missing', () => {
    const { fromItem } = recordItems({ fields: { content: 'data' } });
    for (const item of [
      { ...txt, data: 'a' },
      { id: 1, ...txt },
      { id: 1, ...txt, data: null },
    ]) {
      assert.throws(
        () => fromItem(item, zone),
        (error) => isFailure(error, 'RESPONSE'),
      );
    }
    assert.equal(fromItem({ id: 1, ...txt, data: 'a', ttl: undefined }, zone).ttl, undefined);
  });
});
