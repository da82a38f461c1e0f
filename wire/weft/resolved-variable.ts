/** What a run of a job, or a person who develops, gets for each variable, and why. */

export type WireVariableLevel = 'project' | 'environment' | 'job' | 'user' | 'platform';

export interface WireResolvedVariable {
  readonly name: string;
  readonly is_secret: boolean;
  /** Stars where it is secret. */
  readonly value: string;
  /** `platform`: Weft sets it, and nobody can change it. */
  readonly level: WireVariableLevel;
  /** The strongest first. */
  readonly overrides: readonly { readonly level: WireVariableLevel; readonly value: string }[];
}

export interface WireResolvedVariables {
  /** What the values hold for, for people. */
  readonly holds_for: string;
  readonly variables: readonly WireResolvedVariable[];
}
