import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHttpClient } from '../../core/http/client.js';
import { anything, baseAddress, type HttpDefaults, isFailure, path, silentLogger } from '../../core/sdk/index.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';

/** A client whose requests are only noted. */
function open(defaults: HttpDefaults) {
  const sent: string[] = [];
  const secrets: (string | undefined)[] = [];
  const dispatcher = answeringDispatcher(({ method, url }) => {
    sent.push(`${method} ${url.href}`);
    return { status: 200, headers: {}, body: '{}' };
  });
  const client = createHttpClient({
    dispatcher,
    log: silentLogger,
    userAgent: 'test',
    onSecret: (...more) => void secrets.push(...more),
  });
  return { api: client.extend(defaults), sent, secrets };
}

const baseUrl = 'https://api.example.com/v1';

describe('requests', () => {
  it('go to the server of the base URL and to no other, in whatever way it is named', async () => {
    const { api, sent } = open({ baseUrl, bearer: 'the-secret-token' });
    const elsewhere = [
      'http://evil.test:8080/steal',
      'https://evil.test/',
      'http://api.example.com/v1/zones',
      'https://api.example.com:8443/v1/zones',
      'https://api.example.com.evil.test/',
      'https://api.example.com@evil.test/',
      'HTTPS://evil.test/',
      'https:\\\\evil.test',
      '//evil.test/steal',
      '.evil.test/x',
      '@evil.test/x',
      ':443@evil.test/x',
    ];
    for (const address of elsewhere) {
      await api.get(address, anything).then(
        () => undefined,
        (error) => assert.ok(isFailure(error, 'RESPONSE', 'UNSUPPORTED'), address),
      );
    }
    // Two slashes are a path below the base URL.
    assert.deepEqual(sent, ['GET https://api.example.com/v1//evil.test/steal']);
  });

  it('may follow a whole address of the same server', async () => {
    const { api, sent } = open({ baseUrl, bearer: 'the-secret-token' });
    await api.get('https://api.example.com/v1/zones?page=2', anything);
    await api.get('https://API.example.com:443/v1/zones?page=3', anything);
    assert.deepEqual(sent, [
      'GET https://api.example.com/v1/zones?page=2',
      'GET https://api.example.com/v1/zones?page=3',
    ]);
  });

  it('are not led elsewhere by what signs them', async () => {
    const { api, sent } = open({
      baseUrl,
      sign: (request) => {
        request.url = new URL('https://evil.test/');
      },
    });
    await assert.rejects(api.get('/zones', anything), (error) => isFailure(error, 'RESPONSE'));
    assert.deepEqual(sent, []);
  });

  it('stay below the base URL: no segment leads upwards', async () => {
    const { api, sent } = open({ baseUrl });
    for (const upwards of ['/a/../b', '/a/%2e%2e/b', '/a/.%2E', '/./b', '/a\\..\\b', '/.\t./b', '/a/..?x', '/..']) {
      await assert.rejects(api.delete(upwards), (error) => isFailure(error, 'UNSUPPORTED'), upwards);
    }
    await assert.rejects(async () => api.delete(path`/zones/${'..'}/records`));
    await api.delete(path`/zones/${'a/%2e%2e/../b?c#d'}/records`);
    await api.get('/zones?name=../x', anything);
    assert.deepEqual(sent, [
      'DELETE https://api.example.com/v1/zones/a%2F%252e%252e%2F..%2Fb%3Fc%23d/records',
      'GET https://api.example.com/v1/zones?name=../x',
    ]);
  });

  it('go to an address of a user’s own, with its path, port and user', async () => {
    const cases: readonly (readonly [string, string])[] = [
      ['http://127.0.0.1:8081', 'http://127.0.0.1:8081/api/v1/servers/localhost'],
      ['https://dns.example/powerdns/', 'https://dns.example/powerdns/api/v1/servers/localhost'],
      ['https://[::1]:8443/x', 'https://[::1]:8443/x/api/v1/servers/localhost'],
    ];
    for (const [given, wanted] of cases) {
      const { api, sent } = open({ baseUrl: path`${baseAddress(given)}/api/v1/servers/${'localhost'}` });
      await api.get('/zones', anything);
      assert.deepEqual(sent, [`GET ${wanted}/zones`]);
    }
  });

  it('say what is secret in them while they are signed, and by hide', async () => {
    const { api, secrets } = open({ baseUrl, sign: ({ hide }) => hide?.('got-by-login') });
    await api.get('/zones', anything);
    api.hide('session', undefined);
    assert.deepEqual(secrets, ['got-by-login', 'session', undefined]);
  });

  it('to secret addresses show their server only', async () => {
    const { api } = open({ secretAddress: true, explain: () => ({ code: 'API' }) });
    await assert.rejects(
      api.get('https://hooks.example.org/s3cret?x=y', anything),
      (error) => isFailure(error) && error.place === 'https://hooks.example.org',
    );
  });
});
