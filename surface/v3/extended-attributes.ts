/** Extended attributes: `/api/v3/accounts/{id}/projects/{id}/extended-attributes/…`; the object is told back to the letter as it was sent. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import { rawMember } from '@weft/base/raw-member';
import {
  changeExtendedAttributes,
  createExtendedAttributes,
  deleteExtendedAttributes,
  getExtendedAttributes,
  readAttributes,
} from '@weft/domain/connections/extended-attributes';
import type { ExtendedAttributes } from '@weft/domain/connections/model';
import { getProject } from '@weft/domain/projects/get-project';
import type { Host } from '@weft/host/host';
import { successStatus, wireTimestamp } from '@weft/wire/envelope';
import { z } from 'zod';
import { rawTextOf } from '../kit/read-body.ts';
import type { AnyRoute, Asked } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';

const inProject = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>() });
const one = inProject.extend({ attributesId: idSchema<'extendedAttributes'>() });
const body = z.object({
  /** An object; a text with JSON or YAML in it is taken too. */
  extended_attributes: z.unknown().optional(),
  state: z.coerce.number().int().optional(),
});
const path = '/api/v3/accounts/:accountId/projects/:projectId/extended-attributes/';

async function scope(host: Host, input: z.infer<typeof inProject>) {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

export const extendedAttributesRoutes: AnyRoute[] = [
  route({
    method: 'POST',
    path,
    needs: 'environments:write',
    status: 201,
    input: inProject.extend({ body }),
    scope,
    changes: { event: 'extended_attributes.created' },
    answer: async (host, { body, ...place }, asked) => {
      const text = textOf(body.extended_attributes, asked);
      if (text === null) throw missing();
      return tell(await createExtendedAttributes(host, place, text), asked, 201);
    },
  }),
  route({
    method: 'GET',
    path: `${path}:attributesId/`,
    needs: 'environments:read',
    input: one,
    scope,
    answer: async (host, { attributesId, ...place }, asked) => tell(await getExtendedAttributes(host, place, attributesId), asked, 200),
  }),
  ...(['PATCH', 'POST'] as const).map((method) =>
    route({
      method,
      path: `${path}:attributesId/`,
      needs: 'environments:write',
      input: one.extend({ body }),
      scope,
      changes: { event: 'extended_attributes.changed', read: readOne },
      answer: async (host, { attributesId, body, ...place }, asked) => {
        if (body.state === 2) return tell(await deleteExtendedAttributes(host, place, attributesId), asked, 200, 2);
        const text = textOf(body.extended_attributes, asked);
        if (text === null) throw missing();
        return tell(await changeExtendedAttributes(host, place, attributesId, text), asked, 200);
      },
    }),
  ),
  route({
    method: 'DELETE',
    path: `${path}:attributesId/`,
    needs: 'environments:write',
    input: one,
    scope,
    changes: { event: 'extended_attributes.deleted', read: readOne },
    answer: async (host, { attributesId, ...place }, asked) =>
      tell(await deleteExtendedAttributes(host, place, attributesId), asked, 200, 2),
  }),
];

async function readOne(host: Host, { attributesId, ...place }: z.infer<typeof one>) {
  const found = await getExtendedAttributes(host, place, attributesId);
  return { ...factsOf(found, 1), extended_attributes: found.text };
}

function textOf(value: unknown, { request }: Asked): string | null {
  if (typeof value === 'string') return value;
  if (value === undefined) return null;
  const raw = rawTextOf(request.body);
  return (raw === null ? null : rawMember(raw, 'extended_attributes')) ?? JSON.stringify(value);
}

/** Written by hand: a text that was kept goes out without being parsed. */
function tell(found: ExtendedAttributes, { reply }: Asked, code: 200 | 201, state: 1 | 2 = 1): Bare {
  const json = 'value' in parseJson(found.text) ? found.text.trim() : JSON.stringify(readAttributes(found.text));
  const data = JSON.stringify(factsOf(found, state)).replace(/}$/, `,"extended_attributes":${json}}`);
  reply.header('content-type', 'application/json; charset=utf-8');
  return new Bare(code, `{"status":${JSON.stringify(successStatus(code))},"data":${data},"extra":{},"error_code":null}`);
}

/** `text`: for Weft's own editor, which shows YAML as YAML. */
function factsOf(found: ExtendedAttributes, state: 1 | 2) {
  return {
    id: found.id,
    account_id: found.accountId,
    project_id: found.projectId,
    state,
    text: found.text,
    created_at: wireTimestamp(found.createdAt),
    updated_at: wireTimestamp(found.updatedAt),
  };
}

function missing(): Fault {
  return new Fault(
    'invalid',
    'extended_attributes.invalid',
    'The extended attributes are missing: send an object as "extended_attributes".',
  );
}
