/** How faults leave through SCIM: RFC 7644, section 3.12. */
import type { Host } from '@weft/host/host';
import type { WireScimError } from '@weft/wire/v3/scim';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { failureOf } from './render-fault.ts';

export const scimType = 'application/scim+json; charset=utf-8';

/** The words that identity providers look for. */
const scimTypes: Readonly<Record<string, string>> = {
  'group.name_taken': 'uniqueness',
  'scim.user_exists': 'uniqueness',
  'scim.user_shared': 'mutability',
  'scim.filter_unknown': 'invalidFilter',
  'scim.path_unknown': 'invalidPath',
  'scim.member_unknown': 'invalidValue',
  'scim.user_name_invalid': 'invalidValue',
  'group.name_empty': 'invalidValue',
  'request.invalid': 'invalidValue',
  'request.malformed': 'invalidSyntax',
};

export function sendScimFailure(host: Host, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code, message } = failureOf(host, error, request, reply);
  const type = scimTypes[code];
  const body: WireScimError = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(type === undefined ? {} : { scimType: type }),
    detail: message,
  };
  return reply.code(status).type(scimType).send(JSON.stringify(body));
}
