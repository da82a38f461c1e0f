/** What profiles.yml says of a warehouse, and the variables in which its secrets are: from a connection, credentials and the adapter's declaration. */
import { type ProfileOutput, type ProfileValue, secretVariable } from '@weft/dbt/profiles/render-profile';
import type { AdapterName } from '@weft/engine/venv/track-table';
import { adapterOf } from './adapters/all.ts';
import type { AdapterField, FieldValue } from './adapters/declaration.ts';
import type { Secrets, Values } from './model.ts';
import { applies } from './read-values.ts';

export interface TargetInput {
  readonly adapter: AdapterName;
  readonly connection: { readonly values: Values; readonly secrets: Secrets };
  readonly credential: { readonly values: Values; readonly secrets: Secrets };
  readonly schema: string;
  readonly threads: number;
}

export interface Target {
  readonly output: ProfileOutput;
  /** For the environment of dbt, and nowhere else. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A value of the credentials goes before one of the connection under the same name. */
export function describeTarget({ adapter: name, connection, credential, schema, threads }: TargetInput): Target {
  const adapter = adapterOf(name);
  const values: Values = { ...connection.values, ...credential.values };
  const secrets: Secrets = { ...connection.secrets, ...credential.secrets };
  const output: Record<string, ProfileValue> = { ...adapter.fixed };
  const variables: Record<string, string> = {};
  const refer = (field: string): ProfileValue => {
    variables[secretVariable(field)] = secrets[field] ?? '';
    return { secret: secretVariable(field) };
  };
  for (const field of [...adapter.connection, ...adapter.credential]) {
    if (field.key === null || !applies(field, values)) continue;
    const value = readField(field, values, secrets);
    if (value === 'secret') output[field.key] = refer(field.name);
    else if (value !== null) output[field.key] = value.is;
  }
  const known = new Map<string, FieldValue>([...Object.entries(values), ...Object.keys(secrets).map((key): [string, string] => [key, ''])]);
  for (const [key, value] of Object.entries(adapter.derive?.(known) ?? {})) {
    output[key] = typeof value === 'object' && 'secretOf' in value ? refer(value.secretOf) : value;
  }
  return { output: { ...output, type: adapter.type, [adapter.schemaKey]: schema, threads }, variables };
}

/** `secret`: it is in the secrets. A password is always said: adapters want one, be it empty. */
function readField(field: AdapterField, values: Values, secrets: Secrets): 'secret' | { readonly is: FieldValue } | null {
  if (field.isSecret) return secrets[field.name] !== undefined || field.name === 'password' ? 'secret' : null;
  const value = values[field.name] ?? field.initial;
  return value === undefined ? null : { is: value };
}
