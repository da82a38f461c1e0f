/** The permission sets that a service token can have, as people know them. */
export const permissionSets: readonly { readonly value: string; readonly title: string; readonly text: string }[] = [
  { value: 'job_runner', title: 'Job Runner', text: 'starts runs and uploads artifacts' },
  { value: 'job_viewer', title: 'Job Viewer', text: 'reads jobs, runs and environments' },
  { value: 'job_admin', title: 'Job Admin', text: 'makes and changes jobs and environments' },
  { value: 'ingest', title: 'Ingest', text: 'uploads artifacts, and nothing else' },
  { value: 'metadata_only', title: 'Metadata Only', text: 'reads metadata' },
  { value: 'member', title: 'Member', text: 'works in projects and makes new ones' },
  { value: 'developer', title: 'Developer', text: 'changes projects' },
  { value: 'git_admin', title: 'Git Admin', text: 'changes repositories' },
  { value: 'readonly', title: 'Read-Only', text: 'reads projects and metadata' },
  { value: 'stakeholder', title: 'Stakeholder', text: 'reads everything of projects' },
  { value: 'admin', title: 'Project Admin', text: 'everything in projects' },
  { value: 'account_viewer', title: 'Account Viewer', text: 'reads everything of the account' },
  { value: 'account_admin', title: 'Account Admin', text: 'everything in the account' },
];

export function permissionSetTitle(value: string): string {
  return permissionSets.find((known) => known.value === value)?.title ?? value;
}
