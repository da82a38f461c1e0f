/** What of dbt projects nobody may be told who may not read them, gathered from their manifests; and what of it a text tells. */
import { isRecord } from '@weft/base/json';

type Manifest = Readonly<Record<string, unknown>>;

export interface Untold {
  /** Names that lead to it, and the text itself: single words, and what four words in a row say. */
  readonly words: ReadonlySet<string>;
  readonly phrases: ReadonlySet<string>;
}

export interface PrivateNode {
  readonly uniqueId: string;
  readonly name: string;
  readonly column: string | null;
}

const kinds = ['nodes', 'sources', 'macros', 'docs', 'exposures', 'metrics', 'groups', 'semantic_models', 'saved_queries', 'unit_tests'];
/** Fields whose text is a name of its own; a word of any other text alone says nothing. */
const naming = /^(name|alias|identifier|source_name|label|email|unique_id|group)$/;
const phraseLength = 4;

/** `known`: all that the asker may know, such as their own project's artifacts; what stands in there is nobody's secret. */
export function untoldOf(manifests: readonly Manifest[], known: readonly string[]): Untold {
  const words = new Set<string>();
  const phrases = new Set<string>();
  for (const node of manifests.flatMap(ownNodes)) {
    const isOffered = isPublic(node);
    gather(isOffered ? insideOf(node) : node, '', { words: isOffered ? new Set() : words, phrases });
  }
  const offers = manifests.flatMap((manifest) =>
    ownNodes(manifest)
      .filter(isPublic)
      .map((node) => JSON.stringify(offerOf(manifest, node))),
  );
  for (const text of [...known, ...offers]) {
    const said = wordsOf(text);
    for (const word of said) words.delete(word);
    for (const phrase of phrasesOf(said)) phrases.delete(phrase);
  }
  return { words, phrases };
}

/** Whatever of a project is not offered, of every kind. */
export function privateNodes(manifest: Manifest): PrivateNode[] {
  return ownNodes(manifest).flatMap((node) => {
    const { unique_id: uniqueId, name, columns } = node;
    if (isPublic(node) || typeof uniqueId !== 'string' || typeof name !== 'string') return [];
    return [{ uniqueId, name, column: isRecord(columns) ? (Object.keys(columns)[0] ?? null) : null }];
  });
}

/** `asked`: what the asker said themselves and may be told again. */
export function toldIn(text: string, untold: Untold, asked = ''): string[] {
  const [own, said] = [wordsOf(asked), wordsOf(text)];
  const [ownWords, ownPhrases] = [new Set(own), new Set(phrasesOf(own))];
  const words = said.filter((word) => untold.words.has(word) && !ownWords.has(word));
  const phrases = phrasesOf(said).filter((phrase) => untold.phrases.has(phrase) && !ownPhrases.has(phrase));
  return [...new Set([...words, ...phrases])];
}

export function isPublic(node: Manifest): boolean {
  return node.resource_type === 'model' && (isRecord(node.config) ? (node.config.access ?? node.access) : node.access) === 'public';
}

function ownNodes(manifest: Manifest): Manifest[] {
  const project = isRecord(manifest.metadata) ? manifest.metadata.project_name : null;
  const all = kinds.flatMap((kind) => Object.values(isRecord(manifest[kind]) ? manifest[kind] : {}));
  return all.filter(isRecord).filter((node) => node.package_name === project);
}

/** Of a public model: how it is made, and where. */
function insideOf({ raw_code, compiled_code, original_file_path, patch_path }: Manifest): Manifest {
  return { raw_code, compiled_code, original_file_path, patch_path };
}

/** What its readers in other projects are promised, its owner with it. */
const offered =
  'unique_id name alias description columns relation_name database schema tags meta version latest_version deprecation_date contract constraints';

function offerOf(manifest: Manifest, node: Manifest): Manifest {
  const group = isRecord(manifest.groups) ? manifest.groups[`group.${node.package_name}.${node.group}`] : null;
  const offer = Object.fromEntries(offered.split(' ').map((field) => [field, node[field]]));
  const columns = Object.keys(isRecord(node.columns) ? node.columns : {});
  return { ...offer, columns_named: columns, owner: isRecord(group) ? group.owner : null };
}

function gather(value: unknown, key: string, into: { readonly words: Set<string>; readonly phrases: Set<string> }): void {
  if (Array.isArray(value)) for (const item of value) gather(item, key, into);
  else if (isRecord(value))
    for (const [name, inner] of Object.entries(value)) {
      // The keys of columns are names of their own.
      if (key === 'columns') into.words.add(name.toLowerCase());
      gather(inner, name, into);
    }
  else if (typeof value === 'string') {
    const said = wordsOf(value);
    // What is short, or one word without an underscore, is a word of the language that others say as well.
    if (naming.test(key)) for (const word of said) if (/_/.test(word) && word.length > 5) into.words.add(word);
    for (const phrase of phrasesOf(said)) into.phrases.add(phrase);
  }
}

/** As they are read, however a text is escaped. */
function wordsOf(text: string): string[] {
  const plain = text.replace(/\\+u[0-9a-f]{4}|\\+[nrtbf]?|&#?\w+;/gi, ' ');
  return plain.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

function phrasesOf(words: readonly string[]): string[] {
  return words.slice(phraseLength - 1).map((_, at) => words.slice(at, at + phraseLength).join(' '));
}
