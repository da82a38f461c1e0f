/** How values that GraphQL has no word for cross the wire. */
import { GraphQLError, type GraphQLScalarType, Kind, type ValueNode } from 'graphql';

type Rules = Pick<GraphQLScalarType, 'serialize' | 'parseValue' | 'parseLiteral'>;

/** Ids come as numbers, and of clients that keep them in text as text. */
function readWhole(value: unknown): number {
  const read = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof read !== 'number' || !Number.isSafeInteger(read)) throw new GraphQLError(`${JSON.stringify(value)} is no whole number.`);
  return read;
}

function readDay(value: unknown): Date {
  const read = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : null;
  if (read === null || Number.isNaN(read.getTime())) throw new GraphQLError(`${JSON.stringify(value)} is no day such as "2026-01-31".`);
  return read;
}

function readInstant(value: unknown): Date {
  const read = typeof value === 'string' ? new Date(value) : null;
  if (read === null || Number.isNaN(read.getTime()))
    throw new GraphQLError(`${JSON.stringify(value)} is no time such as "2026-01-31T12:00:00Z".`);
  return read;
}

function textOf(node: ValueNode): unknown {
  return node.kind === Kind.INT || node.kind === Kind.STRING ? node.value : undefined;
}

/** No argument of the schema is any value. */
function refuse(): never {
  throw new GraphQLError('Such a value is only answered.');
}

export const scalarRules: Readonly<Record<string, Rules>> = {
  BigInt: { serialize: readWhole, parseValue: readWhole, parseLiteral: (node) => readWhole(textOf(node)) },
  Date: {
    serialize: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
    parseValue: readDay,
    parseLiteral: (node) => readDay(textOf(node)),
  },
  DateTime: {
    serialize: (value) => (value instanceof Date ? value.toISOString() : value),
    parseValue: readInstant,
    parseLiteral: (node) => readInstant(textOf(node)),
  },
  JSONObject: { serialize: (value) => value, parseValue: refuse, parseLiteral: refuse },
  AnyScalar: { serialize: (value) => value, parseValue: refuse, parseLiteral: refuse },
};
