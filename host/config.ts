/** The environment, read once: every mistake is reported at the same time, and nothing else in the house reads `process.env`. */
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { Fault } from '@weft/base/fault';
import { z } from 'zod';
import { isKey, isSmtpUrl, isStorageUrl, readPublicUrl } from './read-config-value.ts';

export interface Config {
  readonly home: string;
  readonly port: number;
  readonly listenHost: string;
  /** No trailing slash. */
  readonly publicUrl: string;
  /** null: Weft runs its own PostgreSQL. */
  readonly databaseUrl: string | null;
  /** `s3://bucket/prefix?endpoint=…&region=…` or `file:///folder`; null: a folder in the home. */
  readonly storageUrl: string | null;
  /** null: the machine's own role, as the S3 client finds it. */
  readonly storageCredentials: StorageCredentials | null;
  /** From `AWS_REGION`; the `region` in the storage URL comes before it. */
  readonly storageRegion: string | null;
  readonly bootstrapToken: string | null;
  readonly isDemo: boolean;
  /** null: the local CA. */
  readonly tlsCertFile: string | null;
  readonly tlsKeyFile: string | null;
  /** null: Weft sends no mail, and shows people the links that it would have sent. */
  readonly smtpUrl: string | null;
  /** `Weft <weft@example.com>`; there whenever `smtpUrl` is. */
  readonly mailFrom: string | null;
  /** Requests that one caller may make in a minute; 0: as many as they like. */
  readonly rateLimit: number;
  /** Addresses and ranges of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** base64 of 32 bytes; null: a file in the home. */
  readonly secretKey: string | null;
}

export interface StorageCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
}

/** The real environment, for the one place that starts the server. */
export function readOwnConfig(defaults: { readonly root: string }): Config {
  return readConfig(process.env, defaults);
}

/**
 * Reads the start contract. Relative paths are relative to `root`, the clone. An empty variable counts as absent.
 * Fault: invalid `config.invalid`, whose message has a line for each mistake and never repeats a secret.
 */
export function readConfig(environment: NodeJS.ProcessEnv, defaults: { readonly root: string }): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const path = (given: string | undefined) => (given === undefined ? null : resolve(defaults.root, given));
  const read = environmentSchema.safeParse(present);
  const issues = read.success ? [] : read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const problems = [...issues, ...missingHalves(present), ...missingFiles(present, path)];
  if (!read.success || problems.length > 0) throw invalid(problems);
  const value = read.data;
  return {
    home: resolve(defaults.root, value.WEFT_HOME),
    port: value.WEFT_PORT,
    listenHost: value.WEFT_HOST,
    publicUrl: value.WEFT_PUBLIC_URL ?? `http://localhost:${value.WEFT_PORT}`,
    databaseUrl: value.WEFT_DATABASE_URL ?? null,
    storageUrl: value.WEFT_STORAGE_URL ?? null,
    storageCredentials: storageCredentialsIn(value),
    storageRegion: value.AWS_REGION ?? value.AWS_DEFAULT_REGION ?? null,
    bootstrapToken: value.WEFT_BOOTSTRAP_TOKEN ?? null,
    isDemo: value.WEFT_DEMO,
    tlsCertFile: path(value.WEFT_TLS_CERT),
    tlsKeyFile: path(value.WEFT_TLS_KEY),
    rateLimit: value.WEFT_RATE_LIMIT,
    trustedProxies: value.WEFT_TRUST_PROXY ?? [],
    secretKey: value.WEFT_SECRET_KEY ?? null,
    smtpUrl: value.WEFT_SMTP_URL ?? null,
    mailFrom: value.WEFT_MAIL_FROM ?? null,
  };
}

/** What must never be read in a log: the values themselves, and the passwords inside URLs. */
export function secretsIn(config: Config): readonly string[] {
  const { storageCredentials } = config;
  return [
    config.bootstrapToken,
    config.secretKey,
    storageCredentials?.secretAccessKey,
    storageCredentials?.sessionToken,
    ...(config.databaseUrl === null ? [] : passwordsIn(config.databaseUrl)),
    ...(config.smtpUrl === null ? [] : passwordsIn(config.smtpUrl)),
  ].filter((secret) => typeof secret === 'string');
}

/** What any program needs to run at all on this machine; everything else a child gets by name from who starts it. */
const systemNames = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/** How this machine reaches package registries: proxies, mirrors, their certificates, and which Python people chose. May hold passwords. */
const provisioningNames = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
  ...['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_CONFIG_FILE', 'PIP_TRUSTED_HOST', 'PIP_CERT', 'PIP_CLIENT_CERT'],
  ...['UV_DEFAULT_INDEX', 'UV_INDEX', 'UV_INDEX_URL', 'UV_EXTRA_INDEX_URL', 'UV_CONFIG_FILE', 'UV_INSECURE_HOST', 'UV_NATIVE_TLS'],
  ...['UV_CACHE_DIR', 'UV_PYTHON', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'PYENV_ROOT', 'PYENV_VERSION'],
];

/** PATH, HOME, language and temporary folder: the ground of every child's environment. */
export function systemEnvironment(environment: NodeJS.ProcessEnv = process.env): Readonly<Record<string, string>> {
  return pick(environment, systemNames);
}

/** For `uv`, `pip` and `python -m venv` only: the system's variables and how registries are reached. Never for a dbt run. */
export function provisioningEnvironment(environment: NodeJS.ProcessEnv = process.env): Readonly<Record<string, string>> {
  return pick(environment, [...systemNames, ...provisioningNames]);
}

/** Passwords inside the mirrors' and proxies' URLs: what a provisioning log must not show. */
export function provisioningSecrets(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const values = Object.values(pick(environment, provisioningNames)).join(' ');
  return [...values.matchAll(/:\/\/[^\s/@:]*:([^\s/@]+)@/g)].flatMap(([, password = '']) => [password, safeDecode(password)]);
}

function pick(environment: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
}

const portMessage = 'must be a whole number from 1 to 65535';
const rateMessage = 'must be a whole number of requests a minute; 0 is no limit';
const demoMessage = 'must be 1 (load the demo the first time) or 0 (start empty)';

const environmentSchema = z.object({
  WEFT_HOME: z.string().default('.weft'),
  WEFT_PORT: z.coerce.number(portMessage).int(portMessage).min(1, portMessage).max(65_535, portMessage).default(8580),
  WEFT_HOST: z
    .string()
    .regex(/^[\w.:%-]+$/, 'must be an address or a host name, without a scheme or brackets')
    .default('127.0.0.1'),
  WEFT_PUBLIC_URL: z.string().transform(readPublicUrl).optional(),
  WEFT_DATABASE_URL: z
    .string()
    .refine((url) => /^postgres(ql)?:\/\//.test(url) && URL.canParse(url), 'must be postgres://user:password@host:port/database')
    .optional(),
  WEFT_STORAGE_URL: z
    .string()
    .refine(isStorageUrl, 'must be s3://bucket/prefix?endpoint=…&region=… or file:///folder')
    .transform((url) => (url === 'file:' ? undefined : url))
    .optional(),
  WEFT_BOOTSTRAP_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII characters without spaces')
    .optional(),
  WEFT_DEMO: z
    .enum(['1', '0', 'true', 'false'], demoMessage)
    .default('1')
    .transform((flag) => flag === '1' || flag === 'true'),
  WEFT_RATE_LIMIT: z.coerce.number(rateMessage).int(rateMessage).min(0, rateMessage).max(10_000_000, rateMessage).default(6_000),
  WEFT_SMTP_URL: z.string().refine(isSmtpUrl, 'must be smtp://user:password@host:port or smtps://user:password@host:port').optional(),
  WEFT_MAIL_FROM: z
    .string()
    .regex(/^([^\r\n<>"]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/, 'must be an address: weft@example.com or Weft <weft@example.com>')
    .optional(),
  WEFT_TLS_CERT: z.string().optional(),
  WEFT_TLS_KEY: z.string().optional(),
  WEFT_TRUST_PROXY: z.string().transform(readAddresses).optional(),
  WEFT_SECRET_KEY: z.string().refine(isKey, 'must be 32 bytes in base64, such as "openssl rand -base64 32" prints').optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  AWS_REGION: z.string().optional(),
  AWS_DEFAULT_REGION: z.string().optional(),
});

function missingHalves(present: NodeJS.ProcessEnv): string[] {
  // Elsewhere on the machine the AWS variables may be half set for other programs; they matter only when Weft stores in S3.
  const isS3 = present.WEFT_STORAGE_URL?.startsWith('s3:') === true;
  return [
    ...halves('WEFT_TLS_CERT', 'WEFT_TLS_KEY'),
    ...halves('WEFT_SMTP_URL', 'WEFT_MAIL_FROM'),
    ...(isS3 ? halves('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY') : []),
  ];

  function halves(one: string, other: string): string[] {
    if ((present[one] === undefined) === (present[other] === undefined)) return [];
    const [missing, given] = present[one] === undefined ? [one, other] : [other, one];
    return [`${missing}: is missing, while ${given} is set: set both or neither`];
  }
}

function missingFiles(present: NodeJS.ProcessEnv, path: (given: string | undefined) => string | null): string[] {
  return ['WEFT_TLS_CERT', 'WEFT_TLS_KEY'].flatMap((name) => {
    const file = path(present[name]);
    return file !== null && !existsSync(file) ? [`${name}: there is no file ${file}`] : [];
  });
}

function readAddresses(text: string, context: z.RefinementCtx): readonly string[] {
  const addresses = text.split(/[\s,]+/).filter((part) => part !== '');
  const bad = addresses.find((address) => !isAddressRange(address));
  if (bad !== undefined)
    context.addIssue({ code: 'custom', message: `"${bad}" is no address such as 10.0.0.5 or 10.0.0.0/8; separate several by commas` });
  return addresses;
}

function isAddressRange(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/');
  const bits = isIP(address) === 4 ? 32 : 128;
  return isIP(address) !== 0 && rest.length === 0 && (length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits));
}

function storageCredentialsIn(value: z.output<typeof environmentSchema>): StorageCredentials | null {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = value;
  if (accessKeyId === undefined || secretAccessKey === undefined) return null;
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken ?? null };
}

function passwordsIn(url: string): string[] {
  const parsed = new URL(url);
  const [written, query] = [parsed.password, parsed.searchParams.get('password') ?? ''];
  return [written, safeDecode(written), query].filter((password) => password !== '');
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function invalid(problems: readonly string[]): Fault {
  const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
  return new Fault('invalid', 'config.invalid', `The environment has ${count}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`, {
    problems,
  });
}
