/** The permission sets that groups and service tokens can be granted, as people know them. */
export interface PermissionSetChoice {
  readonly value: string;
  readonly title: string;
  readonly text: string;
  /** Reads jobs and runs, and writes them in the environment categories that a grant names. */
  readonly isByCategory?: boolean;
}

/** Those that are asked for most come first; what dbt Cloud has for products of its own comes last. */
export const permissionSets: readonly PermissionSetChoice[] = [
  { value: 'developer', title: 'Developer', text: 'changes projects and develops in them', isByCategory: true },
  { value: 'analyst', title: 'Analyst', text: 'develops, without repositories and webhooks', isByCategory: true },
  { value: 'analyst_read', title: 'Analyst, reading', text: 'reads what an analyst reads' },
  { value: 'stakeholder', title: 'Stakeholder', text: 'reads everything of projects' },
  { value: 'readonly', title: 'Read-Only', text: 'reads projects and metadata' },
  { value: 'member', title: 'Member', text: 'works in projects and makes new ones' },
  { value: 'admin', title: 'Project Admin', text: 'everything in projects' },
  { value: 'team_admin', title: 'Team Admin', text: 'changes projects and their variables', isByCategory: true },
  { value: 'git_admin', title: 'Git Admin', text: 'changes repositories', isByCategory: true },
  { value: 'database_admin', title: 'Database Admin', text: 'changes connections and credentials', isByCategory: true },
  { value: 'job_admin', title: 'Job Admin', text: 'makes and changes jobs and environments' },
  { value: 'job_creator', title: 'Job Creator', text: 'makes, changes and runs jobs' },
  { value: 'job_runner', title: 'Job Runner', text: 'starts runs and uploads artifacts' },
  { value: 'job_viewer', title: 'Job Viewer', text: 'reads jobs, runs and environments' },
  { value: 'ingest', title: 'Ingest', text: 'uploads artifacts, and nothing else' },
  { value: 'metadata_only', title: 'Metadata Only', text: 'reads metadata' },
  { value: 'semantic_layer_only', title: 'Semantic Layer Only', text: 'queries metrics' },
  { value: 'webhooks_only', title: 'Webhooks Only', text: 'keeps webhooks' },
  { value: 'notification_manager', title: 'Notification Manager', text: 'keeps notifications' },
  { value: 'project_creator', title: 'Project Creator', text: 'makes projects' },
  { value: 'owner', title: 'Owner', text: 'everything in the account' },
  { value: 'account_admin', title: 'Account Admin', text: 'everything in the account' },
  { value: 'account_viewer', title: 'Account Viewer', text: 'reads everything of the account' },
  { value: 'security_admin', title: 'Security Admin', text: 'keeps people, groups and sign-in' },
  { value: 'scim_only', title: 'SCIM Only', text: 'keeps people and groups by SCIM' },
  { value: 'fusion_admin', title: 'Fusion Admin', text: 'chooses the engine of environments' },
  { value: 'billing_admin', title: 'Billing Admin', text: 'reads the account' },
  { value: 'manage_marketplace_apps', title: 'Marketplace Apps', text: 'reads the account' },
  { value: 'cost_insights_admin', title: 'Cost Insights Admin', text: 'reads metadata' },
  { value: 'cost_insights_viewer', title: 'Cost Insights Viewer', text: 'reads metadata' },
  { value: 'cost_management_admin', title: 'Cost Management Admin', text: 'reads metadata' },
  { value: 'cost_management_viewer', title: 'Cost Management Viewer', text: 'reads metadata' },
];

export function permissionSetTitle(value: string): string {
  return permissionSets.find((known) => known.value === value)?.title ?? value;
}

export const environmentCategories = [
  { value: 'all', label: 'All environments' },
  { value: 'development', label: 'Development' },
  { value: 'staging', label: 'Staging' },
  { value: 'production', label: 'Production' },
  { value: 'other', label: 'Other deployment environments' },
] as const;
