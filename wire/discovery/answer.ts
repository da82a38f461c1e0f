/** What a GraphQL endpoint answers. */
export interface WireGraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly WireGraphqlError[];
}

export interface WireGraphqlError {
  readonly message: string;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly path?: readonly (string | number)[];
  /** `code` is for programs. */
  readonly extensions: { readonly code: string; readonly kind: string };
}
