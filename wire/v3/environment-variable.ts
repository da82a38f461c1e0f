/** Environment variables as admin API v3 has them: by the names of environments, and one override at a time. */
import type { WireEnvironment } from './environment.ts';

/** A secret's `value` is a row of stars. */
export interface WireVariableValue {
  readonly id: number;
  readonly value: string;
}

/** Variables by name, then by `project` and the names of environments. */
export interface WireVariablesByEnvironment {
  readonly environments: readonly string[];
  readonly variables: Readonly<Record<string, Readonly<Record<string, WireVariableValue>>>>;
}

/** Variables by name; a level that has no value is absent, never null. */
export type WireVariablesByLevel = Readonly<
  Record<
    string,
    {
      readonly project?: WireVariableValue;
      readonly environment?: WireVariableValue;
      readonly job?: WireVariableValue;
      readonly user?: WireVariableValue;
    }
  >
>;

export interface WireVariablesCreated {
  readonly message: string;
  readonly new_var_ids: readonly number[];
  readonly failures: Readonly<Record<string, string>>;
}

export interface WireVariablesChanged extends WireVariablesCreated {
  readonly deleted_var_ids: readonly number[];
}

export interface WireVariable {
  readonly id: number;
  readonly account_id: number;
  readonly project_id: number;
  readonly name: string;
  readonly type: 'project' | 'environment' | 'job' | 'user';
  readonly environment_id: number | null;
  readonly environment: WireEnvironment | null;
  readonly job_definition_id: number | null;
  readonly user_id: number | null;
  readonly display_value: string;
  readonly state: 1 | 2;
  readonly created_at: string;
  readonly updated_at: string;
}
