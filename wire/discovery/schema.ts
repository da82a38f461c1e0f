/** The whole schema of the Discovery API, as text that GraphQL reads. */
import { accountSchema } from './account.ts';
import { catalogSchema } from './catalog.ts';
import { columnsSchema } from './columns.ts';
import { exposuresSchema } from './exposures.ts';
import { jobNodesSchema } from './job-nodes.ts';
import { lineageSchema } from './lineage.ts';
import { macrosAndGroupsSchema } from './macros-and-groups.ts';
import { modelsSchema } from './models.ts';
import { nodesSchema } from './nodes.ts';
import { performanceSchema } from './performance.ts';
import { recommendationsSchema } from './recommendations.ts';
import { rootsSchema } from './roots.ts';
import { searchSchema } from './search.ts';
import { seedsAndSnapshotsSchema } from './seeds-and-snapshots.ts';
import { semanticLayerSchema } from './semantic-layer.ts';
import { sourcesSchema } from './sources.ts';
import { testsSchema } from './tests.ts';

export const discoverySchemaText = [
  ...[rootsSchema, nodesSchema, modelsSchema, sourcesSchema, seedsAndSnapshotsSchema, testsSchema, exposuresSchema],
  ...[semanticLayerSchema, macrosAndGroupsSchema, catalogSchema, lineageSchema, jobNodesSchema],
  ...[accountSchema, columnsSchema, performanceSchema, recommendationsSchema, searchSchema],
].join('\n');
