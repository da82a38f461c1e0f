/** The texts that somebody pastes so that their own dbt uploads here, filled in with the real values. */

export type Shell = 'bash' | 'powershell' | 'dotenv';

export interface UploadValues {
  readonly accountId: number;
  readonly environmentId: number;
  /** null: not made yet; a word stands in its place. */
  readonly token: string | null;
  /** How dbt comes to trust this server; null when its certificate is one that everybody trusts. */
  readonly trust: CaTrust | null;
}

export type CaTrust =
  /** dbt runs on the server itself: the bundle is there already. */
  | { readonly from: 'server'; readonly file: string }
  /** dbt runs elsewhere: the bundle is fetched once into the folder where dbt runs. */
  | { readonly from: 'download'; readonly url: string };

const bundle = 'weft-ca.pem';

export function variablesBlock(shell: Shell, values: UploadValues): string {
  const variables: readonly (readonly [string, string])[] = [
    ['DBT_CLOUD_ACCOUNT_ID', String(values.accountId)],
    ['DBT_CLOUD_ENVIRONMENT_ID', String(values.environmentId)],
    ['DBT_CLOUD_TOKEN', values.token ?? 'your_token'],
    ['DBT_UPLOAD_TO_ARTIFACTS_INGEST_API', 'True'],
  ];
  return [...variables.map(([name, value]) => setLine(shell, name, value)), ...trustLines(shell, values.trust)].join('\n');
}

function setLine(shell: Shell, name: string, value: string): string {
  if (shell === 'bash') return `export ${name}=${value}`;
  return shell === 'powershell' ? `$env:${name} = "${value}"` : `${name}=${value}`;
}

function trustLines(shell: Shell, trust: CaTrust | null): readonly string[] {
  if (trust === null) return [];
  if (trust.from === 'server') return [setLine(shell, 'REQUESTS_CA_BUNDLE', shell === 'bash' ? quote(trust.file) : trust.file)];
  if (shell === 'bash') return [`curl -o ${bundle} ${trust.url}`, `export REQUESTS_CA_BUNDLE="$PWD/${bundle}"`];
  if (shell === 'powershell') return [`Invoke-WebRequest ${trust.url} -OutFile ${bundle}`, `$env:REQUESTS_CA_BUNDLE = "$PWD\\${bundle}"`];
  return [`# once, in this folder: curl -o ${bundle} ${trust.url}`, `REQUESTS_CA_BUNDLE=${bundle}`];
}

/** Left as it is when no shell would take it apart. */
function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

export function projectBlock(tenantHostname: string): string {
  return `dbt-cloud:\n  tenant_hostname: ${tenantHostname}`;
}

export function publicModelsBlock(dbtProjectName: string | null): string {
  return `models:\n  ${dbtProjectName ?? 'your_project_name'}:\n    marts:\n      +access: public`;
}

/** dbt 1.x leaves a .env file to the shell. */
export const loadDotenv = 'set -a; . ./.env; set +a';

export const uploadedLine = 'Artifacts uploaded successfully to artifact ingestion API: command run completed successfully';
