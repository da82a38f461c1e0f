/** Takes options out of a command that say how dbt speaks or uploads: the run needs every event, and its artifacts come through Weft's own door. */

const flags = /^(-q|-d|--(no-)?(quiet|debug|use-colors|use-colors-file|upload-to-artifacts-ingest-api))$/;
const withValue = /^--log-(format|level|format-file|level-file|path|file-max-bytes)(=.*)?$/;

export function unspokenArgv(argv: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (flags.test(word)) continue;
    const option = withValue.exec(word);
    if (option === null) kept.push(word);
    else if (option[2] === undefined) at += 1;
  }
  return kept;
}
