import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { decodeBody, readAnswer } from '../../core/http/decode.js';
import { encodeBody, toSearchParams } from '../../core/http/encode.js';
import { failureOf, findMessage } from '../../core/http/explain.js';
import { buildXml, parseXml } from '../../core/http/xml.js';
import type { HttpResponse, Schema } from '../../core/sdk/http.js';
import { isFailure } from '../../core/sdk/index.js';

function answer(status: number, data?: unknown, text = ''): HttpResponse {
  return { ok: status < 300, status, headers: {}, cookies: [], data, text };
}

const hints = { credentials: 'Check the credentials and what they are allowed to do', later: 'Try again later' };

describe('an answer that is a failure', () => {
  it('is of the kind that its status says', () => {
    const table: readonly [status: number, code: string, message: string, hint?: string][] = [
      [400, 'API', 'the request was refused: HTTP status 400'],
      [401, 'AUTHENTICATION', 'the credentials or their rights were refused: HTTP status 401', hints.credentials],
      [402, 'API', 'the request was refused: HTTP status 402'],
      [403, 'AUTHENTICATION', 'the credentials or their rights were refused: HTTP status 403', hints.credentials],
      [404, 'RECORD_NOT_FOUND', 'not found: HTTP status 404'],
      [429, 'RATE_LIMITED', 'too many requests: HTTP status 429', hints.later],
      [499, 'API', 'the request was refused: HTTP status 499'],
      [500, 'SERVER', 'the service failed: HTTP status 500', hints.later],
      [503, 'SERVER', 'the service failed: HTTP status 503', hints.later],
    ];
    for (const [status, ...expected] of table) {
      const { code, message, hint, place, ...rest } = failureOf(answer(status), {}, 'here');
      assert.deepEqual(
        [code, message, hint, place, rest.status],
        [expected[0], expected[1], expected[2], 'here', status],
      );
    }
  });

  it('is what the provider says that it is', () => {
    const leads = {
      RECORD_NOT_FOUND: 'not found',
      ZONE_NOT_FOUND: 'not found',
      RECORD_EXISTS: 'exists already',
      UNSUPPORTED: 'the request was refused',
      RATE_LIMITED: 'too many requests',
    } as const;
    for (const [code, lead] of Object.entries(leads)) {
      const explained = {
        code: code as keyof typeof leads,
        message: ' in our words ',
        serviceCode: '17',
        hint: 'Do it',
      };
      const failure = failureOf(answer(200), { ...explained, retryable: code === 'RECORD_EXISTS' }, 'here');
      assert.equal(failure.message, `${lead}: in our words`);
      assert.deepEqual([failure.code, failure.serviceCode, failure.hint], [code, '17', 'Do it']);
      assert.equal(failure.retryable, code === 'RECORD_EXISTS');
    }
    for (const status of [412, 429]) assert.equal(failureOf(answer(status), {}, 'here').retryable, true);
  });

  it('waits for what the service asks, or else for what the provider knows', () => {
    const limited = { ...answer(429), headers: { 'retry-after': '7' } };
    assert.equal(failureOf(limited, {}, 'here').retryAfterMs, 7000);
    assert.equal(failureOf(limited, { retryAfterMs: 0 }, 'here').retryAfterMs, 0);
    assert.equal(failureOf(answer(429), {}, 'here').retryAfterMs, undefined);
  });

  it('shows no more than 500 characters of a service', () => {
    for (const [length, tail] of [
      [500, 'x'],
      [501, '…'],
    ] as const) {
      const { message } = failureOf(answer(400, { message: 'x'.repeat(length) }), {}, 'here');
      assert.equal(message, `the request was refused: ${'x'.repeat(500)}${tail === 'x' ? '' : tail}`);
    }
  });

  it('is told in the words of an answer that is plain text', () => {
    const table: readonly [type: string | undefined, text: string, words: string, data?: unknown][] = [
      ['text/plain', ' No such zone\n', 'No such zone'],
      ['Text/Plain; charset=UTF-8', 'No such zone', 'No such zone'],
      ['text/plain', ' \n', 'HTTP status 400'],
      ['text/html', 'No such zone', 'HTTP status 400'],
      ['text/plainer', 'No such zone', 'HTTP status 400'],
      [undefined, 'No such zone', 'HTTP status 400'],
      ['text/plain', '{"message":"in a field"}', 'in a field', { message: 'in a field' }],
      ['text/plain', '17', 'HTTP status 400', 17],
    ];
    for (const [type, text, words, data] of table) {
      const headers = type === undefined ? {} : { 'content-type': type };
      const { message } = failureOf({ ...answer(400, data, text), headers }, {}, 'here');
      assert.equal(message, `the request was refused: ${words}`, `${type} ${text}`);
    }
  });

  it('is told in the first text of the usual fields, wherever an API puts it', () => {
    const fields = [
      'message',
      'errorMessage',
      'error_message',
      'error_description',
      'detail',
      'error',
      'errors',
      'msg',
      'description',
      'reason',
      'title',
    ];
    for (const [index, field] of fields.entries()) {
      const later = Object.fromEntries(fields.slice(index + 1).map((name) => [name, 'less telling']));
      assert.equal(findMessage({ ...later, [field]: 'this' }), 'this', field);
    }
    const table: readonly [unknown, string | undefined][] = [
      [{ error: { message: 'deep' } }, 'deep'],
      [{ errors: [{ detail: 'first' }, { detail: 'second' }] }, 'first'],
      [[{ message: 'in a list' }], 'in a list'],
      [['bare'], 'bare'],
      [{ message: '  ', title: 'not blank' }, 'not blank'],
      [{ message: null, msg: 'not null' }, 'not null'],
      [{ message: 17, msg: 'no number' }, 'no number'],
      [{ error: { error: { error: 'at the third' } } }, 'at the third'],
      [{ error: { error: { error: { error: 'at the fourth' } } } }, 'at the fourth'],
      [{ error: { error: { error: { error: { error: 'too deep' } } } } }, undefined],
      [{ errors: [{ error: { error: 'below a list' } }] }, 'below a list'],
      [{ errors: [{ error: { error: { error: 'too deep below a list' } } }] }, undefined],
      ['a page', undefined],
      [{ other: 'field' }, undefined],
      [[], undefined],
      [null, undefined],
      [undefined, undefined],
    ];
    for (const [data, message] of table) assert.equal(findMessage(data), message, JSON.stringify(data));
  });
});

describe('an answer that cannot be understood', () => {
  const Zone = z.object({ zones: z.array(z.object({ id: z.number() })) });

  it('is none for a null in place of a list', () => {
    const Sets = z.object({ sets: z.array(z.object({ values: z.array(z.string()) })) });
    const sets = { sets: [{ values: null }, { values: ['one'] }] };
    const filled = { sets: [{ values: [] }, { values: ['one'] }] };
    const table: readonly [unknown, unknown, Schema<unknown>?][] = [
      [{ zones: null }, { zones: [] }],
      [sets, filled, Sets],
      [null, [], z.array(z.string())],
    ];
    for (const [data, expected, schema = Zone] of table) {
      assert.deepEqual(readAnswer(answer(200, data, 'x'), schema, 'here'), expected);
    }
  });

  it('says what is wrong with it', () => {
    const broken: Schema<unknown> = {
      parse: () => {
        throw new Error('no zone at all');
      },
    };
    // What is read is not always where it was sent.
    const renamed = z
      .looseObject({})
      .transform(() => ({ b: { c: {} } }))
      .pipe(z.object({ b: z.object({ c: z.object({ d: z.array(z.string()) }) }) }));
    const table: readonly [HttpResponse, RegExp, Schema<unknown>?][] = [
      [answer(200, undefined, ''), /: it is empty$/],
      [answer(200, undefined, ' \n'), /: it is empty$/],
      [answer(200, undefined, '{'), /: it is malformed$/],
      [answer(200, undefined, '\n<html lang="en">'), /: it is an HTML page$/],
      [answer(200, undefined, '<!DOCTYPE HTML>'), /: it is an HTML page$/],
      [answer(200, undefined, '\uFEFF<!-- a --> <!-- b -->\n<html>'), /: it is an HTML page$/],
      [answer(200, undefined, '<?xml version="1.0"?>\n<!DOCTYPE\nhtml PUBLIC "x">\n<html>'), /: it is an HTML page$/],
      [answer(200, undefined, '<?xml version="1.0"?><!-- a --><html>'), /: it is an HTML page$/],
      [
        answer(200, undefined, '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "b">]><!-- a --><html>'),
        /: it is an HTML page$/,
      ],
      [answer(200, undefined, '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "b">]><result>'), /: it is malformed$/],
      [answer(200, undefined, '<!-- <html> -->{'), /: it is malformed$/],
      [answer(200, undefined, '<!-- --> '.repeat(200_000)), /: it is malformed$/],
      [answer(200, undefined, `<?xml version="1.0"?>${'<!---->'.repeat(200_000)}<result>`), /: it is malformed$/],
      [answer(200, undefined, `<!--${' '.repeat(10_000_000)}--><html>`), /: it is an HTML page$/],
      [answer(200, undefined, '<!-- <html>'), /: it is malformed$/],
      [answer(200, undefined, '<htmlish>'), /: it is malformed$/],
      [answer(200, undefined, 'no <html>'), /: it is malformed$/],
      [answer(200, 17, '17'), /: the whole: /],
      [answer(200, { zones: [{ id: 1 }, { id: 'x' }] }, 'x'), /: "zones\.1\.id": /],
      [answer(200, { zones: [null] }, 'x'), /: "zones\.0": /],
      [answer(200, { zones: {} }, 'x'), /: "zones": /],
      [answer(200, {}, '{}'), /: "zones": /],
      [answer(200, null, 'null'), /: the whole: /],
      [answer(200, {}, '{}'), /: no zone at all$/, broken],
      [answer(200, { a: 1 }, 'x'), /: "b\.c\.d": /, renamed],
    ];
    for (const [response, expected, schema = Zone] of table) {
      assert.throws(
        () => readAnswer(response, schema, 'here'),
        (error) =>
          isFailure(error, 'RESPONSE') &&
          expected.test(error.message) &&
          error.place === 'here' &&
          error.status === 200 &&
          /^Check the API URL/.test(error.hint ?? ''),
        String(expected),
      );
    }
  });

  it('is undefined, as an empty one is', async () => {
    const table: readonly [string, Parameters<typeof decodeBody>[1], unknown][] = [
      ['{"a":1}', {}, { a: 1 }],
      ['{"a":1}', { responseFormat: 'text' }, '{"a":1}'],
      ['a = 1', { responseFormat: 'text' }, 'a = 1'],
      [' \n', { responseFormat: 'text' }, undefined],
      ['', {}, undefined],
      ['a = 1', {}, undefined],
      ['a=b+c&d=', { responseFormat: 'form' }, new URLSearchParams({ a: 'b c', d: '' })],
      ['<a>1</a>', { responseFormat: 'xml' }, { a: '1' }],
      ['<a>1</a>', { responseFormat: 'xml', xmlLists: ['a'] }, { a: ['1'] }],
      ['<a>1', { responseFormat: 'xml' }, undefined],
    ];
    for (const [text, defaults, data] of table) assert.deepEqual(await decodeBody(text, defaults), data, text);
  });
});

describe('what is written and read', () => {
  it('a body is written as its format says, a text as it stands', async () => {
    const [json, form] = ['application/json', 'application/x-www-form-urlencoded'];
    const [xml, plain] = ['text/xml; charset=utf-8', 'text/plain; charset=utf-8'];
    const table: readonly [Parameters<typeof encodeBody>[0], string | undefined, string?][] = [
      [{}, undefined],
      [{ body: { a: 1 } }, '{"a":1}', json],
      [{ body: '{ "a": 1 }' }, '{ "a": 1 }', json],
      [{ body: null }, 'null', json],
      [{ body: { a: 'b c', d: undefined, e: false }, bodyFormat: 'form' }, 'a=b+c&e=false', form],
      [{ body: new URLSearchParams({ a: 'ü' }), bodyFormat: 'form' }, 'a=%C3%BC', form],
      [{ body: '<a/>', bodyFormat: 'xml' }, '<a/>', xml],
      [{ body: { a: '' }, bodyFormat: 'xml' }, '<?xml version="1.0" encoding="UTF-8"?><a/>', xml],
      [{ body: 17, bodyFormat: 'text' }, '17', plain],
    ];
    for (const [request, text, contentType] of table) {
      const encoded = await encodeBody(request);
      assert.deepEqual(encoded, text === undefined ? undefined : { text, contentType }, JSON.stringify(request));
    }
    assert.equal(toSearchParams({ a: undefined, b: 0, c: '' }).toString(), 'b=0&c=');
  });

  it('XML becomes objects and lists of texts, without the declaration and prefixes', () => {
    const declared = '<?xml version="1.0"?><s:a x:b="1" c="02"><s:d>007</s:d><d/><e f="g">h</e></s:a>';
    assert.deepEqual(parseXml(declared), {
      a: { '@b': '1', '@c': '02', d: ['007', ''], e: { '@f': 'g', '#text': 'h' } },
    });
    assert.throws(() => parseXml('<a>\n<b></a>'), /not well-formed XML: .*\(line 2\)/);
    assert.equal(
      buildXml({ a: { '@b': '1', c: ['d & e', ''] } }),
      '<?xml version="1.0" encoding="UTF-8"?><a b="1"><c>d &amp; e</c><c/></a>',
    );
  });
});
