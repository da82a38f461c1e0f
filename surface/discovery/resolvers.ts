/** How fields are answered: a function a field, a table a type. */
import type { Desk } from './desk.ts';

/** Each function knows its own source and arguments; the schema has read the arguments. */
export type Resolvers = Readonly<Record<string, (source: never, args: never, desk: Desk) => unknown>>;
