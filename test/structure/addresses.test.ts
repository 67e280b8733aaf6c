import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../lab/index.js';
import { templatesIn } from './templates.js';

const root = projectRoot();

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

/** Texts with slashes that are no addresses: what they are, and the line that they stand on. */
const noAddresses = [
  // Ids of records.
  /^id: contents\.length === 1 \? id/,
  /^return `\$\{entry\.expire\}\/\$\{recordId\(entry\)\}`/,
  // What is signed.
  /^const text = `\$\{request\.method\}&/,
  /^const credentialScope =/,
  /^`AWS4-HMAC-SHA256 Credential=/,
  // Codes and headers.
  /^serviceCode: `\$\{errorcode\.major\}\//,
  /^headers: \{ soapaction:/,
];

/** A template with something put into it, and text that looks like an address. */
function looksLikeAddress(text: string): boolean {
  const bare = text.replace(/\$\{[^{}]*\}/g, '§');
  return bare.includes('§') && /^§?[/?]|^https?:|\/§|§\//.test(bare);
}

describe('addresses of requests', () => {
  it('are made by the path tag, never by hand', () => {
    const wrong = [...sources('providers'), ...sources('core/sdk')].flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return templatesIn(text)
        .filter(({ tag, content }) => tag === '' && looksLikeAddress(content))
        .filter(({ line }) => !noAddresses.some((known) => known.test(line)))
        .map(({ line }) => `${file}: ${line}`);
    });
    assert.deepEqual(wrong, []);
  });

  it('are not put together by plus, concat or join either', () => {
    const wrong = [...sources('providers'), ...sources('core/sdk')].flatMap((file) => {
      const lines = readFileSync(join(root, file), 'utf8').split('\n');
      return lines.filter((line) =>
        /'[^']*\/[^']*' \+ |\+ '\/|\.concat\('\/|\.(get|post|put|patch|delete|send)\([^)]*\.join\(/.test(line),
      );
    });
    assert.deepEqual(wrong, []);
  });

  it('would be noticed', () => {
    const by = '$' + '{id}';
    const found = templatesIn(`const a = \`/zones/${by}\`; path\`/x/${by}\`; get(\`${by}/x/$\{\`${by}\`}\`)`);
    assert.deepEqual(found.map(({ tag }) => tag).sort(), ['', '', '', 'path']);
    assert.deepEqual(
      [`/zones/${by}`, `${by}/zones`, `https://dns.${by}.example`, `no record has the identifier ${by}`].map(
        looksLikeAddress,
      ),
      [true, true, true, false],
    );
  });

  it('stop with the signals of their work: any of several is joined by joinSignals', () => {
    // Until Node 22 a timer that only AbortSignal.any holds on to is collected as garbage, and never fires.
    const users = ['core', 'providers', 'plugins']
      .flatMap(sources)
      .filter((file) => /AbortSignal\.any\(/.test(readFileSync(join(root, file), 'utf8')));
    assert.deepEqual(users, []);
  });
});
