/** Which files of an upload are kept: dbt's own artifacts by name, and logs; everything else is left out. */
import { unreachable } from '@weft/base/unreachable';

/** What a kept file is. `log` is dbt.log, or the telemetry that newer engines send instead of it. */
export type ArtifactKind = 'manifest' | 'run-results' | 'catalog' | 'sources' | 'semantic-manifest' | 'publication' | 'log';

const kindsByName: ReadonlyMap<string, ArtifactKind> = new Map([
  ['manifest.json', 'manifest'],
  ['run_results.json', 'run-results'],
  ['catalog.json', 'catalog'],
  ['sources.json', 'sources'],
  ['semantic_manifest.json', 'semantic-manifest'],
  ['.publication.json', 'publication'],
]);
/** Engines let people name the log; the name is kept only as text. */
const logName = /^[\w][\w .-]{0,100}\.(?:log|jsonl)$/;

/**
 * The kind of a file by its basename, compared with case; null means left out.
 * Folders never count: dbt flattens names by `/`, so that an upload from Windows carries whole paths.
 */
export function artifactKind(basename: string): ArtifactKind | null {
  return kindsByName.get(basename) ?? (logName.test(basename) ? 'log' : null);
}

/** What follows the last `/` or `\`; empty for a folder. */
export function basenameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The name under which a kind is stored and offered again. */
export function artifactName(kind: ArtifactKind): string {
  switch (kind) {
    case 'manifest':
    case 'catalog':
    case 'sources':
      return `${kind}.json`;
    case 'run-results':
      return 'run_results.json';
    case 'semantic-manifest':
      return 'semantic_manifest.json';
    case 'publication':
      return '.publication.json';
    case 'log':
      return 'dbt.log';
    default:
      return unreachable(kind);
  }
}
