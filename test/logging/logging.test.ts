import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { withCorrelation } from '../../core/http/correlation.js';
import { createRedactor } from '../../core/http/redact.js';
import type { PassEvent } from '../../core/issuance/pass/events.js';
import { createLogger } from '../../core/logging/create-logger.js';
import { logEvents } from '../../core/logging/log-events.js';
import { Failure, type Logger } from '../../core/sdk/index.js';
import { projectRoot } from '../lab/index.js';

const page = readFileSync(join(projectRoot(), 'docs/logging.md'), 'utf8');
const failure = new Failure('API', 'no', { place: 'here', hint: 'Do it' });
const ids = { certificate: 'a.example', pass: 'p1' };

/** One event of each kind with all its fields. */
const samples: { readonly [K in PassEvent['kind']]: Extract<PassEvent, { kind: K }> } = {
  'pass-started': { kind: 'pass-started', pass: 'p1', certificates: 2, pending: 1 },
  'pass-ended': { kind: 'pass-ended', pass: 'p1', durationMs: 1, failed: 0, changed: 1 },
  'certificate-started': { kind: 'certificate-started', ...ids, action: 'renew', reason: 'due' },
  step: { kind: 'step', ...ids, step: 'records', detail: '2' },
  'certificate-done': { kind: 'certificate-done', ...ids, action: 'renew', version: 2, durationMs: 1 },
  'certificate-failed': {
    kind: 'certificate-failed',
    ...ids,
    action: 'renew',
    step: 'records',
    failure,
    retryAt: 1,
    durationMs: 1,
  },
  'certificates-failed': { kind: 'certificates-failed', server: 'https://ca.example/directory', certificates: ['a'] },
  'certificate-parked': { kind: 'certificate-parked', ...ids, action: 'renew', until: 1, durationMs: 1 },
  'plugin-done': { kind: 'plugin-done', ...ids, plugin: 'pfx' },
  'plugin-failed': { kind: 'plugin-failed', ...ids, plugin: 'pfx', failure },
  'door-call': { kind: 'door-call', door: 'acme', client: 'edge-1', outcome: 'done', durationMs: 1 },
  notice: { kind: 'notice', ...ids, message: 'a rate limit' },
  'provider-request': { kind: 'provider-request', provider: 'ovh', method: 'GET', status: 200, durationMs: 1 },
};

function linesOf(event: PassEvent): { level: string; fields: Readonly<Record<string, unknown>> }[] {
  const lines: { level: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const at = (level: string) => (fields: Readonly<Record<string, unknown>>) => void lines.push({ level, fields });
  const log: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log };
  logEvents(log)(event);
  return lines;
}

function namesInBackticks(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

describe('docs/logging.md', () => {
  it('tells the level and the fields of each event of a pass', () => {
    const table = /<!-- events of a pass -->([\s\S]*)<!-- \/events of a pass -->/.exec(page)?.[1] ?? '';
    const rows = table.split('\n').filter((row) => row.startsWith('| `'));
    const documented = rows.map((row) => {
      const [, event = '', level = '', fields = ''] = row.split('|').map((cell) => cell.trim());
      return `${namesInBackticks(event).join()} ${level} ${namesInBackticks(fields).sort().join()}`;
    });
    const written = Object.values(samples)
      .flatMap((event) => linesOf(event))
      .map(({ level, fields: { event, ...fields } }) => `${event} ${level} ${Object.keys(fields).sort().join()}`);
    assert.deepEqual(documented.sort(), written.sort());
  });

  it('names every event that the program logs, and no other', () => {
    const root = projectRoot();
    const sources = ['core', 'providers', 'plugins'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
    );
    const logged = new Set(
      sources.flatMap((text) => [...text.matchAll(/\bevent: '([^']+)'/g)].map((match) => match[1] ?? '')),
    );
    // Chosen at run time between two names.
    for (const text of sources)
      for (const [, a, b] of text.matchAll(/\bevent: [^\n']+\? '([^']+)' : '([^']+)'/g))
        logged.add(a ?? '').add(b ?? '');
    const documented = page
      .split('\n')
      .filter((row) => row.startsWith('| `') && row.includes('.'))
      .flatMap((row) => namesInBackticks(row.split('|')[1] ?? ''))
      .filter((name) => name.includes('.'));
    assert.deepEqual([...new Set(documented)].sort(), [...logged].sort());
  });
});

describe('lines', () => {
  async function written(work: (log: Logger) => Promise<void>): Promise<Record<string, unknown>[]> {
    const lines: string[] = [];
    const redactor = createRedactor('s3cret');
    const log = await createLogger({ level: 'debug', pretty: false, redactor, write: (line) => void lines.push(line) });
    await work(log);
    for (const line of lines) assert.equal(line.match(/"certificate":/g)?.length ?? 0, 1, line);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  it('bear the ids of the pass and the certificate, however deep in the work, each once', async () => {
    const lines = await written(async (log) => {
      await withCorrelation({ pass: 'p1' }, () =>
        Promise.all(
          ['a.example', 'b.example'].map((certificate) =>
            withCorrelation({ certificate }, async () => {
              await new Promise((resolve) => setImmediate(resolve));
              log.child({ provider: 'ovh' }).debug({ event: 'http.request' }, 'request');
              log.child({ certificate }).info({}, 'again');
            }),
          ),
        ),
      );
    });
    const told = lines.map(({ pass, certificate, provider }) => `${pass} ${certificate} ${provider ?? ''}`.trim());
    assert.deepEqual(told.sort(), ['p1 a.example', 'p1 a.example ovh', 'p1 b.example', 'p1 b.example ovh']);
  });

  it('have a level, a time and no secret', async () => {
    const [line] = await written(async (log) =>
      log.warn({ event: 'x.y', certificate: 'a', text: 's3cret' }, 'with s3cret'),
    );
    assert.equal(line?.level, 'warn');
    assert.match(String(line?.time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.doesNotMatch(JSON.stringify(line), /s3cret/);
  });
});
