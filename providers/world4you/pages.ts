import { z } from 'zod';
import {
  type HtmlElement,
  htmlAttribute,
  htmlData,
  htmlExactText,
  htmlFirst,
  htmlHiddenFields,
  htmlOne,
  htmlPage,
  htmlText,
} from '../../core/sdk/index.js';

const Packages = z
  .object({ items: z.array(z.object({ id: z.coerce.string(), fqdn: z.string().nullish() })) })
  .transform(({ items }) => items.flatMap(({ id, fqdn }) => (fqdn ? [{ id, name: fqdn }] : [])));
const Records = z.array(z.looseObject({}));

/** What is booked stands in a script, as JSON. */
export const packagesPage = htmlPage((page) =>
  Packages.parse(htmlData(htmlExactText(htmlOne(page, 'script', { id: 'paketListData' }, 'list of packages')))),
);

/** The page of a domain: its records in an attribute, as JSON. */
export const dnsPage = htmlPage((page) => {
  const list = htmlOne(page, 'meta', { 'data-records': undefined }, 'list of records');
  return {
    items: Records.parse(htmlData(htmlAttribute(list, 'data-records'))),
    message: messageOn(page),
  };
});

/** What a form of that page sends along, which is good for one time. */
export const formPage = (name: string) =>
  htmlPage((page) => {
    const fields = htmlHiddenFields(htmlOne(page, 'form', { name }, `form ${name}`));
    if (fields[`${name}[_token]`] === undefined) throw new Error(`the form ${name} has no token: the page was changed`);
    return fields;
  });

/** The login takes a token of its page. */
export const loginPage = htmlPage((page) =>
  htmlAttribute(htmlOne(page, 'input', { name: '_csrf_token' }, 'login'), 'value'),
);

/** What the page says of a form that was not taken. */
export function messageOn(page: HtmlElement): string | undefined {
  const error = htmlFirst(page, 'div', { class: /form-error-message/ });
  const notice = htmlFirst(page, 'div', { class: /alert-notification/ });
  return [error, notice].flatMap((box) => (box === undefined ? [] : [htmlText(box)])).find((text) => text !== '');
}
