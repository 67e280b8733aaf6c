import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it, type TestContext } from 'node:test';
import { openApplication } from '../../core/application/open-application.js';
import { draftPath } from '../../core/cli/init/draft.js';
import { guide } from '../../core/cli/init/guide.js';
import { Cancelled, type Prompter } from '../../core/cli/init/prompter.js';
import { createRedactor } from '../../core/http/redact.js';
import { createTempDir, type TempDir } from '../lab/index.js';

const token = 'a-token-that-nobody-is-to-see';

/** What is asked for PowerDNS, in this order, and an answer. */
const questions: readonly (readonly [asked: RegExp, answer: unknown])[] = [
  [/^Which names/, 'www.example.com'],
  [/^Which DNS provider/, 'powerdns'],
  [/^API key/, 'type'],
  [/^API key/, token],
  [/web interface/, 'http://127.0.0.1:9'],
  [/^Anything else to set/, []],
  [/e-mail address/, ''],
  [/^Where shall the settings go/, 'env-file'],
  [/^Write down as well/, true],
];

/** A person who gives these answers, and presses Ctrl-C at the next question. */
function person(...answers: readonly unknown[]) {
  const asked: { readonly message: string; readonly initial: unknown }[] = [];
  async function answer(message: string, initial?: unknown): Promise<never> {
    asked.push({ message, initial });
    if (asked.length > answers.length) throw new Cancelled('cancelled');
    return answers[asked.length - 1] as never;
  }
  const prompter: Prompter = {
    text: ({ message, initial }) => answer(message, initial),
    secret: ({ message }) => answer(message),
    confirm: answer,
    choose: (message, _choices, initial) => answer(message, initial),
    search: (message, _choices, initial) => answer(message, initial),
    several: (message, _choices, initial) => answer(message, initial),
    say: () => {},
  };
  return { prompter, asked };
}

/** The guide of `letsencrypt-dns init` with somebody who stops; init-stopped.test.ts does some of it on a terminal. */
describe('letsencrypt-dns init that is stopped at a question', () => {
  let folder: TempDir;
  before(async () => {
    folder = await createTempDir('halfway');
  });
  beforeEach(async () => {
    for (const name of readdirSync(folder.path)) await rm(join(folder.path, name), { recursive: true });
  });
  after(() => folder.remove());

  const draft = () => draftPath(folder.path);

  /** @returns what was asked, the question that was not answered among it */
  async function stopped(context: TestContext, ...answers: readonly unknown[]) {
    const env = {
      LETSENCRYPT_CONFIG_DIR: folder.path,
      LETSENCRYPT_ENV_FILE: join(folder.path, 'settings.env'),
      LETSENCRYPT_SERVER: 'https://127.0.0.1:1/directory',
      DNS_RESOLVERS: '127.0.0.1:9',
    };
    const command = { globals: {}, env, redactor: createRedactor() };
    const { signal } = new AbortController();
    const { prompter, asked } = person(...answers);
    // Where the answers are kept is told to whoever stops.
    context.mock.method(process.stderr, 'write', () => true);
    const application = await openApplication({ ...command, signal, credentials: 'optional' });
    try {
      await assert.rejects(guide({ command, application, options: {}, names: [], prompter, signal }), Cancelled);
    } finally {
      await application.close();
      context.mock.restoreAll();
    }
    return asked;
  }

  for (const [index, [pattern]] of questions.entries())
    it(`has written nothing but its draft, without a secret, at number ${index + 1}: ${pattern.source}`, async (context) => {
      const asked = await stopped(context, ...questions.slice(0, index).map(([, answer]) => answer));
      assert.equal(asked.length, index + 1);
      assert.match(asked.at(-1)?.message ?? '', pattern);
      assert.deepEqual(readdirSync(folder.path), index > 0 ? ['letsencrypt-dns'] : []);
      if (index === 0) return;
      assert.equal(readFileSync(draft(), 'utf8').includes(token), false);
      assert.equal(statSync(draft()).mode & 0o777, 0o600);
    });

  it('asks next time for what was not answered, and for the secret', async (context) => {
    await stopped(context, ...questions.slice(0, -1).map(([, answer]) => answer));
    const again = await stopped(context, 'take', token);
    assert.deepEqual(
      again.map(({ message }) => message.replace(/ .*/, '')),
      ['You', 'API', 'Write'],
    );
  });

  it('proposes what was answered, or forgets it, as somebody likes', async (context) => {
    await stopped(context, 'www.example.com');
    const [, proposed] = await stopped(context, 'propose');
    assert.match(proposed?.message ?? '', /^Which names/);
    assert.equal(proposed?.initial, 'www.example.com');
    assert.equal(existsSync(draft()), true, 'it stands until it is forgotten');
    const [, anew] = await stopped(context, 'forget');
    assert.match(anew?.message ?? '', /^Which names/);
    assert.equal(anew?.initial, undefined);
    assert.equal(existsSync(draft()), false);
  });
});
