/** Connections, credentials and adapters of ours in the wire's words. */
import { adapterOf } from '@weft/domain/connections/adapters/all';
import type { Adapter, AdapterField } from '@weft/domain/connections/adapters/declaration';
import { valuesOf } from '@weft/domain/connections/connection-config';
import type { Connection, Credential } from '@weft/domain/connections/model';
import type { ConnectionTest } from '@weft/domain/connections/test-model';
import type { Environment } from '@weft/domain/projects/model';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireAdapter, WireConnection, WireConnectionTest, WireField } from '@weft/wire/weft/connection';
import type { WireCredential } from '@weft/wire/weft/credential';

export function presentAdapter({ name, title, versions, docs, connection, credential }: Adapter): WireAdapter {
  return { name, title, version: versions[0], docs, connection: connection.map(presentField), credential: credential.map(presentField) };
}

function presentField(field: AdapterField): WireField {
  const { name, label, help, kind } = field;
  return {
    ...{ name, label, help, kind },
    is_secret: field.isSecret ?? false,
    is_advanced: field.isAdvanced ?? false,
    is_required: field.isRequired ?? false,
    when: field.when ?? null,
    choices: field.choices ?? [],
    initial: field.initial ?? null,
    min: field.min ?? null,
    max: field.max ?? null,
  };
}

export interface ConnectionParts {
  readonly environments: readonly Environment[];
  readonly lastTest: ConnectionTest | null;
}

export function presentConnection(connection: Connection, { environments, lastTest }: ConnectionParts): WireConnection {
  const values = valuesOf(connection);
  return {
    id: connection.id,
    account_id: connection.accountId,
    name: connection.name,
    adapter: connection.adapter,
    adapter_version: connection.adapterVersion,
    config: values,
    secret_fields: connection.secretNames,
    is_ssh_tunnel_enabled: connection.isSshTunnelEnabled,
    oauth_configuration_id: connection.oauthConfigurationId,
    max_runs: connection.maxRuns,
    place: adapterOf(connection.adapter).place(new Map(Object.entries(values))),
    environments: environments.map(({ id, name, projectId }) => ({ id, name, project_id: projectId })),
    last_test: lastTest === null ? null : presentTest(lastTest),
    created_at: wireTimestamp(connection.createdAt),
    updated_at: wireTimestamp(connection.updatedAt),
  };
}

export function presentTest(test: ConnectionTest): WireConnectionTest {
  return {
    id: test.id,
    connection_id: test.connectionId,
    state: test.state,
    steps: test.steps,
    advice: test.advice,
    detail: test.detail,
    asked_by: test.askedBy,
    created_at: wireTimestamp(test.createdAt),
    finished_at: test.finishedAt === null ? null : wireTimestamp(test.finishedAt),
  };
}

export function presentCredential(credential: Credential): WireCredential {
  return {
    id: credential.id,
    account_id: credential.accountId,
    project_id: credential.projectId,
    adapter: credential.adapter,
    adapter_version: credential.adapterVersion,
    target_schema: credential.targetSchema,
    target_name: credential.targetName,
    threads: credential.threads,
    values: credential.values,
    secret_fields: credential.secretNames,
    rotated_at: credential.rotatedAt === null ? null : wireTimestamp(credential.rotatedAt),
    created_at: wireTimestamp(credential.createdAt),
    updated_at: wireTimestamp(credential.updatedAt),
  };
}
