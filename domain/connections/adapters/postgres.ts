/** PostgreSQL. */
import type { Adapter, AdapterField } from './declaration.ts';

export const postgres: Adapter = {
  name: 'postgres',
  title: 'PostgreSQL',
  type: 'postgres',
  versions: ['postgres_v0'],
  credentialType: 'postgres',
  docs: 'https://docs.getdbt.com/docs/core/connect-data-platform/postgres-setup',
  schemaField: 'default_schema',
  schemaKey: 'schema',
  place: (values) => `${values.get('hostname')}:${values.get('port')}/${values.get('dbname')}`,
  fixed: { connect_timeout: 10 },
  connection: [
    { name: 'hostname', label: 'Host', help: 'Name or address of the server.', kind: 'text', isRequired: true, key: 'host' },
    { name: 'port', label: 'Port', help: '', kind: 'number', min: 1, max: 65_535, initial: 5432, key: 'port' },
    { name: 'dbname', label: 'Database', help: '', kind: 'text', isRequired: true, key: 'dbname' },
    {
      name: 'sslmode',
      label: 'TLS (sslmode)',
      help: 'Whether the line is encrypted, and whether the server must prove who it is.',
      kind: 'choice',
      choices: ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'].map((value) => ({ value, label: value })),
      initial: 'prefer',
      key: 'sslmode',
    },
    retries(),
  ],
  credential: [
    { name: 'username', label: 'Username', help: '', kind: 'text', isRequired: true, key: 'user' },
    { name: 'password', label: 'Password', help: 'Kept encrypted; never shown again.', kind: 'text', isSecret: true, key: 'password' },
  ],
};

/** Redshift's too: it speaks PostgreSQL's protocol. */
export function retries(): AdapterField {
  return {
    name: 'retries',
    label: 'Retries',
    help: 'How often a connection that fails is tried again.',
    kind: 'number',
    min: 0,
    max: 10,
    isAdvanced: true,
    key: 'retries',
  };
}
