/** The schema with its resolvers: made once a process. */
import { discoverySchemaText } from '@weft/wire/discovery/schema';
import { buildSchema, type GraphQLSchema, isObjectType, isScalarType } from 'graphql';
import { accountResolvers } from './account-resolvers.ts';
import { catalogResolvers } from './catalog-fields.ts';
import { columnResolvers } from './column-resolvers.ts';
import type { Desk } from './desk.ts';
import { executionResolvers } from './execution-fields.ts';
import { exposureResolvers } from './exposure-resolvers.ts';
import { jobResolvers } from './job-resolvers.ts';
import { lineageResolvers } from './lineage-resolvers.ts';
import { macroResolvers } from './macro-resolvers.ts';
import { modelResolvers } from './model-resolvers.ts';
import { performanceResolvers } from './performance-resolvers.ts';
import { queryResolvers } from './query-resolvers.ts';
import { recommendationResolvers } from './recommendation-resolvers.ts';
import type { Resolvers } from './resolvers.ts';
import { runNodeResolvers } from './run-node-resolvers.ts';
import { scalarRules } from './scalars.ts';
import { seedResolvers } from './seed-resolvers.ts';
import { semanticResolvers } from './semantic-resolvers.ts';
import { sourceResolvers } from './source-resolvers.ts';
import { stateResolvers } from './state-resolvers.ts';
import { testResolvers } from './test-resolvers.ts';

/** Types that are not here are plain: their values have their fields. */
export const resolversOf: Readonly<Record<string, Resolvers>> = {
  ...queryResolvers,
  ...stateResolvers,
  ...modelResolvers,
  ...sourceResolvers,
  ...seedResolvers,
  ...testResolvers,
  ...exposureResolvers,
  ...semanticResolvers,
  ...macroResolvers,
  ...executionResolvers,
  ...catalogResolvers,
  ...lineageResolvers,
  ...jobResolvers,
  ...runNodeResolvers,
  ...accountResolvers,
  ...columnResolvers,
  ...performanceResolvers,
  ...recommendationResolvers,
};

let made: GraphQLSchema | null = null;

export function discoverySchema(): GraphQLSchema {
  made ??= makeSchema();
  return made;
}

function makeSchema(): GraphQLSchema {
  const schema = buildSchema(discoverySchemaText);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type)) Object.assign(type, scalarRules[type.name] ?? {});
    if (!isObjectType(type)) continue;
    const own = resolversOf[type.name];
    for (const field of Object.values(type.getFields())) {
      const resolve = own?.[field.name];
      // The schema has read the arguments, and whoever answered the field above knows what this one stands on.
      if (resolve)
        field.resolve = (source, args, desk: Desk) => {
          desk.spend();
          return resolve(source as never, args as never, desk);
        };
    }
  }
  return schema;
}
