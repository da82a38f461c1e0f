/** Writes the profiles.yml of one run: one profile, one target, and no secret. */
import { stringify } from 'yaml';

export type ProfileOutput =
  /** `path`: absolute; a relative one would follow the working folder, not the project. */
  | { readonly type: 'duckdb'; readonly path: string; readonly schema: string; readonly threads: number }
  | {
      readonly type: 'postgres';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly dbname: string;
      readonly schema: string;
      readonly sslmode: string;
      readonly threads: number;
    };

export interface ProfileInput {
  /** As dbt_project.yml names it. */
  readonly profileName: string;
  readonly targetName: string;
  readonly output: ProfileOutput;
}

/**
 * Where a password is looked for. The prefix makes dbt hide the value in its logs, and keeps it out of everything but profiles and packages.
 */
export const passwordVariable = 'DBT_ENV_SECRET_WEFT_PASSWORD';

export function renderProfile({ profileName, targetName, output }: ProfileInput): string {
  const target = output.type === 'duckdb' ? duckdb(output) : postgres(output);
  return stringify({ [profileName]: { target: targetName, outputs: { [targetName]: target } } }, { lineWidth: 0 });
}

function duckdb(output: Extract<ProfileOutput, { type: 'duckdb' }>): object {
  const { path, schema, threads } = output;
  return { type: 'duckdb', path: literal(path), schema: literal(schema), threads };
}

function postgres(output: Extract<ProfileOutput, { type: 'postgres' }>): object {
  const { host, port, user, dbname, schema, sslmode, threads } = output;
  return {
    type: 'postgres',
    host: literal(host),
    port,
    user: literal(user),
    password: `{{ env_var('${passwordVariable}', '') }}`,
    dbname: literal(dbname),
    schema: literal(schema),
    sslmode,
    threads,
    connect_timeout: 10,
  };
}

/** dbt renders every value as Jinja: what people entered must come out as they entered it. */
function literal(value: string): string {
  if (!/\{[{%#]/.test(value)) return value;
  return `{{ ${JSON.stringify(value).replaceAll('{', '\\u007b')} }}`;
}
