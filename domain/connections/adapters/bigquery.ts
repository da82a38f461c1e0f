/** Google BigQuery, by a service account. */
import type { Adapter, AdapterField } from './declaration.ts';

const accountFields = [
  ['private_key_id', 'Private key ID'],
  ['client_email', 'Client e-mail'],
  ['client_id', 'Client ID'],
  ['auth_uri', 'Auth URI'],
  ['token_uri', 'Token URI'],
  ['auth_provider_x509_cert_url', 'Auth provider certificate URL'],
  ['client_x509_cert_url', 'Client certificate URL'],
] as const;

export const bigquery: Adapter = {
  name: 'bigquery',
  title: 'Google BigQuery',
  type: 'bigquery',
  versions: ['bigquery_v1', 'bigquery_v0'],
  credentialType: 'bigquery',
  docs: 'https://docs.getdbt.com/docs/core/connect-data-platform/bigquery-setup',
  schemaField: 'schema',
  schemaKey: 'dataset',
  place: (values) => [values.get('project_id'), values.get('location')].filter(Boolean).join(' in '),
  fixed: { method: 'service-account-json', 'keyfile_json.type': 'service_account' },
  derive: (values) => ({ 'keyfile_json.project_id': values.get('project_id') ?? '' }),
  connection: [
    { name: 'project_id', label: 'Project ID', help: 'The project that datasets are in.', kind: 'text', isRequired: true, key: 'project' },
    {
      name: 'private_key',
      label: 'Private key',
      help: 'Of the service account: private_key in its JSON file. Kept encrypted; never shown again.',
      kind: 'long_text',
      isSecret: true,
      isRequired: true,
      key: 'keyfile_json.private_key',
    },
    ...accountFields.map(
      ([name, label]): AdapterField => ({
        name,
        label,
        help: `${name} in the JSON file of the service account.`,
        kind: 'text',
        key: `keyfile_json.${name}`,
        ...(name === 'client_email' ? { isRequired: true as const } : { isAdvanced: true as const }),
        ...(name === 'token_uri' ? { initial: 'https://oauth2.googleapis.com/token' } : {}),
      }),
    ),
    { name: 'location', label: 'Location', help: 'Such as EU or us-east1; empty: BigQuery’s own choice.', kind: 'text', key: 'location' },
    {
      name: 'deployment_env_auth_type',
      label: 'Sign-in',
      help: '',
      kind: 'choice',
      choices: [{ value: 'service-account-json', label: 'Service account (JSON)' }],
      initial: 'service-account-json',
      isAdvanced: true,
      key: null,
    },
    number('job_execution_timeout_seconds', 'Timeout of a query (s)', 86_400),
    { ...number('timeout_seconds', 'Timeout of a query (s), old name', 86_400), key: 'job_execution_timeout_seconds' },
    {
      name: 'priority',
      label: 'Priority',
      help: '',
      kind: 'choice',
      choices: ['interactive', 'batch'].map((value) => ({ value, label: value })),
      isAdvanced: true,
      key: 'priority',
    },
    { ...number('retries', 'Retries', 60), key: 'job_retries' },
    number('job_retry_deadline_seconds', 'Deadline of retries (s)'),
    number('job_creation_timeout_seconds', 'Timeout of a job’s creation (s)'),
    number('maximum_bytes_billed', 'Bytes billed at most'),
    text('execution_project', 'Project that is billed', 'execution_project'),
    text('impersonate_service_account', 'Service account to impersonate', 'impersonate_service_account'),
    { name: 'scopes', label: 'Scopes', help: '', kind: 'list', isAdvanced: true, key: 'scopes' },
    text('gcs_bucket', 'Bucket for Python models', 'gcs_bucket'),
    text('dataproc_region', 'Dataproc region', 'dataproc_region'),
    text('dataproc_cluster_name', 'Dataproc cluster', 'dataproc_cluster_name'),
    text('api_endpoint', 'API endpoint', 'api_endpoint'),
    { ...text('application_id', 'OAuth client ID', null), isSecret: true },
    { ...text('application_secret', 'OAuth client secret', null), isSecret: true },
  ],
  credential: [],
};

function number(name: string, label: string, max = Number.MAX_SAFE_INTEGER): AdapterField {
  return { name, label, help: '', kind: 'number', min: 0, max, isAdvanced: true, key: name };
}

function text(name: string, label: string, key: string | null): AdapterField {
  return { name, label, help: '', kind: 'text', isAdvanced: true, key };
}
