/** Registers routes: reads the input, finds the caller, holds the permission, answers, wraps. The one place where a door is opened or shut. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { isRecord } from '@weft/base/json';
import { JsonBytes } from '@weft/base/json-bytes';
import type { Caller } from '@weft/domain/access/model';
import { may, mayAnywhere, require, seesEveryProject, seesProject } from '@weft/domain/access/model';
import { admitCaller } from '@weft/domain/network/admit-caller';
import type { Host } from '@weft/host/host';
import { successStatus } from '@weft/wire/envelope';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findCaller, readSecret } from './find-caller.ts';
import { RateLimit } from './rate-limit.ts';
import { answerOnRecord, recordIfRefused, type Visit } from './record-deed.ts';
import { sendFailure } from './render-fault.ts';
import type { AnyRoute } from './route.ts';
import { Bare, Listed, Written } from './route.ts';
import { sendGitFailure } from './send-git-failure.ts';
import { sendGraphqlFailure } from './send-graphql-failure.ts';
import { scimType, sendScimFailure } from './send-scim-failure.ts';
import { unstorable } from './storable.ts';

const accountIdSchema = idSchema<'account'>();

const senders = { rest: sendFailure, scim: sendScimFailure, git: sendGitFailure, graphql: sendGraphqlFailure };

export function serveRoutes(app: FastifyInstance, host: Host, routes: readonly AnyRoute[]): void {
  const limit = new RateLimit(host.clock, host.config.rateLimit);
  for (const it of routes) {
    const send = senders[it.protocol ?? 'rest'];
    const fail = (error: unknown, request: FastifyRequest, reply: FastifyReply) => send(host, error, request, reply);
    app.route({
      method: it.method,
      url: it.path,
      ...(it.bodyBytesMax === undefined ? {} : { bodyLimit: it.bodyBytesMax }),
      // Also what goes wrong before the handler, such as a body that cannot be read.
      errorHandler: (error, request, reply) => fail(error, request, reply),
      handler: async (request, reply) => {
        try {
          return await handle(host, limit, it, request, reply);
        } catch (error) {
          return fail(error, request, reply);
        }
      },
    });
  }
}

async function handle(host: Host, limit: RateLimit, it: AnyRoute, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const visit: Visit = { caller: null, accountId: null, projectId: null };
  const input = await enter(host, limit, it, request, visit).catch((error: unknown) => {
    recordIfRefused(host, it, request, visit, error);
    throw error;
  });
  const asked = { caller: visit.caller ?? anybody, request, reply };
  const answer = await answerOnRecord(host, it, request, visit, input, () =>
    it.answer(host, input, asked).catch((error: unknown) => {
      if (it.changes === null || it.changes === undefined) recordIfRefused(host, it, request, visit, error);
      throw error;
    }),
  );
  return present(it, reply, answer);
}

/** The door: who asks, whether they may, and what they ask. Fills in `visit` as far as it gets. */
async function enter(host: Host, limit: RateLimit, it: AnyRoute, request: FastifyRequest, visit: Visit): Promise<never> {
  refuseTokenInUrl(request);
  const isOfAccount = it.needs !== 'nobody' && it.needs !== 'caller';
  visit.accountId = isOfAccount ? (accountIdSchema.safeParse(paramsOf(request).accountId).data ?? null) : null;
  const found = it.needs === 'nobody' ? anybody : ((await findCaller(host, request)) ?? (await knownHere(host, it, request)));
  visit.caller = it.needs === 'nobody' ? null : found;
  if (it.isUncounted !== true) limit.takeFor(it.needs === 'nobody' ? null : found, request.ip);
  if (!found)
    throw new Fault(
      'unauthenticated',
      'token.invalid',
      'The request carries no token that this Weft knows. Send "Authorization: Token …" with a service token of the account.',
    );
  const caller = await admitCaller(host, found, request.ip, visit.accountId);
  visit.caller = it.needs === 'nobody' ? null : caller;
  const accountId = isOfAccount ? readAccountId(request) : null;
  if (accountId !== null && it.needs !== 'nobody' && it.needs !== 'caller') {
    if (it.isList === true && mayAnywhere(caller, it.needs, accountId)) return readInput(it, request);
    if (it.scope === undefined) require(caller, it.needs, { accountId, projectId: null });
    else requireMember(caller, accountId);
  }
  const input = readInput(it, request);
  if (accountId !== null && it.scope !== undefined && it.needs !== 'nobody' && it.needs !== 'caller') {
    const found = await it.scope(host, input).catch((error: unknown) => {
      throw isMissing(error) && !seesEveryProject(caller, accountId) ? nothingAt(request) : error;
    });
    const place = { accountId, ...(typeof found === 'object' && found !== null ? found : { projectId: found }) };
    visit.projectId = place.projectId;
    // Everybody in the account may look at public models of projects that they do not see otherwise.
    if (!may(caller, it.needs, place) && !seesProject(caller, place)) throw nothingAt(request);
    require(caller, it.needs, place);
  }
  return input;
}

async function knownHere(host: Host, { alsoKnows }: AnyRoute, request: FastifyRequest): Promise<Caller | null> {
  const secret = readSecret(request.headers.authorization ?? '');
  return alsoKnows === undefined || secret === null ? null : alsoKnows(host, secret);
}

/** Before anything of the account is looked up: whoever is not in it learns nothing, not even by how the request is malformed. */
function requireMember(caller: Caller, accountId: number): void {
  if (!caller.grants.some((grant) => grant.accountId === accountId))
    throw new Fault('not_found', 'account.not_found', `There is no account ${accountId}.`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Fault && error.kind === 'not_found';
}

const anybody: Caller = { kind: 'user', userId: null, serviceTokenId: null, label: 'anybody', grants: [] };

function present(it: AnyRoute, reply: FastifyReply, answer: unknown): unknown {
  if (answer instanceof Bare) return reply.code(answer.status).send(answer.body ?? undefined);
  const code = it.status ?? 200;
  reply.code(code);
  if (it.protocol === 'graphql') return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer));
  if (it.protocol === 'scim') return reply.type(scimType).send(JSON.stringify(answer));
  if (answer instanceof Written) {
    const json = new JsonBytes(answer.sizeBytes);
    json.raw(`{"status":${JSON.stringify(successStatus(code))},"data":`);
    answer.write(json);
    json.raw('}');
    return reply.type('application/json; charset=utf-8').send(json.done());
  }
  if (answer instanceof Listed) {
    const { items, limit, offset, filters, orderBy, totalCount } = answer;
    const extra = {
      filters: { ...filters, limit, offset },
      order_by: orderBy,
      pagination: { count: items.length, total_count: totalCount },
    };
    return { status: successStatus(code), data: items, extra };
  }
  return { status: successStatus(code), data: answer };
}

function readAccountId(request: FastifyRequest) {
  const result = accountIdSchema.safeParse(paramsOf(request).accountId);
  if (!result.success) throw new Fault('not_found', 'account.not_found', 'There is no such account.');
  return result.data;
}

/** `never` because each route knows its own input: the schema beside it made this value. */
function readInput(it: AnyRoute, request: FastifyRequest): never {
  const asked = { query: request.query ?? {}, body: request.body };
  if (unstorable(paramsOf(request)) !== null) throw nothingAt(request);
  const problem = unstorable(asked);
  if (problem !== null) throw new Fault('invalid', 'request.invalid', `The request is not understood: ${problem}.`);
  const result = it.input.safeParse({ ...paramsOf(request), ...asked });
  if (result.success) return result.data as never;
  const isPath = result.error.issues.some(({ path }) => path.length === 1 && path[0] !== 'body' && path[0] !== 'query');
  if (isPath) throw nothingAt(request);
  const issues = result.error.issues.map(({ path, message }) => ({ field: path.slice(1).join('.'), message }));
  const where = issues.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; ');
  throw new Fault('invalid', 'request.invalid', `The request is not understood: ${where}.`, { issues });
}

function nothingAt(request: FastifyRequest): Fault {
  return new Fault('not_found', 'path.not_found', `There is nothing at ${request.url.split('?')[0]}.`);
}

function paramsOf(request: FastifyRequest): Record<string, unknown> {
  return isRecord(request.params) ? { ...request.params } : {};
}

/** A token in an address ends up in logs, histories and referrers. */
function refuseTokenInUrl(request: FastifyRequest): void {
  const { query } = request;
  if (!isRecord(query)) return;
  if ('token' in query || 'access_token' in query || 'api_key' in query) {
    throw new Fault(
      'invalid',
      'token.in_url',
      'A token does not belong in an address. Send it in the Authorization header, and revoke the one that was sent like this.',
    );
  }
}
