import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareRequest } from './compare-request.js';
import { asToday } from './today.js';

const api = 'https://api.cloudflare.com/client/v4';

function differences(provider: string, sent: [string, string, string?], recorded: [string, string, string?]): string[] {
  const [method, url, body = ''] = sent;
  const pair = asToday(
    provider,
    { method, url: new URL(url), headers: {}, body },
    { method: recorded[0], url: recorded[1], headers: {}, body: recorded[2] ?? null },
  );
  return [...compareRequest(...pair, { headers: [], query: [], body: [] }).differences];
}

describe('requests that are otherwise today than when they were recorded', () => {
  const zones: [string, string] = ['GET', `${api}/zones?page=1&per_page=100`];
  const txt = (content: string) => JSON.stringify({ type: 'TXT', name: 'a', content });
  const post = (body: string): [string, string, string] => ['POST', `${api}/zones/1/dns_records`, body];

  it('may ask for another part of a list, and put text into quotes', () => {
    assert.deepEqual(differences('cloudflare', ['GET', `${api}/zones?name=example.com&per_page=50`], zones), []);
    assert.deepEqual(differences('cloudflare', post(txt('"x"')), post(txt('x'))), []);
  });

  it('may go to where the API is today', () => {
    const path = '/zones/1/records?record_type=TXT';
    const recorded: [string, string] = ['GET', `https://pointhq.com${path}`];
    assert.deepEqual(differences('pointhq', ['GET', `https://api.pointhq.com${path}`], recorded), []);
    assert.equal(differences('pointhq', ['GET', 'https://api.pointhq.com/zones/2/records'], recorded).length, 2);
    assert.equal(differences('vultr', ['GET', `https://api.pointhq.com${path}`], recorded).length, 1);
  });

  it('are the recorded ones in all else', () => {
    const sent: [string, string] = ['GET', `${api}/zones?name=example.com&status=active`];
    assert.equal(differences('cloudflare', sent, zones).length, 1);
    const records = (query: string): [string, string] => ['GET', `${api}/zones/1/dns_records?${query}`];
    assert.equal(differences('cloudflare', records('name=a'), records('name=b')).length, 1);
    assert.equal(differences('cloudflare', post(txt('x')), post(txt('x'))).length, 1);
    assert.equal(differences('cloudflare', post(txt('"y"')), post(txt('x'))).length, 1);
    assert.equal(differences('vultr', post(txt('"x"')), post(txt('x'))).length, 1);
  });
});
