/** The cases that every provider runs; a subject names those that do not apply to it, with a reason. */
export const caseTitles = [
  'finds its zone, and no other',
  'takes no zone whose name only ends alike',
  'keeps two values at one name apart, and everybody else’s records as they are',
  'creates and removes several records at once, also at different names',
  'keeps both of two values that are created at the same moment',
  'makes no second record of one that is there',
  'takes what is gone for removed',
  'updates one value and leaves the other',
  'lists all pages, each record once',
  'lists what is asked for: all, one type, one name',
  'gives a record the TTL that it was asked for',
  'changes a record of another type, with its priority',
  'brings text through unharmed: long, quoted, escaped, at the apex',
  'brings the other types of its manifest through',
  'waits and tries again where it asked too often',
  'tries again where the service failed for a moment',
  'writes nothing where it could not read',
  'takes for done what was done though the answer was lost',
  'tells of a write that failed',
  'removes again where the service failed for a moment',
  'takes no page of a gateway for an answer',
  'says that the credentials were refused',
  'shows no secret in what it says of a failure',
] as const;

export type CaseTitle = (typeof caseTitles)[number];
