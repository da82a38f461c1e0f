/** PostgreSQL: one pool, typed queries by Drizzle, transactions; waits out a database that is away for some seconds. */
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { PoolClient } from 'pg';

/** What a store is given: the pool itself or a transaction. */
export type Db = NodePgDatabase;
export type Tx = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0];

export interface Database {
  readonly db: Db;
  /** One transaction; retried as a whole on serialization failures and when the connection was lost before commit was sent. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A raw client for COPY and LISTEN; always given back. */
  withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;
  /** Resolves when the database answers `select 1` within the given time. */
  ping(timeoutMilliseconds: number): Promise<void>;
  close(): Promise<void>;
}
