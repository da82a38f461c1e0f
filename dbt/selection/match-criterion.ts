/** Which nodes a criterion names by itself, before its plus signs: dbt Core 1.11, graph/selector_methods.py. */
import { isRecord } from '@weft/base/json';
import { namePattern, pathPattern } from './glob.ts';
import type { Criterion } from './read-selector.ts';
import type { SelectableNode } from './selectable-node.ts';

/** What is known beside the nodes themselves; a method whose knowledge is missing is a problem of the selection, not an empty answer. */
export interface SelectionContext {
  /** dbt's project name, for `package:this`; null: several projects at once. */
  readonly projectName: string | null;
  /** Whether a node is so in comparison with another state; null: there is nothing to compare with. */
  readonly isInState: ((node: SelectableNode, state: string) => boolean) | null;
  /** The status of a node's last result, as dbt writes it; null: no results are known. */
  readonly statusOf: ((uniqueId: string) => string | null) | null;
  /** Whether a source has newer data than at the compared freshness check; null: no such checks are known. */
  readonly isFresher: ((uniqueId: string) => boolean) | null;
}

type Match = (node: SelectableNode) => boolean;

/** dbt's `manifest.nodes`: what is compiled or loaded. */
const parsedTypes = new Set(['model', 'test', 'snapshot', 'seed', 'analysis', 'operation', 'sql_operation', 'rpc', 'sql operation']);

/** The other answer is why it cannot be told. */
export function matcherOf(criterion: Criterion, context: SelectionContext): Match | { readonly problem: string } {
  const { method, value } = criterion;
  switch (method) {
    case 'fqn':
      return matchName(value);
    case 'tag': {
      const isTag = namePattern(value);
      return ({ tags }) => tags.some(isTag);
    }
    case 'group': {
      const isGroup = namePattern(value);
      return (node) => (isParsed(node) || node.resourceType === 'metric') && isGroup(String(node.config.group ?? ''));
    }
    case 'access':
      return (node) => node.resourceType === 'model' && node.access === value;
    case 'source':
      return matchSource(value);
    case 'path': {
      const isPath = pathPattern(value);
      return ({ originalFilePath, patchPath }) => isPath(originalFilePath) || (patchPath !== null && isPath(patchPath));
    }
    case 'file': {
      const isFile = namePattern(value);
      return ({ originalFilePath }) => {
        const file = originalFilePath.split('/').at(-1) ?? '';
        return isFile(file) || isFile(file.replace(/(?<=.)\.[^.]*$/, ''));
      };
    }
    case 'package': {
      const isPackage = namePattern(value === 'this' && context.projectName !== null ? context.projectName : value);
      return ({ packageName }) => isPackage(packageName);
    }
    case 'config':
      return (node) => (isParsed(node) || node.resourceType === 'source') && isConfig(node.config, criterion.methodArguments, value);
    case 'resource_type':
      return ({ resourceType }) => resourceType === value;
    case 'test_name': {
      const isTest = namePattern(value);
      return (node) => (node.testName !== null && isTest(node.testName)) || (node.resourceType === 'unit_test' && isTest(node.name));
    }
    case 'test_type':
      return (node) => isTestOfType(node, value);
    case 'exposure':
    case 'metric':
    case 'semantic_model':
    case 'saved_query':
    case 'unit_test':
      return matchPackaged(method, value);
    case 'version':
      return (node) => node.resourceType === 'model' && isVersion(node, value);
    default:
      return matchKnowledge(criterion, context);
  }
}

function matchKnowledge({ method, value }: Criterion, context: SelectionContext): Match | { readonly problem: string } {
  if (method === 'state') {
    const { isInState } = context;
    return isInState === null ? { problem: `"state:${value}" needs a state to compare with.` } : (node) => isInState(node, value);
  }
  if (method === 'result') {
    const { statusOf } = context;
    return statusOf === null
      ? { problem: `"result:${value}" needs the results of an earlier run.` }
      : ({ uniqueId }) => statusOf(uniqueId) === value;
  }
  const { isFresher } = context;
  return isFresher === null
    ? { problem: `"source_status:${value}" needs two freshness checks to compare.` }
    : ({ uniqueId, resourceType }) => resourceType === 'source' && isFresher(uniqueId);
}

function isParsed({ resourceType }: SelectableNode): boolean {
  return parsedTypes.has(resourceType);
}

/** By the path of names: `marts.finance`, `my_package.marts.*`, or the name alone. Sources are named by `source:` only. */
function matchName(value: string): Match {
  const isLike = matchFqn(value);
  return (node) => node.resourceType !== 'source' && (isLike(node.fqn, node) || isLike(node.fqn.slice(1), node));
}

function matchFqn(value: string): (fqn: readonly string[], node: SelectableNode) => boolean {
  const parts = value.split('.');
  const isAll = namePattern(value);
  const wildAt = parts.findIndex((part) => /[*?[\]]/.test(part));
  const isRest = wildAt < 0 ? null : namePattern(parts.slice(wildAt).join('.'));
  return (fqn, { version }) => {
    const last = fqn.at(-1);
    const beforeLast = fqn.at(-2);
    if (version === null ? last === value : beforeLast === value) return true;
    if (version !== null && fqn.slice(-2).join('_') === parts.slice(-2).join('_')) return true;
    const flat = fqn.flatMap((segment) => segment.split('.'));
    if (flat.length < parts.length) return false;
    for (const [at, part] of parts.entries()) {
      if (at === wildAt) break;
      if (flat[at] !== part) return false;
    }
    if (isRest === null) return true;
    if (isRest(flat.slice(wildAt).join('.'))) return true;
    return parts.length === 1 && isAll((version === null ? last : beforeLast) ?? '');
  };
}

function matchSource(value: string): Match {
  const parts = value.split('.');
  const [packageName, source, table] = parts.length === 3 ? parts : parts.length === 2 ? ['*', ...parts] : ['*', value, '*'];
  const [isPackage, isSource, isTable] = [namePattern(packageName ?? '*'), namePattern(source ?? '*'), namePattern(table ?? '*')];
  return (node) => node.resourceType === 'source' && isPackage(node.packageName) && isSource(node.sourceName ?? '') && isTable(node.name);
}

function matchPackaged(resourceType: string, value: string): Match {
  const [first = '', second] = value.split('.');
  const [isPackage, isName] = second === undefined ? [namePattern('*'), namePattern(first)] : [namePattern(first), namePattern(second)];
  return (node) => node.resourceType === resourceType && isPackage(node.packageName) && isName(node.name);
}

function isConfig(config: Readonly<Record<string, unknown>>, path: readonly string[], wanted: string): boolean {
  let value: unknown = config;
  for (const key of path) {
    if (!isRecord(value) || !(key in value)) return false;
    value = value[key];
  }
  const isSame = (one: unknown): boolean => {
    if (typeof one === 'boolean') return wanted.toLowerCase() === String(one);
    if (typeof one !== 'string') return false;
    return path.length === 1 && path[0] === 'severity' ? one.toLowerCase() === wanted.toLowerCase() : one === wanted;
  };
  return Array.isArray(value) ? value.some(isSame) : isSame(value);
}

function isTestOfType({ resourceType, testName }: SelectableNode, type: string): boolean {
  if (type === 'unit') return resourceType === 'unit_test';
  if (resourceType !== 'test') return false;
  if (type === 'data') return true;
  return type === 'singular' ? testName === null : testName !== null;
}

function isVersion({ version, latestVersion }: SelectableNode, wanted: string): boolean {
  if (wanted === 'none') return version === null;
  if (version === null) return false;
  if (wanted === 'latest') return version === latestVersion;
  if (latestVersion === null) return false;
  const order = compareVersions(version, latestVersion);
  return wanted === 'prerelease' ? order > 0 : order < 0;
}

/** As numbers where both are some, as texts otherwise (dbt Core 1.11, contracts/graph/unparsed.py, UnparsedVersion). */
function compareVersions(one: string | number, other: string | number): number {
  const [a, b] = [Number(one), Number(other)];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return String(one) < String(other) ? -1 : String(one) > String(other) ? 1 : 0;
}
