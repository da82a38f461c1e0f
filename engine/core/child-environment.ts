/** The environment of a dbt command, name by name: nothing of Weft's own reaches code that people wrote. */
import { delimiter, dirname } from 'node:path';

export interface ChildEnvironmentInput {
  /** The venv's interpreter. */
  readonly python: string;
  readonly pluginPath: string;
  /** `systemEnvironment()`. */
  readonly system: Readonly<Record<string, string>>;
  /** The project's variables; those that do not begin with `DBT_` are left out. */
  readonly variables: Readonly<Record<string, string>>;
  /** A folder of this run: people's own `~` has profiles and tokens. */
  readonly home: string;
  readonly profilesDir: string;
  /** null: the project has no upstream projects. */
  readonly publicationsDir: string | null;
}

const inherited = ['LANG', 'LC_ALL', 'LC_CTYPE', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/** Said by Weft alone, whatever a variable of the project says. */
const own: Readonly<Record<string, string>> = {
  // Events of every level, one JSON object a line, and no second log on disk.
  DBT_LOG_FORMAT: 'json',
  DBT_LOG_LEVEL: 'debug',
  DBT_LOG_LEVEL_FILE: 'none',
  DBT_QUIET: 'false',
  DBT_DEBUG: 'false',
  DBT_USE_COLORS: 'false',
  DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
  DO_NOT_TRACK: '1',
  // Weft takes the artifacts itself: an upload as well would count the run twice.
  DBT_UPLOAD_TO_ARTIFACTS_INGEST_API: 'false',
};

/** Variables that would change where dbt reads and writes, in either of the names that dbt has for each. */
const reserved =
  /^DBT_(ENGINE_)?(LOG_\w+|QUIET|DEBUG|USE_COLORS(_FILE)?|SEND_ANONYMOUS_USAGE_STATS|UPLOAD_TO_ARTIFACTS_INGEST_API|PROFILES_DIR|PROJECT_DIR|TARGET_PATH|RECORDER_\w+|PARTIAL_PARSE_FILE_PATH)$|^DBT_CLOUD_PUBLICATION/;

/** Whether a project's variable of this name would be left out. */
export function isReservedVariable(name: string): boolean {
  return reserved.test(name);
}

export function childEnvironment(input: ChildEnvironmentInput): Record<string, string> {
  const variables = Object.entries(input.variables).filter(([name]) => name.startsWith('DBT_') && !isReservedVariable(name));
  const system = inherited.flatMap((name) => (input.system[name] === undefined ? [] : [[name, input.system[name]]]));
  return {
    LANG: 'C.UTF-8',
    ...Object.fromEntries(system),
    ...Object.fromEntries(variables),
    ...own,
    PATH: [dirname(input.python), input.system.PATH ?? '/usr/local/bin:/usr/bin:/bin'].join(delimiter),
    HOME: input.home,
    PYTHONPATH: input.pluginPath,
    DBT_PROFILES_DIR: input.profilesDir,
    ...(input.publicationsDir === null ? {} : { DBT_CLOUD_PUBLICATIONS_DIR: input.publicationsDir }),
  };
}
