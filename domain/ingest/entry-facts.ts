/** What of an entry stands in its row, for questions that need no bodies. */
import { factSections, type NodeFacts, readCoreFacts } from '@weft/dbt/artifacts/node-facts';

/** null: entries of this section have no such thing, or this one has none. */
export interface EntryFacts {
  readonly resourceType: string | null;
  readonly name: string | null;
  readonly packageName: string | null;
  readonly database: string | null;
  readonly schema: string | null;
  /** What the relation is really called. */
  readonly identifier: string | null;
  readonly relationName: string | null;
  readonly access: NodeFacts['access'];
  readonly group: string | null;
  readonly version: string | number | null;
  readonly latestVersion: string | number | null;
  readonly deprecationDate: string | null;
  readonly materialized: string | null;
  readonly originalFilePath: string | null;
  /** Unique ids, in dbt's order. */
  readonly dependsOn: readonly string[];
  /** Another project's publication put it there: never this project's own. */
  readonly isExternal: boolean;
  readonly isContractEnforced: boolean;
}

const none: EntryFacts = {
  ...{ resourceType: null, name: null, packageName: null, database: null, schema: null, identifier: null, relationName: null },
  ...{ access: null, group: null, version: null, latestVersion: null, deprecationDate: null, materialized: null, originalFilePath: null },
  ...{ dependsOn: [], isExternal: false, isContractEnforced: false },
};

/** An entry that is not what dbt writes has a row without facts; the file it came in is still given out as it was. */
export function readEntryFacts(section: string, key: string, body: unknown): EntryFacts {
  if (!factSections.has(section)) return none;
  const facts = readCoreFacts(section, key, body);
  if (!facts) return none;
  const { resourceType, name, packageName, database, schema, identifier, relationName, access, group } = facts;
  const { version, latestVersion, deprecationDate, materialized, originalFilePath, dependsOn, isExternal } = facts;
  return {
    ...{ resourceType, name, packageName, database, schema, identifier, relationName, access, group },
    ...{ version, latestVersion, deprecationDate, materialized, originalFilePath, dependsOn, isExternal },
    isContractEnforced: facts.contractEnforced,
  };
}
