/** A browser without a screen: follows redirects and pages that post themselves between Weft, in process, and peers on this machine, and keeps cookies. */
import type { AppHouse } from './app.ts';

export interface Step {
  readonly status: number;
  readonly url: string;
  readonly body: string;
  readonly headers: Headers;
}

export interface Walker {
  /** By host. */
  readonly cookies: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** One request, no redirect followed. */
  ask(method: 'GET' | 'POST', url: string, form?: URLSearchParams): Promise<Step>;
  /** Goes on to an answer that leads nowhere else or to a page of Weft's, which is `next` and not asked for, or until `until` says so of the next request. */
  walk(
    url: string,
    until?: (next: { readonly method: string; readonly url: string; readonly form?: URLSearchParams }) => boolean,
  ): Promise<Walk>;
}

export interface Walk {
  readonly last: Step;
  /** The request at which it was stopped, not made. */
  readonly next: { readonly method: 'GET' | 'POST'; readonly url: string; readonly form?: URLSearchParams } | null;
}

const stepsMax = 20;

/** Weft is at its public URL. A post to it from another site carries no cookie, as browsers have it for SameSite=Lax. */
export function openWalker(house: AppHouse, accept = 'application/json'): Walker {
  const jars = new Map<string, Map<string, string>>();
  const own = new URL(house.config.publicUrl);

  async function send(method: 'GET' | 'POST', url: URL, form: URLSearchParams | undefined): Promise<Step> {
    const jar = jars.get(url.host) ?? new Map<string, string>();
    jars.set(url.host, jar);
    const isCrossPost = method === 'POST' && url.host === own.host;
    const cookie = isCrossPost ? '' : [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      accept,
      ...(cookie === '' ? {} : { cookie }),
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    };
    const step = url.host === own.host ? await inject(method, url, headers, form) : await ask(method, url, headers, form);
    for (const text of step.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return step;
  }

  async function inject(
    method: 'GET' | 'POST',
    url: URL,
    headers: Record<string, string>,
    form: URLSearchParams | undefined,
  ): Promise<Step> {
    const sent = { ...headers, host: own.host };
    const answer = await house.app.inject({ method, url: `${url.pathname}${url.search}`, headers: sent, payload: form?.toString() ?? '' });
    const found = new Headers();
    for (const [name, value] of Object.entries(answer.headers))
      for (const each of [value].flat()) if (each !== undefined) found.append(name, String(each));
    return { status: answer.statusCode, url: url.href, body: answer.body, headers: found };
  }

  async function ask(method: 'GET' | 'POST', url: URL, headers: Record<string, string>, form: URLSearchParams | undefined): Promise<Step> {
    const answer = await fetch(url, { method, headers, redirect: 'manual', ...(form === undefined ? {} : { body: form }) });
    return { status: answer.status, url: url.href, body: await answer.text(), headers: answer.headers };
  }

  /** Of Weft's own: where the way ends. */
  function isPage(url: string): boolean {
    const { host, pathname } = new URL(url);
    return host === own.host && !pathname.startsWith('/api/');
  }

  return {
    cookies: jars,
    ask: (method, url, form) => send(method, new URL(url, own), form),
    async walk(url, until = () => false) {
      let last = await send('GET', new URL(url, own), undefined);
      for (let steps = 0; steps < stepsMax; steps++) {
        const next = nextOf(last);
        if (next === null || until(next) || isPage(next.url)) return { last, next };
        last = await send(next.method, new URL(next.url), next.form);
      }
      throw new Error(`the way from ${url} did not end in ${stepsMax} steps`);
    },
  };
}

function nextOf(step: Step): Walk['next'] {
  const location = step.headers.get('location');
  if (location !== null && step.status >= 300 && step.status < 400) return { method: 'GET', url: new URL(location, step.url).href };
  const action = /<form method="post" action="([^"]+)"/i.exec(step.body)?.[1];
  if (action === undefined) return null;
  const fields = [...step.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return { method: 'POST', url: action, form: new URLSearchParams(fields.map(([, name = '', value = '']) => [name, value])) };
}
