/** Speaks to the token endpoint of an authorization server. */
import { Fault, messageOf } from '@weft/base/fault';
import { z } from 'zod';

const answerSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().optional(),
  refresh_token_expires_in: z.coerce.number().optional(),
  /** Snowflake tells who it is. */
  username: z.string().optional(),
});
export type TokenAnswer = Readonly<z.infer<typeof answerSchema>>;

const limitMilliseconds = 15_000;

export interface TokenServer {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
}

/** Faults: unavailable `warehouse_identity.server_failed`. */
export async function askToken(server: TokenServer, fields: Readonly<Record<string, string>>): Promise<TokenAnswer> {
  const basic = Buffer.from(`${encodeURIComponent(server.clientId)}:${encodeURIComponent(server.clientSecret ?? '')}`).toString('base64');
  const response = await fetch(server.tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, accept: 'application/json' },
    body: new URLSearchParams(fields),
    redirect: 'error',
    signal: AbortSignal.timeout(limitMilliseconds),
  }).catch((error: unknown) => {
    throw failed(`it could not be reached (${messageOf(error)})`);
  });
  const body: unknown = await response.json().catch(() => null);
  const read = answerSchema.safeParse(body);
  if (response.ok && read.success) return read.data;
  const told = z.object({ error: z.string(), error_description: z.string().optional() }).safeParse(body);
  const why = told.success ? (told.data.error_description ?? told.data.error) : `status ${response.status}`;
  throw failed(`it refused (${why.slice(0, 300)})`);
}

function failed(why: string): Fault {
  return new Fault(
    'unavailable',
    'warehouse_identity.server_failed',
    `The warehouse's sign-in server did not give a token: ${why}. Look at the OAuth settings of the connection, and link your identity again.`,
  );
}
