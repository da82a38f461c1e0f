/** Fields of seeds and snapshots. */
import { catalogued } from './catalog-fields.ts';
import { executed } from './execution-fields.ts';
import { codeFields, definedFields, graphFields, nodeFields, relationFields } from './node-fields.ts';
import type { Resolvers } from './resolvers.ts';

export const seedResolvers = {
  SeedAppliedStateNode: { ...nodeFields, ...relationFields, ...graphFields, ...executed, ...catalogued },
  SeedAppliedStateNestedNode: { ...nodeFields, ...relationFields, ...executed },
  SeedDefinitionNode: { ...nodeFields, ...definedFields, ...relationFields, ...graphFields },
  SeedDefinitionNestedNode: { ...nodeFields, ...definedFields, ...relationFields },
  SnapshotAppliedStateNode: { ...nodeFields, ...relationFields, ...codeFields, ...graphFields, ...executed, ...catalogued },
  SnapshotAppliedStateNestedNode: { ...nodeFields, ...relationFields, ...executed },
  SnapshotDefinitionNode: { ...nodeFields, ...definedFields, ...relationFields, ...codeFields, ...graphFields },
  SnapshotDefinitionNestedNode: { ...nodeFields, ...definedFields, ...relationFields },
} satisfies Readonly<Record<string, Resolvers>>;
