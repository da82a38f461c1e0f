/** Asks a provider's API in the name of a repository: with its token, through the guarded way out, and with what is refused told so that somebody can mend it. */
import { parseJson } from '@weft/base/json';
import { askOutward, type OutwardAnswer } from '@weft/host/ask-outward';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import type { Repository } from '../model.ts';
import { openToken } from '../open-token.ts';
import type { AskProvider, ProviderApi } from './provider.ts';
import { ProviderProblem } from './provider.ts';

/** Comments of a hundred people come in one answer. */
const answerCharactersMax = 8 * 1024 * 1024;
/** Weft waits no longer than this for a limit to be lifted before it looks again. */
const waitSecondsMax = 3600;

export interface ProviderEntry {
  readonly api: ProviderApi;
  readonly apiBaseUrl: string;
  readonly repository: Repository;
  readonly signal?: AbortSignal;
}

/** Faults: `ProviderProblem` where the repository has no token. */
export async function openProvider(host: Host, entry: ProviderEntry): Promise<AskProvider> {
  const { repository, api } = entry;
  const token = await openToken(host, repository);
  if (token === null)
    throw new ProviderProblem(
      'The repository has no token, so Weft can tell its provider nothing. Add one with the rights that the webhook panel names.',
      { isPermanent: true },
    );
  const headers = {
    'user-agent': 'Weft',
    ...api.headersFor({ token, username: repository.username }),
  };
  return async (method, path, body) => {
    const answer = await askOutward({
      url: new URL(`${entry.apiBaseUrl}${path}`),
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      answerCharactersMax,
      ...(entry.signal ? { signal: entry.signal } : {}),
    });
    return read(host, answer, `${method} ${entry.apiBaseUrl}${path.split('?')[0]}`);
  };
}

function read(host: Host, answer: OutwardAnswer, asked: string): unknown {
  if (answer.kind === 'unanswered') throw new ProviderProblem(answer.message, { isPermanent: false });
  const { statusCode } = answer;
  const parsed = answer.body === '' ? { value: null } : parseJson(answer.body);
  if (statusCode >= 200 && statusCode < 300) {
    if ('value' in parsed) return parsed.value;
    throw new ProviderProblem(`${asked} answered what is not JSON: is this the address of its API?`, { isPermanent: true, statusCode });
  }
  const said = 'value' in parsed ? saidIn(parsed.value) : null;
  const words = host.scrubber.scrub(`${asked} answered ${statusCode}${said === null ? '' : `: ${said}`}`);
  const wait = waitOf(host, answer);
  if (statusCode === 429 || wait !== null || statusCode >= 500 || statusCode === 408 || statusCode === 409)
    throw new ProviderProblem(words, { isPermanent: false, retryAfterSeconds: wait, statusCode });
  throw new ProviderProblem(`${words}.${mendOf(statusCode)}`, { isPermanent: true, statusCode });
}

const failureSchema = z.object({ message: z.unknown().optional(), error: z.unknown().optional() });

/** `{message}` of GitHub and GitLab, `{error: {message}}` of Bitbucket. */
function saidIn(value: unknown): string | null {
  const read = failureSchema.safeParse(value).data;
  const said = read?.message ?? failureSchema.safeParse(read?.error).data?.message ?? read?.error;
  return said === undefined ? null : (typeof said === 'string' ? said : JSON.stringify(said)).slice(0, 300);
}

/** Seconds until the provider's limit is lifted; null: it said nothing of a limit. */
function waitOf(host: Host, { statusCode, headers }: Extract<OutwardAnswer, { kind: 'answered' }>): number | null {
  const after = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(after)) return Math.min(Math.max(after, 1), waitSecondsMax);
  const remaining = headers['x-ratelimit-remaining'] ?? headers['ratelimit-remaining'];
  const reset = Number(headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'] ?? Number.NaN);
  if ((statusCode !== 403 && statusCode !== 429) || remaining !== '0' || !Number.isFinite(reset)) return null;
  return Math.min(Math.max(Math.ceil(reset - host.clock.now().getTime() / 1000), 1), waitSecondsMax);
}

function mendOf(statusCode: number): string {
  if (statusCode === 401) return ' Its token has expired or is wrong: send a new one in the settings of the repository.';
  if (statusCode === 403 || statusCode === 404)
    return ' The token lacks a right that the webhook panel names, or is of another repository.';
  return '';
}
