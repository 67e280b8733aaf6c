import {
  type HtmlElement,
  htmlAll,
  htmlExactText,
  htmlFirst,
  htmlOne,
  htmlPage,
  htmlRows,
  htmlText,
} from '../../core/sdk/index.js';

/** The domains of the account: in each row the name stands first, and a link has the id. */
export const domainsPage = htmlPage((page) => {
  const rows = htmlRows(htmlOne(page, 'table', {}, 'table of domains'));
  return rows.flatMap((cells) => {
    const name = cells
      .flatMap((cell) => htmlAll(cell, 'span'))
      .map(htmlText)
      .find((text) => text.includes('.'));
    const id = cells.flatMap(linksIn).flatMap((link) => domainIn(link) ?? [])[0];
    if (name === undefined && id === undefined) return [];
    if (name === undefined || id === undefined)
      throw new Error('a domain has no name or no link: the page was changed');
    return [{ id, name }];
  });
});

/** The last one is not in every row. */
type Row = [HtmlElement, HtmlElement, HtmlElement, HtmlElement, HtmlElement, HtmlElement?];

/** The records of a domain: name, type, content, priority, TTL, and links that have the id. Those of the service have none. */
export const recordsPage = htmlPage((page) => {
  const rows = htmlRows(htmlOne(page, 'table', {}, 'table of records'));
  return rows.map((cells) => {
    if (cells.length < 5) throw new Error('a row of records has fewer cells: the page was changed');
    const [name, type, content, priority, ttl, actions] = cells as Row;
    const id = (actions === undefined ? [] : linksIn(actions)).flatMap(
      (link) => /\/id\/(\d+)/.exec(link)?.[1] ?? [],
    )[0];
    return {
      id: id ?? '',
      name: htmlText(name).replaceAll(' ', ''),
      type: htmlText(type),
      content: htmlExactText(content),
      ttl: htmlText(ttl),
      ...(htmlText(priority) !== '' && { priority: htmlText(priority) }),
    };
  });
});

/** What the page says of the form that was sent; undefined: it says nothing of it. */
export function outcomeOn(page: HtmlElement): { readonly isDone: boolean; readonly message: string } | undefined {
  const [message] = ['success', 'error'].flatMap((kind) => messagesOf(page, kind));
  return message;
}

function messagesOf(page: HtmlElement, kind: string) {
  const boxes = ['div', 'section', 'p', 'article'].flatMap((tag) =>
    htmlAll(page, tag, { class: new RegExp(`feedback-message--${kind}`) }),
  );
  return boxes.map((box) => ({ isDone: kind === 'success', message: htmlText(box) }));
}

/** The page that wants a login. */
export function wantsLogin(page: HtmlElement): boolean {
  return htmlFirst(page, 'div', { id: 'react-auth-page' }) !== undefined;
}

function linksIn(cell: HtmlElement): string[] {
  return htmlAll(cell, 'a', { href: undefined }).map(({ attributes }) => attributes.get('href') ?? '');
}

/** The links of a domain end in its id, or name it as their parameter. */
function domainIn(link: string): string | undefined {
  return (
    /\/domain\/dns\/index\/domain\/(\d+)/.exec(link)?.[1] ??
    /[?&]domain=(\d+)|\/(\d+)\/?$/.exec(link)?.slice(1).find(Boolean)
  );
}
