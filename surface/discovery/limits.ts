/** How much one question may ask for, seen before anything is answered: its length, its depth, its aliases, and how many fields its answer may have. */
import { Fault } from '@weft/base/fault';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { pageMax } from './page.ts';

export const limits = {
  /** Of the text of the question. */
  characters: 100_000,
  /** Words and signs of it. */
  tokens: 4000,
  depth: 24,
  aliases: 50,
  /** Fields that the answer may have, as far as can be told beforehand. */
  cost: 3_000_000,
};

interface Measure {
  readonly depth: number;
  readonly cost: number;
}

/** `document` has been validated: it names only what is there, and its fragments run in no circle. Fault: too_large `discovery.too_deep`, `discovery.too_many_aliases` and `discovery.too_costly`. */
export function requireModest(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>>): void {
  const { depth, cost } = new Meter(schema, document, variables).measure();
  refuseAbove('discovery.too_deep', 'is nested', depth, limits.depth, 'levels deep');
  refuseAbove('discovery.too_many_aliases', 'has', countAliases(document), limits.aliases, 'aliases');
  refuseAbove('discovery.too_costly', 'may have an answer of', cost, limits.cost, 'fields');
}

function refuseAbove(code: string, verb: string, value: number, most: number, noun: string): void {
  if (value <= most) return;
  throw new Fault(
    'too_large',
    code,
    `The question ${verb} ${value} ${noun}; ${most} is the most. Ask for less at a time, in pages by "first" and "after".`,
  );
}

function countAliases(document: DocumentNode): number {
  let count = 0;
  visit(document, {
    Field: ({ alias }) => {
      if (alias) count += 1;
    },
  });
  return count;
}

/** Lists without pages: those of a whole environment or run, and those around one node. */
const wholeLists: ReadonlySet<string> = new Set(
  'lineage models sources seeds snapshots tests exposures metrics macros semanticModels meshProjects'.split(' '),
);
const wholeListLength = 1000;
const shortListLength = 10;

class Meter {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** A fragment is measured once, however often it is spread. */
  readonly #measured = new Map<string, Measure>();

  constructor(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>>) {
    this.#schema = schema;
    this.#document = document;
    this.#variables = variables;
    this.#fragments = new Map(document.definitions.flatMap((it) => (it.kind === Kind.FRAGMENT_DEFINITION ? [[it.name.value, it]] : [])));
  }

  measure(): Measure {
    const query = this.#schema.getQueryType();
    const all = this.#document.definitions.flatMap((it) =>
      it.kind === Kind.OPERATION_DEFINITION && query ? [this.#ofSelection(it.selectionSet, query)] : [],
    );
    return { depth: Math.max(0, ...all.map(({ depth }) => depth)), cost: Math.max(0, ...all.map(({ cost }) => cost)) };
  }

  #ofSelection({ selections }: SelectionSetNode, type: GraphQLNamedType): Measure {
    let [depth, cost] = [0, 0];
    for (const selection of selections) {
      const it =
        selection.kind === Kind.FIELD
          ? this.#ofField(selection, type)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? this.#ofSelection(selection.selectionSet, this.#typeOf(selection.typeCondition?.name.value) ?? type)
            : this.#ofFragment(selection.name.value);
      depth = Math.max(depth, it.depth);
      cost += it.cost;
    }
    return { depth, cost };
  }

  #ofFragment(name: string): Measure {
    const known = this.#measured.get(name);
    const fragment = this.#fragments.get(name);
    const type = this.#typeOf(fragment?.typeCondition.name.value);
    if (known || !fragment || !type) return known ?? { depth: 0, cost: 0 };
    const measured = this.#ofSelection(fragment.selectionSet, type);
    this.#measured.set(name, measured);
    return measured;
  }

  #ofField(node: FieldNode, type: GraphQLNamedType): Measure {
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    // `__schema` and the like: the schema is as long as it is.
    if (!field || !node.selectionSet) return { depth: 1, cost: 1 };
    const inner = this.#ofSelection(node.selectionSet, getNamedType(field.type));
    return { depth: inner.depth + 1, cost: 1 + this.#timesOf(node, field, type) * inner.cost };
  }

  /** How often the field's own selection is answered. */
  #timesOf(node: FieldNode, field: GraphQLField<unknown, unknown>, type: GraphQLNamedType): number {
    if (field.args.some(({ name }) => name === 'first')) return this.#firstOf(node);
    if (!isListType(getNullableType(field.type)) || type.name.endsWith('Connection')) return 1;
    const isRoot = type.name === 'Query' || type.name === 'JobNode' || type.name.endsWith('State') || type.name === 'Account';
    return isRoot && wholeLists.has(field.name) ? wholeListLength : shortListLength;
  }

  #firstOf(node: FieldNode): number {
    const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
    const value =
      given?.kind === Kind.INT ? Number(given.value) : given?.kind === Kind.VARIABLE ? this.#variables[given.name.value] : undefined;
    return typeof value === 'number' ? Math.max(0, Math.min(value, pageMax)) : pageMax;
  }

  #typeOf(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.#schema.getType(name);
  }
}
