/** The Discovery API: GraphQL over what runs left, at the two addresses that clients know, under whatever host name they come. */
import { Fault } from '@weft/base/fault';
import { isRecord, parseJson } from '@weft/base/json';
import { type Caller, mayAnywhere } from '@weft/domain/access/model';
import type { Host } from '@weft/host/host';
import type { WireGraphqlAnswer } from '@weft/wire/discovery/answer';
import { z } from 'zod';
import type { AnyRoute, Asked } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { answerQuestion, type Question } from './answer-question.ts';
import { limits } from './limits.ts';

const bodyBytesMax = 1024 * 1024;

/** Can be pasted as it is: an account's first environment has the id 1. */
const example =
  '{ environment(id: 1) { applied { models(first: 10) { edges { node { name description executionInfo { lastRunStatus } } } } } } }';

const variablesSchema = z.record(z.string(), z.unknown()).nullish();
/** What an address has room for, each character being up to twelve in it: a longer question is posted. */
const addressCharactersMax = { query: 1_000, variables: 200, operationName: 50 };
const queryOf = (charactersMax: number) =>
  z
    .string()
    .min(1)
    .max(charactersMax)
    .meta({ description: 'The question, in GraphQL.', examples: [example] });
const operationName = z.string().nullish().describe('Which of several questions is asked.');
const posted = z.object({ body: z.object({ query: queryOf(limits.characters), variables: variablesSchema, operationName }) });
const got = z.object({
  query: z.object({
    query: queryOf(addressCharactersMax.query),
    variables: z.string().max(addressCharactersMax.variables).optional().describe('JSON.'),
    operationName: z.string().max(addressCharactersMax.operationName).optional(),
  }),
});

function routesAt(path: string): AnyRoute[] {
  const facts = { path, tag: 'Discovery', needs: 'caller', protocol: 'graphql' } as const;
  return [
    route({
      ...facts,
      method: 'POST',
      summary: 'Ask the Discovery API in GraphQL',
      changes: null,
      bodyBytesMax,
      input: posted,
      answer: (host, { body }, asked) =>
        answer(host, { query: body.query, variables: body.variables ?? {}, operationName: body.operationName ?? null }, asked),
    }),
    route({
      ...facts,
      method: 'GET',
      summary: 'Ask the Discovery API in GraphQL, by an address',
      input: got,
      answer: (host, { query: asked }, at) =>
        answer(host, { query: asked.query, variables: readVariables(asked.variables), operationName: asked.operationName ?? null }, at),
    }),
  ];
}

export const discoveryRoutes: AnyRoute[] = ['/graphql', '/beta/graphql'].flatMap(routesAt);

function readVariables(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined || text === '') return {};
  const parsed = parseJson(text);
  if ('value' in parsed && (isRecord(parsed.value) || parsed.value === null)) return parsed.value ?? {};
  throw new Fault('invalid', 'request.invalid', 'The request is not understood: "variables" is no JSON object.');
}

function answer(host: Host, question: Question, { caller, request }: Asked): Promise<WireGraphqlAnswer> {
  requireSomething(caller);
  return answerQuestion(host, question, { caller, requestId: request.id });
}

/** Who may read nothing of it anywhere is told so at the door; all else is decided where the thing asked for lies. */
function requireSomething(caller: Caller): void {
  const mayRead = caller.grants.some(
    ({ accountId }) => mayAnywhere(caller, 'metadata:read', accountId) || mayAnywhere(caller, 'public_models:read', accountId),
  );
  if (mayRead) return;
  throw new Fault(
    'forbidden',
    'access.forbidden',
    `${caller.label} may not ask the Discovery API: it needs the permission metadata:read. Ask an account admin for a permission set that has it.`,
    { permission: 'metadata:read' },
  );
}
