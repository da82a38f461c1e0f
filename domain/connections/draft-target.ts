/** A target of what stands in a form: what is saved, with what was entered put over it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { requireAdapter } from './adapters/all.ts';
import { invalidConfig, knownOf, readConnectionConfig } from './connection-config.ts';
import { openConnection } from './create-connection.ts';
import { openCredential } from './credentials.ts';
import { getExtendedAttributes, readAttributes } from './extended-attributes.ts';
import { openIdentity } from './link-identity.ts';
import type { InProject, Secrets } from './model.ts';
import { makeTarget, type OpenTarget } from './open-target.ts';
import { readValues } from './read-values.ts';

export interface DraftTarget {
  readonly accountId: Id<'account'>;
  /** null: one that is not saved yet. */
  readonly connectionId: Id<'connection'> | null;
  /** Left out: that of the saved connection. */
  readonly adapter?: string | undefined;
  /** What was changed in the form. */
  readonly config?: unknown;
  /** The project that the credentials lie in, and they themselves; null: only what was entered. */
  readonly saved: (InProject & { readonly credentialId: Id<'credential'> }) | null;
  readonly values?: unknown;
  readonly schema?: string | undefined;
  /** Their text; null: none. */
  readonly extendedAttributes?: string | null | undefined;
  /** Whose linked identity serves where people sign in as themselves. */
  readonly userId?: Id<'user'> | null;
  readonly extendedAttributesId?: { readonly place: InProject; readonly id: Id<'extendedAttributes'> } | null | undefined;
}

/** Faults: invalid `connection.adapter_unknown`, `connection.config_invalid`, `credential.invalid`, `extended_attributes.invalid`; not_found of what is named. */
export async function openDraftTarget(host: Host, draft: DraftTarget): Promise<OpenTarget> {
  const opened = draft.connectionId === null ? null : await openConnection(host, draft.accountId, draft.connectionId);
  if (opened === null && draft.adapter === undefined) throw invalidConfig('it names no adapter');
  const adapter = requireAdapter(draft.adapter ?? opened?.connection.adapter ?? '');
  if (opened && opened.connection.adapter !== adapter.name)
    throw invalidConfig(`it is of ${opened.connection.adapter}, not of ${adapter.name}`);
  const config = readConnectionConfig(adapter.name, draft.config, host.paths, opened ? knownOf(opened.connection) : undefined);
  const stored = draft.saved === null ? null : await openCredential(host, draft.saved, draft.saved.credentialId);
  const isSame = stored?.credential.adapter === adapter.name;
  const entered = readValues(adapter.credential, draft.values, stored && isSame ? stored.credential : undefined);
  if (entered.problems.length > 0)
    throw new Fault('invalid', 'credential.invalid', `The credentials are not whole: ${entered.problems.join('; ')}.`);
  // Only a saved connection has people who are linked to it.
  const isOwn = entered.values.auth_type === 'sso' && opened !== null;
  const identity = isOwn ? await openIdentity(host, draft.userId ?? null, opened.connection) : { values: {}, secrets: {} };
  return makeTarget(host, {
    connection: {
      name: opened?.connection.name ?? adapter.title,
      isSshTunnelEnabled: opened?.connection.isSshTunnelEnabled ?? false,
      ...config.place,
    },
    connectionSecrets: merge(opened?.secrets ?? {}, config),
    credential: {
      targetSchema: draft.schema || stored?.credential.targetSchema || 'public',
      values: { ...entered.values, ...identity.values },
    },
    credentialSecrets: { ...merge(stored && isSame ? stored.secrets : {}, entered), ...identity.secrets },
    over: await overOf(host, draft),
  });
}

async function overOf(host: Host, { extendedAttributes, extendedAttributesId }: DraftTarget) {
  if (extendedAttributes) return readAttributes(extendedAttributes);
  if (!extendedAttributesId) return {};
  return readAttributes((await getExtendedAttributes(host, extendedAttributesId.place, extendedAttributesId.id)).text);
}

function merge(before: Secrets, { secrets, dropped }: { readonly secrets: Secrets; readonly dropped: readonly string[] }): Secrets {
  const kept = Object.entries(before).filter(([name]) => !dropped.includes(name));
  return { ...Object.fromEntries(kept), ...secrets };
}
