import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { createTempDir, find } from '../lab/index.js';
import { usual } from './chromium.js';

type Json = Record<string, unknown>;

export interface View {
  readonly url: string;
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  /** The picture has all of the page, also what lies below the window. */
  readonly whole: boolean;
}

export interface Look {
  readonly picture: Buffer;
  /** What the console and the browser said. */
  readonly console: readonly string[];
  /** The value of an expression in the page. */
  evaluate<T>(expression: string): Promise<T>;
}

/** How long the browser may take for one thing, in milliseconds. */
const limitMs = 300_000;

/** One Chromium for many pages, by its DevTools protocol over a pipe (https://chromedevtools.github.io/devtools-protocol/). */
export async function startBrowser() {
  const profile = await createTempDir('browser');
  const flags = [...usual, `--user-data-dir=${join(profile.path, 'profile')}`, '--remote-debugging-pipe'];
  const child = spawn(find('chromium') ?? 'chromium', [...flags, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: profile.path },
  });
  const { send, onEvent } = connect(child);

  /** Opens a page, and closes it after `use`. */
  async function look<T>({ url, scheme, width, height, whole }: View, use: (look: Look) => Promise<T>): Promise<T> {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const session = String(sessionId);
    const said: string[] = [];
    const loaded = new Promise<void>((resolve) => {
      onEvent(session, (method, params) => {
        if (method === 'Page.loadEventFired') resolve();
        if (method === 'Log.entryAdded') said.push(String((params.entry as Json).text));
        if (method === 'Runtime.exceptionThrown') said.push(JSON.stringify(params.exceptionDetails));
      });
    });
    const ask = (method: string, params: Json = {}) => send(method, params, session);
    await Promise.all([ask('Page.enable'), ask('Log.enable'), ask('Runtime.enable')]);
    const mobile = width < 600;
    await ask('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile });
    await ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    await ask('Page.navigate', { url });
    await loaded;
    const shot = await ask('Page.captureScreenshot', { format: 'png', captureBeyondViewport: whole });
    try {
      return await use({
        picture: Buffer.from(String(shot.data), 'base64'),
        console: said,
        async evaluate<T>(expression: string): Promise<T> {
          const { result, exceptionDetails } = await ask('Runtime.evaluate', { expression, returnByValue: true });
          if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
          return (result as { value: T }).value;
        },
      });
    } finally {
      await send('Target.closeTarget', { targetId });
    }
  }

  async function stop(): Promise<void> {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await ended;
    await profile.remove();
  }

  return { look, stop };
}

/** Messages are JSON with a zero byte behind each. */
function connect(child: ChildProcess) {
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (answer: Json) => void>();
  const listeners = new Map<string, (method: string, params: Json) => void>();
  let last = 0;
  let pending = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const messages = (pending + text).split('\0');
    pending = messages.pop() ?? '';
    for (const message of messages) {
      const { id, method, params, sessionId, ...answer } = JSON.parse(message) as Json;
      if (typeof id === 'number') waiting.get(id)?.(answer);
      else listeners.get(String(sessionId))?.(String(method), params as Json);
    }
  });

  async function send(method: string, params: Json = {}, sessionId?: string): Promise<Json> {
    last += 1;
    const id = last;
    const answer = new Promise<Json>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} was not answered`)), limitMs);
      waiting.set(id, (found) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(found);
      });
    });
    input.write(`${JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`);
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result as Json;
  }

  return {
    send,
    onEvent: (session: string, listener: (method: string, params: Json) => void) => listeners.set(session, listener),
  };
}
