/** What an endpoint is: a path, what it needs, how its input is read, and its answer. Registering, permission and rendering are done once, elsewhere. */
import type { Id } from '@weft/base/id';
import type { JsonBytes } from '@weft/base/json-bytes';
import type { Caller, EnvironmentCategory } from '@weft/domain/access/model';
import type { Permission } from '@weft/domain/access/permission-sets';
import type { Host } from '@weft/host/host';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

/**
 * `nobody`: open to all. `caller`: somebody we know; the answer itself looks at nothing of an account.
 * A permission is held against the account in the path and the project that `scope` finds; a list (`isList`) needs it in one project at least, and shows only those.
 */
export type Need = 'nobody' | 'caller' | Permission;

export interface Asked {
  readonly caller: Caller;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A project, or null for the account itself; with the category of its environment where who may write depends on that. */
export type Scope =
  | Id<'project'>
  | null
  | { readonly projectId: Id<'project'> | null; readonly environmentCategory: EnvironmentCategory | null };

/** Whatever is not a GET must say what it changes. */
export type Route<Input, Output> = RouteFacts<Input, Output> &
  (
    | { readonly method: 'GET'; readonly changes?: null }
    | {
        readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
        /** What the audit log says of it; `null`: changes nothing that anybody asks about later (a page that is only previewed). */
        readonly changes: Changes<Input> | null;
      }
  );

interface RouteFacts<Input, Output> {
  /** With the trailing slash that the official API has; the twin without it is the same route. */
  readonly path: string;
  /** For the documentation, in a few words: "Cancel a run". Left out: made of method and path. */
  readonly summary?: string;
  /** For the documentation: the heading it is found under, "Runs". Left out: what the path is about. */
  readonly tag?: string;
  readonly needs: Need;
  readonly isList?: boolean;
  /** Reads `{ ...path parameters, query, body }`. */
  readonly input: z.ZodType<Input>;
  /** Where the thing asked for lies; left out for things of the account itself. Throws not_found as the answer would. */
  readonly scope?: (host: Host, input: Input) => Promise<Scope>;
  readonly status?: number;
  /** `scim` and `graphql`: answers and failures are told as those have them, without the envelope; `git`: failures are plain text. */
  readonly protocol?: 'scim' | 'git' | 'graphql';
  /** Of the body; left out: what the server takes of any. */
  readonly bodyBytesMax?: number;
  /** Who may come in here with a secret that opens no other door; asked where nobody is known by it otherwise. */
  readonly alsoKnows?: (host: Host, secret: string) => Promise<Caller | null>;
  /** Not counted by the rate limit: streams, probes, and what dbt itself asks for while it works. */
  readonly isUncounted?: boolean;
  readonly answer: (host: Host, input: Input, asked: Asked) => Promise<Output>;
}

/** For the audit log: the deed, and how the thing it is done to can be read before and after. */
export interface Changes<Input> {
  /** `noun.verb in the past`, in the words of docs/words.md: `project.created`, `service_token.revoked`. */
  readonly event: string;
  /** The thing as its own GET shows it, so without secrets; null: not there. Asked before the answer, and after it where it succeeded. Left out: the answer itself is what is new (a creation), and nothing was before. */
  readonly read?: (host: Host, input: Input) => Promise<unknown>;
}

/** Any route, once its types have served. */
export interface AnyRoute extends Omit<RouteFacts<never, unknown>, 'input' | 'scope' | 'answer'> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly input: z.ZodType<unknown>;
  readonly scope: ((host: Host, input: never) => Promise<Scope>) | undefined;
  readonly answer: (host: Host, input: never, asked: Asked) => Promise<unknown>;
  readonly changes: Changes<never> | null | undefined;
}

/** Keeps a route's own types while it is written, and forgets them for the list it goes into. */
export function route<Input, Output>(it: Route<Input, Output>): AnyRoute {
  return { ...it, scope: it.scope, changes: it.changes };
}

/** A page of a list, as a question of the domain or a filter over it made it. */
export class Listed<Item> {
  readonly items: readonly Item[];
  readonly totalCount: number;
  readonly limit: number;
  readonly offset: number;
  readonly orderBy: string | null;
  readonly filters: Readonly<Record<string, unknown>>;

  constructor(page: {
    items: readonly Item[];
    totalCount: number;
    limit: number;
    offset: number;
    orderBy?: string | null;
    filters?: Readonly<Record<string, unknown>>;
  }) {
    this.items = page.items;
    this.totalCount = page.totalCount;
    this.limit = page.limit;
    this.offset = page.offset;
    this.orderBy = page.orderBy ?? null;
    this.filters = page.filters ?? {};
  }
}

/** What an answer's envelope holds, written as JSON by who can do so at less cost: for large ones. `Shape` is what is read of it. */
export class Written<Shape> {
  declare readonly shape: Shape;
  readonly sizeBytes: number;
  readonly write: (json: JsonBytes) => void;

  /** `sizeBytes`: what it will probably come to. */
  constructor(sizeBytes: number, write: (json: JsonBytes) => void) {
    this.sizeBytes = sizeBytes;
    this.write = write;
  }
}

/** An answer without the envelope: a file, an empty 204, a stream. Headers are set by the answer itself on `reply`. */
export class Bare {
  readonly status: number;
  readonly body: string | Buffer | NodeJS.ReadableStream | null;

  constructor(status: number, body: string | Buffer | NodeJS.ReadableStream | null) {
    this.status = status;
    this.body = body;
  }
}
