/** Connections and credentials of ours in the official API's words, by the declaration of their adapter. */
import { adapterOf } from '@weft/domain/connections/adapters/all';
import type { AdapterField } from '@weft/domain/connections/adapters/declaration';
import { valuesOf } from '@weft/domain/connections/connection-config';
import type { Connection, Credential } from '@weft/domain/connections/model';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireAccountConnection, WireCredentials, WireLegacyConnection } from '@weft/wire/v3/connection';

/** Every field that the description has for the adapter is there, null where nothing was entered; secrets never are. */
export function presentAccountConnection(host: Host, connection: Connection, environmentCount: number): WireAccountConnection {
  return {
    id: connection.id,
    account_id: connection.accountId,
    name: connection.name,
    adapter_version: connection.adapterVersion,
    private_link_endpoint_id: null,
    is_ssh_tunnel_enabled: connection.isSshTunnelEnabled,
    oauth_redirect_uri: redirectUri(host, connection),
    oauth_configuration_id: connection.oauthConfigurationId,
    is_configured_for_native_oauth: isConfiguredForOauth(connection),
    platform_metadata_credentials_id: null,
    analytics_credentials_id: null,
    environment__count: environmentCount,
    config: shown(adapterOf(connection.adapter).connection, valuesOf(connection)),
    created_at: wireTimestamp(connection.createdAt),
    updated_at: wireTimestamp(connection.updatedAt),
  };
}

/** Where a warehouse's sign-in page sends people back to. */
export function redirectUri(host: Host, { adapter }: Pick<Connection, 'adapter'>): string {
  return `${host.config.publicUrl}/complete/${adapter}`;
}

export function isConfiguredForOauth(connection: Connection): boolean {
  if (connection.oauthConfigurationId !== null) return true;
  return valuesOf(connection).allow_sso === true && connection.secretNames.includes('oauth_client_id');
}

/** As old clients see one at a project's address. */
export function presentLegacyConnection(host: Host, connection: Connection, projectId: number, state: 1 | 2 = 1): WireLegacyConnection {
  const { credentialType } = adapterOf(connection.adapter);
  return {
    id: connection.id,
    account_id: connection.accountId,
    project_id: projectId,
    name: connection.name,
    type: credentialType,
    adapter_version: connection.adapterVersion,
    created_by_id: null,
    created_by_service_token_id: null,
    state,
    private_link_endpoint_id: null,
    oauth_redirect_uri: redirectUri(host, connection),
    oauth_configuration_id: connection.oauthConfigurationId,
    details: shown(adapterOf(connection.adapter).connection, valuesOf(connection)),
    created_at: wireTimestamp(connection.createdAt),
    updated_at: wireTimestamp(connection.updatedAt),
  };
}

/**
 * The fields of the adapter's own kind at the top, as the description has them; those of the generic kind inside `credential_details` and, what is
 * no secret, in `unencrypted_credential_details`, where the Terraform provider reads them. A client that knows a closed list of adapters breaks on
 * `duckdb_v0`, and takes credentials without a version: so that one is not told.
 */
export function presentCredentials(credential: Credential, state: 1 | 2 = 1): WireCredentials {
  const adapter = adapterOf(credential.adapter);
  const { targetSchema, targetName, threads, adapterVersion } = credential;
  const type = adapterVersion === 'bigquery_v1' ? 'adapter' : adapter.credentialType;
  const values = shown(adapter.credential, credential.values);
  const base = {
    id: credential.id,
    account_id: credential.accountId,
    project_id: credential.projectId,
    type,
    state,
    threads,
    target_name: targetName,
    ...(credential.adapter === 'duckdb' ? {} : { adapter_version: adapterVersion }),
    created_at: wireTimestamp(credential.createdAt),
    updated_at: wireTimestamp(credential.updatedAt),
  };
  const schema = { [adapter.schemaField]: targetSchema };
  if (type !== 'adapter')
    return { ...base, ...values, ...schema, ...(type === 'snowflake' || type === 'bigquery' ? { _refresh_token: null } : {}) };
  const all = { ...values, schema: targetSchema, target_name: targetName, threads };
  const fields = Object.entries(all).map(([name, value]) => [
    name,
    { metadata: describeField(adapter.credential, name), value: value ?? '' },
  ]);
  return {
    ...base,
    schema: targetSchema,
    adapter_id: null,
    credential_details: { fields: Object.fromEntries(fields), field_order: Object.keys(all) },
    unencrypted_credential_details: all,
  };
}

function describeField(fields: readonly AdapterField[], name: string) {
  const field = fields.find((it) => it.name === name);
  return {
    label: field?.label ?? name,
    description: field?.help ?? '',
    field_type: field?.kind === 'choice' ? 'select' : field?.kind === 'number' || name === 'threads' ? 'number' : 'text',
    encrypt: false,
    overrideable: false,
    ...(field?.choices ? { options: field.choices } : {}),
    validation: { required: field?.isRequired ?? name === 'schema' },
  };
}

function shown(fields: readonly AdapterField[], values: Credential['values']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fields.filter(({ isSecret }) => !isSecret).map(({ name, kind }) => [name, values[name] ?? (kind === 'list' ? [] : null)]),
  );
}
