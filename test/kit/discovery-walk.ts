/** Every field of the Discovery API's schema as questions, so that a field which comes new is asked as the others are. */
import { discoverySchema } from '@weft/surface/discovery/schema';
import {
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** Arguments that every field can be asked with. */
const given: Readonly<Record<string, string>> = {
  types: '[Model, Source, Seed, Snapshot, Exposure, Macro]',
  filter: '{}',
  uniqueId: '"UNIQUE_ID"',
  nodeUniqueId: '"SOUGHT"',
  name: '"EXPOSURE"',
  id: 'ID',
  environmentId: 'ID',
  jobId: 'JOB',
  ...{ start: '"2026-01-01"', end: '"2026-01-31"', startDate: '"2026-01-01"', endDate: '"2026-01-31"' },
  first: '50',
};
const resourceFilter = '{ types: [Model, Source, Seed, Snapshot, Exposure, Macro, Test, Metric, SemanticModel, SavedQuery] }';

function argumentsOf(field: GraphQLField<unknown, unknown>): string {
  const asked = field.args.filter(
    ({ name, type, defaultValue }) => (isNonNullType(type) && defaultValue === undefined) || name === 'first' || name === 'uniqueId',
  );
  const list = asked.map(({ name, type }) => {
    if (name === 'filter' && /ResourcesFilter/.test(String(type))) return `filter: ${resourceFilter}`;
    if (name === 'resource') return `resource: ${/Owner/.test(String(type)) ? 'exposure' : 'model'}`;
    if (name === 'filter' && /SearchQueryFilter/.test(String(type))) return 'filter: { query: "o" }';
    return `${name}: ${given[name]}`;
  });
  return list.length === 0 ? '' : `(${list.join(', ')})`;
}

/** Every field of the type, and of what hangs on it as deep as asked; of what may be of several types, those that all have and those of `kind`. */
function everything(type: GraphQLNamedType, depth: number, kind: string): string {
  const own = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const fields = own.flatMap((field) => {
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [`${field.name}${argumentsOf(field)}`];
    return depth === 0 ? [] : [`${field.name}${argumentsOf(field)} { ${everything(inner, depth - 1, kind)} }`];
  });
  const possible = isAbstractType(type) ? discoverySchema().getPossibleTypes(type) : [];
  const more = possible.filter(({ name }) => name === kind).map((it) => `... on ${it.name} { ${everything(it, depth, kind)} }`);
  return ['__typename', ...fields, ...more].join(' ');
}

const kinds = Object.values(discoverySchema().getTypeMap()).filter((type) => isObjectType(type) && type.getInterfaces().length > 0);

/** Where the questions are asked: the names in quotes are put in as they are. */
export interface WalkedPlace {
  readonly accountId: number;
  readonly environmentId: number;
  readonly jobId: number;
  /** Of a node, in whatever project. */
  readonly uniqueId: string;
  /** Of another, for what asks for a second one. */
  readonly sought: string;
  readonly exposure: string;
}

/** One question for each field at the top of what may be asked, since all at once is more than may be asked. */
export function discoveryWalk(place: WalkedPlace): string[] {
  const types = discoverySchema().getTypeMap();
  const query = types.Query;
  const roots = !isObjectType(query)
    ? []
    : Object.values(query.getFields())
        .filter(({ name: field }) => field !== 'environment' && field !== 'account')
        .map((field) => `{ ${field.name}${argumentsOf(field)} { ${everything(getNamedType(field.type), 1, '')} } }`);
  const account = `{ account(id: ${place.accountId}) { ${everything(types.Account as GraphQLNamedType, 3, '')} } }`;
  return [...[...stateQuestions(), ...roots].map((text) => fill(text, place)), account];
}

function stateQuestions(): string[] {
  return ['AppliedState', 'DefinitionState'].flatMap((state) => {
    const type = discoverySchema().getTypeMap()[state];
    return !isObjectType(type)
      ? []
      : Object.values(type.getFields()).flatMap((field) => {
          const inner = getNamedType(field.type);
          const head = `environment(id: ID) { ${state === 'AppliedState' ? 'applied' : 'definition'} { ${field.name}${argumentsOf(field)}`;
          if (isLeafType(inner)) return [`{ ${head} } } }`];
          const own = ['resources', 'lineage', 'models'].includes(field.name) ? kinds.map((kind) => kind.name) : [''];
          return own.map((kind) => `{ ${head} { ${everything(inner, 3, kind)} } } } }`);
        });
  });
}

function fill(text: string, place: WalkedPlace): string {
  return text
    .replaceAll('"UNIQUE_ID"', JSON.stringify(place.uniqueId))
    .replaceAll('"SOUGHT"', JSON.stringify(place.sought))
    .replaceAll('"EXPOSURE"', JSON.stringify(place.exposure))
    .replace(/\bID\b/g, String(place.environmentId))
    .replace(/\bJOB\b/g, String(place.jobId));
}
