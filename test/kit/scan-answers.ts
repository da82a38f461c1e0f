/** Asks a running Weft everything at once from several places, and gathers what the answers tell that they must not. */
import { toldIn, type Untold } from './untold.ts';
import { wholeAnswer } from './whole-answer.ts';

export interface Question {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}

export interface Scanned {
  /** Each question whose answer tells something, with what it tells. */
  readonly leaks: readonly string[];
  readonly statuses: ReadonlyMap<Question, number>;
  /** Of all that must not be told, what was. */
  readonly told: ReadonlySet<string>;
}

const atOnce = 8;
const shownMax = 6;

export async function scanAnswers(
  server: { readonly url: string },
  headers: Readonly<Record<string, string>>,
  questions: readonly Question[],
  untold: Untold,
): Promise<Scanned> {
  const leaks: string[] = [];
  const told = new Set<string>();
  const statuses = new Map<Question, number>();
  const left = questions.values();
  const work = async () => {
    for (const question of left) {
      const { method, url, body } = question;
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      const { status, text } = await wholeAnswer(server.url + url, { method, headers: { ...headers, ...type }, ...content });
      statuses.set(question, status);
      const found = toldIn(text, untold, decodeURIComponent(url) + (body === undefined ? '' : JSON.stringify(body)));
      for (const it of found) told.add(it);
      if (found.length > 0) leaks.push(`${status} ${method} ${url.slice(0, 300)}: ${found.slice(0, shownMax).join(' | ')}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { leaks, statuses, told };
}
