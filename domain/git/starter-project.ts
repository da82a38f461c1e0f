/** The dbt project that a new repository begins with: one public model, tested, so that the first run has something to show. */

/** `dbtProjectName`: a valid name of a dbt project. Paths are relative to the repository. */
export function starterProject(dbtProjectName: string): Readonly<Record<string, string>> {
  return {
    'dbt_project.yml': `name: ${dbtProjectName}
version: '1.0.0'
profile: ${dbtProjectName}

model-paths: [models]
seed-paths: [seeds]
test-paths: [tests]
macro-paths: [macros]
snapshot-paths: [snapshots]

models:
  ${dbtProjectName}:
    +materialized: view
`,
    'dependencies.yml': `# Projects whose public models this one builds on, for example:
# projects:
#   - name: the_other_project
projects: []
`,
    'models/first_model.sql': `select 1 as id, 'warp' as thread
union all
select 2 as id, 'weft' as thread
`,
    'models/first_model.yml': `models:
  - name: first_model
    description: Two rows to begin with. Public, so that other projects may build on it.
    config:
      access: public
    columns:
      - name: id
        description: Tells the rows apart.
        data_tests:
          - unique
          - not_null
`,
    '.gitignore': 'target/\ndbt_packages/\nlogs/\n',
    'README.md': `# ${dbtProjectName}\n\nA dbt project that Weft runs.\n`,
  };
}

/** A project's name as people write it, made into one that dbt accepts. */
export function dbtNameFor(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[a-z]/.test(plain) ? plain.slice(0, 200) : `project_${plain}`.slice(0, 200).replace(/_$/, '');
}
