/** Amazon Redshift. */
import type { Adapter } from './declaration.ts';
import { retries } from './postgres.ts';

export const redshift: Adapter = {
  name: 'redshift',
  title: 'Amazon Redshift',
  type: 'redshift',
  versions: ['redshift_v0'],
  credentialType: 'redshift',
  docs: 'https://docs.getdbt.com/docs/core/connect-data-platform/redshift-setup',
  schemaField: 'default_schema',
  schemaKey: 'schema',
  place: (values) => `${values.get('hostname')}:${values.get('port')}/${values.get('dbname')}`,
  fixed: { method: 'database', connect_timeout: 30 },
  connection: [
    {
      name: 'hostname',
      label: 'Host',
      help: 'Of the cluster or the serverless workgroup, such as shop.abc123.eu-west-1.redshift.amazonaws.com.',
      kind: 'text',
      isRequired: true,
      key: 'host',
    },
    { name: 'port', label: 'Port', help: '', kind: 'number', min: 1, max: 65_535, initial: 5439, key: 'port' },
    { name: 'dbname', label: 'Database', help: '', kind: 'text', isRequired: true, key: 'dbname' },
    retries(),
  ],
  credential: [
    {
      name: 'auth_type',
      label: 'Sign-in',
      help: '',
      kind: 'choice',
      choices: [{ value: 'password', label: 'Username and password' }],
      initial: 'password',
      key: null,
    },
    { name: 'username', label: 'Username', help: '', kind: 'text', isRequired: true, key: 'user' },
    { name: 'password', label: 'Password', help: 'Kept encrypted; never shown again.', kind: 'text', isSecret: true, key: 'password' },
  ],
};
