import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { httpRequest, type LabRequest, projectRoot } from '../lab/index.js';
import { parseMetrics } from './parse-metrics.js';
import { createStage, playPass, type Stage, secret } from './stage.js';

describe('the status server', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
    playPass(stage.server, 'aaaa1111');
  });
  after(() => stage.stop());

  const ask = (path: string, options?: LabRequest) => httpRequest(`${stage.server.url}${path}`, options);

  it('tells what status --json tells', async () => {
    const { status, headers, body } = await ask('/api/status');
    assert.equal(status, 200);
    assert.match(headers['content-type'] ?? '', /^application\/json/);
    const { certificates } = JSON.parse(body) as { certificates: { name: string; state: string }[] };
    assert.equal(body, `${JSON.stringify({ certificates }, undefined, 2)}\n`);
    assert.deepEqual(Object.fromEntries(certificates.map(({ name, state }) => [name, state])), {
      'shop.example.com': 'ok',
      'mail.example.com': 'failing',
      'old.example.com': 'expired',
      'new.example.com': 'missing',
      'example.org': 'ok',
    });
  });

  it('is unhealthy, and says which certificates are to blame', async () => {
    const { status, body } = await ask('/healthz');
    assert.equal(status, 503);
    const { problems } = JSON.parse(body) as { problems: { certificate: string }[] };
    assert.deepEqual(problems.map(({ certificate }) => certificate).sort(), ['mail.example.com', 'old.example.com']);
  });

  it('gives metrics that Prometheus can read', async () => {
    const { headers, body } = await ask('/metrics');
    assert.match(headers['content-type'] ?? '', /^text\/plain; version=0\.0\.4/);
    const samples = parseMetrics(body);
    function value(name: string, labels: Record<string, string> = {}): number | undefined {
      return samples.find((sample) => {
        return (
          sample.name === `letsencrypt_dns_${name}` &&
          Object.entries(labels).every(([key, text]) => sample.labels[key] === text)
        );
      })?.value;
    }
    assert.equal(value('healthy'), 0);
    assert.equal(value('build_info', { version: '1.2.3' }), 1);
    const left =
      (value('certificate_expiry_timestamp_seconds', { certificate: 'shop.example.com' }) ?? 0) - Date.now() / 1000;
    assert.equal(Math.round(left / 86400), 70);
    assert.equal(value('certificate_state', { certificate: 'old.example.com', state: 'expired' }), 1);
    assert.equal(value('certificate_state', { certificate: 'old.example.com', state: 'ok' }), undefined);
    assert.ok((value('certificate_last_success_timestamp_seconds', { certificate: 'mail.example.com' }) ?? 0) > 0);
    assert.equal(value('failures_total', { step: 'records', provider: 'cloudflare', code: 'AUTHENTICATION' }), 1);
    assert.equal(value('issuance_duration_seconds_sum', { action: 'renew', result: 'done' }), 8.4);
    assert.equal(
      value('provider_request_duration_seconds_count', { provider: 'cloudflare', method: 'POST', status: '200' }),
      1,
    );
    assert.equal(value('propagation_seconds_count', { provider: 'cloudflare' }), 1);
    assert.equal(value('passes_total', { result: 'failed' }), 1);
  });

  it('has the metrics that docs/monitoring.md tells of, and no other', async () => {
    const page = readFileSync(join(projectRoot(), 'docs/monitoring.md'), 'utf8');
    const documented = [...page.matchAll(/^\| `(letsencrypt_dns_\w+)` \|/gm)].map((match) => match[1]);
    const { body } = await ask('/metrics');
    const given = [...body.matchAll(/^# TYPE (letsencrypt_dns_\w+) /gm)].map((match) => match[1]);
    assert.deepEqual(documented.sort(), given.sort());
  });

  it('has a page under a strict policy, with nothing from elsewhere and no secret', async () => {
    const { headers, body } = await ask('/');
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    for (const path of ['/', '/api/status', '/nowhere']) {
      const { headers: guards } = await ask(path);
      assert.deepEqual(
        ['cache-control', 'x-content-type-options', 'referrer-policy', 'cross-origin-resource-policy'].map(
          (name) => guards[name],
        ),
        ['no-store', 'nosniff', 'no-referrer', 'same-origin'],
        path,
      );
    }
    assert.doesNotMatch(body.replaceAll('http://www.w3.org/2000/svg', ''), /(src|href)="?(https?:)?\/\/|@import|url\(/);
    assert.match(body, /2 certificates need you/);
    assert.match(body, /Give it the right Zone:DNS:Edit/);
    // What came from elsewhere is text, never markup.
    assert.match(body, /&lt;b&gt;/);
    assert.match(body, /renew failed at records/);
  });

  it('shows no secret anywhere', async () => {
    for (const path of ['/', '/metrics', '/api/status', '/healthz']) {
      const { body } = await ask(path);
      assert.ok(!body.includes(secret), path);
      assert.doesNotMatch(body, /PRIVATE KEY/);
    }
  });

  it('only reads', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status, headers } = await ask('/', { method });
      assert.deepEqual([status, headers.allow], [405, 'GET, HEAD'], method);
    }
    const head = await ask('/', { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.body, '');
    assert.equal((await ask('/constructor')).status, 404);
    assert.equal((await ask('/../../etc/passwd')).status, 404);
  });

  it('finds certificates by their names', async () => {
    const { body } = await ask('/?q=imap');
    assert.match(body, /mail\.example\.com<\/a><\/h3>/);
    assert.doesNotMatch(body, /shop\.example\.com<\/a><\/h3>/);
    assert.match((await ask('/?q=%3Cscript%3E')).body, /No certificate has “&lt;script&gt;”/);
  });

  it('keeps the history of passes over a restart', async () => {
    await stage.restart();
    playPass(stage.server, 'bbbb2222');
    assert.match((await ask('/')).body, /pass-bbbb2222[\s\S]*pass-aaaa1111/);
  });

  it('answers nonsense without falling over', async () => {
    const { port } = new URL(stage.server.url);
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.end('GARBAGE\r\n\r\n'));
      let all = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        all += chunk;
      });
      socket.on('close', () => resolve(all)).on('error', reject);
    });
    assert.match(text, /^HTTP\/1\.1 400/);
    assert.equal((await ask('/healthz')).status, 503);
  });

  it('has a page for each certificate: names, chain, versions, what passes did, and what to do', async () => {
    const { status, headers, body } = await ask('/certificate?name=mail.example.com');
    assert.equal(status, 200);
    assert.match(String(headers['content-security-policy']), /default-src 'none'.*script-src 'sha256-[^']+'/);
    for (const words of ['imap.example.com', 'letsencrypt-dns renew mail.example.com', 'Zone:DNS:Edit', 'SHA-256 '])
      assert.ok(body.includes(words), words);
    assert.match(body, /<h2>Chain<\/h2><ol class="chain"><li><strong>mail\.example\.com<\/strong>/);
    assert.match(body, /<h2>Versions<\/h2><ol class="versions"><li><strong>1<\/strong>.*in use/);
    assert.match(body, /<strong>renew failed at records<\/strong>/);
    assert.doesNotMatch(body, new RegExp(secret));
    assert.doesNotMatch(body, /<b>|<form|method="post"/i, 'words of others are escaped, and nothing can be changed');
  });

  it('says what to do where there is no certificate yet, and knows no other names', async () => {
    const { body } = await ask('/certificate?name=new.example.com');
    assert.match(body, /There is no certificate yet/);
    assert.equal((await ask('/certificate?name=../accounts')).status, 404);
    assert.equal((await ask('/certificate')).status, 404);
    assert.equal((await ask('/certificate?name=mail.example.com', { method: 'POST' })).status, 405);
  });

  it('leads from each card to its page', async () => {
    const { body } = await ask('/');
    const links = [...body.matchAll(/href="(\/certificate\?name=[^"]+)"/g)].map(([, path]) => path ?? '');
    assert.equal(links.length, 5);
    for (const path of links) assert.equal((await ask(path)).status, 200, path);
  });
});
