/** As much of samlp, which has no types of its own, as the identity provider of the tests uses. */
declare module 'samlp' {
  interface Options {
    readonly [option: string]: unknown;
  }
  const samlp: {
    getSamlResponse(options: Options, user: unknown, callback: (error: Error | null, response: string) => void): void;
    parseRequest(
      request: { readonly query: object; readonly body?: object },
      options: Options,
      callback: (
        error: Error | null,
        data?: { readonly id?: string; readonly issuer?: string; readonly assertionConsumerServiceURL?: string },
      ) => void,
    ): void;
    metadata(options: Options): (request: unknown, response: unknown) => void;
  };
  export default samlp;
}
