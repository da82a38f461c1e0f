/** The nouns of connections: an account's warehouses, and with what they are entered. */
import type { Id } from '@weft/base/id';
import type { AdapterName } from '@weft/engine/venv/track-table';
import type { FieldValue } from './adapters/declaration.ts';

/** By the API's names of fields; without secrets. */
export type Values = Readonly<Record<string, FieldValue>>;
/** By the API's names of fields: text that is sealed, or to be sealed. */
export type Secrets = Readonly<Record<string, string>>;

/** An account's warehouse. */
export type Connection = ConnectionFacts & (DuckdbPlace | ServerPlace);

export interface ConnectionFacts {
  readonly id: Id<'connection'>;
  readonly accountId: Id<'account'>;
  readonly name: string;
  /** As the official API names the adapter, such as `postgres_v0`. */
  readonly adapterVersion: string;
  /** Fields whose secrets are known; the secrets themselves never leave the module except into a run. */
  readonly secretNames: readonly string[];
  readonly isSshTunnelEnabled: boolean;
  readonly oauthConfigurationId: Id<'oauthConfiguration'> | null;
  /** How many runs may be in the warehouse at once; 1: a single writer, null: any number. A DuckDB file always has one. */
  readonly maxRuns: number | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** `path`: absolute. Its file has one writer at a time, so runs on it wait for each other. */
export interface DuckdbPlace {
  readonly adapter: 'duckdb';
  readonly config: { readonly path: string };
}

export interface ServerPlace {
  readonly adapter: Exclude<AdapterName, 'duckdb'>;
  readonly config: Values;
}

/** What an environment, or a person who develops, enters the warehouse with. */
export interface Credential {
  readonly id: Id<'credential'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly adapter: AdapterName;
  readonly adapterVersion: string;
  readonly targetSchema: string;
  readonly targetName: string;
  readonly threads: number;
  readonly values: Values;
  readonly secretNames: readonly string[];
  /** When its key pair was last exchanged; null: never. */
  readonly rotatedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Text as it was sent, a JSON or YAML object, put over the rendered profile. */
export interface ExtendedAttributes {
  readonly id: Id<'extendedAttributes'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly text: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A connection, credentials and extended attributes under one name, which environments of the project can share. */
export interface Profile {
  readonly id: Id<'profile'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly key: string;
  readonly connectionId: Id<'connection'>;
  readonly credentialId: Id<'credential'>;
  readonly extendedAttributesId: Id<'extendedAttributes'> | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Something of a project, asked for by whoever may see that project. */
export interface InProject {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
}
