/** `GET /docs/api/openapi.json`: what the description of the API (OpenAPI 3.1) holds; a file of JSON, without the envelope. */

/** JSON Schema. */
export type WireSchema = Readonly<Record<string, unknown>>;

export interface WireParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: WireSchema;
}

export interface WireOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly WireParameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<'application/json', { readonly schema: WireSchema }>>;
  };
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** Our own: the permission that a caller must hold; null: none. */
  readonly 'x-permission': string | null;
  /** Our own: what the audit log says of it. */
  readonly 'x-event': string | null;
}

export interface WireApiDescription {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  /** By path, then by method in small letters. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, WireOperation>>>>;
  readonly components: Readonly<Record<string, unknown>>;
}
