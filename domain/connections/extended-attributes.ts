/** Keeps what people put over a rendered profile: a JSON or YAML object, as they wrote it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Json } from '@weft/base/json';
import type { Host } from '@weft/host/host';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { listEnvironments } from '../projects/environments.ts';
import type { ExtendedAttributes, InProject } from './model.ts';
import { insertExtendedAttributes, selectExtendedAttributes, selectProfilesOf, updateExtendedAttributes } from './store-profiles.ts';

/** dbt's platform keeps so many bytes. */
const bytesMax = 4096;

/** Faults: invalid `extended_attributes.invalid`. */
export async function createExtendedAttributes(host: Host, place: InProject, text: string): Promise<ExtendedAttributes> {
  readAttributes(text);
  return host.database.transaction((tx) => insertExtendedAttributes(tx, { ...place, text }, host.clock.now()));
}

/** Faults: as `createExtendedAttributes`; not_found `extended_attributes.not_found`. */
export async function changeExtendedAttributes(
  host: Host,
  place: InProject,
  id: Id<'extendedAttributes'>,
  text: string,
): Promise<ExtendedAttributes> {
  await getExtendedAttributes(host, place, id);
  readAttributes(text);
  await host.database.transaction((tx) => updateExtendedAttributes(tx, id, { text, updatedAt: host.clock.now() }));
  return getExtendedAttributes(host, place, id);
}

/** Faults: not_found `extended_attributes.not_found`; conflict `extended_attributes.in_use`. */
export async function deleteExtendedAttributes(host: Host, place: InProject, id: Id<'extendedAttributes'>): Promise<ExtendedAttributes> {
  const found = await getExtendedAttributes(host, place, id);
  const environments = (await listEnvironments(host, place.accountId)).filter((it) => it.extendedAttributesId === id);
  const profiles = await selectProfilesOf(host.database.db, { extendedAttributesId: id });
  const named = [...environments.map(({ name }) => `the environment ${name}`), ...profiles.map(({ key }) => `the profile ${key}`)];
  if (named.length > 0)
    throw new Fault(
      'conflict',
      'extended_attributes.in_use',
      `These extended attributes are used by ${named.join(', ')}. Take them away there first.`,
    );
  const at = host.clock.now();
  await host.database.transaction((tx) => updateExtendedAttributes(tx, id, { updatedAt: at, deletedAt: at }));
  return found;
}

/** Faults: not_found `extended_attributes.not_found`. */
export async function getExtendedAttributes(host: Host, place: InProject, id: Id<'extendedAttributes'>): Promise<ExtendedAttributes> {
  const found = await selectExtendedAttributes(host.database.db, place, id);
  if (!found) throw new Fault('not_found', 'extended_attributes.not_found', `There are no extended attributes ${id} in this project.`);
  return found;
}

const jsonSchema: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(jsonSchema), z.record(z.string(), jsonSchema)]),
);
const objectSchema = z.record(z.string(), jsonSchema);

/** JSON is YAML too, so one reader is enough. Faults: invalid `extended_attributes.invalid`, with the line. */
export function readAttributes(text: string): Readonly<Record<string, Json>> {
  if (Buffer.byteLength(text) > bytesMax) throw invalid(`they are ${Buffer.byteLength(text)} bytes long; ${bytesMax} is the most`);
  const document = parseDocument(text, { uniqueKeys: true });
  const [problem] = document.errors;
  if (problem) throw invalid(problem.message.split('\n')[0] ?? 'they are not YAML');
  // Aliases could make a page of text into gigabytes.
  const value: unknown = document.toJS({ maxAliasCount: 20 });
  const read = objectSchema.safeParse(value ?? {});
  if (!read.success) throw invalid('they must be an object of keys as profiles.yml has them, such as {"role": "loader"}');
  return read.data;
}

function invalid(why: string): Fault {
  return new Fault('invalid', 'extended_attributes.invalid', `The extended attributes cannot be kept: ${why}.`);
}
