/** The environment, read once: every mistake is reported at the same time, and nothing else in the house reads `process.env`. */
export interface Config {
  readonly home: string;
  readonly port: number;
  readonly listenHost: string;
  /** No trailing slash. */
  readonly publicUrl: string;
  /** null: Weft runs its own PostgreSQL. */
  readonly databaseUrl: string | null;
  /** null: a folder in the home. */
  readonly storageUrl: string | null;
  readonly bootstrapToken: string | null;
  readonly isDemo: boolean;
  /** null: the local CA. */
  readonly tlsCertFile: string | null;
  readonly tlsKeyFile: string | null;
  /** base64 of 32 bytes; null: a file in the home. */
  readonly secretKey: string | null;
}
