/** Reads single values of the environment: what is a URL that Weft can use, what is a key. */
import { z } from 'zod';

export function readPublicUrl(text: string, context: z.RefinementCtx): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (!isPlain) {
    context.addIssue({ code: 'custom', message: 'must be an http or https URL such as https://weft.example.com, without user, ? or #' });
    return z.NEVER;
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

export function isStorageUrl(text: string): boolean {
  if (text === 'file:') return true;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.protocol === 'file:') return url.host === '' && url.pathname.length > 1;
  const endpoint = url.searchParams.get('endpoint');
  return url.protocol === 's3:' && url.host !== '' && !url.username && (endpoint === null || /^https?:\/\/[^/]/.test(endpoint));
}

export function isSmtpUrl(text: string): boolean {
  return /^smtps?:\/\/[^/]/.test(text) && URL.canParse(text) && new URL(text).hostname !== '';
}

export function isKey(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === text;
}
