/** What nobody should send and somebody will. */
import { isRecord } from '@weft/base/json';
import type { AppHouse } from './app.ts';

/** As JSON text, since some of it is no value that a program can hold. */
export const evilValues: readonly string[] = [
  ...['null', 'true', '-1', '0.5', '1e308', '9007199254740993', '""', '[[null]]', '{"$ne":1}', '{"__proto__":{"admin":true}}'],
  ...['"\\u0000"', '"\\ud800"', '"2026-02-31T25:61:00"', '"../../etc/passwd"', '"--help"', '"a\\r\\nSet-Cookie: x=1"'],
  JSON.stringify(`'); drop table projects.project; -- <img src=x onerror=alert(1)> ${'x'.repeat(100_000)}`),
];

/** In place of an id in an address; nothing is there. */
export const evilIds: readonly string[] = [
  ...['0', '-1', '1.5', '1e3', '0x1', '9007199254740993', '99999999999999999999', '999999999', 'abc', '%00', '%ED%A0%80', '..%2f..'],
  ...["1'%20or%20'1'='1", 'null', 'a'.repeat(1500)],
];

/** In place of a query parameter's value. */
export const evilQueries: readonly string[] = [
  ...['', '-1', '0.5', '1e400', '99999999999999999999', '["', '[[1]]', '%00', '%ED%A0%80', "' or 1=1 --", '-', 'x'.repeat(3000)],
];

export const names: readonly string[] = [
  `Robert'); drop table projects.project; --`,
  `<img src=x onerror=alert(1)>"&amp;`,
  '漢字 😀 ‮ é e\u0301',
  '{{7*7}} #{7*7} %s %n \\n',
];

/** A digest of every row there is, save what is written of every request: when somebody was last seen, and the audit log. */
export async function digestOf(house: AppHouse): Promise<ReadonlyMap<string, string>> {
  return house.database.withClient(async (client) => {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema', 'audit', 'queue') and tablename <> 'guess' order by 1`,
    );
    const row = `(to_jsonb(t) - 'last_used_at' - 'last_seen_at' - 'last_sign_in_at')::text`;
    const parts = tables.rows.map(
      ({ name }) => `select '${name}' as name, md5(coalesce(string_agg(${row}, '' order by ${row}), '')) as digest from ${name} t`,
    );
    const { rows } = await client.query<{ name: string; digest: string }>(parts.join(' union all '));
    return new Map(rows.map(({ name, digest }) => [name, digest]));
  });
}

/** What is not right about a refusal, or null: it is in the envelope, is no failure of ours, and says something. */
export function wrongWith(statusCode: number, body: string): string | null {
  if (statusCode >= 500 && statusCode !== 503) return `${statusCode}: ${body.slice(0, 300)}`;
  if (statusCode < 400) return null;
  let told: unknown;
  try {
    told = JSON.parse(body);
  } catch {
    return `${statusCode} is no JSON: ${body.slice(0, 200)}`;
  }
  if (!isRecord(told)) return `${statusCode} is no object`;
  // SCIM and GraphQL have shapes of their own.
  if (Array.isArray(told.schemas)) return null;
  if (Array.isArray(told.errors)) return wrongWithErrors(statusCode, told.errors, told.data);
  const { status } = told;
  const isEnvelope =
    isRecord(status) && status.code === statusCode && status.is_success === false && typeof status.user_message === 'string';
  return isEnvelope && status.user_message !== '' ? null : `${statusCode} has no envelope: ${body.slice(0, 200)}`;
}

function wrongWithErrors(statusCode: number, errors: readonly unknown[], data: unknown): string | null {
  const isTold = errors.length > 0 && errors.every((error) => isRecord(error) && typeof error.message === 'string' && error.message !== '');
  return isTold && (data ?? null) === null ? null : `${statusCode} is no refusal of GraphQL: ${JSON.stringify(errors).slice(0, 200)}`;
}
