/** Writes the profiles.yml of one run: one profile, one target, and no secret. */
import type { Json } from '@weft/base/json';
import { stringify } from 'yaml';

/** `{ secret }`: the name of the variable that has it; what people entered is text, never Jinja. */
export type ProfileValue = string | number | boolean | readonly string[] | { readonly secret: string };

/** By key of profiles.yml; `a.b` is one inside another. */
export type ProfileOutput = { readonly type: string } & Readonly<Record<string, ProfileValue>>;

export interface ProfileInput {
  /** As dbt_project.yml names it. */
  readonly profileName: string;
  readonly targetName: string;
  readonly output: ProfileOutput;
  /** Extended attributes: each key takes the place of the output's own; dbt renders their Jinja. */
  readonly over?: Readonly<Record<string, Json>>;
}

/**
 * Where a secret is looked for. The prefix makes dbt hide the value in its logs, and keeps it out of everything but profiles and packages.
 */
export function secretVariable(field: string): string {
  return `DBT_ENV_SECRET_WEFT_${field.toUpperCase()}`;
}

export const passwordVariable = secretVariable('password');

export function renderProfile({ profileName, targetName, output, over = {} }: ProfileInput): string {
  const target: Tree = {};
  for (const [key, value] of Object.entries(output)) put(target, key.split('.'), render(value));
  return stringify({ [profileName]: { target: targetName, outputs: { [targetName]: { ...target, ...over } } } }, { lineWidth: 0 });
}

interface Tree {
  [key: string]: Tree | string | number | boolean | readonly string[];
}

function put(tree: Tree, [key = '', ...rest]: readonly string[], value: Tree[string]): void {
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const inner = tree[key];
  const branch: Tree = isTree(inner) ? inner : {};
  tree[key] = branch;
  put(branch, rest, value);
}

function isTree(value: Tree[string] | undefined): value is Tree {
  return typeof value === 'object' && !Array.isArray(value);
}

function render(value: ProfileValue): Tree[string] {
  if (typeof value === 'string') return literal(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return 'secret' in value ? `{{ env_var('${value.secret}', '') }}` : value.map(literal);
}

/** dbt renders every value as Jinja: what people entered must come out as they entered it. */
function literal(value: string): string {
  if (!/\{[{%#]/.test(value)) return value;
  return `{{ ${JSON.stringify(value).replaceAll('{', '\\u007b')} }}`;
}
