import { Parser } from 'htmlparser2';
import type { HtmlElement } from '../sdk/html.js';

/** No page that means anything is nested deeper, or has more elements. */
const deepest = 200;
const mostElements = 100_000;

interface OpenElement extends HtmlElement {
  readonly children: (HtmlElement | string)[];
}

/**
 * HTML → elements, as browsers read it: what is not closed ends with what it stands in.
 * @throws Error where it is no HTML, nested too deeply or too large
 */
export function parseHtml(text: string): HtmlElement {
  const page: OpenElement = { tag: '', attributes: new Map(), children: [] };
  const open = [page];
  let elements = 0;

  function top(): OpenElement {
    return open[open.length - 1] ?? page;
  }

  const parser = new Parser({
    onopentag(tag, attributes) {
      elements += 1;
      if (elements > mostElements) throw new Error(`more than ${mostElements} elements`);
      if (open.length > deepest) throw new Error(`nested deeper than ${deepest}`);
      const element: OpenElement = { tag, attributes: new Map(Object.entries(attributes)), children: [] };
      top().children.push(element);
      open.push(element);
    },
    ontext(part) {
      top().children.push(part);
    },
    onclosetag() {
      open.pop();
    },
  });
  parser.end(text);
  if (elements === 0) throw new Error('it is no HTML');
  return page;
}
