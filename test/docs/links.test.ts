import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../lab/index.js';
import { blocksIn, pages } from './blocks/extract.js';
import { shellFaults } from './blocks/shell.js';

/** A page without what stands in blocks. */
function prose(page: string): string {
  const text = readFileSync(join(projectRoot(), page), 'utf8');
  return blocksIn(page, text).reduce((rest, block) => rest.replace(block.text, '\n'), text);
}

/** What GitHub calls the place of a heading. */
function anchorsOf(page: string): Set<string> {
  const headings = [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

function brokenLinks(page: string): string[] {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(projectRoot(), target))) return true;
    return anchor !== undefined && !anchorsOf(target).has(anchor);
  });
}

describe('the documentation', () => {
  for (const page of pages()) {
    it(`leads where it says: ${page}`, () => assert.deepEqual(brokenLinks(page), []));
  }

  it('names only commands that there are', async () => {
    const faults: string[] = [];
    for (const page of pages()) {
      for (const [, command = ''] of prose(page).matchAll(/`((?:letsencrypt-dns|lexicon) [^`]+)`/g)) {
        // A form of all arguments, for people.
        if (/[[\]…|]/.test(command)) continue;
        faults.push(
          ...(await shellFaults(command.replaceAll(/\bPROVIDER\b|\bID\b/g, 'cloudflare'))).map(
            (fault) => `${page}: ${fault}`,
          ),
        );
      }
    }
    assert.deepEqual(faults, []);
  });

  it('is found from README', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      if (!page.endsWith('.md')) continue;
      for (const [, link = ''] of prose(page).matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)) {
        if (!/^[a-z]+:/.test(link)) reached.add(normalize(join(dirname(page), link)));
      }
    }
    const decisions = (page: string) => page.startsWith('docs/decisions/');
    assert.deepEqual(
      pages().filter((page) => !reached.has(page) && !decisions(page)),
      [],
    );
  });
});
