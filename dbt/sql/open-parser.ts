/** Loads the parser's WebAssembly: at first so that it answers at once, and for who has asked much a second time, so that it answers faster. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

/** Of `@polyglot-sql/sdk/manual`. */
interface Parser {
  /** A module that is compiled already is as good as its address. */
  init(options: { readonly wasmUrl: WebAssembly.Module }): Promise<void>;
  parse(sql: string, dialect: string): unknown;
}

/**
 * V8 has two compilers for WebAssembly: one is quick, and code of the other runs a quarter to a half faster. Left alone, it gives the other
 * one the parser's giant functions after a few calls, which takes two seconds of a processor and 250 MB: as long as 2,000 models of it.
 */
const queriesBeforeSpeed = 2000;

const require = createRequire(import.meta.url);

let parser = await open({ isFast: false });
let queries = 0;

export function parseTree(sql: string, dialect: string): unknown {
  if (++queries === queriesBeforeSpeed) void replace();
  return parser.parse(sql, dialect);
}

/** Should it fail, the one that is there goes on. */
async function replace(): Promise<void> {
  parser = await open({ isFast: true }).catch(() => parser);
}

async function open({ isFast }: { readonly isFast: boolean }): Promise<Parser> {
  const glue = pathToFileURL(require.resolve('@polyglot-sql/sdk/manual'));
  // Each has a memory of its own, so it needs the lines around it a second time.
  if (isFast) glue.search = '?fast';
  const [loaded, bytes]: [Parser, Buffer] = await Promise.all([
    import(glue.href),
    readFile(require.resolve('@polyglot-sql/sdk/polyglot_sql.wasm')),
  ]);
  // What V8 is told holds for the whole process, and newer ones ask at every function: nothing else here has WebAssembly that matters.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString(isFast ? '--wasm-dynamic-tiering' : '--no-wasm-dynamic-tiering');
  await loaded.init({ wasmUrl: new WebAssembly.Module(named(isFast ? 'f' : 'q', bytes)) });
  return loaded;
}

/** With an empty section of that name at its end: of the same bytes V8 would not compile another module, but find the one it has. */
function named(letter: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes.length + 4);
  whole.set(bytes);
  whole.set([0, 2, 1, letter.charCodeAt(0)], bytes.length);
  return whole;
}
