import { expect, test } from 'vitest';
import { exampleOf, fieldsOf, typeOf } from './read-schema.ts';

test.each([
  [{}, 'anything'],
  [{ type: 'string', maxLength: 64 }, 'text, at most 64 characters'],
  [{ type: ['string', 'null'] }, 'text or null'],
  [{ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, 'integer, from 1'],
  [{ type: 'integer', minimum: 0, maximum: 10 }, 'integer, 0 to 10'],
  [{ anyOf: [{ type: 'array', items: { type: 'integer' } }, { type: 'null' }] }, 'list of integer or null'],
  [{ enum: ['a', 'b'] }, 'one of "a", "b"'],
])('%j is said as %s', (schema, said) => {
  expect(typeOf(schema)).toBe(said);
});

test('fields within fields are named by their way', () => {
  const settings = { type: 'object', properties: { threads: { type: 'integer' } }, required: ['threads'] };
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, settings: { anyOf: [settings, { type: 'null' }] } },
    required: ['name'],
  };
  expect(fieldsOf(schema)).toEqual([
    { name: 'name', isRequired: true, type: 'text' },
    { name: 'settings', isRequired: false, type: 'object or null' },
    { name: 'settings.threads', isRequired: true, type: 'integer' },
  ]);
});

test('an example has what is required and is of the right types', () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, type: { type: 'integer' }, steps: { type: 'array', items: { type: 'string' } } },
  };
  expect(exampleOf({ ...schema, required: ['name', 'steps'] })).toEqual({ name: 'name', steps: ['steps'] });
  expect(exampleOf(schema)).toEqual({ name: 'name', type: 1 });
});

test('an example that the schema brings is taken before one that is made up', () => {
  expect(exampleOf({ type: 'string', examples: ['{ __typename }'] }, 'query')).toBe('{ __typename }');
});
