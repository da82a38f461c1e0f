/** The nouns of connections and the checks on what people enter. */
import { isAbsolute, join, normalize } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { z } from 'zod';

/** An account's warehouse. */
export type Connection = {
  readonly id: Id<'connection'>;
  readonly accountId: Id<'account'>;
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
} & ConnectionConfig;

export type ConnectionConfig =
  | { readonly adapter: 'duckdb'; readonly config: DuckdbConfig }
  | { readonly adapter: 'postgres'; readonly config: PostgresConfig };

/** `path`: absolute. Its file has one writer at a time, so runs on it wait for each other. */
export const duckdbConfigSchema = z.object({ path: z.string().min(1).max(4096) });
export type DuckdbConfig = z.infer<typeof duckdbConfigSchema>;

export const postgresConfigSchema = z.object({
  hostname: z.string().min(1).max(255),
  port: z.coerce.number().int().min(1).max(65_535).default(5432),
  dbname: z.string().min(1).max(63),
  sslmode: z.enum(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']).default('prefer'),
});
export type PostgresConfig = z.infer<typeof postgresConfigSchema>;

/** What an environment enters the warehouse with; the password never leaves the module except into a run. */
export interface Credential {
  readonly id: Id<'credential'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly adapter: 'duckdb' | 'postgres';
  readonly targetSchema: string;
  readonly targetName: string;
  readonly threads: number;
  readonly username: string | null;
  readonly hasPassword: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A relative DuckDB path lies in Weft's folder for warehouses; an absolute one is anywhere the server may write, except in the rest of Weft's home. */
export function readConnectionConfig(
  adapter: string,
  config: unknown,
  places: { readonly home: string; readonly warehouses: string },
): ConnectionConfig {
  if (adapter === 'duckdb') {
    const { path } = read(duckdbConfigSchema, config);
    const whole = normalize(isAbsolute(path) ? path : join(places.warehouses, path));
    const isInHome = whole === places.home || whole.startsWith(`${places.home}/`);
    if (isInHome && !whole.startsWith(`${places.warehouses}/`))
      throw new Fault(
        'invalid',
        'connection.path_refused',
        `A DuckDB file cannot lie at ${path}: that is Weft's own. Use a name such as "warehouse.duckdb", or a path elsewhere.`,
      );
    return { adapter, config: { path: whole } };
  }
  if (adapter === 'postgres') return { adapter, config: read(postgresConfigSchema, config) };
  throw new Fault(
    'invalid',
    'connection.adapter_unknown',
    `Weft has no connections of the kind "${adapter}" yet; there are duckdb and postgres.`,
  );
}

export const schemaNameSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_$]{0,62}$/, 'letters, digits and underscores, at most 63, not beginning with a digit');

function read<T>(schema: z.ZodType<T>, config: unknown): T {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const where = result.error.issues.map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`).join('; ');
  throw new Fault('invalid', 'connection.config_invalid', `The connection cannot be made: ${where}.`);
}
