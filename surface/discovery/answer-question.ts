/** Answers one question in GraphQL: reads it, holds it against the limits, and tells what went wrong in GraphQL's own form. */
import { Fault } from '@weft/base/fault';
import type { Caller } from '@weft/domain/access/model';
import type { Host } from '@weft/host/host';
import type { WireGraphqlAnswer, WireGraphqlError } from '@weft/wire/discovery/answer';
import { type DocumentNode, execute, GraphQLError, getOperationAST, parse, type Source, specifiedRules, validate } from 'graphql';
import { openDesk } from './desk.ts';
import { limits, requireModest } from './limits.ts';
import { discoverySchema } from './schema.ts';

export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

const mistakesTold = 20;

/** Whatever is wrong with the question itself is in `errors`, never thrown. */
export async function answerQuestion(
  host: Host,
  { query, variables, operationName }: Question,
  { caller, requestId }: { readonly caller: Caller; readonly requestId: string },
): Promise<WireGraphqlAnswer> {
  const read = readQuestion(query, variables);
  if ('errors' in read) return { errors: read.errors.map((error) => present(host, error, requestId)) };
  const operation = getOperationAST(read.document, operationName);
  if (operation && operation.operation !== 'query')
    return { errors: [present(host, new GraphQLError('The Discovery API only answers queries.'), requestId)] };
  const { data, errors } = await execute({
    schema: discoverySchema(),
    document: read.document,
    variableValues: variables,
    operationName,
    contextValue: openDesk(host, caller),
  });
  if (!errors) return { data: data ?? null };
  return { data: data ?? null, errors: errors.slice(0, mistakesTold).map((error) => present(host, error, requestId)) };
}

function readQuestion(
  query: string | Source,
  variables: Readonly<Record<string, unknown>>,
): { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] } {
  try {
    const document = parse(query, { maxTokens: limits.tokens });
    const errors = validate(discoverySchema(), document, specifiedRules, { maxErrors: mistakesTold });
    if (errors.length > 0) return { errors };
    requireModest(discoverySchema(), document, variables);
    return { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    if (error instanceof Fault) return { errors: [new GraphQLError(error.message, { originalError: error })] };
    throw error;
  }
}

/** A bug is logged whole, and told as one. */
function present(host: Host, error: GraphQLError, requestId: string): WireGraphqlError {
  const { originalError: cause, locations, path } = error;
  const where = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  if (cause instanceof Fault) return { message: cause.message, ...where, extensions: { code: cause.code, kind: cause.kind } };
  // Where there is a path, an answer was under way.
  if (path === undefined) return { message: error.message, ...where, extensions: { code: 'discovery.question_invalid', kind: 'invalid' } };
  host.log.error('discovery.failed', { requestId, path: path?.join('.'), error: cause });
  const message = `Something went wrong inside Weft. The server's log has it under the request ${requestId}.`;
  return { message, ...where, extensions: { code: 'internal', kind: 'internal' } };
}
