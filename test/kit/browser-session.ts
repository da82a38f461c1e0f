/** A browser as the server sees one: keeps cookies, says where it is from. */
import type { Answer, AppHouse } from './app.ts';

export interface BrowserSession {
  /** As a page of ours asks. */
  ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown): Promise<Answer>;
  readonly cookies: ReadonlyMap<string, string>;
}

const own = { host: 'weft.example:8580', origin: 'http://weft.example:8580' };

export function openBrowserSession(
  house: AppHouse,
  userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
): BrowserSession {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async ask(method, url, body) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = { ...own, 'user-agent': userAgent, ...(cookie === '' ? {} : { cookie }) };
      const answer = await house.ask(method, url, { token: null, headers, ...(body === undefined ? {} : { body }) });
      for (const { name, value } of answer.cookies) {
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    },
  };
}
