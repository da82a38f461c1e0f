/** How an adapter is declared: its fields once, from which come the check of what people enter, the form, profiles.yml and the API. */
import type { AdapterName } from '@weft/engine/venv/track-table';

export type FieldValue = string | number | boolean | readonly string[];

export interface AdapterField {
  /** As the official API names it in `config`, or in the credentials. */
  readonly name: string;
  readonly label: string;
  readonly help: string;
  /** `long_text`: of several lines, such as a key. `list`: of texts. */
  readonly kind: 'text' | 'long_text' | 'number' | 'boolean' | 'choice' | 'list';
  /** Goes in, and comes out only into a run. */
  readonly isSecret?: true;
  /** A choice that people seldom need stands apart in the form. */
  readonly isAdvanced?: true;
  readonly isRequired?: true;
  /** Asked for, and required where it is, only when another field has one of these values. */
  readonly when?: { readonly field: string; readonly among: readonly FieldValue[] };
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** What stands where nothing was entered. */
  readonly initial?: FieldValue;
  readonly min?: number;
  readonly max?: number;
  /** In the output of profiles.yml, `a.b` for one inside another; null: it is said otherwise (`derive`). */
  readonly key: string | null;
}

/** What is said in profiles.yml that is not one field's value. `values`: those of connection and credentials together; a secret that is there is `''`. */
export type Derive = (values: ReadonlyMap<string, FieldValue>) => Readonly<Record<string, DerivedValue>>;
/** `{ secretOf }`: the secret of that field. */
export type DerivedValue = FieldValue | { readonly secretOf: string };

export interface Adapter {
  readonly name: AdapterName;
  readonly title: string;
  /** dbt's `type:` in profiles.yml. */
  readonly type: string;
  /** As the official API names adapters; the first is the usual one. */
  readonly versions: readonly [string, ...string[]];
  /** `type` of its credentials in the official API. */
  readonly credentialType: 'postgres' | 'redshift' | 'snowflake' | 'bigquery' | 'adapter';
  readonly docs: string;
  readonly connection: readonly AdapterField[];
  readonly credential: readonly AdapterField[];
  /** The API's name for the schema that an environment writes to. */
  readonly schemaField: 'schema' | 'default_schema';
  /** Its key in profiles.yml. */
  readonly schemaKey: 'schema' | 'dataset';
  readonly derive?: Derive;
  /** Where the warehouse is, in one line; of the connection's values. */
  readonly place: (values: ReadonlyMap<string, FieldValue>) => string;
  /** Names that dbt itself must not be given, though the API has them. */
  readonly fixed?: Readonly<Record<string, FieldValue>>;
}
