/** Trino and Starburst. */
import type { Adapter } from './declaration.ts';

export const trino: Adapter = {
  name: 'trino',
  title: 'Trino, Starburst',
  type: 'trino',
  versions: ['trino_v0'],
  credentialType: 'adapter',
  docs: 'https://docs.getdbt.com/docs/core/connect-data-platform/trino-setup',
  schemaField: 'schema',
  schemaKey: 'schema',
  place: (values) => `${values.get('host')}:${values.get('port')}`,
  derive: (values) => ({ http_scheme: values.get('method') === 'none' ? 'http' : 'https' }),
  connection: [
    { name: 'host', label: 'Host', help: 'Without https://.', kind: 'text', isRequired: true, key: 'host' },
    { name: 'port', label: 'Port', help: '', kind: 'number', min: 1, max: 65_535, initial: 443, key: 'port' },
    {
      name: 'method',
      label: 'Sign-in',
      help: '',
      kind: 'choice',
      choices: [
        { value: 'ldap', label: 'Username and password (LDAP)' },
        { value: 'none', label: 'Username only, without TLS' },
      ],
      initial: 'ldap',
      key: 'method',
    },
  ],
  credential: [
    {
      name: 'user',
      label: 'Username',
      help: 'For Starburst Galaxy with the role: user@example.com/role.',
      kind: 'text',
      isRequired: true,
      key: 'user',
    },
    { name: 'password', label: 'Password', help: 'Kept encrypted; never shown again.', kind: 'text', isSecret: true, key: 'password' },
    { name: 'database', label: 'Catalog', help: 'In which schemas are built.', kind: 'text', isRequired: true, key: 'database' },
  ],
};
