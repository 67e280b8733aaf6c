import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRedactor } from '../../core/http/redact.js';
import { createLogger, type LoggerOptions } from '../../core/logging/create-logger.js';

/** ESC, C1, a return, and what turns the direction of writing. */
const nasty = 'a\x1b[2Jb\x9bc\rd\u202ee\nf';

async function written(options: Partial<LoggerOptions>): Promise<string> {
  const lines: string[] = [];
  const redactor = createRedactor('S3cret-of-it');
  const write = (line: string) => void lines.push(line);
  const log = await createLogger({ level: 'info', pretty: false, redactor, write, ...options });
  log.error({ error: { message: nasty, token: 'S3cret-of-it', stack: 'one\n  two\x1b[1m' } }, `failed: ${nasty}`);
  return lines.join('');
}

describe('a line of the log', () => {
  it('is one line of JSON in which nothing acts on a terminal, and which means the same', async () => {
    const line = await written({});
    assert.match(line, /^\{.*\}\n$/);
    assert.doesNotMatch(line.trimEnd(), /\p{Cc}|\p{Cf}/u);
    assert.equal((JSON.parse(line) as { msg: string }).msg, `failed: ${nasty}`);
  });

  it('does not act for people either, and only a stack has lines of its own', async () => {
    const text = await written({ pretty: true });
    assert.doesNotMatch(text, /[^\P{Cc}\n]|\p{Cf}/u);
    assert.match(text, /failed: a\\u001b\[2Jb\\u009bc d\\u202ee f/);
    assert.doesNotMatch(text, /S3cret/);
  });

  it('has colours where they are wanted alone', async () => {
    assert.ok((await written({ pretty: true, colours: true })).includes('\x1b[3'));
    assert.ok(!(await written({ pretty: true, colours: false })).includes('\x1b'));
  });
});
