/** The address that an uploader is to send to: on the very host and scheme by which it came, since it trusts and reaches those. */
import type { Id } from '@weft/base/id';
import type { FastifyRequest } from 'fastify';

/** A name or an address with an optional port, and nothing that could lead elsewhere in a URL. */
const plainHost = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** `publicUrl` serves whoever sent no usable Host. The secret's name is not one that clients or proxies give a meaning of their own. */
export function uploadUrl(request: FastifyRequest, publicUrl: string, uploadId: Id<'upload'>, secret: string): string {
  const { host } = request.headers;
  const base = host !== undefined && plainHost.test(host) ? `${schemeOf(request, host, publicUrl)}://${host}` : publicUrl;
  return `${base}/api/private/ingests/${uploadId}/content/?key=${secret}`;
}

/** Behind a proxy that ends TLS, the proxy says so; only the asker itself gets this answer, so it can mislead nobody else. */
function schemeOf(request: FastifyRequest, host: string, publicUrl: string): string {
  const forwarded = String(request.headers['x-forwarded-proto'] ?? '')
    .split(',')[0]
    ?.trim();
  if (forwarded === 'https' || forwarded === 'http') return forwarded;
  const own = new URL(publicUrl);
  return own.host === host && own.protocol === 'https:' ? 'https' : request.protocol;
}
