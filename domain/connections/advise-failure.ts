/** Turns what an adapter said when it could not connect into what a person should change. */
import type { AdapterName } from '@weft/engine/venv/track-table';
import type { Advice } from './test-model.ts';

interface Rule {
  readonly says: RegExp;
  /** Left out: all adapters. */
  readonly of?: readonly AdapterName[];
  readonly title: string;
  readonly change: string;
  readonly field?: string;
}

const postgresLike = ['postgres', 'redshift'] as const;

/** The first that fits; what is narrow stands before what is wide. `$1` is the first group of what it fits. */
const rules: readonly Rule[] = [
  {
    of: ['duckdb'],
    says: /Could not set lock on file "?([^":]+)/i,
    title: 'The DuckDB file is in use',
    change:
      'Another program has $1 open, most often a run. DuckDB has one writer at a time: wait until the run has ended, or close the program, then test again.',
    field: 'path',
  },
  {
    of: ['duckdb'],
    says: /version number (\d+)|database file with version/i,
    title: 'The file was written by another DuckDB',
    change:
      'The file has storage version $1, which this DuckDB cannot read. Export it with the DuckDB that wrote it, or choose another file.',
    field: 'path',
  },
  {
    of: ['duckdb'],
    says: /not a valid DuckDB database file/i,
    title: 'This is not a DuckDB file',
    change: 'Something else lies at that path. Choose another file.',
    field: 'path',
  },
  {
    of: ['duckdb'],
    says: /Permission denied|Read-only file system/i,
    title: 'The file may not be written',
    change:
      'Weft’s account has no right to write there. Choose a path in Weft’s warehouse folder, such as "warehouse.duckdb", or change the rights of the folder.',
    field: 'path',
  },
  {
    of: ['duckdb'],
    says: /No such file or directory|Cannot open (file|database)|is a directory/i,
    title: 'The file cannot be opened',
    change: 'The folder of the path is not there on the server, or the path is a folder. Mend the path.',
    field: 'path',
  },
  {
    of: postgresLike,
    says: /password authentication failed for user "?([^"\n]+?)"?(\n|$)/i,
    title: 'The password or the username is wrong',
    change: 'The server refused the user $1. Enter the password again; look whether the user exists and may sign in by password.',
    field: 'password',
  },
  {
    of: postgresLike,
    says: /no password supplied|fe_sendauth/i,
    title: 'The server wants a password',
    change: 'Enter the password of the user.',
    field: 'password',
  },
  {
    of: postgresLike,
    says: /role "([^"]+)" does not exist/i,
    title: 'There is no such user',
    change: 'The server has no role $1. Correct the username.',
    field: 'username',
  },
  {
    of: postgresLike,
    says: /database "([^"]+)" does not exist/i,
    title: 'There is no such database',
    change: 'The server has no database $1. Correct the name (letter case counts), or create the database.',
    field: 'dbname',
  },
  {
    of: postgresLike,
    says: /no pg_hba\.conf entry/i,
    title: 'The server does not let this machine in',
    change:
      'Its pg_hba.conf has no line for this user, database and address. Ask its administrator for one; if the message says "no encryption", set sslmode to require.',
    field: 'sslmode',
  },
  {
    of: postgresLike,
    says: /server does not support SSL/i,
    title: 'The server speaks no TLS',
    change: 'Set sslmode to prefer, or turn TLS on at the server.',
    field: 'sslmode',
  },
  {
    of: postgresLike,
    says: /permission denied for (?:database|schema) "?([^"\s]+)/i,
    title: 'The user has too few rights',
    change: 'Let the user in: grant connect, usage and create on $1 to it.',
  },
  {
    of: ['snowflake'],
    says: /could not (?:be )?deserialize(?:d)? key|Unable to load PEM|private key.*(?:parse|pars|decode|decrypt|format)|MalformedFraming|Incorrect padding|Bad decrypt|Password was (?:not )?given/i,
    title: 'The private key cannot be read',
    change:
      'Paste the whole PEM file, from -----BEGIN to END-----. An encrypted key needs its passphrase, one that is not encrypted must have none.',
    field: 'private_key',
  },
  {
    of: ['snowflake'],
    says: /JWT token is invalid/i,
    title: 'Snowflake does not know this key',
    change:
      "The public key of the pair is not set for the user. In Snowflake: alter user … set rsa_public_key = '…'; then test again. See that user and account are right too.",
    field: 'private_key',
  },
  {
    of: ['snowflake'],
    says: /Incorrect username or password/i,
    title: 'The password or the user is wrong',
    change: 'Enter the password again. Where Snowflake demands a second factor, use a key pair instead.',
    field: 'password',
  },
  {
    of: ['snowflake'],
    says: /Multi-factor authentication is required|MFA/i,
    title: 'Snowflake demands a second factor',
    change: 'A program cannot give one: choose key pair as the sign-in.',
    field: 'auth_type',
  },
  {
    of: ['snowflake'],
    says: /404 Not Found|HTTP 40[34]|snowflakecomputing\.com.*(?:resolve|Name or service)|(?:resolve|Name or service)[^\n]*snowflakecomputing|account.*(?:not found|is invalid)/i,
    title: 'There is no such Snowflake account',
    change:
      'Nothing answers under this account identifier. Use the form myorg-myaccount, or the locator with its region such as xy12345.eu-central-1, without snowflakecomputing.com.',
    field: 'account',
  },
  {
    of: ['snowflake'],
    says: /Role '?"?([^'"\s]+)'?"? (?:specified in the connect string )?(?:does not exist|is not granted)|role.*not (?:granted|authorized)/i,
    title: 'The role cannot be used',
    change: 'It does not exist, or it is not granted to the user. In Snowflake: grant role $1 to user ….',
    field: 'role',
  },
  {
    of: ['snowflake'],
    says: /No active warehouse|warehouse.*(?:does not exist|not authorized)/i,
    title: 'The warehouse cannot be used',
    change: 'It does not exist, or the role has no usage right on it. In Snowflake: grant usage on warehouse … to role ….',
    field: 'warehouse',
  },
  {
    of: ['snowflake'],
    says: /Database '?"?([^'"\s]+)'?"? does not exist or not authorized/i,
    title: 'The database cannot be used',
    change: '$1 does not exist, or the role has no usage right on it.',
    field: 'database',
  },
  {
    of: ['snowflake'],
    says: /OAuth (?:access )?token expired|invalid_grant|invalid OAuth/i,
    title: 'The sign-in at Snowflake has ended',
    change: 'Link your Snowflake identity again in your profile.',
  },
  {
    of: ['bigquery'],
    says: /Could not deserialize key|No key could be detected|Unable to load PEM|MalformedFraming/i,
    title: 'The private key cannot be read',
    change: 'Paste private_key of the service account’s JSON file, with its ends of lines.',
    field: 'private_key',
  },
  {
    of: ['bigquery'],
    says: /invalid_grant|account not found/i,
    title: 'Google does not know this service account',
    change: 'It was deleted, the key was revoked, or the clock of this machine is wrong. Make a new key in the Google Cloud console.',
    field: 'client_email',
  },
  {
    of: ['bigquery'],
    says: /Access Denied|403/i,
    title: 'The service account has too few rights',
    change: 'Give it the roles BigQuery Data Editor and BigQuery User in the project.',
    field: 'project_id',
  },
  {
    of: ['databricks'],
    says: /401|Invalid access token|invalid_client/i,
    title: 'Databricks refused the token',
    change: 'Make a new token, or look whether the service principal’s OAuth secret is right.',
    field: 'token',
  },
  {
    of: ['databricks'],
    says: /404|http_path|ENDPOINT_NOT_FOUND/i,
    title: 'Nothing is at this HTTP path',
    change: 'Copy the path from the connection details of the SQL warehouse.',
    field: 'http_path',
  },
  {
    of: ['trino'],
    says: /401|Invalid credentials/i,
    title: 'The password or the username is wrong',
    change: 'Enter both again.',
    field: 'password',
  },
  {
    says: /certificate verify failed|self[- ]signed certificate|hostname mismatch|root certificate file|SSL(?:Error| error)|CERTIFICATE_VERIFY_FAILED/i,
    title: 'The server’s certificate is not trusted',
    change:
      'The host’s name must be the one in its certificate, and its issuer must be known to this machine. With PostgreSQL, sslmode=require encrypts without checking the certificate.',
  },
  {
    says: /could not translate host name|Name or service not known|nodename nor servname|Temporary failure in name resolution|getaddrinfo|NameResolutionError|Failed to resolve/i,
    title: 'The host is not found',
    change: 'No machine has this name. Correct the spelling; see that this server’s name service knows it.',
    field: 'host',
  },
  {
    says: /Connection refused|ConnectionRefusedError|actively refused/i,
    title: 'Nothing answers on this port',
    change:
      'The machine is there, but nothing listens on the port. Correct the port; see that the warehouse runs and listens on this address.',
    field: 'port',
  },
  {
    says: /timeout expired|timed out|Timeout|No route to host|Network is unreachable/i,
    title: 'The server does not answer',
    change:
      'Packets are lost on the way: most often a firewall, or a list of allowed addresses without this machine’s. Let this machine in, or correct host and port.',
    field: 'host',
  },
  {
    says: /permission denied|not authorized|insufficient privilege/i,
    title: 'The user has too few rights',
    change: 'Give the user the right to use the database and to create schemas and tables in it.',
  },
  {
    says: /Env var required but not provided: '([^']+)'/i,
    title: 'A variable of the extended attributes is missing',
    change: 'The extended attributes use $1, which the environment does not have. Add the variable.',
  },
  {
    says: /Credentials in profile|Invalid profile|is not valid under|Additional properties|got an unexpected keyword/i,
    title: 'The adapter does not accept the profile',
    change: 'Something in the extended attributes is not a field that this adapter has. The adapter’s words below name it.',
  },
];

/** null: nobody has seen this yet; the adapter's own words must do. */
export function adviseFailure(adapter: AdapterName, said: string): Advice | null {
  for (const rule of rules) {
    if (rule.of && !rule.of.includes(adapter)) continue;
    const found = rule.says.exec(said);
    if (!found) continue;
    const field = rule.field === 'host' && postgresLike.some((name) => name === adapter) ? 'hostname' : (rule.field ?? null);
    return { title: rule.title, change: rule.change.replaceAll('$1', found[1]?.trim() || 'it'), field };
  }
  return null;
}
