/** Reads what SCIM lists are asked with: a filter, a page that counts from 1, and which attributes to leave out. */
import { Fault } from '@weft/base/fault';
import type { WireScimList } from '@weft/wire/v3/scim';
import { z } from 'zod';

export const scimCountMax = 200;

const number = z.preprocess((value) => (value === '' ? undefined : value), z.coerce.number().int().optional());

export const scimQuery = z.object({
  filter: z.string().max(1000).optional(),
  startIndex: number,
  count: number,
  attributes: z.string().max(1000).optional(),
  excludedAttributes: z.string().max(1000).optional(),
});
export type ScimQuery = z.output<typeof scimQuery>;

interface Term {
  readonly attribute: string;
  readonly operator: string;
  readonly value: string;
}

/**
 * `attribute eq "value"`, also `ne`, `co`, `sw`, `ew` and `pr`, joined by `and`: more than identity providers ask while they provision.
 * Attributes and operators in any letter case. Fault: invalid `scim.filter_unknown`.
 */
export function readScimFilter(filter: string | undefined): readonly Term[] {
  let rest = filter?.trim() ?? '';
  const terms: Term[] = [];
  while (rest !== '') {
    const [all, attribute = '', operator = '', quoted, bare] =
      /^([\w.:$-]+(?:\[[^\]]*\])?(?:\.\w+)?)\s+(pr|(?:eq|ne|co|sw|ew)\s+(?:("(?:[^"\\]|\\.)*")|(true|false|null|-?\d+)))(?=\s|$)/i.exec(
        rest,
      ) ?? [];
    if (all === undefined) throw unknownFilter(filter ?? '');
    const value = quoted === undefined ? (bare ?? '') : quoted.slice(1, -1).replace(/\\(.)/g, '$1');
    // `emails[type eq "work"].value` is `emails.value`: people have one address.
    terms.push({ attribute: plain(attribute), operator: operator.slice(0, 2).toLowerCase(), value });
    const [joint] = /^\s+and\s+/i.exec(rest.slice(all.length)) ?? [];
    const after = rest.slice(all.length);
    if (joint === undefined && after.trim() !== '') throw unknownFilter(filter ?? '');
    rest = joint === undefined ? '' : after.slice(joint.length);
    if (joint !== undefined && rest === '') throw unknownFilter(filter ?? '');
  }
  return terms;
}

/** Without its brackets and its schema, in lower case. */
function plain(attribute: string): string {
  return attribute
    .replace(/\[[^\]]*\]/g, '')
    .replace(/^urn:.*:(?=[^:]+$)/i, '')
    .toLowerCase();
}

/** `values`: by attribute in lower case, what the resource has. Text is compared without regard to case, save ids. Fault: invalid `scim.filter_unknown`. */
export function matches(terms: readonly Term[], values: Readonly<Record<string, readonly string[]>>): boolean {
  return terms.every(({ attribute, operator, value }) => {
    const found = values[attribute];
    if (found === undefined) throw unknownFilter(attribute);
    const isExact = attribute === 'id' || attribute === 'externalid';
    const fold = (text: string) => (isExact ? text : text.toLowerCase());
    const has = (test: (text: string, wanted: string) => boolean) => found.some((text) => test(fold(text), fold(value)));
    if (operator === 'pr') return found.some((text) => text !== '');
    if (operator === 'ne') return !has((text, wanted) => text === wanted);
    if (operator === 'co') return has((text, wanted) => text.includes(wanted));
    if (operator === 'sw') return has((text, wanted) => text.startsWith(wanted));
    if (operator === 'ew') return has((text, wanted) => text.endsWith(wanted));
    return has((text, wanted) => text === wanted);
  });
}

/** Below 1 means 1, more than the most means the most, `count=0` asks for the number alone (RFC 7644, section 3.4.2.4). */
export function scimPage<Resource extends object>(all: readonly Resource[], query: ScimQuery): WireScimList<Partial<Resource>> {
  const startIndex = Math.max(1, query.startIndex ?? 1);
  const count = Math.min(scimCountMax, Math.max(0, query.count ?? scimCountMax));
  const page = all.slice(startIndex - 1, startIndex - 1 + count).map((it) => cutAttributes(it, query));
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: all.length,
    startIndex,
    itemsPerPage: page.length,
    Resources: page,
  };
}

/** `id`, `schemas` and `meta` always come. */
export function cutAttributes<Resource extends object>(
  resource: Resource,
  { attributes, excludedAttributes }: Pick<ScimQuery, 'attributes' | 'excludedAttributes'>,
): Partial<Resource> {
  const wanted = namesIn(attributes);
  const unwanted = namesIn(excludedAttributes);
  const keep = (key: string) => (wanted.size === 0 ? !unwanted.has(key) : wanted.has(key));
  const kept = Object.entries(resource).filter(([key]) => ['id', 'schemas', 'meta'].includes(key) || keep(key.toLowerCase()));
  const cut: Partial<Resource> = {};
  return Object.assign(cut, Object.fromEntries(kept));
}

function namesIn(list: string | undefined): ReadonlySet<string> {
  const names = (list ?? '').split(',').map((name) => plain(name.trim()).split('.')[0] ?? '');
  return new Set(names.filter((name) => name !== ''));
}

function unknownFilter(filter: string): Fault {
  return new Fault(
    'invalid',
    'scim.filter_unknown',
    `The filter "${filter}" is not understood. Use attribute eq "value" with userName, externalId, displayName, id, active or emails.value.`,
  );
}
