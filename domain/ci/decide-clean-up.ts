/** Which of the relations that CI runs made may be dropped, and why each other stays. */
import type { Id } from '@weft/base/id';
import type { CreatedRelation, RelationKind } from '../runs/created-relation.ts';
import { nameScope } from './model.ts';

export interface PlannedItem {
  readonly kind: RelationKind;
  readonly key: string;
  readonly environmentId: Id<'environment'>;
  readonly place: string;
  readonly database: string;
  readonly schema: string;
  readonly identifier: string;
  readonly resourceType: string | null;
  readonly runIds: readonly Id<'run'>[];
  /** Null: it is to be dropped; a schema, once nothing is left in it. */
  readonly keptBecause: string | null;
  /** It is somebody else's now, or for ever: this subject is done with it. */
  readonly isReleased: boolean;
  /** Whose clean-up drops the schema instead: it is written down as made by that run. */
  readonly heir: CreatedRelation | null;
}

export interface CleanUpPlan {
  /** Relations first, the last made first, since views stand on what was made before them; then schemas. */
  readonly items: readonly PlannedItem[];
}

export interface CleanUpFacts {
  /** What the subject's runs made and nobody has cleaned up. */
  readonly mine: readonly CreatedRelation[];
  /** What other CI runs made under the same keys, or in the same schemas, and nobody has cleaned up. */
  readonly others: readonly CreatedRelation[];
  /** Keys of relations that environments of the account know as applied, whoever ran dbt, each with who has it, for people. */
  readonly deployed: ReadonlyMap<string, string>;
  /** Keys of schemas that environments write to by their credentials, or that hold deployed relations, each with whose it is. */
  readonly deployedSchemas: ReadonlyMap<string, string>;
  /** Where each environment leads now; null: nowhere, or it is not there any more. */
  readonly places: ReadonlyMap<Id<'environment'>, string | null>;
}

/** Refuses by doubt: what may be a deployment's, or another pull request's, stays. */
export function decideCleanUp(facts: CleanUpFacts): CleanUpPlan {
  const relations = group(facts.mine.filter(({ kind }) => kind === 'relation'))
    .map((made) => judge(made, facts, whyRelationStays))
    .reverse();
  const staying = new Map(relations.flatMap((item) => (item.keptBecause === null ? [] : [[placed(item, schemaKeyOf(item)), item]])));
  const schemas = group(facts.mine.filter(({ kind }) => kind === 'schema')).map((made) =>
    judge(made, facts, (one, all) => {
      const why = whySchemaStays(one, all);
      const inside = staying.get(placed(one, one.key));
      if (why !== null || !inside) return why;
      return { why: `${inside.identifier} in it stays.`, isReleased: inside.isReleased, heir: null };
    }),
  );
  return { items: [...relations, ...schemas] };
}

interface Staying {
  readonly why: string;
  readonly isReleased: boolean;
  readonly heir: CreatedRelation | null;
}

type Reason = (made: CreatedRelation, facts: CleanUpFacts) => Staying | null;

function judge(made: readonly CreatedRelation[], facts: CleanUpFacts, reason: Reason): PlannedItem {
  const last = made.at(-1);
  if (!last) throw new Error('a group has members');
  const { kind, key, environmentId, place, database, schema, identifier, resourceType } = last;
  const staying = reason(last, facts) ?? whyUnreachable(last, facts);
  return {
    ...{ kind, key, environmentId, place, database, schema, identifier, resourceType },
    runIds: made.map(({ runId }) => runId),
    keptBecause: staying?.why ?? null,
    isReleased: staying?.isReleased ?? false,
    heir: staying?.heir ?? null,
  };
}

function whyRelationStays(made: CreatedRelation, facts: CleanUpFacts): Staying | null {
  const owner = facts.deployed.get(made.key);
  if (owner !== undefined) return { why: `It is also a relation of ${owner}.`, isReleased: true, heir: null };
  const other = facts.others.find((one) => one.kind === 'relation' && one.key === made.key && one.place === made.place);
  if (other) return { why: `${sayOther(other, made)} made it too.`, isReleased: true, heir: null };
  return null;
}

function whySchemaStays(made: CreatedRelation, facts: CleanUpFacts): Staying | null {
  const owner = facts.deployedSchemas.get(made.key);
  if (owner !== undefined) return { why: `It is also a schema of ${owner}.`, isReleased: true, heir: null };
  const other = facts.others.find((one) => one.place === made.place && (one.kind === 'schema' ? one.key : schemaKeyOf(one)) === made.key);
  // Whoever is cleaned up last drops it, though only the first run made it.
  if (other) return { why: `${sayOther(other, made)} still has something in it.`, isReleased: true, heir: other };
  return null;
}

function whyUnreachable(made: CreatedRelation, facts: CleanUpFacts): Staying | null {
  const now = facts.places.get(made.environmentId) ?? null;
  if (now === null)
    return {
      why: `It lies in ${made.place}, and its environment ${made.environmentId} has no connection to it any more.`,
      isReleased: false,
      heir: null,
    };
  if (now !== made.place)
    return { why: `It lies in ${made.place}, but its environment leads to ${now} now.`, isReleased: false, heir: null };
  return null;
}

/** Who reads of it may not see other projects. */
function sayOther(other: CreatedRelation, made: CreatedRelation): string {
  if (other.projectId !== made.projectId) return 'A run of another project';
  const who = nameScope(other.scope);
  return who === `run ${other.runId}` ? `Run ${other.runId}` : `Run ${other.runId} of ${who}`;
}

/** In the order of the first making. */
function group(made: readonly CreatedRelation[]): CreatedRelation[][] {
  const groups = new Map<string, CreatedRelation[]>();
  for (const one of made) {
    const key = placed(one, one.key);
    const members = groups.get(key);
    if (members) members.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

function placed({ place }: { readonly place: string }, key: string): string {
  return `${place}\n${key}`;
}

export function schemaKeyOf({ key }: { readonly key: string }): string {
  return key.slice(0, key.lastIndexOf('.'));
}
