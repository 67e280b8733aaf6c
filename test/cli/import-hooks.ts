import { appendFileSync } from 'node:fs';

type Load = (url: string, context: unknown, next: (url: string, context: unknown) => unknown) => unknown;

/** Notes the URL of each module that is loaded, one a line, in the file that IMPORT_TRACE names. */
export const load: Load = (url, context, next) => {
  appendFileSync(process.env.IMPORT_TRACE ?? '', `${url}\n`);
  return next(url, context);
};
