import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProxies } from '../../core/http/proxies.js';
import { isFailure } from '../../core/sdk/failure.js';

const proxies = { HTTPS_PROXY: 'p:3128', HTTP_PROXY: 'http://q:8080' };

const cases: readonly [Record<string, string>, string, string | undefined][] = [
  [proxies, 'https://a.example', 'http://p:3128'],
  [proxies, 'http://a.example', 'http://q:8080'],
  [{ HTTP_PROXY: 'http://q:8080' }, 'https://a.example', undefined],
  [{ HTTPS_PROXY: 'http://p:1' }, 'http://a.example', undefined],
  [{ https_proxy: 'https://lower:1', HTTPS_PROXY: 'https://upper:1' }, 'https://a.example', 'https://lower:1'],
  [{ https_proxy: '', HTTPS_PROXY: 'https://upper:1' }, 'https://a.example', 'https://upper:1'],
  [{ ...proxies, NO_PROXY: '*' }, 'https://a.example', undefined],
  [{ ...proxies, NO_PROXY: 'example' }, 'https://a.example', undefined],
  [{ ...proxies, NO_PROXY: '.a.example' }, 'https://a.example', undefined],
  [{ ...proxies, NO_PROXY: '*.example' }, 'https://b.a.example', undefined],
  [{ ...proxies, NO_PROXY: 'xample' }, 'https://a.example', 'http://p:3128'],
  [{ ...proxies, NO_PROXY: 'a.example:8443' }, 'https://a.example', 'http://p:3128'],
  [{ ...proxies, NO_PROXY: 'a.example:8443' }, 'https://a.example:8443', undefined],
  [{ ...proxies, NO_PROXY: 'a.example:443' }, 'https://a.example', undefined],
  [{ ...proxies, no_proxy: '10.0.0.0/8, 192.0.2.0/24' }, 'https://10.9.8.7', undefined],
  [{ ...proxies, NO_PROXY: '10.0.0.0/8' }, 'https://11.9.8.7', 'http://p:3128'],
  [{ ...proxies, NO_PROXY: '10.0.0.0/8' }, 'https://10.example', 'http://p:3128'],
  [{ ...proxies, NO_PROXY: '2001:db8::/32' }, 'https://[2001:db8::5]', undefined],
  [{ ...proxies, NO_PROXY: '2001:db8::5' }, 'https://[2001:db8::5]:8443', undefined],
  [{ ...proxies, NO_PROXY: '127.0.0.1 localhost' }, 'http://localhost:8080', undefined],
  [{}, 'https://a.example', undefined],
  [{ HTTPS_PROXY: '  ' }, 'https://a.example', undefined],
  [{ HTTPS_PROXY: ' HTTPS://p:1 ' }, 'https://a.example', 'HTTPS://p:1'],
  [{ ...proxies, NO_PROXY: 'a.example:80' }, 'http://a.example', undefined],
  [{ ...proxies, NO_PROXY: 'a.example:80' }, 'https://a.example', 'http://p:3128'],
  [{ ...proxies, NO_PROXY: 'A.Example.' }, 'https://a.example', undefined],
  [{ ...proxies, NO_PROXY: 'a.example' }, 'https://A.example.', undefined],
  [{ ...proxies, NO_PROXY: 'b.example,,a.example' }, 'https://a.example', undefined],
  [{ ...proxies, NO_PROXY: '192.0.2.7/32' }, 'https://192.0.2.7', undefined],
  [{ ...proxies, NO_PROXY: '192.0.2.7/33' }, 'https://192.0.2.7', 'http://p:3128'],
  [{ ...proxies, NO_PROXY: '[2001:db8::]/32' }, 'https://[2001:db8::5]', undefined],
  [{ ...proxies, NO_PROXY: '2001:db8::5/128' }, 'https://[2001:db8::5]', undefined],
  [{ ...proxies, NO_PROXY: '2001:db8::5/129' }, 'https://[2001:db8::5]', 'http://p:3128'],
  [{ ...proxies, NO_PROXY: '[2001:db8::5]:8443' }, 'https://[2001:db8::5]:8443', undefined],
  [{ ...proxies, NO_PROXY: '[2001:db8::5]:8443' }, 'https://[2001:db8::5]', 'http://p:3128'],
  [{ ...proxies, NO_PROXY: '10.0.0.0/99' }, 'https://10.9.8.7', 'http://p:3128'],
];

test('the proxy of an origin', () => {
  for (const [env, origin, wanted] of cases) {
    assert.equal(readProxies(env).proxyFor(origin), wanted, `${JSON.stringify(env)} ${origin}`);
  }
});

test('a proxy of another kind is an error that names its variable, and shows nothing of it', () => {
  assert.throws(
    () => readProxies({ https_proxy: 'socks5h://u:secret@p:1080' }),
    (error) => isFailure(error, 'CONFIG') && error.place === 'HTTPS_PROXY' && !error.message.includes('secret'),
  );
});
