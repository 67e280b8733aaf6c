import { load, told } from './fixtures.js';

const file = '/conf/letsencrypt-dns.yml';
const head = `profiles: [{name: p, provider: powerdns, provider_options: {auth_token: t, pdns_server: "http://127.0.0.1:1"}}]
certificates: [{domains: [hub.example.com], profile: p}, {domains: [www.example.com], profile: p}]
doors:
  `;

/** What stands for longer text in the tables. */
export const words: Readonly<Record<string, string>> = {
  CLIENT: '{name: a, secret: SECRET, domains: [a.example.com], doors: [acme]}',
  SECRET: Buffer.alloc(32, 7).toString('base64url'),
  OTHER: Buffer.alloc(32, 8).toString('base64url'),
  HASH: 'ab'.repeat(32),
  UPPER: 'AB'.repeat(32),
  LONG: 'a'.repeat(64),
};

/** With the words in place. */
export function spelt(text: string): string {
  return Object.entries(words).reduce((all, [word, meaning]) => all.replaceAll(word, meaning), text);
}

/** Reads a section, and what is wrong with it. */
export async function readSection(section: string, credentials?: 'optional') {
  const text = spelt(head + section);
  const { state, problems } = await load({}, { [file]: text }, file, undefined, credentials);
  return { doors: state.doors, secrets: state.secrets, problems: told(problems, file) };
}
