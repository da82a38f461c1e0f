/** Makes the publication artifact v1 of a state: its public models, no SQL (dbt Core 1.6 betas, contracts/publication.py, schema publication/v1). */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What a model tells the mesh, whatever version of manifest it came in. */
export interface ModelFacts {
  readonly uniqueId: string;
  readonly name: string;
  readonly packageName: string;
  readonly database: string | null;
  readonly schema: string | null;
  /** The alias: what the relation is really called. */
  readonly identifier: string;
  readonly relationName: string | null;
  readonly access: 'public' | 'protected' | 'private' | null;
  readonly version: string | number | null;
  readonly latestVersion: string | number | null;
  readonly deprecationDate: string | null;
  readonly materialized: string | null;
  readonly isExternal: boolean;
  readonly dependsOn: readonly string[];
}

export interface PublicationSource {
  readonly dbtProjectName: string;
  readonly dbtVersion: string;
  readonly adapterType: string | null;
  readonly quoting: Readonly<Record<string, unknown>>;
  readonly dbtInvocationId: string;
  readonly generatedAt: Date;
  readonly models: readonly ModelFacts[];
  /** Names of the projects that this one builds on, and theirs. */
  readonly dependencies: readonly string[];
}

const publicModelSchema = z.object({
  name: z.string(),
  package_name: z.string(),
  unique_id: z.string(),
  relation_name: z.string(),
  database: z.string().nullable(),
  schema: z.string(),
  identifier: z.string(),
  version: z.union([z.string(), z.number()]).nullable(),
  latest_version: z.union([z.string(), z.number()]).nullable(),
  public_node_dependencies: z.array(z.string()),
  generated_at: z.string(),
  deprecation_date: z.string().nullable(),
});
export type PublicModel = z.infer<typeof publicModelSchema>;

export const publicationSchema = z.object({
  project_name: z.string(),
  metadata: z.object({
    dbt_schema_version: z.string(),
    dbt_version: z.string(),
    generated_at: z.string(),
    invocation_id: z.string(),
    env: z.record(z.string(), z.string()),
    adapter_type: z.string().nullable(),
    quoting: z.record(z.string(), z.unknown()),
  }),
  public_models: z.record(z.string(), publicModelSchema),
  dependencies: z.array(z.string()),
});
export type Publication = z.infer<typeof publicationSchema>;

/** Models of the project itself, or of a package in it, that are public and stand in the warehouse; what another project injected is that project's to offer. */
export function makePublication(source: PublicationSource): Publication {
  const at = source.generatedAt.toISOString();
  const offered = source.models.filter((model) => !model.isExternal && model.access === 'public' && model.materialized !== 'ephemeral');
  const ancestors = publicAncestors(source.models, offered);
  const public_models: Record<string, PublicModel> = {};
  for (const model of [...offered].sort((a, b) => (a.uniqueId < b.uniqueId ? -1 : 1))) {
    public_models[model.uniqueId] = {
      name: model.name,
      package_name: model.packageName,
      unique_id: model.uniqueId,
      relation_name: model.relationName ?? [model.database, model.schema, model.identifier].filter((part) => part !== null).join('.'),
      database: model.database,
      schema: model.schema ?? '',
      identifier: model.identifier,
      version: model.version,
      latest_version: model.latestVersion,
      public_node_dependencies: ancestors(model.uniqueId),
      generated_at: at,
      deprecation_date: model.deprecationDate,
    };
  }
  return {
    project_name: source.dbtProjectName,
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/publication/v1.json',
      dbt_version: source.dbtVersion,
      generated_at: at,
      invocation_id: source.dbtInvocationId,
      // Values of DBT_ENV_CUSTOM_ENV_* are the producer's own business.
      env: {},
      adapter_type: source.adapterType,
      quoting: { ...source.quoting },
    },
    public_models,
    dependencies: [...new Set(source.dependencies)].sort(),
  };
}

/** Digest of what is offered, without when and by which invocation: equal digests mean that no consumer needs to look again. */
export function digestPublication(publication: Publication): string {
  const models = Object.values(publication.public_models).map(({ generated_at: _, ...model }) => model);
  const { adapter_type, quoting } = publication.metadata;
  return createHash('sha256')
    .update(JSON.stringify([publication.project_name, adapter_type, quoting, models, publication.dependencies]))
    .digest('hex');
}

/**
 * For each model the public models among all its ancestors: private ones on the way are passed through, never named.
 * One bit a public model, one pass in the order of the graph: 10,000 models take milliseconds.
 */
function publicAncestors(models: readonly ModelFacts[], offered: readonly ModelFacts[]): (uniqueId: string) => string[] {
  const names = offered.map((model) => model.uniqueId).sort();
  const bitOf = new Map(names.map((name, bit) => [name, bit]));
  const words = Math.ceil(names.length / 32);
  const bits = new Map<string, Uint32Array>();
  for (const model of parentsFirst(models)) {
    const own = new Uint32Array(words);
    for (const parent of model.dependsOn) {
      const bit = bitOf.get(parent);
      if (bit !== undefined) own[bit >> 5] = (own[bit >> 5] ?? 0) | (1 << (bit & 31));
      const theirs = bits.get(parent);
      if (theirs) for (let word = 0; word < words; word++) own[word] = (own[word] ?? 0) | (theirs[word] ?? 0);
    }
    bits.set(model.uniqueId, own);
  }
  return (uniqueId) => namesIn(bits.get(uniqueId) ?? new Uint32Array(0), names);
}

/** Goes from one set bit to the next: a model has few of all the others above it. */
function namesIn(bits: Uint32Array, names: readonly string[]): string[] {
  const found: string[] = [];
  for (const [word, value] of bits.entries()) {
    for (let left = value; left !== 0; left &= left - 1) {
      const name = names[word * 32 + 31 - Math.clz32(left & -left)];
      if (name !== undefined) found.push(name);
    }
  }
  return found;
}

/** A circle cannot come from dbt, but an upload is anybody's: its last arrow is left out. */
function parentsFirst(models: readonly ModelFacts[]): ModelFacts[] {
  const byId = new Map(models.map((model) => [model.uniqueId, model]));
  const done = new Set<string>();
  const entered = new Set<string>();
  const order: ModelFacts[] = [];
  for (const root of models) {
    const stack = [root];
    while (stack.length > 0) {
      const model = stack[stack.length - 1];
      if (model === undefined) break;
      if (!entered.has(model.uniqueId)) {
        entered.add(model.uniqueId);
        for (const parent of model.dependsOn) {
          const next = byId.get(parent);
          if (next && !entered.has(parent)) stack.push(next);
        }
        continue;
      }
      stack.pop();
      if (!done.has(model.uniqueId)) order.push(model);
      done.add(model.uniqueId);
    }
  }
  return order;
}
