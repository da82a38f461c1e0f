/** The schema against the one that dbt has made public, fact by fact: names of types and fields, their types, arguments and values. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphQLArgument, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isScalarType } from 'graphql';
import { expect, test } from 'vitest';
import { discoverySchema, resolversOf } from './schema.ts';

/** Facts that Weft has not, each with its reason. */
const absences: Readonly<Record<string, string>> = {
  'directive @apollo_client_ios_localCacheMutation': 'of a client, which puts it into the schema file that it generates code from',
  'directive @import': 'of a client, which puts it into the schema file that it generates code from',
  'directive @defer': 'of a client: answers come whole, and no client asks for them in parts',
};

const official = readFileSync(join(import.meta.dirname, 'official-facts.txt'), 'utf8')
  .trim()
  .split('\n');
const types = Object.values(discoverySchema().getTypeMap()).filter(({ name }) => !name.startsWith('__'));

function argument({ name, type, defaultValue }: GraphQLArgument): string {
  return `${name}: ${type}${defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`}`;
}

function facts(): string[] {
  return types.flatMap((type) => {
    if (isScalarType(type)) return [`scalar ${type.name}`];
    if (isEnumType(type)) return type.getValues().map(({ name }) => `enum ${type.name}.${name}`);
    if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => `input ${type.name}.${field.name}: ${field.type}`);
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const word = isObjectType(type) ? 'type' : 'interface';
    const fields = Object.values(type.getFields()).map(({ name, args, type: of }) => {
      const list = [...args]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(argument)
        .join(', ');
      return `${word} ${type.name}.${name}${list === '' ? '' : `(${list})`}: ${of}`;
    });
    return [...type.getInterfaces().map(({ name }) => `${word} ${type.name} implements ${name}`), ...fields];
  });
}

test('every type, field, argument and value of the public schema is there, save for what is absent for a reason', () => {
  const own = new Set(facts());
  expect(official.length).toBeGreaterThan(1800);
  expect(official.filter((fact) => !own.has(fact))).toEqual(official.filter((fact) => fact in absences));
  expect(Object.keys(absences).filter((fact) => !official.includes(fact))).toEqual([]);
});

test('a type that is answered by resolvers is answered by them whole', () => {
  const missing = types.flatMap((type) => {
    const own = resolversOf[type.name];
    return own && isObjectType(type) ? Object.keys(type.getFields()).flatMap((name) => (own[name] ? [] : [`${type.name}.${name}`])) : [];
  });
  expect(missing).toEqual([]);
});

test('every type of node is answered by resolvers', () => {
  const nodes = types.filter((type) => isObjectType(type) && type.name.endsWith('Node') && type.getInterfaces().length > 0);
  expect(nodes.flatMap(({ name }) => (resolversOf[name] ? [] : [name]))).toEqual([]);
});
