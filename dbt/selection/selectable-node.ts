/** What a selector looks at in a node of a manifest, and how it is read from the manifest's JSON. */
import { isRecord } from '@weft/base/json';
import { readRecord, readText, readTexts } from '../artifacts/read-field.ts';

export interface SelectableNode {
  readonly uniqueId: string;
  /** dbt's word: `model`, `source`, `test`, `unit_test`, `exposure`, … */
  readonly resourceType: string;
  readonly name: string;
  readonly packageName: string;
  readonly fqn: readonly string[];
  readonly tags: readonly string[];
  readonly originalFilePath: string;
  /** Of the YAML file that describes it, without its package; null: none does. */
  readonly patchPath: string | null;
  readonly config: Readonly<Record<string, unknown>>;
  readonly access: string | null;
  readonly version: string | number | null;
  readonly latestVersion: string | number | null;
  readonly sourceName: string | null;
  /** Of a generic test: what its macro is called. Null: it is none. */
  readonly testName: string | null;
  readonly dependsOn: readonly string[];
}

/** `body`: an entry of `nodes`, `sources`, `exposures` and so on, as dbt wrote it; manifest v10 to v12. Null: it is no object. */
export function readSelectableNode(uniqueId: string, body: unknown): SelectableNode | null {
  if (!isRecord(body)) return null;
  const config = readRecord(body.config);
  const metadata = readRecord(body.test_metadata);
  const patchPath = readText(body.patch_path);
  const name = readText(body.name) ?? '';
  const packageName = readText(body.package_name) ?? uniqueId.split('.')[1] ?? '';
  const fqn = readTexts(body.fqn);
  return {
    uniqueId,
    resourceType: readText(body.resource_type) ?? uniqueId.split('.')[0] ?? '',
    name,
    packageName,
    // Groups, macros, and models that a publication brought in have none.
    fqn: fqn.length > 0 ? fqn : [packageName, name],
    tags: readTexts(body.tags ?? config.tags),
    originalFilePath: readText(body.original_file_path) ?? '',
    patchPath: patchPath === null ? null : (patchPath.split('://')[1] ?? patchPath),
    config,
    access: readText(body.access) ?? readText(config.access),
    version: readVersion(body.version),
    latestVersion: readVersion(body.latest_version),
    sourceName: readText(body.source_name),
    testName: readText(metadata.name),
    dependsOn: readTexts(readRecord(body.depends_on).nodes),
  };
}

function readVersion(version: unknown): string | number | null {
  return typeof version === 'string' || typeof version === 'number' ? version : null;
}
