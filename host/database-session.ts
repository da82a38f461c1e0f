/** Drizzle's session with the driver's own errors: Drizzle's wrapper hides the code and prints every parameter, secrets too. */
import { DrizzleQueryError } from 'drizzle-orm';
import { type NodePgClient, NodePgSession } from 'drizzle-orm/node-postgres/session';
import { PgDialect, type PgPreparedQuery, type PreparedQueryConfig } from 'drizzle-orm/pg-core';

export const dialect = new PgDialect();

/** How one statement is carried out: in a transaction once, on the pool with patience. */
export type CarryOut = <T>(statement: string, run: () => Promise<T>) => Promise<T>;

type NoSchema = Record<string, never>;
type Preparation<T extends PreparedQueryConfig> = Parameters<typeof NodePgSession.prototype.prepareQuery<T>>;

export class DatabaseSession extends NodePgSession<NoSchema, NoSchema> {
  readonly #carryOut: CarryOut;

  constructor(client: NodePgClient, carryOut: CarryOut) {
    super(client, dialect, undefined);
    this.#carryOut = carryOut;
  }

  override prepareQuery<T extends PreparedQueryConfig = PreparedQueryConfig>(...preparation: Preparation<T>): PgPreparedQuery<T> {
    const [query] = preparation;
    const prepared = super.prepareQuery<T>(...preparation);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = (values) => this.#carryOut(query.sql, () => execute(values).catch(rethrowCause));
    return prepared;
  }
}

function rethrowCause(error: unknown): never {
  throw error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
}
