import { createHash } from 'node:crypto';

/**
 * What stands for the password in a request: it changes with the hour in Prague.
 * @param now in milliseconds since the epoch
 */
export function credentialOf(username: string, password: string, now: number): string {
  return sha1(`${username}${sha1(password)}${hourInPrague(now)}`);
}

// Made once, as that takes longer than all else here.
const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Prague', hour: '2-digit', hourCycle: 'h23' });

function hourInPrague(now: number): string {
  return hour.format(now);
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
