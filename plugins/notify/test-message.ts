import type { Message } from './message.js';

/** What `letsencrypt-dns notify --test` sends: nothing is wrong, and it says so. */
export function testMessage(host: string): Message {
  return {
    title: 'Test message of letsencrypt-dns',
    lines: [`Messages about certificates on ${host} arrive here. Nothing is wrong.`],
    bad: false,
    notices: [],
    host,
  };
}
