/** Databricks SQL warehouses and clusters. */
import type { Adapter, DerivedValue, FieldValue } from './declaration.ts';

export const databricks: Adapter = {
  name: 'databricks',
  title: 'Databricks',
  type: 'databricks',
  versions: ['databricks_v0'],
  credentialType: 'adapter',
  docs: 'https://docs.getdbt.com/docs/core/connect-data-platform/databricks-setup',
  schemaField: 'schema',
  schemaKey: 'schema',
  place: (values) => `${values.get('host')}${values.get('http_path')}`,
  derive,
  connection: [
    {
      name: 'host',
      label: 'Server hostname',
      help: 'Without https://, such as dbc-a1b2.cloud.databricks.com.',
      kind: 'text',
      isRequired: true,
      key: 'host',
    },
    { name: 'http_path', label: 'HTTP path', help: 'Such as /sql/1.0/warehouses/a1b2.', kind: 'text', isRequired: true, key: 'http_path' },
    { name: 'catalog', label: 'Catalog', help: 'Of Unity Catalog; empty: hive_metastore.', kind: 'text', key: 'catalog' },
    {
      name: 'client_id',
      label: 'OAuth client ID',
      help: 'Of a service principal; for credentials that sign in by OAuth.',
      kind: 'text',
      isSecret: true,
      isAdvanced: true,
      key: null,
    },
    { name: 'client_secret', label: 'OAuth client secret', help: '', kind: 'text', isSecret: true, isAdvanced: true, key: null },
    { name: 'scopes', label: 'OAuth scopes', help: '', kind: 'list', isAdvanced: true, key: null },
  ],
  credential: [
    {
      name: 'auth_type',
      label: 'Sign-in',
      help: '',
      kind: 'choice',
      choices: [
        { value: 'token', label: 'Access token' },
        { value: 'oauth', label: 'OAuth of a service principal' },
      ],
      initial: 'token',
      key: null,
    },
    {
      name: 'token',
      label: 'Access token',
      help: 'Kept encrypted; never shown again.',
      kind: 'text',
      isSecret: true,
      isRequired: true,
      when: { field: 'auth_type', among: ['token'] },
      key: 'token',
    },
    { name: 'catalog', label: 'Catalog', help: 'Instead of the connection’s.', kind: 'text', isAdvanced: true, key: 'catalog' },
  ],
};

function derive(values: ReadonlyMap<string, FieldValue>): Readonly<Record<string, DerivedValue>> {
  if (values.get('auth_type') !== 'oauth') return {};
  return { auth_type: 'oauth', client_id: { secretOf: 'client_id' }, client_secret: { secretOf: 'client_secret' } };
}
