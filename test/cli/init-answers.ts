import { keys, type Terminal } from '../lab/index.js';

/** What a person types at each question of `init`, in their order, for PowerDNS. */
export async function names(asked: Terminal, words: string): Promise<void> {
  await asked.sees(/Which names/);
  asked.type(`${words}${keys.enter}`);
}

export async function provider(asked: Terminal): Promise<void> {
  await asked.sees(/Which DNS provider/);
  asked.type('powerdns');
  await asked.sees(/1 match/);
  asked.type(keys.enter);
}

export async function secret(asked: Terminal, text: string): Promise<void> {
  await asked.sees(/Type or paste it/);
  asked.type(keys.enter);
  await asked.sees(/◆ {2}API key/);
  asked.type(`${text}${keys.enter}`);
}

export async function server(asked: Terminal, url: string): Promise<void> {
  await asked.sees(/web interface/);
  asked.type(`${url}${keys.enter}`);
  await asked.sees(/Anything else to set/);
  asked.type(keys.enter);
}

export async function contact(asked: Terminal): Promise<void> {
  await asked.sees(/e-mail address/);
  asked.type(keys.enter);
}

export async function target(asked: Terminal): Promise<void> {
  await asked.sees(/Where shall the settings go/);
  asked.type(keys.enter);
}

export async function others(asked: Terminal): Promise<void> {
  await asked.sees(/Write down as well/);
  asked.type(keys.enter);
}
