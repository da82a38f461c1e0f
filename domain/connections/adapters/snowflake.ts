/** Snowflake: by password, key pair, or OAuth. */
import type { Adapter, DerivedValue, FieldValue } from './declaration.ts';

const bySso = { field: 'allow_sso', among: [true] };
const byPassword = { field: 'auth_type', among: ['password'] };
const byKeyPair = { field: 'auth_type', among: ['keypair'] };

export const snowflake: Adapter = {
  name: 'snowflake',
  title: 'Snowflake',
  type: 'snowflake',
  versions: ['snowflake_v0'],
  credentialType: 'snowflake',
  docs: 'https://docs.getdbt.com/docs/core/connect-data-platform/snowflake-setup',
  schemaField: 'schema',
  schemaKey: 'schema',
  place: (values) => [values.get('account'), values.get('database'), values.get('warehouse')].filter(Boolean).join(' / '),
  derive,
  connection: [
    {
      name: 'account',
      label: 'Account',
      help: 'The account identifier, such as myorg-myaccount or xy12345.eu-central-1; without snowflakecomputing.com.',
      kind: 'text',
      isRequired: true,
      key: 'account',
    },
    { name: 'database', label: 'Database', help: '', kind: 'text', isRequired: true, key: 'database' },
    { name: 'warehouse', label: 'Warehouse', help: 'The compute that queries run on.', kind: 'text', isRequired: true, key: 'warehouse' },
    { name: 'role', label: 'Role', help: 'Empty: the default role of the user.', kind: 'text', key: 'role' },
    {
      name: 'client_session_keep_alive',
      label: 'Keep the session alive',
      help: 'For runs with models that take longer than four hours.',
      kind: 'boolean',
      initial: false,
      isAdvanced: true,
      key: 'client_session_keep_alive',
    },
    {
      name: 'allow_sso',
      label: 'People sign in with Snowflake (OAuth)',
      help: 'Each person then develops as themselves. Needs a security integration in Snowflake.',
      kind: 'boolean',
      initial: false,
      isAdvanced: true,
      key: null,
    },
    {
      name: 'oauth_client_id',
      label: 'OAuth client ID',
      help: 'From select system$show_oauth_client_secrets(…) in Snowflake.',
      kind: 'text',
      isSecret: true,
      when: bySso,
      key: null,
    },
    { name: 'oauth_client_secret', label: 'OAuth client secret', help: '', kind: 'text', isSecret: true, when: bySso, key: null },
  ],
  credential: [
    {
      name: 'auth_type',
      label: 'Sign-in',
      help: '',
      kind: 'choice',
      choices: [
        { value: 'keypair', label: 'Key pair' },
        { value: 'password', label: 'Username and password' },
        { value: 'sso', label: 'Snowflake OAuth (a person)' },
        { value: 'external_oauth', label: 'OAuth token of another provider' },
      ],
      initial: 'password',
      key: null,
    },
    {
      name: 'user',
      label: 'User',
      help: '',
      kind: 'text',
      isRequired: true,
      when: { field: 'auth_type', among: ['password', 'keypair'] },
      key: 'user',
    },
    {
      name: 'password',
      label: 'Password',
      help: 'Kept encrypted; never shown again.',
      kind: 'text',
      isSecret: true,
      when: byPassword,
      key: 'password',
    },
    {
      name: 'private_key',
      label: 'Private key',
      help: 'PEM, from -----BEGIN to END-----. Kept encrypted; never shown again.',
      kind: 'long_text',
      isSecret: true,
      isRequired: true,
      when: byKeyPair,
      key: 'private_key',
    },
    {
      name: 'private_key_passphrase',
      label: 'Passphrase of the key',
      help: 'Only for an encrypted key.',
      kind: 'text',
      isSecret: true,
      when: byKeyPair,
      key: 'private_key_passphrase',
    },
    {
      name: 'oauth_token',
      label: 'OAuth token',
      help: 'An access token of your identity provider.',
      kind: 'long_text',
      isSecret: true,
      when: { field: 'auth_type', among: ['external_oauth'] },
      key: null,
    },
    { name: 'role', label: 'Role', help: 'Instead of the connection’s.', kind: 'text', isAdvanced: true, key: 'role' },
    { name: 'database', label: 'Database', help: 'Instead of the connection’s.', kind: 'text', isAdvanced: true, key: 'database' },
    { name: 'warehouse', label: 'Warehouse', help: 'Instead of the connection’s.', kind: 'text', isAdvanced: true, key: 'warehouse' },
  ],
};

/** With a person's refresh token, dbt's adapter asks Snowflake itself for access. */
function derive(values: ReadonlyMap<string, FieldValue>): Readonly<Record<string, DerivedValue>> {
  if (values.get('auth_type') === 'external_oauth') return { authenticator: 'oauth', token: { secretOf: 'oauth_token' } };
  if (values.get('auth_type') !== 'sso') return {};
  return {
    authenticator: 'oauth',
    oauth_client_id: { secretOf: 'oauth_client_id' },
    oauth_client_secret: { secretOf: 'oauth_client_secret' },
    token: { secretOf: 'refresh_token' },
  };
}
