/** Opens what a dbt command needs to enter a warehouse: connection, credentials, extended attributes, and the secrets of them all. */
import type { Id } from '@weft/base/id';
import type { Json } from '@weft/base/json';
import type { Host } from '@weft/host/host';
import { adapterOf } from './adapters/all.ts';
import { valuesOf, wholeDuckdbPath } from './connection-config.ts';
import { getConnection, openConnection } from './create-connection.ts';
import { openCredential } from './credentials.ts';
import { describeTarget, type Target } from './describe-target.ts';
import { getExtendedAttributes, readAttributes } from './extended-attributes.ts';
import type { ConnectionFacts, Credential, DuckdbPlace, InProject, Secrets, ServerPlace } from './model.ts';

/** Saved, or only entered. */
export type TargetConnection = Pick<ConnectionFacts, 'name' | 'isSshTunnelEnabled'> & (DuckdbPlace | ServerPlace);
export type TargetCredential = Pick<Credential, 'targetSchema' | 'values'>;

export interface OpenTarget {
  readonly connection: TargetConnection;
  readonly credential: TargetCredential;
  /** Extended attributes. */
  readonly over: Readonly<Record<string, Json>>;
  /** Where the one file is that only one run may write to; null: another kind of warehouse. */
  readonly duckdbPath: string | null;
  /** Which warehouse it is, by adapter and address: two ways to one warehouse have one. */
  readonly place: string;
  /** Secrets, each as often as it may appear otherwise written, for whoever keeps what dbt says. */
  readonly hidden: readonly string[];
  /** What is kept and does nothing here. */
  readonly warnings: readonly string[];
  /** `schema` null: that of the credentials. */
  describe(run: { readonly schema: string | null; readonly threads: number }): Target;
  /** For a person, in one line. */
  say(run: { readonly schema: string | null; readonly threads: number }): string;
}

export interface TargetTies {
  readonly connectionId: Id<'connection'>;
  readonly credentialId: Id<'credential'>;
  readonly extendedAttributesId: Id<'extendedAttributes'> | null;
}

/** Faults: not_found of whatever is gone; unavailable `secret.unreadable`; invalid `connection.path_refused`. */
export async function openTarget(host: Host, place: InProject, ties: TargetTies): Promise<OpenTarget> {
  const { connection, secrets } = await openConnection(host, place.accountId, ties.connectionId);
  const opened = await openCredential(host, place, ties.credentialId);
  const over = await overOf(host, place, ties.extendedAttributesId);
  return makeTarget(host, {
    connection,
    connectionSecrets: secrets,
    credential: opened.credential,
    credentialSecrets: opened.secrets,
    over,
  });
}

/** Of things that may not be saved yet. */
export function makeTarget(
  host: Host,
  parts: {
    readonly connection: TargetConnection;
    readonly connectionSecrets: Secrets;
    readonly credential: TargetCredential;
    readonly credentialSecrets: Secrets;
    readonly over: Readonly<Record<string, Json>>;
  },
): OpenTarget {
  const { connection, credential, over } = parts;
  const hidden = [...Object.values(parts.connectionSecrets), ...Object.values(parts.credentialSecrets)].flatMap(formsOf);
  for (const secret of hidden) host.scrubber.add(secret);
  const duckdbPath = fileOf(host, connection, over);
  const { adapter } = connection;
  const values = valuesOf(connection);
  const placed = duckdbPath === null ? values : { path: duckdbPath };
  const describe: OpenTarget['describe'] = ({ schema, threads }) =>
    describeTarget({
      adapter,
      connection: { values: placed, secrets: parts.connectionSecrets },
      credential: { values: credential.values, secrets: parts.credentialSecrets },
      schema: schema ?? credential.targetSchema,
      threads,
    });
  return {
    connection,
    credential,
    over: duckdbPath === null || over.path === undefined ? over : { ...over, path: duckdbPath },
    duckdbPath,
    place: [`${adapter} ${adapterOf(adapter).place(new Map(Object.entries(placed)))}`, ...movedBy(duckdbPath === null ? over : {})].join(
      ', ',
    ),
    hidden,
    warnings: connection.isSshTunnelEnabled ? [tunnelWarning] : [],
    describe,
    say({ schema, threads }) {
      const user = credential.values.username ?? credential.values.user;
      const place = adapterOf(adapter).place(new Map(Object.entries(placed)));
      const more = Object.keys(over).length === 0 ? '' : `, extended attributes ${Object.keys(over).join(', ')}`;
      const where = user === undefined ? place : `${place} as ${user}`;
      return `${adapter} ${where}, schema ${schema ?? credential.targetSchema}, ${threads === 1 ? '1 thread' : `${threads} threads`}${more}`;
    },
  };
}

const tunnelWarning =
  'This connection asks for an SSH tunnel. Weft keeps its settings but opens none: dbt connects to the host directly. Open the tunnel beside Weft, and let the connection lead to it.';

/** Where a run of the environment will write, before anything is opened. Faults: as `openTarget`. */
export async function duckdbPathOf(
  host: Host,
  place: InProject,
  ties: Pick<TargetTies, 'connectionId' | 'extendedAttributesId'>,
): Promise<string | null> {
  const connection = await getConnection(host, place.accountId, ties.connectionId);
  return connection.adapter === 'duckdb' ? fileOf(host, connection, await overOf(host, place, ties.extendedAttributesId)) : null;
}

async function overOf(host: Host, place: InProject, id: Id<'extendedAttributes'> | null): Promise<Readonly<Record<string, Json>>> {
  return id === null ? {} : readAttributes((await getExtendedAttributes(host, place, id)).text);
}

/** Extended attributes can lead to another file, by the same rules. */
function fileOf(host: Host, connection: TargetConnection, over: Readonly<Record<string, Json>>): string | null {
  if (connection.adapter !== 'duckdb') return null;
  return typeof over.path === 'string' && !/\{[{%#]/.test(over.path) ? wholeDuckdbPath(over.path, host.paths) : connection.config.path;
}

/** Extended attributes that lead to another warehouse than the connection does. */
function movedBy(over: Readonly<Record<string, Json>>): string[] {
  const keys = ['host', 'port', 'dbname', 'database', 'account', 'project', 'catalog', 'http_path'];
  return keys.flatMap((key) => (typeof over[key] === 'string' || typeof over[key] === 'number' ? [`${key} ${over[key]}`] : []));
}

/** A key of several lines appears in messages line by line, or with its ends of lines spelled out. */
function formsOf(secret: string): string[] {
  const lines = secret.split('\n').filter((line) => line.length >= 20 && !line.startsWith('-----'));
  return [secret, ...(lines.length > 1 ? [...lines, secret.replaceAll('\n', '\\n')] : [])].filter((form) => form.length > 0);
}
