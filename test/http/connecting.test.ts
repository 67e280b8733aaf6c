import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { it } from 'node:test';
import type { buildConnector } from 'undici';
import { watchConnecting } from '../../core/http/connecting.js';

it('what is still open ends with its pool, and what is closed is held no longer', async () => {
  const { watch, end } = watchConnecting();
  const told: unknown[] = [];
  const open = (socket: unknown) => {
    const connect: unknown = (options: unknown, callback: unknown) => {
      told.push([options, callback]);
      return socket;
    };
    watch(connect as buildConnector.connector)('options' as never, 'callback' as never);
  };
  const [stays, closes] = [new Socket(), new Socket()];
  for (const socket of [stays, closes, undefined]) open(socket);
  assert.deepEqual(told, Array(3).fill(['options', 'callback']));
  await new Promise<void>((resolve) => closes.once('close', () => resolve()).destroy());
  let again = 0;
  closes.destroy = () => {
    again += 1;
    return closes;
  };
  end();
  assert.deepEqual([stays.destroyed, again], [true, 0]);
});
